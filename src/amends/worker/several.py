"""Several workers as processes: each is begun again when it dies, and all end together."""

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence

LOOK_EVERY = 0.5
# One that dies at once must not be begun again in a hurry.
BEGIN_AGAIN_AFTER = 5.0
log = logging.getLogger("amends.worker")


def keep_running(arguments: Sequence[str], several: int, stopping: threading.Event) -> int:
    """Run `amends worker` with these arguments `several` times, until `stopping` is set.

    Returns how many ended otherwise than in peace after they were told to stop.
    """
    workers = [_begin(arguments) for _ in range(several)]
    wait = LOOK_EVERY
    while not stopping.wait(wait):
        dead = [place for place, worker in enumerate(workers) if worker.poll() is not None]
        for place in dead:
            log.error("a worker ended with %s; another is begun", workers[place].returncode)
            workers[place] = _begin(arguments)
        wait = BEGIN_AGAIN_AFTER if dead else LOOK_EVERY
    for worker in workers:
        worker.terminate()
    return sum(worker.wait() != 0 for worker in workers)


def run_once(arguments: Sequence[str], several: int) -> int:
    """Run `several` workers until nothing is due; return how many could not do all."""
    workers = [_begin(["--once", *arguments]) for _ in range(several)]
    return sum(worker.wait() != 0 for worker in workers)


def _begin(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "amends", "worker", *arguments])  # noqa: S603 - our own program
