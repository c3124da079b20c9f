"""The visitor's own orders in the demo: whose they are, and which two of their people sign in."""

from collections import Counter
from collections.abc import Iterator

from amends.accounts.models import Marketplace, Person
from amends.cli.marketplaces import marketplace_of
from amends.orders import queries
from amends.orders.queries import Listed, Scope

from .people import give_login

SLUG = "own"
BUYER, SELLER = "buyer", "seller"
LOOKED_AT_MOST = 2_000


def marketplace() -> Marketplace:
    """Return the marketplace of the visitor's orders."""
    return marketplace_of(SLUG, name="Your own orders")


def let_sign_in() -> None:
    """Let the buyer and the seller with the most orders sign in."""
    buyers: Counter[str] = Counter()
    sellers: Counter[str] = Counter()
    for listed in _listed():
        buyers[_reference(listed, BUYER)] += 1
        sellers[_reference(listed, SELLER)] += 1
    for login, counted in ((BUYER, buyers), (SELLER, sellers)):
        for reference, _ in counted.most_common(1):
            person = Person.objects.get(marketplace_id=SLUG, reference=reference)
            give_login(person, login)


def _listed() -> Iterator[Listed]:
    after, looked_at = None, 0
    while looked_at < LOOKED_AT_MOST:
        page = queries.listed(Scope(marketplace=SLUG), after=after, limit=100)
        yield from page.items
        looked_at += len(page.items)
        after = page.after
        if after is None:
            return


def _reference(listed: Listed, role: str) -> str:
    person = listed.particulars[role]
    assert isinstance(person, dict), "particulars name the people of an order"
    return str(person["id"])
