"""Power loss: recorded writes replayed cut and torn, and nothing that was acknowledged is missing.

    .venv/bin/python campaigns/power_loss.py [--size 1000] [--plant FAULT]

strace records every system call of a real writer that lives orders through the door and seals
their photos. At random moments a disk is rebuilt as a power cut could leave it: what was not synced
dropped, kept, or torn at 512 bytes; a name that was made or removed only certain once its folder
was synced. Each image is opened by SQLite and must be whole, hold every command acknowledged
before the cut and its photo, and nothing by halves.
"""

import multiprocessing
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from multiprocessing.context import ForkContext
from pathlib import Path

from campaigning import ROOT, Asked, Campaign, Found, place, run
from commanding import Said, half_states, lost, read_lines
from disk import CALLS, Call, Disk, read
from django.db import DatabaseError, connection, connections
from pydantic import TypeAdapter
from recorded_writer import PLANTS

from amends.evidence import FileDamaged, FileMissing, Sealed, Store

CAMPAIGN = Campaign("power_loss", __doc__, 1000, tuple(PLANTS))
LIVES, IMAGES_A_LIFE = (1, 12), 80
PROCESSES = 2
# Acknowledgements go to a file beside the disk that is rebuilt, so that they are recorded too.
TOLD = ".told"
BYTES_MOST = 64 * 1024 * 1024
# A memory disk, where there is one: an image is written and thrown away at once.
FAST = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
SEALED: TypeAdapter[Sealed] = TypeAdapter(Sealed)


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    with place(asked.engine) as where, ExitStack() as ending:
        connections.close_all()
        disk = Disk.of(where.home)
        lives = min(max(LIVES[0], asked.size // IMAGES_A_LIFE), LIVES[1])
        calls = record(where.home, lives, asked.plant)
        found.counts["calls"] = len(calls)
        folder = FAST if FAST.is_dir() else None
        images = Path(tempfile.mkdtemp(prefix="amends-images-", dir=folder))
        ending.callback(shutil.rmtree, images, ignore_errors=True)
        forking: ForkContext = multiprocessing.get_context("fork")
        parts = [(disk, calls, images / str(n), (asked, n)) for n in range(PROCESSES)]
        with forking.Pool(PROCESSES) as pool:
            looked = pool.starmap(look, parts)
        for part in looked:
            found.add(part)


def record(home: Path, lives: int, plant: str) -> list[Call]:
    """Run the writer under strace; return its calls, acknowledgements among them."""
    assert shutil.which("strace"), "strace is not installed (on Debian: apt-get install strace)"
    trace, told = home.with_suffix(".trace"), home.with_suffix(TOLD)
    program = ROOT / "campaigns" / "recorded_writer.py"
    command = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        str(BYTES_MOST),
        "-o",
        str(trace),
    ]
    command += ["-e", f"trace={','.join(f'?{name}' for name in CALLS)}"]
    command += [sys.executable, str(program), str(home), str(lives), plant]
    try:
        with told.open("wb") as file:
            subprocess.run(command, check=True, stdout=file)
        return [call for call in read(trace) if call.below(str(home))]
    finally:
        trace.unlink(missing_ok=True)
        told.unlink(missing_ok=True)


def look(disk: Disk, calls: Sequence[Call], image: Path, part: tuple[Asked, int]) -> Found:
    """Play the calls, and look at this part's share of the images on the way."""
    asked, number = part
    drawn = random.Random(f"{asked.seed}-{number}")
    cuts = sorted(drawn.choices(range(len(calls) + 1), k=asked.size // PROCESSES))
    found, said, played = Found(), b"", 0
    for cut in cuts:
        said += _played(disk, calls[played:cut])
        played = cut
        _write(disk.image(drawn), disk.folder, image)
        wrong = _wrong(image, read_lines(said))
        found.counts.update(images=1, images_wrong=bool(wrong))
        found.wrong += [f"cut at call {cut}: {sentence}" for sentence in wrong[:1]]
    found.counts["acknowledged"] = len(read_lines(said)) if number == 0 else 0
    return found


def _played(disk: Disk, calls: Sequence[Call]) -> bytes:
    """Play calls, and return what was acknowledged on the way."""
    told = [call for call in calls if call.path.endswith(TOLD)]
    for call in calls:
        if not call.path.endswith(TOLD):
            disk.play(call)
    return b"".join(call.written for call in told if call.name == "write")


def _write(files: Mapping[str, bytes], folder: str, image: Path) -> None:
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    for name, written in files.items():
        # What stands in memory for the processes that share a WAL is not on any disk.
        if written and not name.endswith("-shm"):
            path = image / Path(name).relative_to(folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written)


def _wrong(image: Path, said: Sequence[Said]) -> list[str]:
    connection.close()
    connection.settings_dict["NAME"] = str(image / "amends.sqlite3")
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            whole = cursor.fetchone()[0]
        if whole != "ok":
            return [f"the database is corrupt: {whole}"]
        return lost(said) + half_states() + _without_file(Store(image / "evidence"))
    except DatabaseError as error:
        return [f"the database cannot be used: {error}"]
    finally:
        connection.close()


def _without_file(store: Store) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM files")
        rows = [SEALED.validate_json(body) for (body,) in cursor.fetchall()]
    return [sentence for sealed in rows for sentence in _missing(store, sealed)]


def _missing(store: Store, sealed: Sealed) -> list[str]:
    try:
        store.open_original(sealed.sha256).close()
        for derivative in sealed.files - {sealed.sha256}:
            store.open_derivative(derivative).close()
    except (FileMissing, FileDamaged) as error:
        return [f"the file {sealed.sha256} of a row: {type(error).__name__}"]
    return []


if __name__ == "__main__":
    sys.exit(main())
