"""How one installation is set up: its home folder, its settings file, its database, its routes."""
