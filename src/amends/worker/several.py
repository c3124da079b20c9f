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
    command = [sys.executable, "-m", "amends", "worker", *arguments]
    workers = [subprocess.Popen(command) for _ in range(several)]  # noqa: S603 - our own program
    wait = LOOK_EVERY
    while not stopping.wait(wait):
        wait = LOOK_EVERY
        for place, worker in enumerate(workers):
            if worker.poll() is None:
                continue
            log.error("worker %s ended with %s; another is begun", worker.pid, worker.returncode)
            workers[place] = subprocess.Popen(command)  # noqa: S603 - as above
            wait = BEGIN_AGAIN_AFTER
    for worker in workers:
        worker.terminate()
    return sum(worker.wait() != 0 for worker in workers)


def run_once(arguments: Sequence[str], several: int) -> int:
    """Run `several` workers until nothing is due; return how many could not do all."""
    command = [sys.executable, "-m", "amends", "worker", "--once", *arguments]
    workers = [subprocess.Popen(command) for _ in range(several)]  # noqa: S603 - our own program
    return sum(worker.wait() != 0 for worker in workers)
