"""One number on orders of one marketplace is found, whoever bought or sold."""

import pytest
from django.db import connection

from amends.database.rows import Value, insert
from amends.orders.reuse import orders_with_number
from amends.parcels.reuse import owners_of_number
from amends.parcels.store import PARCEL_COLUMNS, insert_parcels

pytestmark = pytest.mark.django_db


def parcel(key: bytes, number: str) -> None:
    row = (key[0] % 64, key, 1, "1", "ups", number, True, "outbound", 0, 0, None)
    assert len(row) == len(PARCEL_COLUMNS)
    with connection.cursor() as cursor:
        insert_parcels(cursor, [row])


def test_every_owner_of_a_number_is_found_and_no_number_is_nobodys() -> None:
    for letter in "ab":
        parcel(letter.encode() * 16, "RB123456785GB")
    parcel(b"c" * 16, "")
    with connection.cursor() as cursor:
        found = owners_of_number(cursor, "RB123456785GB")
        assert [key for _, key in found] == [b"a" * 16, b"b" * 16]
        assert owners_of_number(cursor, "") == []


def test_only_the_orders_of_the_marketplace_are_told() -> None:
    for letter, marketplace in (("a", "shop"), ("b", "shop"), ("d", "other")):
        key = letter.encode() * 16
        parcel(key, "RB123456785GB")
        order(key, marketplace, f"order-{letter}")
    with connection.cursor() as cursor:
        assert orders_with_number(cursor, "shop", "RB123456785GB") == ["order-a", "order-b"]
        assert orders_with_number(cursor, "other", "RB123456785GB") == ["order-d"]
        assert orders_with_number(cursor, "shop", "1Z") == []


def order(key: bytes, marketplace: str, reference: str) -> None:
    """Write the bare row of an order; its events do not matter here."""
    row: dict[str, Value] = {
        "bucket": key[0] % 64,
        "key": key,
        "marketplace": marketplace,
        "reference": reference,
        "buyer": "alice",
        "seller": "bob",
        "status": "protected",
        "head": b"",
        "currency": "EUR",
    }
    counted = ("version", "protected_at", "updated_at", "disputes")
    money = ("captured", "refund", "payout", "put_in", "charged_back", "came_back")
    row |= dict.fromkeys((*counted, *money), 0)
    with connection.cursor() as cursor:
        insert(cursor, "orders", tuple(row), [tuple(row.values())])
