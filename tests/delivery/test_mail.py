"""Mail: in the reader's language and zone, safe, and given up only where it is for good."""

import re
from email.message import EmailMessage

import pytest
from django.db import connection
from pytest_django import Settings

from amends.accounts.models import Person
from amends.core.commands import Decide, Escalate, MakeOffer, RefuseClaim, RequestExtension
from amends.core.order import Status
from amends.core.rulings import RulingOutcome
from amends.delivery import listing, step
from amends.delivery.deliveries import Channel, State
from amends.delivery.fanout import fan_out
from amends.delivery.listing import Wanted
from amends.orders import keys

from tests.delivery.conftest import Post, describe, without_mail
from tests.orders.orders import BUYER, MEDIATOR, SELLER, ask, day, disputed, eur, late, shipped

pytestmark = pytest.mark.django_db(transaction=True)


def mails(post: Post, person: str) -> list[EmailMessage]:
    return [one for one in post.box.came if one["To"] == f"{person}@mail.example"]


def text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def test_the_seller_reads_in_arabic_what_is_asked_until_when_and_what_silence_means(
    post: Post,
) -> None:
    loaded = disputed()
    post.steps(21)
    (message,) = [one for one in mails(post, "bob") if "نزاع" in one["Subject"]]
    assert message["Subject"] == "فُتح نزاع بمبلغ \u200f45.00\xa0€: Lamp"
    said = text(message)
    assert "حان دورك" in said
    assert re.search(r"حتى .* مارس 2026, 16:00، خلال", said)
    assert f"https://amends.example/orders/{keys.spell(loaded.key[1])}" in said
    assert 'lang="ar" dir="rtl"' in text(message, "html")
    assert message["From"] == "Amends <amends@shop.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == day(21)


def test_the_buyer_reads_it_in_spanish_and_in_the_zone_of_madrid(post: Post) -> None:
    loaded = disputed()
    post.steps(21)
    message = mails(post, "alice")[-1]
    said = text(message)
    assert message["Subject"] == "Se abrió una disputa por 45,00\xa0€: Lamp"
    assert "Ahora no tiene que hacer nada." in said
    assert "Cuándo: domingo, 22 de marzo de 2026, 13:00" in said
    assert re.search(r"Hasta el [a-zé]+, \d+ de marzo de 2026, 13:00, dentro de \d días\.", said)
    assert 'lang="es" dir="ltr"' in text(message, "html")
    assert loaded.order.status is Status.AWAITING_SELLER


def test_no_link_leads_anywhere_but_to_the_order(post: Post) -> None:
    loaded = disputed()
    post.steps(21)
    address = f"https://amends.example/orders/{keys.spell(loaded.key[1])}"
    for message in post.box.came:
        for kind in ("plain", "html"):
            assert set(re.findall(r"https?://[^\s\"<>]+", text(message, kind))) == {address}


def test_every_notice_of_a_dispute_can_be_written(post: Post) -> None:
    key = disputed().key[1]
    for name, flag in (("mira", "is_mediator"), ("oscar", "is_operator")):
        Person.objects.create(
            id=name, reference=name, name=name, email=f"{name}@mail.example", **{flag: True}
        )
    asked = shipped("order-2")
    steps = (
        (SELLER, RefuseClaim("It was sent."), 21.2),
        (SELLER, MakeOffer(eur(1000), "Some of it."), 21.3),
        (BUYER, Escalate(), 21.5),
        (MEDIATOR, Decide(RulingOutcome.RELEASE, "It was delivered."), 21.6),
    )
    assert ask(asked, BUYER, RequestExtension(5, ""), 18).refused is None
    for party, command, on in steps:
        handled = ask(key, party, command, on)
        assert handled.refused is None, handled.refused
    post.steps(22)
    assert {state for state, _ in states()} == {State.ACCEPTED}
    subjects = {str(one["Subject"]).partition(":")[0] for one in mails(post, "alice")}
    assert {"El vendedor rechazó su reclamación", "Decisión"} <= subjects
    (review,) = mails(post, "mira")
    assert review["Subject"] == "A dispute came under review: Lamp"
    assert f"https://amends.example/cases/{keys.spell(key)}" in text(review)
    assert mails(post, "oscar") == []


def test_nobody_is_written_to_as_staff_of_an_order_of_their_own(post: Post) -> None:
    key = disputed().key[1]
    for name, also in (("mira", SELLER.id), ("moses", "")):
        Person.objects.create(
            id=name,
            reference=name,
            name=name,
            email=f"{name}@mail.example",
            is_mediator=True,
            also=also,
        )
    assert ask(key, SELLER, RefuseClaim("It was sent."), 21.2).refused is None
    assert ask(key, BUYER, Escalate(), 21.5).refused is None
    post.steps(22)
    assert len(mails(post, "moses")) == 1
    assert mails(post, "mira") == []


