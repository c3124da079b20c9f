"""The pages for people: plain forms that work without a script, on a phone and at a desk."""
