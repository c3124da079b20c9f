"""Marketplaces, people and keys: who is calling, and for whom."""
