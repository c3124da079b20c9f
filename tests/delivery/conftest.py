"""A shop with a receiver of webhooks and a mail server, and orders that say something."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from amends.accounts.models import Marketplace, Person
from amends.config.options import Options
from amends.delivery import endpoints, webhooks
from amends.delivery.lanes import Lanes
from amends.delivery.step import Delivered, deliver

from tests.delivery.receivers import Hooks, Postbox, hooks, postbox
from tests.orders.orders import START, day

SENDER = "Amends <amends@shop.example>"


@dataclass
class Post:
    """What delivers, and where it arrives."""

    hooks: Hooks
    box: Postbox
    lanes: Lanes

    def step(self, on: float, most: int = 100) -> Delivered:
        return deliver(day(on), most, self.lanes)

    def steps(self, on: float) -> list[Delivered]:
        """Step on one day until nothing is due."""
        done = [self.step(on)]
        while done[-1].looked_at:
            assert len(done) < 100
            done.append(self.step(on))
        return done


@pytest.fixture
def shop(db: None) -> Marketplace:
    made = Marketplace.objects.create(slug="shop", name="Shop")
    for name, locale, zone in (("alice", "es", "Europe/Madrid"), ("bob", "ar", "Asia/Dubai")):
        Person.objects.create(
            id=name,
            marketplace=made,
            reference=name,
            name=name.title(),
            locale=locale,
            zone=zone,
            email=f"{name}@mail.example",
        )
    return made


@pytest.fixture
def receiver() -> Iterator[Hooks]:
    with hooks() as listening:
        yield listening


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as listening:
        yield listening


@pytest.fixture
def lanes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lanes]:
    monkeypatch.setattr(webhooks, "SECONDS", 0.5)
    with Lanes(threads=4, patience=10.0) as running:
        yield running


@pytest.fixture
def post(
    shop: Marketplace, receiver: Hooks, box: Postbox, lanes: Lanes, settings: Settings
) -> Post:
    """Mail is on, and the receiver may be called though it is private."""
    settings.AMENDS_OPTIONS = mailing(box.port, receiver.host)
    return Post(receiver, box, lanes)


def mailing(port: int, *private: str) -> Options:
    return Options(
        public_url="https://amends.example",
        webhook_hosts=private,
        mail_host="127.0.0.1",
        mail_port=port,
        mail_security="none",
        mail_from=SENDER,
    )


def without_mail(options: Options) -> Options:
    return replace(options, mail_host="", mail_from="")


def endpoint(url: str, asked: str = "first") -> endpoints.Made:
    return endpoints.make("shop", url, asked, START - timedelta(days=1))


def describe(key: bytes, body: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE particulars SET body = %s WHERE key = %s", [body, key])
