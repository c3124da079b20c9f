"""Making the file of places: once for a home, in a process of its own, whole or not at all.

Run as a program, so that the memory it takes is given back and nobody who serves waits for it:
`python -m amends.parcels.places.making HOME`.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .tables import FILE_NAME, Tables, is_current

LOCK_NAME = "places.lock"
MAKE_SECONDS = 600
# Whoever answers people goes first.
PATIENCE = 10


class PlacesMissing(Exception):
    """The file of places cannot be made; the message says why and what to do."""


def open_tables(home: Path) -> Tables:
    """Open HOME/places.sqlite, made first when it is missing or from other data; half a minute.

    Raises `PlacesMissing` when it cannot be made.
    """
    path = home / FILE_NAME
    if not is_current(path):
        try:
            subprocess.run(_command(home), check=True, capture_output=True, timeout=MAKE_SECONDS)  # noqa: S603 - ours
        except (OSError, subprocess.SubprocessError) as error:
            raise PlacesMissing(
                f"The table of places {path} could not be made ({type(error).__name__}). "
                "See that its disk has 100 MB free, and try again."
            ) from error
    return Tables(path)


@contextmanager
def making(home: Path) -> Iterator[None]:
    """Make the file, if it is not there, beside whatever is done meanwhile.

    What is not ready when that ends is stopped, and made at the next start; when the process is
    killed, the making goes on by itself to its end.
    """
    begun = None if is_current(home / FILE_NAME) else _begun(home)
    try:
        yield
    finally:
        if begun is not None:
            # Nothing is lost: what is half made lies beside the file, and is begun anew.
            begun.kill()
            begun.wait()


def make(home: Path) -> bool:
    """Make the file here and now, unless it is there; return whether it was made.

    Of several who start at once one makes it and the others wait for it. A reader sees the file
    that was there before or the whole new one.
    """
    with (home / LOCK_NAME).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current(home / FILE_NAME):
            return False
        # Loaded here alone: it needs what nothing else needs.
        from .compiling import compile_places  # noqa: PLC0415 - see above

        new = home / f"{FILE_NAME}.new"
        # One that was stopped half way left it behind.
        new.unlink(missing_ok=True)
        compile_places(new)
        new.replace(home / FILE_NAME)
        return True


def _begun(home: Path) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl+C is ours to pass on.
    return subprocess.Popen(  # noqa: S603 - our own program, with our own argument
        _command(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Whoever reads what we say must not wait for one that outlives us.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _command(home: Path) -> list[str]:
    return [sys.executable, "-m", "amends.parcels.places.making", str(home)]


if __name__ == "__main__":
    os.nice(PATIENCE)
    make(Path(sys.argv[1]))
