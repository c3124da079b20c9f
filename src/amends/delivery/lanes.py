"""Threads that send, one lane each at a time, so that what hangs keeps nobody else waiting.

A lane is one webhook endpoint, or all mail. Mail has a thread that no webhook takes, and what one
marketplace's receivers may hold at a time is a share, so that slow ones delay nobody else's. The
threads touch the network only; what they come back with is recorded by whoever steps.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from .deliveries import Sent

THREADS = 16
# A quarter of them.
SHARE = 4
# All mail is one lane.
FOR_MAIL = 1
# How long a step waits for its batches; those that take longer are collected by a later one.
PATIENCE = 0.5
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class Running:
    """A batch on its way, and the marketplace whose it is; mail is everybody's."""

    future: Future[list[Sent]]
    marketplace: str | None


class Lanes:
    """What is being sent now, by lane. Used by one thread only, and closed when it ends.

    `threads` are those for webhooks, `share` is what one marketplace holds of them at most.
    """

    def __init__(
        self, threads: int = THREADS, patience: float = PATIENCE, share: int = SHARE
    ) -> None:
        self._threads = threads
        self._patience = patience
        self._share = share
        self._pool = ThreadPoolExecutor(threads + FOR_MAIL, thread_name_prefix="lane")
        self._running: dict[str, Running] = {}

    @property
    def free(self) -> int:
        """How many lanes of webhooks more can be begun."""
        return self._threads - sum(one.marketplace is not None for one in self._running.values())

    def has_room(self, marketplace: str) -> bool:
        """Whether a marketplace may begin one more."""
        held = sum(one.marketplace == marketplace for one in self._running.values())
        return held < self._share and self.free > 0

    def is_busy(self, lane: str) -> bool:
        """Whether a batch of the lane is on its way."""
        return lane in self._running

    def begin(
        self, lane: str, send: Callable[[], list[Sent]], marketplace: str | None = None
    ) -> None:
        """Send a batch of a lane in a thread of its own; without a marketplace it is mail."""
        assert lane not in self._running, "a lane has one batch at a time"
        assert marketplace is None or self.has_room(marketplace), "nobody holds more than a share"
        self._running[lane] = Running(self._pool.submit(send), marketplace)

    def wait(self) -> None:
        """Wait for what runs, as long as patience lasts."""
        wait([one.future for one in self._running.values()], timeout=self._patience)

    def collect(self) -> Iterator[tuple[str, list[Sent]]]:
        """Yield what came back, by lane. A batch that broke comes back when its lease ends.

        A lane is let go when its turn comes: where one cannot be recorded, the others still can.
        """
        for lane in [lane for lane, one in self._running.items() if one.future.done()]:
            try:
                sent = self._running.pop(lane).future.result()
            except Exception:
                log.exception(
                    "the lane %s broke; its batch is sent again when its lease ends", lane
                )
                continue
            yield lane, sent

    def close(self) -> None:
        """Wait for what is on its way; nothing new is begun."""
        self._pool.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
