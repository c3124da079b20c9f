"""Files of forms: one that its order does not take is refused before it is sealed."""

from pathlib import Path

import pytest
from pytest_django import Settings

from amends.core.commands import AddEvidence, ConfirmReceipt
from amends.core.reasons import EvidenceKind
from amends.core.terms import EVIDENCE_MOST
from amends.evidence import intake
from amends.orders import door, files
from amends.orders.door import Asked

from tests.web.conftest import SetDay
from tests.web.site import BUYER, ask, at, browser, day, disputed, photo, shipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder of sealed files, for one test."""
    settings.AMENDS_EVIDENCE = tmp_path / "evidence"
    return tmp_path / "evidence"


def test_a_file_for_an_order_that_has_ended_is_refused_and_not_kept(
    on: SetDay, folder: Path
) -> None:
    key = disputed()
    ask(key, BUYER, ConfirmReceipt(), 22)
    on(22)
    alice = browser("alice")
    for carried in ({}, {"stood": str(door.read(key, day(22)).version)}):
        answer = alice.post(at(key, "/files"), {**carried, "files": photo()})
        assert answer.status_code == 409
        assert "This is not possible now" in answer.content.decode()
    assert sealed(folder) == []


def test_at_the_limit_a_form_that_comes_again_is_done_and_another_is_refused(
    on: SetDay, folder: Path
) -> None:
    key = shipped()
    on(3)
    kept = intake([photo().read()], name="photo.jpg", store=files.store())
    for _ in range(EVIDENCE_MOST - 1):
        command = AddEvidence(EvidenceKind.PHOTO, kept.sha256)
        door.handle(Asked(key, BUYER, command, beside=files.beside(kept)), day(3))
    alice = browser("alice")
    form = {"stood": str(door.read(key, day(3)).version), "kind": "photo"}
    for _ in range(2):
        answer = alice.post(at(key, "/files"), {**form, "files": photo()})
        assert answer.status_code == 302
    assert len(door.read(key, day(3)).order.evidence) == EVIDENCE_MOST
    there = sealed(folder)
    answer = alice.post(at(key, "/open/3/go"), {**form, "files": photo("late.jpg")})
    assert answer.status_code == 409
    assert sealed(folder) == there


def sealed(folder: Path) -> list[str]:
    """The names of all files that are kept."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "lock")
