"""Tracking that people bring: copied lines, CSV and JSON, all of it the word of who brought it."""

import json

import pytest

from amends.core.parcel import ParcelStatus, Source
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.links import links
from amends.parcels.trackers.reading import Read, Trouble

PAGE = """\
Tracking number: RR123456785CN
2026-05-02 14:34 Moscow, Russia - Delivered
2026-05-01 08:10\tMoscow\tArrived at delivery office
April 20, 2026 9:01 am Departure from outward office of exchange

25 Apr 2026 14:00
Передано таможне

RR123456794CN
2026-05-03 10:00 Zxqv
"""


def read(text: str) -> Read:
    return TRACKERS["pasted"].read(text.encode())


def test_lines_of_a_page_are_read_one_by_one() -> None:
    found = read(PAGE)
    statuses = [one.status for one in found.checkpoints]
    assert statuses == [
        ParcelStatus.DELIVERED,
        ParcelStatus.IN_TRANSIT,
        ParcelStatus.IN_TRANSIT,
        ParcelStatus.AT_CUSTOMS,
        ParcelStatus.UNKNOWN,
    ]
    first, second, third, lent, other = found.checkpoints
    assert (first.number, other.number) == ("RR123456785CN", "RR123456794CN")
    assert first.when.local == "2026-05-02T14:34:00"
    assert first.when.happened_at is None
    assert (first.place.text, first.place.country) == ("Moscow, Russia", "RU")
    assert second.place.text == "Moscow"
    assert third.when.local == "2026-04-20T09:01:00"
    assert lent.when.local == "2026-04-25T14:00:00"
    assert {one.source for one in found.checkpoints} == {Source.SELLER}
    assert [(p.trouble, p.what) for p in found.problems] == [(Trouble.UNKNOWN_WORDING, "Zxqv")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_known_by_its_columns(separator: str) -> None:
    rows = [
        ["Tracking Number", "Date", "Event", "Location", "Country"],
        ["RR123456785CN", "2026-05-02T14:34:00+03:00", "Delivered", '"Moscow"', "Russia"],
        ["RR123456785CN", "", "Out for delivery", "Moscow", "RUS"],
    ]
    found = read("\n".join(separator.join(row) for row in rows))
    assert [one.status for one in found.checkpoints] == [
        ParcelStatus.DELIVERED,
        ParcelStatus.OUT_FOR_DELIVERY,
    ]
    assert [one.place.country for one in found.checkpoints] == ["RU", "RU"]
    assert found.checkpoints[0].when.offset_minutes == 180


def test_json_is_read_as_a_list_an_object_or_lines() -> None:
    one = {"number": "RR123456785CN", "text": "Delivered"}
    whole = json.dumps({"checkpoints": [one, one]})
    as_lines = f"{json.dumps({'checkpoint': one})}\n{json.dumps(one)}\n"
    for text in (whole, json.dumps([one, one]), as_lines):
        assert [r.status for r in read(text).checkpoints] == [ParcelStatus.DELIVERED] * 2


def test_a_status_of_ours_and_a_code_of_a_list_stand() -> None:
    entries = [
        {"number": "A1", "status": "customs_held", "cause": "duties", "physical": False},
        {"number": "A1", "code": "EMI", "vocabulary": "upu"},
        {"number": "A1", "code": "NEW", "vocabulary": "upu", "text": "Delivered"},
        {"number": "A1", "status": "vanished"},
        {"text": "Delivered"},
    ]
    found = read(json.dumps(entries))
    assert [one.status.value for one in found.checkpoints] == [
        "customs_held",
        "delivered",
        "unknown",
        "unknown",
    ]
    assert not found.checkpoints[0].physical
    assert len(found.problems) == 3


@pytest.mark.parametrize("text", ["\x00\x01", "{", '{"checkpoints": 3}', '[1, "x"', '{"a":1}\nx'])
def test_what_is_broken_is_reported(text: str) -> None:
    assert read(text).checkpoints == () or read(text).problems
    assert read(text).problems


def test_text_that_is_no_utf_8_is_reported() -> None:
    found = TRACKERS["pasted"].read(b"\xff\xfeabc")
    assert [p.trouble for p in found.problems] == [Trouble.UNREADABLE]


def test_every_page_of_the_trackers_is_linked() -> None:
    found = links("RR 123456785CN/..")
    assert set(found) == {"17TRACK", "Parcels", "Postal Ninja"}
    assert all("RR123456785CN%2F.." in url for url in found.values())
    assert all(url.startswith("https://") for url in found.values())
