"""The calendar: a person's own deadlines, read back as a calendar program would."""

import pytest
from icalendar import Calendar, vDDDTypes
from pytest_django import Settings

from amends.accounts.models import Marketplace, Person
from amends.config.options import Options
from amends.core.commands import AcceptClaim, RequestExtension
from amends.delivery import feed
from amends.delivery.models import CalendarLink
from amends.orders import keys

from tests.orders.orders import BUYER, SELLER, ask, day, disputed, shipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(shop: Marketplace, settings: Settings) -> dict[str, Person]:
    settings.AMENDS_OPTIONS = Options(public_url="https://amends.example")
    return {person.id: person for person in Person.objects.all()}


def entries(person: Person, on: float) -> list[dict[str, str]]:
    """Return what a calendar program reads, with moments as they are written in the file."""
    read = Calendar.from_ical(feed.calendar_of(person, day(on)))
    assert read["version"] == "2.0"
    return [
        {name.lower(): _plain(value) for name, value in part.property_items(recursive=False)}
        for part in read.walk("VEVENT")
    ]


def test_a_deadline_says_when_what_and_where(people: dict[str, Person]) -> None:
    loaded = disputed()
    (entry,) = entries(people["bob"], 22)
    assert entry["dtstart"] == "20260325T120000Z"
    assert entry["summary"] == "موعد نهائي: Lamp"
    assert "تنظر المنصة فيه" in entry["description"]
    assert entry["url"] == f"https://amends.example/orders/{keys.spell(loaded.key[1])}"
    (buyers,) = entries(people["alice"], 22)
    assert buyers["summary"] == "Plazo: Lamp"
    assert buyers["uid"] != entry["uid"]


def test_the_same_deadline_keeps_its_entry_and_another_is_another(
    people: dict[str, Person],
) -> None:
    key = shipped()
    first = entries(people["alice"], 3)[0]
    assert entries(people["alice"], 4)[0]["uid"] == first["uid"]
    assert ask(key, BUYER, RequestExtension(5, ""), 10).refused is None
    asked = entries(people["alice"], 10)[0]
    assert asked["uid"] != first["uid"]
    assert "negativa" in asked["description"]


def test_an_order_that_ended_has_no_deadline(people: dict[str, Person]) -> None:
    key = disputed().key[1]
    ask(key, SELLER, AcceptClaim(), 22)
    assert entries(people["alice"], 23) == []


def test_nobody_sees_the_deadlines_of_others(people: dict[str, Person]) -> None:
    disputed()
    charlie = Person.objects.create(id="charlie", reference="charlie", name="Charlie")
    assert entries(charlie, 22) == []


def test_a_link_opens_until_it_is_revoked_and_a_new_one_ends_it(
    people: dict[str, Person],
) -> None:
    alice = people["alice"]
    assert not feed.has_link("alice")
    first = feed.make_link(alice, day(1))
    assert len(first) >= 43
    assert feed.owner_of(first) == alice
    assert first not in str(CalendarLink.objects.values())
    second = feed.make_link(alice, day(2))
    assert feed.owner_of(first) is None
    assert feed.owner_of(second) == alice
    feed.revoke_link(alice, day(3))
    assert feed.owner_of(second) is None
    assert not feed.has_link("alice")
    for token in ("", "x", "x" * 1000):
        assert feed.owner_of(token) is None


def _plain(value: object) -> str:
    return f"{value.dt:%Y%m%dT%H%M%SZ}" if isinstance(value, vDDDTypes) else str(value)
