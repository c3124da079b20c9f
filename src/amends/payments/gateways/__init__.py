"""The gateways, one folder each; `known` finds the one that a transfer goes through."""
