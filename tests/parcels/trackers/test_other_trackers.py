"""Parcels, Postal Ninja, AfterShip and USPS: what their replies mean, and what is asked of them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from amends.core.parcel import Leg, ParcelStatus, Source
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.aftership.calls import fetch as ask_aftership
from amends.parcels.trackers.aftership.calls import register as create_aftership
from amends.parcels.trackers.aftership.pushes import verify_push
from amends.parcels.trackers.contract import Access, Push, Wanted
from amends.parcels.trackers.parcelsapp.calls import fetch as ask_parcelsapp
from amends.parcels.trackers.postal_ninja.calls import fetch as ask_postal_ninja
from amends.parcels.trackers.reading import Cause, Outcome, Reading, Trouble
from amends.parcels.trackers.usps.calls import fetch as ask_usps

from tests.parcels.trackers.replies import (
    RR,
    US,
    Json,
    aftership,
    aftership_tracking,
    parcelsapp,
    parcelsapp_state,
    postal_ninja,
    usps,
    usps_event,
)
from tests.parcels.trackers.world import Answer, wanted, world


def readings(name: str, reply: Json) -> list[Reading]:
    return list(TRACKERS[name].read(json.dumps(reply).encode()).checkpoints)


def test_parcels_stamps_local_times_as_utc_and_is_not_believed() -> None:
    (reading,) = readings("parcelsapp", parcelsapp(parcelsapp_state("Delivered, In/At Mailbox")))
    assert reading.status is ParcelStatus.DELIVERED
    assert reading.when.local == "2026-06-25T18:42:00"
    assert reading.when.happened_at is None
    assert (reading.place.country, reading.carrier, reading.weight_grams) == ("US", "USPS", 200)


def test_the_status_of_a_whole_parcel_makes_no_delivery_out_of_unknown_words() -> None:
    reply = parcelsapp(
        parcelsapp_state("Zxqv"), parcelsapp_state("Arrived at hub"), status="delivered"
    )
    newest, older = readings("parcelsapp", reply)
    assert newest.status is ParcelStatus.UNKNOWN
    assert older.status is ParcelStatus.IN_TRANSIT


def test_parcels_is_asked_again_by_its_uuid_until_it_is_done() -> None:
    waiting = {"uuid": "uuid-1", "done": False, "shipments": []}
    with world(Answer(waiting), Answer(parcelsapp(parcelsapp_state("In transit")))) as edge:
        first = ask_parcelsapp(wanted(US), edge.line(push_url="https://us.example/hook"))
        again = ask_parcelsapp([Wanted(US, reference=first.references[US])], edge.line())
    assert first.outcomes == {US: Outcome.OUTAGE}
    assert again.outcomes == {US: Outcome.FOUND}
    posted = json.loads(edge.asked[0].body)
    assert posted["apiKey"] == "key-1"
    assert posted["webhookUrl"] == "https://us.example/hook"
    assert parse_qs(urlsplit(edge.asked[1].path).query)["uuid"] == ["uuid-1"]
    assert all("key-1" not in one.request for one in (*first.replies, *again.replies))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("INVALID_API_KEY", Outcome.REFUSED),
        ("UNCONFIRMED_ACCOUNT", Outcome.REFUSED),
        ("TRACKING_ERROR", Outcome.OUTAGE),
        ("NO_REQUEST_FOUND", Outcome.OUTAGE),
    ],
)
def test_an_error_of_parcels_with_200_says_nothing_of_the_parcel(
    error: str, outcome: Outcome
) -> None:
    with world(Answer({"error": error, "description": "It says why."})) as edge:
        fetched = ask_parcelsapp(wanted(US), edge.line())
    assert fetched.outcomes == {US: outcome}
    assert len(fetched.replies) == 1


def test_parcels_knows_nothing_of_a_parcel_only_when_it_is_done() -> None:
    with world(Answer(parcelsapp())) as edge:
        assert ask_parcelsapp(wanted(US), edge.line()).outcomes == {US: Outcome.NOT_FOUND}


def test_postal_ninja_has_words_and_local_times_only() -> None:
    first, second = readings("postal_ninja", postal_ninja("Прием", "Вручение отправителю"))
    assert (first.status, second.status) == (ParcelStatus.ACCEPTED, ParcelStatus.RETURNED)
    assert second.leg is Leg.RETURN
    assert first.when.happened_at is None
    assert first.when.local == "2026-06-25T18:42:00"


def test_postal_ninja_creates_a_number_and_reads_it_by_the_name_it_got() -> None:
    created = {"status": "CREATED", "pkgId": 77, "trackCode": RR}
    with world(Answer(created), Answer(postal_ninja("In transit"))) as edge:
        fetched = ask_postal_ninja(wanted(RR), edge.line())
    assert fetched.outcomes == {RR: Outcome.FOUND}
    assert fetched.references == {RR: "77"}
    assert edge.asked[0].body == f"trackCode={RR}".encode()
    assert edge.asked[1].path == "/v1/track/77?await=true&lang=AS_IS"
    assert edge.asked[0].headers["x-rapidapi-key"] == "key-1"


def test_postal_ninja_does_not_know_a_number_once_it_has_asked_the_carriers() -> None:
    known = {"id": 77, "trackCode": RR, "events": [], "lastFetched": "2026-06-25T18:42:00"}
    with world(Answer({"status": "SUCCESS", "pkg": known})) as edge:
        fetched = ask_postal_ninja([Wanted(RR, reference="77")], edge.line())
    assert fetched.outcomes == {RR: Outcome.NOT_FOUND}


def test_words_that_nobody_knows_are_counted_and_mean_nothing() -> None:
    read = TRACKERS["postal_ninja"].read(json.dumps(postal_ninja("Zxqv", "Zxqv")).encode())
    assert [one.status for one in read.checkpoints] == [ParcelStatus.UNKNOWN] * 2
    assert [(p.trouble, p.times) for p in read.problems] == [(Trouble.UNKNOWN_WORDING, 2)]


def test_the_quota_of_rapidapi_with_200_is_a_refusal() -> None:
    with world(Answer({"message": "Too many requests"})) as edge:
        assert ask_postal_ninja(wanted(RR), edge.line()).outcomes == {RR: Outcome.REFUSED}
    with world(Answer({"status": "ERROR", "msg": "It broke."})) as edge:
        assert ask_postal_ninja(wanted(RR), edge.line()).outcomes == {RR: Outcome.OUTAGE}


def test_aftership_says_who_signed_and_where() -> None:
    (reading,) = readings("aftership", aftership(aftership_tracking("Delivered_003", "Signed")))
    assert (reading.status, reading.cause) == (ParcelStatus.DELIVERED, Cause.SIGNED)
    assert (reading.recipient, reading.signed) == ("J. DOE", True)
    place = reading.place
    assert (place.city, place.postal_code, place.country) == ("AUSTIN", "78701", "US")
    assert (place.latitude, place.longitude) == (30.27, -97.74)
    assert reading.when.happened_at is None


def test_010_is_returning_and_011_is_returned() -> None:
    def status(subtag: str) -> ParcelStatus:
        return readings("aftership", aftership(aftership_tracking(subtag, "Zxqv")))[0].status

    assert status("Exception_010") is ParcelStatus.RETURNING
    assert status("Exception_011") is ParcelStatus.RETURNED


def test_aftership_does_not_know_what_its_whole_list_does_not_name() -> None:
    found = aftership(aftership_tracking("InTransit_007", "Departed"))
    with world(Answer(found)) as edge:
        fetched = ask_aftership(wanted(US, RR), edge.line())
    assert fetched.outcomes == {US: Outcome.FOUND, RR: Outcome.NOT_FOUND}
    pending = aftership(aftership_tracking("Pending_001", "", checkpoints=[]))
    with world(Answer(pending)) as edge:
        assert ask_aftership(wanted(US), edge.line()).outcomes == {US: Outcome.NOT_FOUND}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(4003, Outcome.FOUND), (401, Outcome.REFUSED), (500, Outcome.OUTAGE)],
)
def test_aftership_says_more_in_its_own_code(code: int, outcome: Outcome) -> None:
    reply = {"meta": {"code": code, "message": "It says why."}, "data": {}}
    with world(Answer(reply, 400)) as edge:
        assert create_aftership(wanted(US), edge.line()).outcomes == {US: outcome}


def test_aftership_signs_its_pushes() -> None:
    body = json.dumps({"msg": aftership_tracking("Delivered_001", "Delivered")}).encode()
    digest = hmac.new(b"secret-1", body, hashlib.sha256).digest()
    right = base64.b64encode(digest).decode()

    def pushed(signature: str, secret: str) -> bool:
        push = Push({"aftership-hmac-sha256": signature}, body, "", datetime.now(UTC))  # noqa: TID251 - any moment will do
        return verify_push(push, Access(secret=secret))

    assert pushed(right, "secret-1")
    assert not pushed(right, "secret-2")
    assert not pushed("", "secret-1")
    assert not pushed(right, "")
    assert TRACKERS["aftership"].read(body).outcomes == {US: Outcome.FOUND}


def test_usps_says_where_when_and_for_whom() -> None:
    (reading,) = readings("usps", usps(usps_event("01", "Delivered, Front Door/Porch")))
    assert reading.source is Source.CARRIER
    assert reading.status is ParcelStatus.DELIVERED
    assert reading.when.happened_at == datetime(2026, 4, 22, 18, 58, tzinfo=UTC)
    assert reading.when.offset_minutes == -300
    assert (reading.place.city, reading.place.postal_code) == ("HERNANDO", "34442")
    assert (reading.place.country, reading.recipient) == ("US", "DOE")


def test_usps_without_an_offset_has_no_utc() -> None:
    (reading,) = readings("usps", usps(usps_event("A1", "Arrived", GMTOffset=None)))
    assert reading.when.happened_at is None
    assert reading.when.local == "2026-04-22T13:58:00"


def test_what_usps_only_computed_is_no_scan() -> None:
    (reading,) = readings("usps", usps(usps_event("TL", "In Transit to Next Facility")))
    assert not reading.physical


def test_a_new_code_of_usps_is_counted_and_its_words_stand() -> None:
    reply = json.dumps(usps(usps_event("ZZ", "Out for Delivery"))).encode()
    read = TRACKERS["usps"].read(reply)
    assert read.checkpoints[0].status is ParcelStatus.OUT_FOR_DELIVERY
    assert [p.trouble for p in read.problems] == [Trouble.UNKNOWN_CODE]


def test_usps_is_asked_under_a_token_that_is_not_kept() -> None:
    token = {"access_token": "token-1", "token_type": "Bearer"}
    with world(Answer(token), Answer(usps(usps_event("OF", "Out for Delivery")))) as edge:
        fetched = ask_usps(wanted(US), edge.line())
    assert fetched.outcomes == {US: Outcome.FOUND}
    assert json.loads(edge.asked[0].body)["client_secret"] == "secret-1"
    assert edge.asked[1].headers["authorization"] == "Bearer token-1"
    assert edge.asked[1].path == f"/v1/tracking/v3/tracking/{US}?expand=DETAIL"
    assert all(b"token-1" not in one.body for one in fetched.replies)


def test_a_404_is_not_found_only_in_the_words_of_usps() -> None:
    token, error = {"access_token": "token-1"}, {"error": {"code": "404", "message": "None."}}
    with world(Answer(token), Answer(error, 404)) as edge:
        assert ask_usps(wanted(US), edge.line()).outcomes == {US: Outcome.NOT_FOUND}
    with world(Answer(token), Answer(b"<html>no such page</html>", 404)) as edge:
        assert ask_usps(wanted(US), edge.line()).outcomes == {US: Outcome.OUTAGE}
    with world(Answer({"error": "invalid_client"}, 401)) as edge:
        assert ask_usps(wanted(US), edge.line()).outcomes == {US: Outcome.REFUSED}


XML = """<TrackResponse><TrackInfo ID="{number}">{inner}</TrackInfo></TrackResponse>"""
EVENT = """<TrackSummary><EventTime>9:01 am</EventTime><EventDate>April 28, 2015</EventDate>
<Event>Delivered, In/At Mailbox</Event><EventCity>HANNA CITY</EventCity><EventState>IL</EventState>
<EventZIPCode>61536</EventZIPCode><EventCountry/><Name/><EventCode>01</EventCode></TrackSummary>"""


def test_the_xml_of_web_tools_is_read_too() -> None:
    read = TRACKERS["usps"].read(XML.format(number=US, inner=EVENT).encode())
    (reading,) = read.checkpoints
    assert (reading.status, reading.number) == (ParcelStatus.DELIVERED, US)
    assert reading.when.local == "2015-04-28T09:01:00"
    assert reading.when.happened_at is None
    assert read.outcomes == {US: Outcome.FOUND}


@pytest.mark.parametrize(
    ("number", "outcome"),
    [("-2147219302", Outcome.NOT_FOUND), ("-2147219301", Outcome.OUTAGE)],
)
def test_an_error_for_one_number_in_xml_is_its_outcome(number: str, outcome: Outcome) -> None:
    inner = f"<Error><Number>{number}</Number><Description>It says why.</Description></Error>"
    read = TRACKERS["usps"].read(XML.format(number=US, inner=inner).encode())
    assert read.outcomes == {US: outcome}
    assert read.checkpoints == ()


def test_xml_that_declares_a_document_type_is_not_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><TrackResponse>&a;</TrackResponse>'
    read = TRACKERS["usps"].read(bomb)
    assert [p.trouble for p in read.problems] == [Trouble.UNREADABLE]
