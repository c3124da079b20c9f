"""Webhooks from a sender that is killed again and again: all arrive, signed, under stable ids.

    .venv/bin/python campaigns/webhook_kills.py [--size 10000] [--kills 200]

A receiver in a process of its own refuses three of ten at random and verifies every signature with
the reference library. The sender is a process that is killed at random moments, between sending and
recording too, and started anew. Pauses between tries and leases are made short, nothing else is.
Exits 1 when an event did not arrive, a signature was refused, or an id came with two bodies.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REFUSED = 0.3
LIFE = (0.1, 0.6)
SHORT = timedelta(milliseconds=100)
LEASE = timedelta(seconds=2)
PATIENCE_SECONDS = 600


def main() -> None:
    """Set a shop up, kill its sender until it has done everything, and count what came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="events")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--receive", help=argparse.SUPPRESS)
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.receive:
        receive(Path(asked.receive), asked.seed)
    elif asked.send:
        send()
    else:
        sys.exit(campaign(asked))


def campaign(asked: argparse.Namespace) -> int:
    """Return 0 when everything held."""
    with tempfile.TemporaryDirectory(prefix="amends-kills-") as folder:
        home = Path(folder)
        receiver = subprocess.Popen([sys.executable, __file__, "--receive", folder])
        try:
            host = _waited(home / "host")
            (home / "amends.toml").write_text(f'webhook_hosts = ["{host}"]\n', encoding="utf-8")
            secret = set_up(home, host, asked.size)
            (home / "secret").write_text(secret, encoding="utf-8")
            kills = killed(home, asked)
        finally:
            receiver.terminate()
            receiver.wait()
        return counted(home, asked.size, kills)


def set_up(home: Path, host: str, events: int) -> str:
    """Make the database, an endpoint and one order an event; return the endpoint's secret."""
    load(home)
    from django.core.management import call_command  # noqa: PLC0415 - after its home is set

    from amends.accounts.models import Marketplace  # noqa: PLC0415 - after its home is set
    from amends.delivery import endpoints  # noqa: PLC0415 - after its home is set
    from amends.orders.beginning import begin  # noqa: PLC0415 - after its home is set

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.orders.orders import beginning  # noqa: PLC0415 - after its home is set

    call_command("migrate", verbosity=0)
    Marketplace.objects.create(slug="shop", name="Shop")
    now = datetime.now(UTC)  # noqa: TID251 - signatures are checked against the real clock
    made = endpoints.make("shop", f"http://{host}/hook", "campaign", now)
    for start in range(0, events, 1_000):
        orders = range(start, min(start + 1_000, events))
        begin([beginning(f"order-{number}") for number in orders], now)
    return made.secret


def killed(home: Path, asked: argparse.Namespace) -> int:
    """Start a sender and kill it, again and again; then let one finish. Return the kills."""
    drawn = random.Random(asked.seed)
    command = [sys.executable, __file__, "--send"]
    environ = {**os.environ, "AMENDS_HOME": str(home)}
    for _ in range(asked.kills):
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as sender:
            assert sender.stdout is not None
            sender.stdout.readline()
            time.sleep(drawn.uniform(*LIFE))
            sender.send_signal(signal.SIGKILL)
    (home / "finish").touch()
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    return int(asked.kills)


def send() -> None:
    """Deliver until killed; with a file `finish` there, until nothing waits any more."""
    home = Path(os.environ["AMENDS_HOME"])
    load(home)
    from amends.delivery import deliveries, retries  # noqa: PLC0415 - after its home is set
    from amends.delivery.lanes import Lanes  # noqa: PLC0415 - after its home is set
    from amends.delivery.step import deliver  # noqa: PLC0415 - after its home is set

    retries.AFTER = (SHORT,) * len(retries.AFTER)  # type: ignore[assignment]  # As many as ever.
    deliveries.LEASE = LEASE
    print("The sender begins.", flush=True)
    finishes = (home / "finish").exists()
    with Lanes() as lanes:
        done = False
        while not done:
            now = datetime.now(UTC)  # noqa: TID251 - signatures are checked against the real clock
            deliver(now, 500, lanes)
            done = finishes and not _left(now)


def receive(home: Path, seed: int) -> None:
    """Listen, verify, refuse three of ten, and write each message down before answering."""
    from standardwebhooks import Webhook  # noqa: PLC0415 - only the receiver needs it

    drawn = random.Random(seed)
    lines = (home / "came").open("a", encoding="utf-8")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                # The sender was killed in the middle of it: to a receiver, no request came.
                return
            taken = drawn.random() >= REFUSED
            try:
                Webhook((home / "secret").read_text()).verify(
                    body, _lower(dict(self.headers.items()))
                )
                verified = True
            except Exception as error:  # noqa: BLE001 - whatever is wrong is written down
                verified = False
                sys.stderr.write(f"{error}\n")
            line = (self.headers["webhook-id"], taken, verified, body.decode())
            lines.write(json.dumps(line) + "\n")
            lines.flush()
            self.send_response(200 if taken else 503)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    (home / "host").write_text(f"127.0.0.1:{listening.server_port}", encoding="utf-8")
    listening.serve_forever()


def counted(home: Path, events: int, kills: int) -> int:
    """Say what came, and return 1 when something does not hold."""
    tries: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    unverified = 0
    for line in (home / "came").read_text(encoding="utf-8").splitlines():
        message, was_taken, verified, body = json.loads(line)
        tries[message] += 1
        taken[message] += was_taken
        bodies[message].add(body)
        unverified += not verified
    arrived = sum(count > 0 for count in taken.values())
    doubled = sum(count > 1 for count in taken.values())
    changed = sum(len(said) > 1 for said in bodies.values())
    print(f"{events} events, {kills} kills, {tries.total()} requests, {arrived} events arrived,")
    print(f"{doubled} of them more than once, {unverified} signatures refused,")
    print(f"{changed} ids with two bodies.")
    return int(arrived != events or bool(unverified) or bool(changed))


def load(home: Path) -> None:
    """Load Django with a home of its own."""
    os.environ["AMENDS_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "amends.config.settings"
    os.environ.pop("AMENDS_DATABASE_URL", None)
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    import django  # noqa: PLC0415 - after its home is set

    django.setup()


def _left(now: datetime) -> int:
    """Send again what ran out of its tries, as an operator would; return how many wait."""
    from amends.delivery import listing  # noqa: PLC0415 - after its home is set
    from amends.delivery.models import Endpoint  # noqa: PLC0415 - after its home is set

    listing.replay_all(Endpoint.objects.get().id, now)
    return listing.report(now).waiting


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _waited(path: Path) -> str:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not path.exists() or not path.read_text():
        assert time.monotonic() < ends_at, "the receiver did not begin"
        time.sleep(0.05)
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
