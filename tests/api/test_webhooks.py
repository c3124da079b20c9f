"""Webhooks over HTTP: endpoints with secrets that are shown once, deliveries, and sending again."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from amends.accounts.keys import make_key
from amends.accounts.models import Marketplace
from amends.config.options import Options
from amends.delivery.lanes import Lanes
from amends.delivery.models import Endpoint
from amends.delivery.step import Delivered, deliver

from tests.api.conftest import SetDay
from tests.api.machine import Machine, Site, body
from tests.delivery.receivers import Hooks, hooks
from tests.web.site import START, day

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = {"url": "https://8.8.8.8/amends"}


@pytest.fixture
def receiver(them: Site, settings: Settings) -> Iterator[Hooks]:
    """A receiver that may be called; what happened before it is told already."""
    sent()
    with hooks() as listening:
        settings.AMENDS_OPTIONS = Options(webhook_hosts=(listening.host,))
        yield listening


@pytest.fixture
def other(them: Site) -> Machine:
    """Another marketplace."""
    marketplace = Marketplace.objects.create(slug="other", name="Other")
    return Machine(make_key("test", marketplace, START)[1])


def sent(on: float = 0) -> Delivered:
    with Lanes(threads=2, patience=10.0) as lanes:
        return deliver(day(on), 100, lanes)


def test_a_secret_is_shown_to_who_made_it_and_never_again(them: Site) -> None:
    made = them.shop.post("webhook-endpoints", PUBLIC, Idempotency_Key="one")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["endpoint"]["url"] == PUBLIC["url"]
    again = them.shop.post("webhook-endpoints", PUBLIC, Idempotency_Key="one")
    assert again.content == made.content
    listed = them.shop.get("webhook-endpoints")
    assert [item["id"] for item in listed.json()["items"]] == [made.json()["endpoint"]["id"]]
    assert b"whsec_" not in listed.content
    assert made.json()["secret"] not in Endpoint.objects.get().secret


def test_the_same_idempotency_key_makes_no_other_endpoint(them: Site) -> None:
    them.shop.post("webhook-endpoints", PUBLIC, Idempotency_Key="one")
    other = {"url": "https://8.8.4.4/amends"}
    answer = them.shop.post("webhook-endpoints", other, Idempotency_Key="one")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert them.shop.post("webhook-endpoints", other, Idempotency_Key=" ").status_code == 400


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "http://8.8.8.8/",
            (
                "Only https on its usual port is called. Write such an address,"
                " or ask the operator to list 8.8.8.8:80 in webhook_hosts."
            ),
        ),
        (
            "https://127.0.0.1/",
            (
                "127.0.0.1 is not public. Write one that is,"
                " or ask the operator to list 127.0.0.1:443 in webhook_hosts."
            ),
        ),
        ("https://user:word@8.8.8.8/", "Leave name and password out; messages are signed instead."),
    ],
)
def test_an_address_that_is_not_called_is_refused_with_the_way_out(
    them: Site, url: str, words: str
) -> None:
    answer = them.shop.post("webhook-endpoints", {"url": url})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "url", "problem": words}]
    missing = them.shop.post("webhook-endpoints", {})
    assert missing.json()["errors"][0]["field"] == "url"


def test_what_the_installation_itself_may_call_is_not_open_to_webhooks(
    them: Site, settings: Settings
) -> None:
    inside = {"url": "http://127.0.0.1:8080/hook"}
    settings.AMENDS_OPTIONS = Options(private_hosts=("127.0.0.1:8080",))
    refused = them.shop.post("webhook-endpoints", inside, Idempotency_Key="one")
    assert refused.status_code == 400
    assert "list 127.0.0.1:8080 in webhook_hosts" in refused.json()["errors"][0]["problem"]
    settings.AMENDS_OPTIONS = Options(webhook_hosts=("127.0.0.1:8080", "[::1]:443"))
    assert them.shop.post("webhook-endpoints", inside, Idempotency_Key="one").status_code == 201
    assert them.shop.post("webhook-endpoints", {"url": "https://[::1]/"}).status_code == 201
    assert them.shop.post("webhook-endpoints", {"url": "ftp://[::1]:443/"}).status_code == 400


def test_there_is_a_limit_of_endpoints(them: Site) -> None:
    for number in range(10):
        url = {"url": f"https://8.8.8.8/{number}"}
        assert them.shop.post("webhook-endpoints", url).status_code == 201
    answer = them.shop.post("webhook-endpoints", PUBLIC)
    assert (answer.status_code, answer.json()["details"]) == (409, {"most": 10})


def test_a_rotation_gives_a_new_secret_once(them: Site) -> None:
    made = them.shop.post("webhook-endpoints", PUBLIC).json()
    path = f"webhook-endpoints/{made['endpoint']['id']}/rotation"
    rotated = them.shop.post(path, Idempotency_Key="two")
    assert rotated.status_code == 201
    assert rotated.json()["secret"] != made["secret"]
    assert rotated.json()["old_secret_until"] == "2026-03-02T12:00:00Z"
    assert them.shop.post(path, Idempotency_Key="two").json()["secret"] == rotated.json()["secret"]


def test_a_deleted_endpoint_is_gone(them: Site) -> None:
    made = them.shop.post("webhook-endpoints", PUBLIC, Idempotency_Key="one").json()
    path = f"webhook-endpoints/{made['endpoint']['id']}"
    assert them.shop.delete(path).status_code == 200
    assert them.shop.delete(path).status_code == 404
    assert them.shop.get("webhook-endpoints").json()["items"] == []
    again = them.shop.post("webhook-endpoints", PUBLIC, Idempotency_Key="one")
    assert (again.status_code, again.json()["code"]) == (410, "endpoint_deleted")


def test_another_marketplaces_endpoints_and_deliveries_are_not_there(
    them: Site, other: Machine, receiver: Hooks
) -> None:
    made = them.shop.post("webhook-endpoints", {"url": receiver.url()}).json()
    them.shop.put("orders/order-2", body())
    sent()
    (item,) = them.shop.get("webhook-deliveries").json()["items"]
    path = f"webhook-endpoints/{made['endpoint']['id']}"
    assert other.get("webhook-endpoints").json()["items"] == []
    assert other.get("webhook-deliveries").json()["items"] == []
    assert other.delete(path).status_code == 404
    assert other.post(f"{path}/rotation").status_code == 404
    assert other.post(f"{path}/activation").status_code == 404
    assert other.post(f"webhook-deliveries/{item['id']}/replay").status_code == 404
    assert other.get(f"webhook-deliveries?endpoint={made['endpoint']['id']}").json()["items"] == []


def test_deliveries_are_paged_and_narrowed(them: Site, receiver: Hooks) -> None:
    made = them.shop.post("webhook-endpoints", {"url": receiver.url()}).json()
    receiver.status = lambda _path, number: 200 if number > 2 else 500
    for number in range(2, 7):
        them.shop.put(f"orders/order-{number}", body())
    sent()
    first = them.shop.get("webhook-deliveries?limit=2").json()
    second = them.shop.get(f"webhook-deliveries?limit=2&after={first['next']}").json()
    third = them.shop.get(f"webhook-deliveries?limit=2&after={second['next']}").json()
    every = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert len(set(every)) == 5
    assert third["next"] is None
    states = {
        state: len(them.shop.get(f"webhook-deliveries?state={state}").json()["items"])
        for state in ("accepted", "waiting", "given_up")
    }
    assert states == {"accepted": 3, "waiting": 2, "given_up": 0}
    endpoint = made["endpoint"]["id"]
    assert len(them.shop.get(f"webhook-deliveries?endpoint={endpoint}").json()["items"]) == 5
    assert them.shop.get("webhook-deliveries?endpoint=we_other").json()["items"] == []


@pytest.mark.parametrize("query", ["after=x", "after=1.zz.1.a", "state=lost", "limit=0", "limit=x"])
def test_a_query_that_means_nothing_names_its_field(them: Site, query: str) -> None:
    answer = them.shop.get(f"webhook-deliveries?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_a_delivery_is_sent_again_under_its_id(them: Site, receiver: Hooks, on: SetDay) -> None:
    made = them.shop.post("webhook-endpoints", {"url": receiver.url()}).json()
    receiver.status = lambda _path, number: 410 if number == 1 else 200
    them.shop.put("orders/order-2", body())
    assert sent().switched_off == (made["endpoint"]["id"],)
    (item,) = them.shop.get("webhook-deliveries").json()["items"]
    assert (item["state"], item["problem"]) == ("given_up", "410 heard")
    listed = them.shop.get("webhook-endpoints").json()["items"][0]
    assert listed["disabled_because"] == "it answered 410: it wants nothing more"
    refused = them.shop.post(f"webhook-deliveries/{item['id']}/replay")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_off")
    path = f"webhook-endpoints/{made['endpoint']['id']}/activation"
    assert them.shop.post(path).json()["disabled_at"] is None
    on(1)
    again = them.shop.post(f"webhook-deliveries/{item['id']}/replay")
    assert (again.status_code, again.json()["state"]) == (201, "waiting")
    assert sent(1).accepted == 1
    first, second = receiver.came
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == item["webhook_id"]
    assert them.shop.post("webhook-deliveries/nothing/replay").status_code == 404
