"""The writer whose system calls are recorded: it lives orders, each with a photo, through the door.

    recorded_writer.py HOME LIVES FAULT

Every acknowledgement is one line on standard output. FAULT is empty, or one that is planted after
the self-check of the service, which would have refused the database's.
"""

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

from campaigning import set_up
from commanding import Said, live, repeat_of, silent, version_in
from django.db import connection
from PIL import Image

from amends.core.commands import AddEvidence
from amends.core.reasons import EvidenceKind
from amends.evidence import intake, store
from amends.orders import door, files
from amends.orders.door import Asked
from amends.orders.keys import key_of
from amends.orders.selfcheck import require_safe_for_money

from tests.orders.orders import BUYER, day

STEP = 4


def _settings(journal: str, synchronous: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA journal_mode = {journal}")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")


def _folders_unsynced() -> None:
    store._sync_folder = lambda folder: None  # noqa: ARG005, SLF001 - the fault itself


PLANTS: Mapping[str, Callable[[], None]] = {
    "wal-normal": partial(_settings, "WAL", "NORMAL"),
    "delete-full": partial(_settings, "DELETE", "FULL"),
    "folders-unsynced": _folders_unsynced,
}


def main(home: str, lives: int, plant: str) -> None:
    """Live so many orders one after the other."""
    set_up(Path(home))
    require_safe_for_money()
    if plant:
        PLANTS[plant]()
    for number in range(lives):
        _live(f"life-{number}", number)


def _live(reference: str, number: int) -> None:
    for step, said in enumerate(live(reference, silent)):
        _tell(said)
        if step == STEP:
            _tell(_photo(reference, number))


def _photo(reference: str, number: int) -> Said:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), (number % 256, 80, 90)).save(drawn, "JPEG")
    sealed = intake([drawn.getvalue()], name="box.jpg", store=files.store())
    token = f"{reference}-photo"
    asked = Asked(
        key_of("shop", reference),
        BUYER,
        AddEvidence(EvidenceKind.PHOTO, sealed.sha256),
        repeat=repeat_of(reference, token, silent),
        beside=files.beside(sealed),
    )
    stored = door.handle(asked, day(19)).stored
    assert stored is not None
    return Said(reference, token, version_in(stored.body))


def _tell(said: Said) -> None:
    os.write(1, said.line())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
