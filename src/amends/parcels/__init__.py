"""Parcels and their checkpoints, kept under a key that means nothing here: never knows orders."""
