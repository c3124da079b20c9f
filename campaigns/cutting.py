"""A proxy between a program and PostgreSQL that cuts the line just when it says COMMIT.

Half of its cuts come before the server hears of it, half after the server has done it and before
its answer is heard: the caller cannot tell one from the other.
"""

import random
import select
import socket
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

COMMIT = b"COMMIT\0"
BYTES = 65536
REST_SECONDS = 0.5


@dataclass
class Proxy:
    """Listens on loopback and leads to a socket of a file; `often` is the share that is cut."""

    upstream: str
    drawn: random.Random
    often: float
    cuts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.stopping = threading.Event()
        self.accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self.accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.accepting.join()
        self.listening.close()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            if not select.select([self.listening], [], [], REST_SECONDS)[0]:
                continue
            client, _ = self.listening.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        # When the server is down, or one side is gone, the other learns it by the end.
        with suppress(OSError), client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self.upstream)
            while not self.stopping.is_set() and self._passed(client, server):
                pass

    def _passed(self, client: socket.socket, server: socket.socket) -> bool:
        ready = select.select([client, server], [], [], REST_SECONDS)[0]
        if server in ready:
            said = server.recv(BYTES)
            client.sendall(said)
            if not said:
                return False
        if client not in ready:
            return True
        asked = client.recv(BYTES)
        if COMMIT not in asked or self.drawn.random() >= self.often:
            server.sendall(asked)
            return bool(asked)
        if self.drawn.random() < 0.5:
            self.cuts["before"] += 1
            return False
        server.sendall(asked)
        # A server that answers has committed; one that went down may or may not have.
        self.cuts["after" if server.recv(BYTES) else "crashed"] += 1
        return False
