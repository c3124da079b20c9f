"""Tracking numbers read offline: which carriers may have issued one, and whether it can be real."""
