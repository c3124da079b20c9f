"""Letters of odd orders: no title, address or description breaks one, or keeps the others back."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from amends.accounts.models import Person
from amends.core.commands import SendMessage
from amends.delivery import listing
from amends.delivery.deliveries import Channel, State
from amends.delivery.letters import title_of
from amends.delivery.listing import Wanted
from amends.orders import keys

from tests.delivery.conftest import Post, describe, endpoint
from tests.delivery.test_mail import mails, states, text
from tests.orders.orders import SELLER, ask, late, protected

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_that_is_none_is_not_written_into_a_header(post: Post) -> None:
    key = late()
    described = '{"seller": {"email": "x@y.example\\r\\nBcc: z@y.example"}, "lines": []}'
    describe(key, described)
    Person.objects.filter(id="bob").update(email="bob@mail.example\r\nBcc: eve@evil.example")
    post.steps(19)
    assert mails(post, "bob") == []
    assert all("Bcc" not in one for one in post.box.came)


def test_a_title_never_breaks_a_header(post: Post) -> None:
    title = "Lamp\\r\\nBcc: eve@evil.example\\u0000 <script>" + "a" * 200
    describe(late(), f'{{"lines": [{{"title": "{title}"}}, {{"title": "Bulb"}}]}}')
    post.steps(19)
    message = post.box.came[-1]
    assert message["Bcc"] is None
    assert "Bcc: eve@evil.example" in message["Subject"]
    assert "<script>" not in text(message, "html")
    assert "&lt;script&gt;" in text(message, "html")


def test_a_title_that_looks_encoded_is_sent_as_it_was_written(post: Post) -> None:
    bad, good = protected("bad"), protected("good")
    describe(bad, '{"lines": [{"title": "Lamp =?utf-8?q?=FF?="}]}')
    describe(good, '{"lines": [{"title": "Bulb"}]}')
    for key in (bad, good):
        assert ask(key, SELLER, SendMessage("Hello"), 0.1).refused is None
    post.steps(0.2)
    subjects = {str(one["Subject"]).partition(": ")[2] for one in post.box.came}
    assert subjects == {"Lamp =\N{WORD JOINER}?utf-8?q?=FF?=", "Bulb"}
    assert {state for state, _ in states()} == {State.ACCEPTED}


def test_a_letter_whose_bytes_cannot_be_made_is_tried_like_any_that_cannot_be_sent(
    post: Post, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    address = "https://bücher.example"
    settings.AMENDS_OPTIONS = replace(settings.AMENDS_OPTIONS, public_url=address)
    key = protected()
    assert ask(key, SELLER, SendMessage("Hello"), 0.1).refused is None
    post.steps(0.2)
    problems = {item.problem for item in listing.listed(Wanted(channel=Channel.MAIL)).items}
    assert problems == {"the notice cannot be written"}
    assert "cannot be written" in caplog.text


def test_a_title_is_one_short_line() -> None:
    assert title_of({"lines": [{"title": " A\n\tlamp\x00 "}, {}, {}]}) == "A lamp (+2)"
    assert len(title_of({"lines": [{"title": "a" * 500}]})) == 80
    assert title_of({}) == ""


def test_an_order_whose_description_cannot_be_read_keeps_nobody_elses_mail_back(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = late("bad"), late("good")
    endpoint(post.hooks.url())
    describe(bad, "{bad")
    post.steps(19)
    assert f"what happened to order {keys.spell(bad)} cannot be told" in caplog.text
    items = listing.listed(Wanted(channel=Channel.MAIL), limit=100).items
    assert {item.key[1] for item in items} == {good}
    hooked = listing.listed(Wanted(channel=Channel.WEBHOOK), limit=100).items
    assert {item.key[1] for item in hooked} == {bad, good}
    assert {item.state for item in [*items, *hooked]} == {State.ACCEPTED}
