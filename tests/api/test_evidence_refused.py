"""A file that its order does not take is refused before it is sealed, and leaves nothing behind."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from PIL import Image
from pytest_django import Settings

from amends.core.commands import AddEvidence
from amends.core.reasons import EvidenceKind
from amends.core.terms import EVIDENCE_MOST
from amends.evidence import intake
from amends.orders import door, files, keys
from amends.orders.door import Asked

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Json, Machine, Site, refusal_of
from tests.evidence import films
from tests.web.site import BUYER, day, photo

pytestmark = pytest.mark.django_db(transaction=True)
EVIDENCE = "orders/order-1/evidence"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder of sealed files, for one test."""
    settings.AMENDS_EVIDENCE = tmp_path / "evidence"
    return tmp_path / "evidence"


def test_a_file_for_an_order_that_has_ended_is_not_kept(
    them: Site, on: SetDay, folder: Path
) -> None:
    handed_over(them, on)
    assert them.alice.post("orders/order-1/receipt", {}).status_code == 201
    for sent in (drawn("tan"), film()):
        assert refusal_of(send(them.alice, sent)) == (409, "not_in_this_status")
    assert refusal_of(them.shop.upload(EVIDENCE)) == (403, "forbidden")
    assert sealed(folder) == []


def test_a_refusal_is_answered_again_as_it_was(them: Site, on: SetDay, folder: Path) -> None:
    handed_over(them, on)
    them.alice.post("orders/order-1/receipt", {})
    first = send(them.alice, drawn("tan"), token="refused")
    again = send(them.alice, drawn("tan"), token="refused")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    other = send(them.alice, drawn("navy"), token="refused")
    assert refusal_of(other) == (422, "idempotency_key_reused")
    assert sealed(folder) == []


def test_at_the_limit_a_repeat_gets_its_answer_and_nothing_new_is_kept(
    them: Site, on: SetDay, folder: Path
) -> None:
    handed_over(them, on)
    add_files(order_key(them), EVIDENCE_MOST - 1)
    last = send(them.alice, drawn("tan"), token="last")
    assert last.status_code == 201
    there = sealed(folder)
    again = send(them.alice, drawn("tan"), token="last")
    assert (again.status_code, again.content) == (201, last.content)
    other = send(them.alice, drawn("navy"), token="last")
    assert refusal_of(other) == (422, "idempotency_key_reused")
    assert refusal_of(send(them.alice, drawn("navy"))) == (409, "limit_reached")
    assert sealed(folder) == there


def test_what_is_refused_for_its_headers_is_not_kept(them: Site, on: SetDay, folder: Path) -> None:
    handed_over(them, on)
    assert send(them.alice, drawn("tan"), token="one").status_code == 201
    there = sealed(folder)
    reused = send(them.alice, drawn("navy"), token="one")
    assert refusal_of(reused) == (422, "idempotency_key_reused")
    stale = send(them.alice, drawn("navy"), **{"If-Match": '"1"'})
    assert refusal_of(stale) == (412, "stale")
    assert sealed(folder) == there


def test_a_file_that_is_no_evidence_is_refused_as_that(
    them: Site, on: SetDay, folder: Path
) -> None:
    handed_over(them, on)
    them.alice.post("orders/order-1/receipt", {})
    answer = send(them.alice, SimpleUploadedFile("a.jpg", b"#!/bin/sh", "image/jpeg"))
    assert refusal_of(answer) == (422, "type_not_accepted")
    assert sealed(folder) == []


def test_of_two_files_at_once_that_would_be_the_last_one_is_taken(
    them: Site, on: SetDay, folder: Path
) -> None:
    handed_over(them, on)
    key = order_key(them)
    add_files(key, EVIDENCE_MOST - 1)

    def race(colour: str) -> int:
        try:
            machine = Machine(them.alice.secret, them.alice.actor, Client())
            answer = send(machine, drawn(colour), token=colour)
            return int(answer.status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, ["tan", "navy"])) == [201, 409]
    named = {
        name
        for file in files.files((keys.bucket_of(key), key)).values()
        for name in file.sealed.files
    }
    assert named <= set(sealed(folder))


def send(machine: Machine, file: SimpleUploadedFile, token: str = "", **headers: str) -> Json:
    """Send a file; without a `token` it is a request of its own."""
    headers |= {"Idempotency-Key": token or f"{file.name} {file.size} {machine.actor}"}
    return machine.client.post(
        f"/api/v1/{EVIDENCE}", {"file": file}, headers=machine.headers(headers)
    )


def drawn(colour: str) -> SimpleUploadedFile:
    """A photo that is another file in another colour."""
    content = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(content, "JPEG")
    return SimpleUploadedFile(f"{colour}.jpg", content.getvalue(), "image/jpeg")


def film() -> SimpleUploadedFile:
    return SimpleUploadedFile("door.mp4", films.mp4(), "video/mp4")


def sealed(folder: Path) -> list[str]:
    """The names of all files that are kept."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "lock")


def order_key(them: Site) -> bytes:
    key = keys.read(them.alice.get("orders/order-1").json()["key"])
    assert key is not None
    return key


def add_files(key: bytes, many: int) -> None:
    """Add one photo many times, as Alice does."""
    kept = intake([photo().read()], name="photo.jpg", store=files.store())
    for _ in range(many):
        command = AddEvidence(EvidenceKind.PHOTO, kept.sha256)
        handled = door.handle(Asked(key, BUYER, command, beside=files.beside(kept)), day(2))
        assert handled.refused is None
