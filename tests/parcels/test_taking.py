"""What is kept of a reply: scans in the store's own shape, and each order's own part, verbatim."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from amends.core.parcel import CustomsCause, ParcelStatus
from amends.parcels.news import fresh
from amends.parcels.snapshots import chain_holds, seal
from amends.parcels.store import insert_scans, scan_row, scans_of
from amends.parcels.taking import scan_of, sealed_of
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Verbatim
from amends.parcels.trackers.portions import portions
from amends.parcels.trackers.reading import Outcome

from tests.parcels.orders import ALICES, NOW
from tests.parcels.trackers.replies import (
    RR,
    US,
    Json,
    aftership,
    aftership_tracking,
    parcelsapp,
    parcelsapp_state,
    track17,
    track17_event,
    track17_rejected,
    track17_reply,
)

OTHER = "RR123456794CN"
NOBODY = "RR999999999XX"
EVENT = track17_event("Delivered_Other", 'Delivered } to "Алиса" {')
REPLY = track17_reply(track17(EVENT), rejected=(track17_rejected(-18019909, OTHER),))


def part(body: bytes, number: str) -> bytes:
    """The part of a number in a reply about two."""
    reply = Verbatim("POST x", (number, NOBODY), 200, "", body)
    return next((own for name, _, own in portions(reply) if name == number), b"")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_each_number_gets_its_own_part_byte_for_byte(
    *, indent: int | None, ascii_only: bool
) -> None:
    body = json.dumps(REPLY, indent=indent, ensure_ascii=ascii_only).encode()
    asked = f'POST gettrackinfo [{{"number":"{RR}"}},{{"number":"{OTHER}"}}]'
    reply = Verbatim(asked, (RR, OTHER, "NOBODY"), 200, "application/json", body)
    first, second = portions(reply)
    assert (first[0], first[1]) == (RR, f"POST gettrackinfo {RR}")
    assert json.loads(first[2]) == track17(EVENT)
    assert first[2] in body
    assert json.loads(second[2]) == track17_rejected(-18019909, OTHER)


def test_a_reply_about_one_number_is_kept_whole_even_when_it_is_broken() -> None:
    reply = Verbatim("GET x", (RR,), 200, "", b'{"broken')
    assert list(portions(reply)) == [(RR, "GET x", b'{"broken')]


def test_a_page_of_errors_is_everybodys_and_somebody_elses_part_is_nobodys() -> None:
    error = Verbatim("POST x [..]", (RR, OTHER), 500, "", b"<html>502</html>")
    assert [(number, body) for number, _, body in portions(error)] == [
        (RR, b"<html>502</html>"),
        (OTHER, b"<html>502</html>"),
    ]
    cut = Verbatim("POST x [..]", (RR, OTHER), 200, "", json.dumps(REPLY).encode()[:-30])
    assert [number for number, _, _ in portions(cut)] == [RR]
    long = Verbatim("POST x [..]", (RR, OTHER), 500, "", b"x" * 20_001)
    assert list(portions(long)) == []


def test_a_part_that_is_cut_off_is_not_taken_for_whole() -> None:
    body = json.dumps(REPLY).encode()
    assert part(body[:200], RR) == b""
    assert part(b"", RR) == b""
    assert part(b'} {"number": "A1"} "number": "A2"', "A1") == b'{"number": "A1"}'
    assert part(b'} {"number": "A1"} "number": "A2"', "A2") == b""
    assert part(b'\xff{"number": "A1"}', "A1") == b'{"number": "A1"}'


@pytest.mark.parametrize(
    ("name", "reply", "number"),
    [
        ("track17", REPLY, RR),
        ("aftership", aftership(aftership_tracking("Delivered_001", "Delivered")), US),
        ("parcelsapp", parcelsapp(parcelsapp_state("Delivered")), US),
    ],
)
def test_a_part_is_read_again_as_the_whole_was(name: str, reply: Json, number: str) -> None:
    body = json.dumps(reply).encode()
    whole = TRACKERS[name].read(body)
    again = TRACKERS[name].read(part(body, number))
    assert again.checkpoints == whole.checkpoints
    assert again.checkpoints
    assert again.outcomes[number] is whole.outcomes[number]
    assert TRACKERS["track17"].read(part(json.dumps(REPLY).encode(), OTHER)).outcomes == {
        OTHER: Outcome.NOT_FOUND
    }


@pytest.mark.django_db
def test_readings_become_scans_that_the_store_keeps_once() -> None:
    body = json.dumps(REPLY).encode()
    read = TRACKERS["track17"].read(body)
    scans = [scan_of(one, parcel=1, recorded_at=NOW) for one in read.checkpoints]
    new = fresh([], [*scans, *scans])
    reply = Verbatim("POST gettrackinfo", (RR,), 200, "application/json", body)
    with connection.cursor() as cursor:
        insert_scans(cursor, [scan_row(ALICES, scan) for scan in new])
        ((_, kept),) = list(scans_of(cursor, [ALICES]))
        ((number, sealed),) = sealed_of([reply], "track17", NOW)
        assert seal(cursor, ALICES, [sealed]) == [1]
        assert chain_holds(cursor, ALICES)
    assert number == RR
    assert kept.checkpoint.status is ParcelStatus.DELIVERED
    assert (kept.city, kept.country, kept.local_time) == ("Moscow", "RU", "2026-05-02T14:34:00")
    assert fresh([kept], scans) == []


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("Held by customs: suspected counterfeit goods", CustomsCause.COUNTERFEIT),
        ("Held by customs, undervalued", CustomsCause.UNDERVALUED),
        ("Held by customs: prohibited import", CustomsCause.PROHIBITED),
        ("Held: awaiting payment of customs duties", CustomsCause.UNPAID),
        ("Item seized by customs", CustomsCause.SEIZED),
        ("Item destroyed", None),
        ("Held by customs", None),
        ("Arrived", None),
    ],
)
def test_why_customs_holds_it_is_kept_where_it_tells_whose_cause_it_is(
    words: str, cause: CustomsCause | None
) -> None:
    (reading,) = TRACKERS["pasted"].read(f"2026-05-02 14:34 {words}".encode()).checkpoints
    scan = scan_of(reading, parcel=1, recorded_at=NOW, tracker="pasted")
    assert scan.checkpoint.customs_cause is cause
    assert (scan.checkpoint.tracker, scan.checkpoint.place) == ("pasted", None)


def test_a_report_that_tells_more_of_a_known_scan_is_news_and_one_that_tells_less_is_not() -> None:
    (plain,) = TRACKERS["pasted"].read(b"2026-05-02 14:34 Delivered").checkpoints
    bare = scan_of(plain, parcel=1, recorded_at=NOW, tracker="track17")
    named = replace(bare, checkpoint=replace(bare.checkpoint, recipient_differs=True, signed=True))
    (first,) = fresh([], [bare, bare])
    (second,) = fresh([first], [bare, named, named])
    assert (second.checkpoint.number, second.checkpoint.recipient_differs) == (2, True)
    assert fresh([first, second], [bare, named]) == []
    assert len(fresh([], [named, bare])) == 1


def test_words_beside_a_code_that_it_was_destroyed_say_for_which_cause() -> None:
    for words, cause in {
        "Destroyed, prohibited import": CustomsCause.PROHIBITED,
        "Destroyed: counterfeit goods": CustomsCause.COUNTERFEIT,
        "Seized": CustomsCause.SEIZED,
        "Destroyed": None,
    }.items():
        body = json.dumps(track17_reply(track17(track17_event("Exception_Destroyed", words))))
        (reading,) = TRACKERS["track17"].read(body.encode()).checkpoints
        scan = scan_of(reading, parcel=1, recorded_at=NOW, tracker="track17")
        assert scan.checkpoint.status is ParcelStatus.DESTROYED
        assert scan.checkpoint.customs_cause is cause


@pytest.mark.django_db
def test_the_weight_that_a_tracker_tells_is_kept_with_the_scan() -> None:
    (reading,) = TRACKERS["track17"].read(json.dumps(REPLY).encode()).checkpoints
    scan = scan_of(reading, parcel=1, recorded_at=NOW, tracker="track17")
    assert scan.checkpoint.weight_grams == 120
    with connection.cursor() as cursor:
        insert_scans(cursor, [scan_row(ALICES, fresh([], [scan])[0])])
        ((_, kept),) = scans_of(cursor, [ALICES])
    assert kept.checkpoint.weight_grams == 120
