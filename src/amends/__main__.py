"""Starts the command line: `python -m amends` is what `bin/amends` runs."""

from amends.cli import main

if __name__ == "__main__":
    main()
