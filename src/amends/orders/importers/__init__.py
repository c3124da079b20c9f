"""Readers of other people's files: each yields orders as they would come through the API."""
