"""A sealed reply on a page: read anew from its bytes, with its seal, the bytes for staff alone."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from django.db import connection
from PIL import Image

from amends.orders import keys
from amends.parcels.snapshots import Sealed, erase_bodies, intact, seal, snapshots_of

from tests.parcels.trackers.replies import track17, track17_event, track17_reply
from tests.web.conftest import SetDay
from tests.web.site import browser, day, disputed, shipped
from tests.web.travels import at_parcel

pytestmark = pytest.mark.django_db(transaction=True)
EVENT = track17_event("InTransit_Arrival", "Arrived <b>at</b> Mr. Ivanov's")
BODY = json.dumps(track17_reply(track17(EVENT))).encode()
REPLY = Sealed(1, "track17", day(2), "POST gettrackinfo", BODY, "application/json")


def sealed(*replies: Sealed) -> bytes:
    key = shipped()
    with connection.cursor() as cursor:
        seal(cursor, (keys.bucket_of(key), key), replies)
    return key


def read(key: bytes, name: str = "alice", number: int = 1) -> str:
    answer = browser(name).get(f"{at_parcel(key)}/replies/{number}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_parcel_leads_to_its_replies_and_each_is_read_anew(on: SetDay) -> None:
    key = sealed(REPLY)
    on(3)
    assert f"{at_parcel(key)}/replies/1" in browser("alice").get(at_parcel(key)).content.decode()
    page = read(key)
    assert "17TRACK answered on" in page
    assert "2026-05-02 14:34" in page
    assert "UTC+03:00." in page
    assert "Arrived &lt;b&gt;at&lt;/b&gt;" in page
    assert "The seal holds" in page


def test_the_same_is_a_picture_for_whoever_may_read_it(on: SetDay) -> None:
    key = sealed(REPLY)
    on(3)
    address = f"{at_parcel(key)}/replies/1/picture.png"
    assert address in read(key)
    pictures = {browser(name).get(address).content for name in ("alice", "bob", "mira")}
    assert len(pictures) == 1
    answer = browser("alice").get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'inline; filename="17TRACK-2026-03-03-1.png"'
    with Image.open(BytesIO(answer.content)) as drawn:
        assert (drawn.format, drawn.width) == ("PNG", 1280)
    for name, missing in (("charlie", 1), ("alice", 9), ("alice", 2**40)):
        gone = f"{at_parcel(key)}/replies/{missing}/picture.png"
        assert browser(name).get(gone).status_code == 404


def test_a_dispute_has_the_page_and_the_picture_without_anybody_bringing_them(
    on: SetDay,
) -> None:
    key = disputed()
    with connection.cursor() as cursor:
        seal(cursor, (keys.bucket_of(key), key), [REPLY])
    on(15)
    for name, page in (("alice", "orders"), ("bob", "orders"), ("mira", "cases")):
        tail = "/dispute" if page == "orders" else ""
        shown = browser(name).get(f"/{page}/{keys.spell(key)}{tail}").content.decode()
        assert "What trackers answered, attached by itself" in shown
        assert f"{at_parcel(key)}/replies/1/picture.png" in shown


def test_the_bytes_themselves_are_for_staff_alone(on: SetDay) -> None:
    key = sealed(REPLY)
    on(3)
    assert "track_info" in read(key, "mira")
    for name in ("alice", "bob"):
        page = read(key, name)
        assert "track_info" not in page
        assert "gettrackinfo" not in page


def test_an_erased_reply_keeps_its_seal(on: SetDay) -> None:
    key = sealed(REPLY)
    with connection.cursor() as cursor:
        erase_bodies(cursor, (keys.bucket_of(key), key))
    on(3)
    page = read(key)
    assert "The reply was erased with the person whose parcel it was." in page
    assert "The seal holds" in page


def test_what_cannot_be_read_is_said_and_a_time_without_a_zone_gets_none(on: SetDay) -> None:
    raw = {"date": "2026-05-02", "time": "14:34:00", "timezone": None}
    vague = json.dumps(track17_reply(track17(track17_event("Nowhere", "Puff", time_raw=raw))))
    key = sealed(
        replace(REPLY, body=b"<html>"),
        replace(REPLY, body=vague.encode()),
        replace(REPLY, tracker="retired"),
        replace(REPLY, body=b" " * 500_001),
    )
    on(3)
    assert "What was not understood" in read(key, number=1)
    assert "The zone is not stated." in read(key, number=2)
    assert "No event could be read from it." in read(key, number=3)
    assert "No event could be read from it." in read(key, number=4)


def test_a_reply_that_was_changed_is_known_by_itself() -> None:
    key = sealed(REPLY)
    with connection.cursor() as cursor:
        (one,) = snapshots_of(cursor, (keys.bucket_of(key), key))
    assert intact(one)
    assert not intact(replace(one, body=b"another"))
    assert not intact(replace(one, tracker="pasted"))


def test_strangers_and_missing_replies_are_answered_alike(on: SetDay) -> None:
    key = sealed(REPLY, replace(REPLY, parcel=2))
    on(3)
    answers = [
        browser("charlie").get(f"{at_parcel(key)}/replies/1"),
        browser("alice").get(f"{at_parcel(key)}/replies/2"),
        browser("alice").get(f"{at_parcel(key)}/replies/3"),
        browser("alice").get(f"{at_parcel(key)}/replies/{2**80}"),
        browser("alice").get(f"/parcels/{keys.spell(key)}/replies/1"),
    ]
    assert {answer.status_code for answer in answers} == {404}