def states() -> list[tuple[State, int]]:
    items = listing.listed(Wanted(channel=Channel.MAIL), limit=100).items
    return [(item.state, item.tries) for item in items]


def test_without_a_mail_server_nothing_waits_and_the_channel_says_that_it_is_off(
    post: Post, settings: Settings
) -> None:
    settings.AMENDS_OPTIONS = without_mail(settings.AMENDS_OPTIONS)
    disputed()
    post.steps(21)
    assert states() == []
    assert listing.report(day(21)).mail_on is False


def test_who_has_no_address_is_not_mailed(post: Post) -> None:
    Person.objects.update(email="")
    disputed()
    post.steps(21)
    assert states() == []


def test_the_address_of_the_order_goes_before_the_one_of_the_account(post: Post) -> None:
    describe(shipped(), '{"buyer": {"email": "a@order.example"}, "lines": [{"title": "Lamp"}]}')
    post.steps(2)
    assert {one["To"] for one in post.box.came} == {"a@order.example"}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 5.1.1 no such person", State.GIVEN_UP), ("451 4.7.1 later", State.WAITING)],
)
def test_a_bounce_for_good_is_given_up_and_another_is_tried_again(
    post: Post, answer: str, state: State
) -> None:
    post.box.refuses = lambda address: answer if address.startswith("bob") else None
    disputed()
    post.steps(21)
    items = listing.listed(Wanted(channel=Channel.MAIL)).items
    bobs = [item for item in items if item.endpoint == "bob"]
    assert {(item.state, item.problem) for item in bobs} == {(state, answer)}
    assert {item.state for item in items if item.endpoint == "alice"} == {State.ACCEPTED}


def test_a_server_that_hangs_up_gets_the_same_mail_again(post: Post) -> None:
    post.box.drops = True
    late()
    post.step(19)
    (first,) = post.box.came
    assert State.WAITING in {state for state, _ in states()}
    post.box.drops = False
    post.steps(19.1)
    again = [one for one in post.box.came if one["Message-ID"] == first["Message-ID"]]
    assert len(again) == 2
    assert {state for state, _ in states()} == {State.ACCEPTED}


def test_a_sender_that_was_killed_sends_again_under_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    late()
    with monkeypatch.context() as killed:
        killed.setattr(step, "_recorded", _die)
        with pytest.raises(SystemExit):
            post.step(19)
    sent = [one["Message-ID"] for one in post.box.came]
    assert sent
    post.steps(19.01)
    assert sorted(one["Message-ID"] for one in post.box.came) == sorted(sent * 2)
    assert len(set(sent)) == len(sent)


def test_what_a_server_answered_is_kept_and_never_changed(post: Post) -> None:
    loaded = disputed()
    post.steps(21)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT channel, endpoint_hash, answer, role FROM proofs WHERE number = %s",
            [loaded.version],
        )
        rows = cursor.fetchall()
    assert {(channel, answer) for channel, _, answer, _ in rows} == {
        ("mail", "250 2.0.0 kept as 4711")
    }
    assert {role for _, _, _, role in rows} == {"buyer", "seller"}
    assert all(len(hashed) == 64 for _, hashed, _, _ in rows)
    for statement in ("UPDATE proofs SET answer = ''", "DELETE FROM proofs"):
        with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute(statement)


def test_what_happened_long_ago_is_told_on_the_page_only(post: Post) -> None:
    late()
    post.steps(19 + 7.5)
    assert post.box.came == []


def test_an_order_that_cannot_be_read_keeps_no_others_mail_back(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = late("bad"), late("good")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events (bucket, key, number, kind, recorded_at, role, actor, body, hash)"
            " SELECT bucket, key, 99, 'Unreadable', recorded_at, role, actor, '{}', hash"
            " FROM events WHERE key = %s AND number = 1",
            [bad],
        )
    post.steps(19)
    items = listing.listed(Wanted(channel=Channel.MAIL), limit=100).items
    assert {item.state for item in items if item.key[1] == good} == {State.ACCEPTED}
    assert {item.problem for item in items if item.key[1] == bad} == {"the order cannot be read"}
    assert "cannot be read" in caplog.text


def test_a_person_who_is_gone_is_mailed_no_more(post: Post) -> None:
    late()
    fan_out(day(19), 10, mail=True)
    Person.objects.update(email="")
    post.steps(19)
    assert post.box.came == []
    assert {state for state, _ in states()} == {State.GIVEN_UP}


def _die(*_: object) -> None:
    raise SystemExit("killed")
