"""The contract: the document is the checked-in one, and every route says who may call it."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from amends.api import openapi
from amends.api.actions import ADDRESSES, OURS
from amends.api.problems import FORBIDDEN, UNPROCESSABLE, refusal
from amends.api.routes import ROUTES, Route, Who
from amends.core.lifecycle import STEPS
from amends.core.refusals import Refusal, Refused

from tests.api.machine import Machine, Site

ROOT = Path(__file__).parents[2]


def test_the_document_is_the_one_that_is_checked_in() -> None:
    # Compared before it is asserted: the difference would fill many screens.
    same = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == openapi.text()
    assert same, "run amends docs, and look at what changed"


def test_the_document_names_every_route() -> None:
    paths = json.loads(openapi.text())["paths"]
    for route in ROUTES:
        assert route.method.lower() in paths[f"/{route.path}"]


def test_the_document_states_the_statuses_with_which_routes_answer() -> None:
    paths = json.loads(openapi.text())["paths"]
    answers = {
        (method, path): [int(status) for status in said["responses"] if status != "default"]
        for path, methods in paths.items()
        for method, said in methods.items()
    }
    assert answers["post", "/orders/{order}/dispute-previews"] == [200]
    assert answers["post", "/orders/{order}/disputes"] == [201]
    assert answers["put", "/orders/{order}"] == [200, 201]
    assert answers["put", "/disputes/{dispute}/refund-method"] == [200]
    assert answers["get", "/evidence/{evidence}/content"] == [200, 206]


def test_every_command_of_a_person_has_an_address() -> None:
    assert set(STEPS) - set(ADDRESSES) == OURS


@pytest.mark.parametrize("code", Refusal)
def test_every_refusal_has_a_status_and_words(code: Refusal) -> None:
    stored = refusal(Refused(code))
    found = json.loads(stored.body)
    assert stored.status == (403 if code in FORBIDDEN else 422 if code in UNPROCESSABLE else 409)
    assert found["code"] == code
    assert found["title"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_only_who_the_table_names_may_call_a_route(them: Site, route: Route) -> None:
    assert route.who, "a route without a declared permission"
    path = route.path
    path = re.sub(r"\{\w+\}", "nothing", path)
    if Who.ANYBODY in route.who:
        assert Client().get(f"/api/v1/{path}").status_code == 200
        return
    callers = {Who.MARKETPLACE: them.shop, Who.PARTIES: them.alice, Who.STAFF: them.mira}
    for who, caller in callers.items():
        send = getattr(caller, route.method.lower())
        assert (send(path).status_code == 403) is (who not in route.who), who
    assert Machine("").get("orders").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_other_methods_are_named_not_taken(them: Site) -> None:
    answer = them.alice.client.delete("/api/v1/orders/order-1")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, PUT"


@pytest.mark.django_db(transaction=True)
def test_health_and_figures_are_served(them: Site) -> None:
    client = Client()
    assert client.get("/api/v1/health/live").json() == {"ok": True, "problems": []}
    assert client.get("/api/v1/health/ready").json()["ok"] is True
    assert client.get("/api/v1/metrics").status_code == 401
    figures = them.oscar.get("metrics")
    assert figures["Content-Type"].startswith("text/plain")
    said = figures.content.decode()
    assert 'amends_orders{status="paid"} 1' in said
    for name in ("due_orders", "deferred_orders", "open_holds", "worker_pulse_age_seconds"):
        assert f"# TYPE amends_{name} gauge\namends_{name} " in said
    typed, helped = (
        re.findall(rf"^# {what} (\w+) \w", said, re.MULTILINE) for what in ("TYPE", "HELP")
    )
    figures_of = {re.split(r"[{ ]", line)[0] for line in said.splitlines() if line[0] != "#"}
    assert typed == helped
    assert set(typed) >= figures_of
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
