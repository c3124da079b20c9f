"""Looking names up within a limit: whoever asks waits no longer than they can.

The system's own look-up takes no limit. It runs in a thread of its own, which ends when the system
gives up; as many as may hang so at once are counted.
"""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future

from .addresses import Resolve

PENDING_MOST = 32
_places = threading.BoundedSemaphore(PENDING_MOST)


def look_up(resolve: Resolve, host: str, port: int, *, ends_at: float) -> Sequence[str]:
    """Return the addresses of a host before the monotonic clock stands at `ends_at`.

    Raises `TimeoutError` when that comes first, also for want of a place among those that hang,
    and whatever `resolve` raises: `OSError`, or `UnicodeError` for what is no name.
    """
    if not _places.acquire(timeout=_left(ends_at)):
        raise TimeoutError("too many names are being looked up")
    found: Future[Sequence[str]] = Future()
    asked = (resolve, host, port, found)
    # A daemon: the process may end while a name server is silent.
    threading.Thread(target=_resolved, args=asked, name="lookup", daemon=True).start()
    return found.result(timeout=_left(ends_at))


def _resolved(resolve: Resolve, host: str, port: int, found: Future[Sequence[str]]) -> None:
    try:
        found.set_result(resolve(host, port))
    except (OSError, UnicodeError) as error:
        found.set_exception(error)
    finally:
        _places.release()


def _left(ends_at: float) -> float:
    return max(0.0, ends_at - time.monotonic())
