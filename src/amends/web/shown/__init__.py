"""An order as plain values for the templates: what stands where, in which words."""
