"""Keys of orders as parcels see them: a bucket and some bytes that mean nothing here."""

from datetime import UTC, datetime

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALICES = (3, b"alices-order-001")
CHARLIES = (3, b"charlies-order-1")
