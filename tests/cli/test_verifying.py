"""A closer verify: evidence on the disk, and transfers against their events."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from amends.core.commands import AcceptClaim
from amends.evidence import Sealed
from amends.orders.files import _SEALED, store

from tests.cli.conftest import Amends
from tests.orders.orders import SELLER, ask, disputed, protected

pytestmark = pytest.mark.django_db(transaction=True)


def test_evidence_that_is_missing_or_changed_is_named(amends: Amends) -> None:
    order = protected("with a photo")
    sealed = _sealed(b"a photo")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO files (bucket, key, number, body)"
            " SELECT bucket, key, 1, %s FROM orders WHERE key = %s",
            [_SEALED.dump_json(sealed).decode(), order],
        )
    whole = amends("verify", "--evidence")
    assert whole.exit_code == 0, whole.output
    assert "1 files looked at, 0 of them do not hold" in whole.stderr
    folder = Path(django_settings.AMENDS_EVIDENCE) / "originals"
    place = folder / sealed.sha256[:2] / sealed.sha256[2:4] / sealed.sha256
    place.write_bytes(b"another")
    assert "not what was sealed" in amends("verify", "--evidence").stdout
    place.unlink()
    missing = amends("verify", "--evidence", "--json")
    assert missing.exit_code == 1
    assert "missing from the disk" in json.loads(missing.stdout.splitlines()[1])["problem"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE files SET body = '{}'")
    assert "cannot be read" in amends("verify", "--evidence").stdout


def test_a_transfer_that_was_changed_by_hand_is_found(amends: Amends) -> None:
    key = disputed("due").key
    ask(key[1], SELLER, AcceptClaim(), 22)
    assert amends("verify").exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transfers SET state = 'confirmed'")
    assert "its transfers are not those of its events" in amends("verify").stdout


def _sealed(content: bytes) -> Sealed:
    from amends.evidence.store import Shelf  # noqa: PLC0415 - only this test looks behind the store

    kept, sha256 = store(), hashlib.sha256(content).hexdigest()
    for shelf in Shelf:
        with kept.draft() as draft:
            draft.write([content])
            kept.seal(shelf, draft, sha256)
    return _SEALED.validate_python(
        {
            "sha256": sha256,
            "kind": "photo",
            "media_type": "image/jpeg",
            "size": len(content),
            "width": 1,
            "height": 1,
            "derivative": sha256,
            "derivative_type": "image/jpeg",
            "thumbnail": None,
            "name": "photo.jpg",
        }
    )
