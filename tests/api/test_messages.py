"""Messages between the two sides, a page at a time."""

import pytest

from tests.api.machine import Site

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = "orders/order-1/messages"


def test_a_message_is_answered_by_itself(them: Site) -> None:
    them.alice.post(MESSAGES, {"text": "Hello"})
    sent = them.bob.post(MESSAGES, {"text": "Olá\nAlice"}).json()
    assert (sent["number"], sent["by"], sent["text"]) == (2, "seller", "Olá\nAlice")
    assert sent["at"] == "2026-03-01T12:00:00Z"


def test_messages_go_on_from_page_to_page(them: Site) -> None:
    for number in range(5):
        them.alice.post(MESSAGES, {"text": f"{number}"})
    first = them.bob.get(f"{MESSAGES}?limit=2").json()
    second = them.bob.get(f"{MESSAGES}?limit=2&after={first['next']}").json()
    third = them.bob.get(f"{MESSAGES}?limit=2&after={second['next']}").json()
    said = [item["text"] for page in (first, second, third) for item in page["items"]]
    assert said == ["0", "1", "2", "3", "4"]
    assert third["next"] is None


@pytest.mark.parametrize("query", ["after=x", "after=-1", "limit=0", "limit=501"])
def test_a_wrong_page_is_named(them: Site, query: str) -> None:
    answer = them.bob.get(f"{MESSAGES}?{query}")
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_strangers_neither_read_nor_write(them: Site) -> None:
    missing = them.charlie.get("orders/nothing/messages")
    assert them.charlie.get(MESSAGES).content == missing.content
    answer = them.charlie.post(MESSAGES, {"text": "Hello"})
    assert (answer.status_code, answer.content) == (404, missing.content)
