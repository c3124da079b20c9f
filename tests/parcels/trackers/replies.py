"""Replies in the shapes that the trackers document, with numbers whose check digits are right."""

from typing import TypeAlias

Json: TypeAlias = dict[str, object]
RR = "RR123456785CN"
US = "9400111206213785678902"


def track17_event(sub_status: str, text: str, **further: object) -> Json:
    """One event as 17TRACK writes it, in Moscow."""
    address = {
        "country": "RU",
        "state": None,
        "city": "Moscow",
        "street": None,
        "postal_code": "101000",
        "coordinates": {"longitude": "37.6", "latitude": "55.75"},
    }
    return {
        "time_iso": "2026-05-02T14:34:00+03:00",
        "time_utc": "2026-05-02T11:34:00Z",
        "time_raw": {"date": "2026-05-02", "time": "14:34:00", "timezone": "+03:00"},
        "description": text,
        "location": "Moscow",
        "stage": None,
        "sub_status": sub_status,
        "address": address,
        **further,
    }


def track17(*events: Json, number: str = RR, status: str = "InTransit") -> Json:
    """A parcel as `gettrackinfo` and pushes hold it."""
    provider = {"provider": {"key": 3011, "name": "China Post"}, "events": list(events)}
    return {
        "number": number,
        "carrier": 3011,
        "track_info": {
            "latest_status": {"status": status, "sub_status": None},
            "misc_info": {"weight_kg": "0.12", "pieces": "1"},
            "tracking": {"providers": [provider]},
        },
    }


def track17_reply(*accepted: Json, rejected: tuple[Json, ...] = ()) -> Json:
    """A whole reply of 17TRACK."""
    return {"code": 0, "data": {"accepted": list(accepted), "rejected": list(rejected)}}


def track17_rejected(code: int, number: str = RR) -> Json:
    """A number that 17TRACK does not take."""
    return {"number": number, "error": {"code": code, "message": "It says why."}}


def parcelsapp(*states: Json, status: str = "transit", number: str = US) -> Json:
    """A whole answer of Parcels, done."""
    shipment = {
        "trackingId": number,
        "status": status,
        "states": list(states),
        "services": [{"slug": "usps", "name": "USPS"}],
        "attributes": [{"l": "weight", "n": "Weight", "val": "0.2 kg", "code": None}],
    }
    return {"uuid": "uuid-1", "done": True, "shipments": [shipment]}


def parcelsapp_state(text: str, location: str = "Austin, TX, United States") -> Json:
    """One event as Parcels writes it."""
    return {"state": text, "location": location, "date": "2026-06-25T18:42:00.000Z", "carrier": 0}


def postal_ninja(*texts: str, number: str = RR) -> Json:
    """A whole answer of Postal Ninja."""
    events = [
        {"id": 1, "dt": "2026-06-25T18:42:00", "dsc": text, "location": "Moscow", "carrier": "Post"}
        for text in texts
    ]
    return {
        "status": "SUCCESS",
        "pkg": {"id": 77, "trackCode": number, "weight": 0.12, "events": events},
    }


def aftership_tracking(subtag: str, text: str, **further: object) -> Json:
    """One tracking of AfterShip with one checkpoint, in Austin."""
    checkpoint = {
        "slug": "fedex",
        "checkpoint_time": "2026-06-02T14:34:00",
        "location": "AUSTIN TX",
        "city": "AUSTIN",
        "state": "TX",
        "postal_code": "78701",
        "coordinate": {"latitude": 30.27, "longitude": -97.74},
        "country_region": "USA",
        "message": text,
        "tag": subtag.partition("_")[0],
        "subtag": subtag,
    }
    return {
        "id": "id-1",
        "tracking_number": US,
        "slug": "fedex",
        "tag": subtag.partition("_")[0],
        "signed_by": "J. DOE",
        "shipment_weight": {"value": 0.12, "unit": "kg"},
        "checkpoints": [checkpoint],
        **further,
    }


def aftership(*trackings: Json) -> Json:
    """A list of AfterShip."""
    return {"meta": {"code": 200}, "data": {"trackings": list(trackings)}}


def usps(*events: Json, number: str = US) -> Json:
    """A reply of USPS' tracking v3."""
    return {"trackingNumber": number, "statusCategory": "Delivered", "trackingEvents": list(events)}


def usps_event(code: str, text: str, **further: object) -> Json:
    """One event as USPS writes it."""
    return {
        "eventType": text,
        "eventTimestamp": "2026-04-22T13:58:00",
        "GMTTimestamp": "2026-04-22T18:58:40Z",
        "GMTOffset": "-05:00",
        "eventCountry": None,
        "eventCity": "HERNANDO",
        "eventState": "FL",
        "eventZIP": "34442",
        "firm": None,
        "name": "DOE",
        "authorizedAgent": "false",
        "eventCode": code,
        **further,
    }
