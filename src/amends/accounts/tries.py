"""How often somebody guessed at a sign-in, and how long they wait before they may guess again.

Counted before a password is looked at, so that guesses made at once are counted as well. What waits
is a name together with the address that guessed at it, the address alone after more guesses, and
the name alone only after very many, so that a stranger cannot easily keep somebody out. (After the
authentication cheat sheet of OWASP, which asks for throttling by account and against lock-out.)
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import F

from .models import SignInTry

# Wrong guesses that cost nothing, for each thing that is counted.
FREE_PAIR, FREE_ADDRESS, FREE_LOGIN = 5, 30, 200
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
DOUBLED_MOST = 7
FORGOTTEN_AFTER = timedelta(days=1)


class TooManyTries(Exception):
    """Nobody looks at a password before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%H:%M:%S}")
        self.until = until


def count(login: str, address: str, now: datetime) -> None:
    """Count a try; raises `TooManyTries` where it comes too early, which is not counted."""
    until = waits_until(login, address, now)
    if until > now:
        raise TooManyTries(until)
    SignInTry.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    for key, _ in _counted(login, address):
        _count(key, now)


def waits_until(login: str, address: str, now: datetime) -> datetime:
    """Return when the next try is looked at: `now`, where nobody has to wait."""
    counted = list(_counted(login, address))
    kept = SignInTry.objects.in_bulk([key for key, _ in counted])
    return max(now, *(_until(kept.get(key), free) or now for key, free in counted))


def forget(login: str, address: str) -> None:
    """Forget the guesses at a login: whoever knows the password did not guess.

    The address keeps what it guessed at others, but for this one.
    """
    pair, of_address, of_login = (key for key, _ in _counted(login, address))
    SignInTry.objects.filter(key__in=[pair, of_login]).delete()
    SignInTry.objects.filter(key=of_address).update(failures=F("failures") - 1)


def _counted(login: str, address: str) -> Iterator[tuple[str, int]]:
    # Addresses are people's: only what they hash to is kept, for a day.
    for free, named in (
        (FREE_PAIR, f"pair {address} {login}"),
        (FREE_ADDRESS, f"address {address}"),
        (FREE_LOGIN, f"login {login}"),
    ):
        yield sha256(named.encode()).hexdigest(), free


def _until(kept: SignInTry | None, free: int) -> datetime | None:
    if kept is None or kept.failures < free:
        return None
    doubled: int = 2 ** min(kept.failures - free, DOUBLED_MOST)
    return kept.last_at + min(doubled * FIRST_WAIT, LONGEST_WAIT)


def _count(key: str, now: datetime) -> None:
    fresh = SignInTry(key=key, failures=0, last_at=now)
    SignInTry.objects.bulk_create([fresh], ignore_conflicts=True)
    SignInTry.objects.filter(key=key).update(failures=F("failures") + 1, last_at=now)
