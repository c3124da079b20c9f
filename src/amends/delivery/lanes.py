"""Threads that send, one lane each at a time, so that what hangs keeps nobody else waiting.

A lane is one webhook endpoint, or all mail. The threads touch the network only; what they come
back with is recorded by whoever steps.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from .deliveries import Sent

THREADS = 16
# How long a step waits for its batches; those that take longer are collected by a later one.
PATIENCE = 0.5


class Lanes:
    """What is being sent now, by lane. Used by one thread only, and closed when it ends."""

    def __init__(self, threads: int = THREADS, patience: float = PATIENCE) -> None:
        self._threads = threads
        self._patience = patience
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
        self._running: dict[str, Future[list[Sent]]] = {}

    @property
    def free(self) -> int:
        """How many lanes more can be begun."""
        return self._threads - len(self._running)

    def is_busy(self, lane: str) -> bool:
        """Whether a batch of the lane is on its way."""
        return lane in self._running

    def begin(self, lane: str, send: Callable[[], list[Sent]]) -> None:
        """Send a batch of a lane in a thread of its own."""
        assert lane not in self._running, "a lane has one batch at a time"
        self._running[lane] = self._pool.submit(send)

    def wait(self) -> None:
        """Wait for what runs, as long as patience lasts."""
        wait(self._running.values(), timeout=self._patience)

    def collect(self) -> Sequence[tuple[str, list[Sent]]]:
        """Return what came back, by lane. A batch that broke comes back when its lease ends."""
        done = [lane for lane, future in self._running.items() if future.done()]
        return [(lane, self._running.pop(lane).result()) for lane in done]

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
