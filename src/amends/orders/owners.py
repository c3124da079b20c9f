"""Whose a payment is: the marketplace that named it first, and no other one's after that.

Several marketplaces may share one payment provider's account. Without this, each of them could name
a payment of another's, and have its money refunded. Imports that know no payment provider write the
order's own id as the reference; such a payment is nobody's, and no gateway moves its money.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.rows import common, wanted

from .loaded import Key

COLUMNS: Mapping[str, str] = dict.fromkeys(("gateway", "reference", "marketplace"), "varchar")
# What imports write where their source names no payment provider.
NAMELESS = ("", "unstated", "olist")
# The update changes nothing: it waits for whoever names the same payment now, then tells its owner.
OWN = (
    "WITH {new} INSERT INTO payment_owners (gateway, reference, marketplace)"
    " SELECT gateway, reference, marketplace FROM new WHERE true"
    " ON CONFLICT (gateway, reference) DO UPDATE SET marketplace = payment_owners.marketplace"
    " RETURNING gateway, reference, marketplace"
)
NOT_OWNED = (
    "SELECT bucket, key FROM wanted JOIN orders USING (bucket, key)"
    " JOIN particulars USING (bucket, key) LEFT JOIN payment_owners AS owner"
    " ON owner.gateway = particulars.gateway AND owner.reference = particulars.payment"
    " WHERE payment <> '' AND particulars.gateway NOT IN (%s, %s, %s)"
    " AND COALESCE(owner.marketplace, '') <> orders.marketplace"
)


def own(
    cursor: CursorWrapper, paid: Mapping[Key, tuple[str, str]], marketplaces: Mapping[Key, str]
) -> set[Key]:
    """Make each order's marketplace the owner of its payment; return orders of others' payments.

    `paid` holds the gateway and the reference of each order's payment, empty where there is none.
    A marketplace may own one payment of many orders: a basket.
    """
    owners: dict[tuple[str, str], str] = {}
    for key, payment in paid.items():
        if payment[1] and payment[0] not in NAMELESS:
            owners.setdefault(payment, marketplaces[key])
    if not owners:
        return set()
    found = _owned(cursor, owners)
    return {
        key for key, one in paid.items() if found.get(one, marketplaces[key]) != marketplaces[key]
    }


def claim(gateway: str, names: Collection[str], marketplace: str) -> bool:
    """Make a marketplace the owner of all names of one payment, or of none if it is another's.

    Two marketplaces may have named one payment by a name each, before anybody knew that it is one.
    Then it is whose order named it first, and that marketplace takes the other name over.
    """
    if not names:
        return True
    with transaction.atomic(), connection.cursor() as cursor:
        found = _owned(cursor, {(gateway, name): marketplace for name in names})
        ours = set(found.values()) == {marketplace}
        if not ours and _first_named(cursor, gateway, names) == marketplace:
            _take_over(cursor, gateway, names, marketplace)
            ours = True
        transaction.set_rollback(not ours)
    return ours


def _first_named(cursor: CursorWrapper, gateway: str, names: Collection[str]) -> str | None:
    marks = ", ".join(["%s"] * len(names))
    cursor.execute(
        "SELECT marketplace FROM particulars JOIN orders USING (bucket, key)"  # noqa: S608 - ours
        f" WHERE gateway = %s AND payment IN ({marks}) ORDER BY protected_at, key LIMIT 1",
        [gateway, *names],
    )
    found = cursor.fetchone()
    return found[0] if found else None


def _take_over(
    cursor: CursorWrapper, gateway: str, names: Collection[str], marketplace: str
) -> None:
    marks = ", ".join(["%s"] * len(names))
    cursor.execute(
        "UPDATE payment_owners SET marketplace = %s WHERE gateway = %s"  # noqa: S608 - ours
        f" AND reference IN ({marks})",
        [marketplace, gateway, *names],
    )


def _owned(
    cursor: CursorWrapper, owners: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    # Everybody locks them in one order, so that two batches never wait for each other.
    rows = [(*payment, owners[payment]) for payment in sorted(owners)]
    new, parameters = common("new", COLUMNS, rows)
    cursor.execute(OWN.format(new=new), parameters)
    return {(gateway, reference): owner for gateway, reference, owner in cursor.fetchall()}


def has_payments(gateway: str) -> bool:
    """Whether any order's payment was taken by a payment provider of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM payment_owners WHERE gateway = %s LIMIT 1", [gateway])
        return cursor.fetchone() is not None


def not_owned(cursor: CursorWrapper, keys: Sequence[Key]) -> set[Key]:
    """Return those of the orders whose payment is not their marketplace's."""
    asked, parameters = wanted(keys)
    cursor.execute(f"WITH {asked} {NOT_OWNED}", [*parameters, *NAMELESS])
    return {(bucket, bytes(key)) for bucket, key in cursor.fetchall()}
