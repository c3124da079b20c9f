"""The marketplace's rules as data: read, checked, and run for one case with its explanation."""
