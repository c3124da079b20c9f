"""The settings file, HOME/amends.toml: every key it may hold, checked whole before use."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .refused import SettingsRefused

FILE_NAME = "amends.toml"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose; each has a value that works without a settings file."""

    public_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    time_zone: str = "UTC"
    behind_proxy: bool = False
    debug: bool = False
    google_geocoding_key: str = ""
    nominatim_url: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names that requests may be addressed to."""
        public = urlsplit(self.public_url).hostname
        return tuple(dict.fromkeys([*LOOPBACK, *([public] if public else []), *self.allowed_hosts]))

    @property
    def origins(self) -> tuple[str, ...]:
        """Where forms may come from behind a proxy that speaks https for this process."""
        parts = urlsplit(self.public_url)
        return (f"{parts.scheme}://{parts.netloc}",) if self.public_url else ()

    @property
    def is_https(self) -> bool:
        """Whether people reach this installation by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def read_options(home: Path) -> Options:
    """Return what HOME/amends.toml says; refuse it with every wrong key named at once."""
    path = home / FILE_NAME
    if not path.exists():
        return Options()
    found = _parse(path)
    known = {field.name for field in fields(Options)}
    wrong = [_unknown(key, known) for key in found if key not in known]
    wrong += [f"{key} {must}" for key in found if key in known and (must := _must(key, found[key]))]
    if wrong:
        raise SettingsRefused(f"Correct {path}: {'; '.join(wrong)}.")
    hosts = found.get("allowed_hosts", ())
    assert isinstance(hosts, (list, tuple)), "checked above"
    return Options(**{**found, "allowed_hosts": tuple(hosts)})  # type: ignore[arg-type]  # Checked above.


def _parse(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsRefused(f"Correct {path}: it is not TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(
            f"The settings file {path} cannot be read ({error}); "
            "make it readable UTF-8 text, or remove it."
        ) from error


def _unknown(key: str, known: set[str]) -> str:
    near = get_close_matches(key, known, n=1)
    meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(sorted(known))}"
    return f"{key} is not a setting ({meant})"


def _must(key: str, value: object) -> str:
    """Return what the value must be, or nothing when it is."""
    meets, words = _MUST[key]
    return "" if meets(value) else f"must be {words}"


def _is_url(value: object) -> bool:
    if not isinstance(value, str):
        return False
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query


def _are_hosts(value: object) -> bool:
    # A lone "*" would accept any Host header, and with it links that lead elsewhere.
    return isinstance(value, list) and all(
        isinstance(host, str) and host and "*" not in host and "/" not in host for host in value
    )


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not any(c.isspace() for c in value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


_MUST: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "public_url": (_is_url, 'an address such as "https://disputes.example.org"'),
    "allowed_hosts": (_are_hosts, 'a list of host names such as ["disputes.example.org"]'),
    "time_zone": (_is_zone, 'a zone such as "Europe/Paris"'),
    "behind_proxy": (_is_flag, "true or false"),
    "debug": (_is_flag, "true or false"),
    "google_geocoding_key": (_is_word, "the key that Google gave, without spaces"),
    "nominatim_url": (_is_url, 'an address such as "https://nominatim.openstreetmap.org"'),
}
