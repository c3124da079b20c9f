"""A marketplace's machine for the tests of the API, and its four people."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from amends.accounts.keys import make_key
from amends.accounts.models import Marketplace, Person
from amends.api.routes import ROUTES

from tests.web.site import START, person, photo

# What JSON holds, and what the test client answers, is read by each test as it needs it.
Json = Any
_counted = iter(range(1, 1_000_000))


def body(**changes: Json) -> Json:
    """An order as a marketplace sends it."""
    whole = {
        "buyer": {"id": "alice", "name": "Alice", "locale": "pt", "tz": "Europe/Lisbon"},
        "seller": {"id": "bob", "name": "Bob's Lamps", "locale": "en", "tz": "Europe/Berlin"},
        "currency": "EUR",
        "lines": [
            {"id": "1", "title": "Brass lamp", "quantity": 1, "unit_price": eur(4000)},
            {"id": "2", "title": "Bulb", "quantity": 2, "unit_price": eur(250)},
        ],
        "shipping": eur(500),
        "ship_to": {"name": "Alice", "lines": ["Rua 1"], "city": "Porto", "country": "PT"},
        "ships_from": "DE",
        "placed_at": "2026-03-01T11:59:00Z",
        "paid_at": "2026-03-01T12:00:00Z",
        "promised_by": "2026-03-20",
        "payment": {"gateway": "stripe", "reference": "pi_1", "captured": eur(5000)},
    }
    return {**whole, **changes}


def eur(minor: int) -> Json:
    return {"minor": minor, "currency": "EUR"}


def refusal_of(answer: Json) -> tuple[int, str]:
    """The status and the code of a problem document."""
    return answer.status_code, answer.json()["code"]


def fields_of(answer: Json) -> set[str]:
    """The fields that a problem document names."""
    assert refusal_of(answer) == (400, "malformed"), answer.content
    return {error["field"] for error in answer.json()["errors"]}


CLAIM = {
    "received": False,
    "reason": "late",
    "refund": eur(5000),
    "refund_method": "store_wallet",
    "statement": "Não chegou.",
}


@dataclass
class Machine:
    """Calls with a key, for nobody or for somebody; every POST gets a key of its own."""

    secret: str
    actor: str | None = None
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Json:
        return _stated("GET", path, self.client.get(_at(path), headers=self.headers(headers)))

    def post(self, path: str, sent: Json = None, **headers: str) -> Json:
        headers.setdefault("Idempotency_Key", f"key-{next(_counted)}")
        return self._send("post", path, sent, headers)

    def put(self, path: str, sent: Json = None, **headers: str) -> Json:
        return self._send("put", path, sent, headers)

    def delete(self, path: str, **headers: str) -> Json:
        return self._send("delete", path, None, headers)

    def upload(self, path: str, kind: str = "photo", name: str = "door.jpg") -> Json:
        headers = self.headers({"Idempotency-Key": f"key-{next(_counted)}"})
        sent = {"file": photo(name), "kind": kind}
        return _stated("POST", path, self.client.post(_at(path), sent, headers=headers))

    def _send(self, method: str, path: str, sent: Json, headers: dict[str, str]) -> Json:
        call = getattr(self.client, method)
        raw = sent if isinstance(sent, bytes) else json.dumps(sent or {}).encode()
        headers = self.headers(headers)
        answer = call(_at(path), raw, content_type="application/json", headers=headers)
        return _stated(method.upper(), path, answer)

    def headers(self, headers: dict[str, str]) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self.secret}"}
        if self.actor:
            known["Amends-Actor"] = self.actor
        return {**known, **{name.replace("_", "-"): value for name, value in headers.items()}}


@dataclass
class Site:
    """Everybody who calls: the marketplace itself, Alice, Bob, Charlie, and staff."""

    shop: Machine
    alice: Machine
    bob: Machine
    charlie: Machine
    mira: Machine
    moses: Machine
    oscar: Machine


def site() -> Site:
    person("mira")
    marketplace = Marketplace.objects.get(slug="shop")
    secret = _secret(marketplace)
    return Site(
        shop=Machine(secret),
        alice=Machine(secret, "buyer:alice"),
        bob=Machine(secret, "seller:bob"),
        charlie=Machine(secret, "buyer:charlie"),
        mira=Machine(_secret(person("mira"))),
        moses=Machine(_secret(person("moses"))),
        oscar=Machine(_secret(person("oscar"))),
    )


def _secret(owner: Marketplace | Person) -> str:
    return make_key("test", owner, START)[1]


def _stated(method: str, path: str, answer: Json) -> Json:
    """Every answer in a test is one that the table of routes, and so the document, states."""
    asked = _at(path).removeprefix("/api/v1/").partition("?")[0]
    for route in ROUTES:
        shape = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route.path))
        if route.method == method and re.fullmatch(shape, asked):
            good = answer.status_code >= 300 or answer.status_code in route.statuses
            assert good, f"{method} {route.path} answered {answer.status_code}"
    return answer


def _at(path: str) -> str:
    return path if path.startswith("/api/") else f"/api/v1/{path}"
