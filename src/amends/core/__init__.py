"""The pure rules of order protection: no I/O, no clock, no randomness, no framework."""
