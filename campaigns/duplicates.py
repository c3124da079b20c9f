"""Duplicates: many requests with one idempotency key at once have one effect and one answer.

    .venv/bin/python campaigns/duplicates.py [--size 100] [--engine sqlite|postgresql]

`amends serve` runs in four processes, a small run in two. For each key, sixty-four equal requests
are sent by sixteen clients at once, and one more with another body. The message must be written
once, every answer be the same byte for byte, and the other body be refused with 422. The server is
then killed, and the last keys must get their answers from the next one.
"""

import http
import http.client
import random
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field

from campaigning import BOTH, Asked, Campaign, Found, place, run
from stack import Answer, Shop, await_up, open_shop, protect_many, running, texts

from amends.orders import clock

CAMPAIGN = Campaign("duplicates", __doc__, 100, ("answer-later",), BOTH)
CLIENTS, ROUNDS = 16, 4
# A small run does not wait for four processes to begin.
PROCESSES_MOST, KEYS_A_PROCESS = 4, 20
KEYS_AN_ORDER = 100
AGAIN = 20
# On a busy machine an answer can come too late; whoever got none sends the same again.
ASKED_MOST = 5
# Started as the command does it, with the application that has the fault.
PLANTED = (
    "import django; django.setup()\n"
    "from amends.cli import serve\n"
    "serve.APPLICATION = 'planted:application'\n"
    "serve.serve('127.0.0.1', {port}, processes={processes})\n"
)


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    with place(asked.engine):
        shop = open_shop()
        orders = protect_many("twice", 1 + asked.size // KEYS_AN_ORDER, clock.now())
        tokens = [(orders[n // KEYS_AN_ORDER], f"key-{n}") for n in range(asked.size)]
        random.Random(asked.seed).shuffle(tokens)
        sending = Sending(shop)
        processes = min(max(asked.size // KEYS_A_PROCESS, 2), PROCESSES_MOST)
        with running(_served(shop, processes, asked.plant)):
            await_up(shop.port)
            sending.all(tokens)
        with running(_served(shop, 1, "")):
            await_up(shop.port)
            sending.once_more(tokens[-AGAIN:])
        found.counts.update(keys=len(tokens), requests=sending.sent)
        found.wrong += sending.wrong
        written = texts(orders)
        found.counts["effects"] = written.total()
        found.wrong += [
            f"{token} had {written[token]} effects" for _, token in tokens if written[token] != 1
        ]


def _served(shop: Shop, processes: int, plant: str) -> Sequence[str]:
    if plant:
        return ("-c", PLANTED.format(port=shop.port, processes=processes))
    return ("-m", "amends", "serve", "--port", str(shop.port), "--processes", str(processes))


@dataclass
class Sending:
    """Sends every key from all clients at once, and compares what each of them was answered."""

    shop: Shop
    sent: int = 0
    answers: dict[str, Counter[Answer]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def all(self, tokens: Sequence[tuple[str, str]]) -> None:
        """Send each key `CLIENTS` times `ROUNDS` times, then with another body."""
        self.answers = {token: Counter() for _, token in tokens}
        together = threading.Barrier(CLIENTS)
        given: list[list[tuple[str, Answer]]] = [[] for _ in range(CLIENTS)]
        threads = [
            threading.Thread(target=self._send, args=(tokens, together, mine)) for mine in given
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for token, answer in [one for mine in given for one in mine]:
            self.answers[token][answer] += 1
            self.sent += 1
        self._judge()
        self._another_body(tokens)

    def once_more(self, tokens: Sequence[tuple[str, str]]) -> None:
        """Ask a server that knows nothing of before for the same answers."""
        client = self.shop.connect()
        for order, token in tokens:
            answer = self.shop.post(client, order, token, token)
            if answer not in self.answers[token]:
                self.wrong.append(f"{token} got another answer from the next server")
        client.close()

    def _send(
        self,
        tokens: Sequence[tuple[str, str]],
        together: threading.Barrier,
        mine: list[tuple[str, Answer]],
    ) -> None:
        try:
            for order, token in tokens:
                together.wait()
                mine += [(token, self._answer(order, token)) for _ in range(ROUNDS)]
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(f"a client was not answered in {ASKED_MOST} tries: {error!r}")
            together.abort()
        except threading.BrokenBarrierError:
            return

    def _answer(self, order: str, token: str) -> Answer:
        """Ask until there is an answer, as a client that waited in vain does; not for ever."""
        for _ in range(ASKED_MOST - 1):
            with suppress(OSError, http.client.HTTPException):
                return self._asked(order, token)
        return self._asked(order, token)

    def _asked(self, order: str, token: str) -> Answer:
        with closing(self.shop.connect()) as client:
            return self.shop.post(client, order, token, token)

    def _judge(self) -> None:
        for token, answers in self.answers.items():
            (status, body), _ = answers.most_common(1)[0] if answers else ((0, b""), 0)
            if status != http.HTTPStatus.CREATED:
                self.wrong.append(f"{token} was answered {status}: {body!r}")
            if len(answers) != 1 or answers.total() != CLIENTS * ROUNDS:
                self.wrong.append(f"{token} got {len(answers)} answers of {answers.total()}")

    def _another_body(self, tokens: Sequence[tuple[str, str]]) -> None:
        client = self.shop.connect()
        for order, token in tokens:
            status, body = self.shop.post(client, order, token, f"{token} changed")
            self.sent += 1
            if status != http.HTTPStatus.UNPROCESSABLE_ENTITY:
                self.wrong.append(f"{token} with another body was answered {status}: {body!r}")
        client.close()


if __name__ == "__main__":
    sys.exit(main())
