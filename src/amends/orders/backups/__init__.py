"""Backups of one installation: taken while it runs, put back into an empty place, then compared."""
