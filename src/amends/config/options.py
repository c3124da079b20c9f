"""The settings file, HOME/amends.toml: every key it may hold, checked whole before use."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .refused import SettingsRefused

FILE_NAME = "amends.toml"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# How alike a wrong key and a right one must be, from 0 to 1, where no right one is nearer.
FAR = 0.4
NAMES_MOST = 3
MAIL_SECURITIES = ("starttls", "tls", "none")
HOST = re.compile(r"[A-Za-z0-9._:-]+")
HOST_WITH_PORT = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9a-f:]+\]):[0-9]{1,5}")
SENDER = re.compile(r"[!-~]+@[A-Za-z0-9.-]+|[^<>\r\n]+ <[!-~]+@[A-Za-z0-9.-]+>")


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose; each has a value that works without a settings file."""

    public_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    time_zone: str = "UTC"
    behind_proxy: bool = False
    debug: bool = False
    # Keys and secrets are left out wherever the options are printed.
    track17_key: str = field(default="", repr=False)
    parcelsapp_key: str = field(default="", repr=False)
    parcelsapp_push_token: str = field(default="", repr=False)
    postal_ninja_key: str = field(default="", repr=False)
    aftership_key: str = field(default="", repr=False)
    aftership_push_secret: str = field(default="", repr=False)
    usps_key: str = field(default="", repr=False)
    usps_secret: str = field(default="", repr=False)
    generic_push_secret: str = field(default="", repr=False)
    private_hosts: tuple[str, ...] = ()
    webhook_hosts: tuple[str, ...] = ()
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_from: str = ""
    stripe_secret_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_address: str = "https://api.stripe.com"
    paypal_client_id: str = field(default="", repr=False)
    paypal_secret: str = field(default="", repr=False)
    paypal_webhook_id: str = ""
    paypal_address: str = "https://api-m.paypal.com"
    wallet_address: str = ""
    wallet_secret: str = field(default="", repr=False)
    google_geocoding_key: str = field(default="", repr=False)
    nominatim_url: str = ""
    geocoding_per_day: int = 1000

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
    known = {one.name for one in fields(Options)}
    wrong = [_unknown(key, known) for key in found if key not in known]
    wrong += [f"{key} {must}" for key in found if key in known and (must := _must(key, found[key]))]
    if bool(found.get("mail_host")) != bool(found.get("mail_from")):
        wrong.append("mail_host and mail_from are set together, or neither of them")
    if bool(found.get("wallet_address")) != bool(found.get("wallet_secret")):
        # Signed with no secret, anybody could tell the wallet to pay.
        wrong.append("wallet_address and wallet_secret are set together, or neither of them")
    if wrong:
        raise SettingsRefused(f"Correct {path}: {'; '.join(wrong)}.")
    # TOML has lists where these settings, once read, never change.
    read = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    return Options(**read)  # type: ignore[arg-type]  # Checked above.


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
    written = key.lower()
    near = (
        get_close_matches(written, known, n=1)
        or sorted(name for name in known if written in name)[:NAMES_MOST]
        or get_close_matches(written, known, n=1, cutoff=FAR)
    )
    meant = (
        f"did you mean {' or '.join(near)}?" if near else f"the keys are {', '.join(sorted(known))}"
    )
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


def _is_key(value: object) -> bool:
    # What goes into a header must be one line of plain characters.
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return plain and isinstance(value, str) and 0 < len(value) <= 500


def _is_secret(value: object) -> bool:
    return _is_key(value) and isinstance(value, str) and len(value) >= 24 and " " not in value


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not any(c.isspace() for c in value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _are_hosts_with_ports(value: object) -> bool:
    # The host of an address is read in small letters, and another would never be found among these.
    return isinstance(value, list) and all(
        isinstance(host, str) and host == host.lower() and HOST_WITH_PORT.fullmatch(host)
        for host in value
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_host(value: object) -> bool:
    return isinstance(value, str) and HOST.fullmatch(value) is not None


def _is_per_day(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100_000


def _is_port(value: object) -> bool:
    return type(value) is int and 1 <= value <= 65_535


def _is_security(value: object) -> bool:
    return value in MAIL_SECURITIES


def _is_sender(value: object) -> bool:
    return isinstance(value, str) and SENDER.fullmatch(value) is not None


_MUST: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "public_url": (_is_url, 'an address such as "https://disputes.example.org"'),
    "allowed_hosts": (_are_hosts, 'a list of host names such as ["disputes.example.org"]'),
    "time_zone": (_is_zone, 'a zone such as "Europe/Paris"'),
    "behind_proxy": (_is_flag, "true or false"),
    "debug": (_is_flag, "true or false"),
    **dict.fromkeys(
        ("track17_key", "parcelsapp_key", "postal_ninja_key", "aftership_key"),
        (_is_key, "the key as its tracker shows it, on one line"),
    ),
    **dict.fromkeys(
        ("usps_key", "usps_secret", "aftership_push_secret"),
        (_is_key, "as its owner's site shows it, on one line"),
    ),
    **dict.fromkeys(
        ("parcelsapp_push_token", "generic_push_secret"),
        (_is_secret, "a secret of at least 24 letters and digits"),
    ),
    "private_hosts": (
        _are_hosts_with_ports,
        'a list such as ["gateway.internal:8080"], in small letters',
    ),
    "webhook_hosts": (
        _are_hosts_with_ports,
        'a list such as ["hooks.internal:8080"], in small letters',
    ),
    **dict.fromkeys(
        ("stripe_secret_key", "stripe_webhook_secret", "paypal_client_id", "paypal_secret"),
        (_is_key, "as the payment provider's site shows it, on one line"),
    ),
    "paypal_webhook_id": (_is_key, "the id of the webhook at PayPal, on one line"),
    **dict.fromkeys(
        ("stripe_address", "paypal_address", "wallet_address"),
        (_is_url, 'an address such as "https://api.example.org"'),
    ),
    "wallet_secret": (_is_secret, "a secret of at least 24 letters and digits"),
    "mail_host": (_is_host, 'a host name such as "smtp.example.org"'),
    "mail_port": (_is_port, "a port from 1 to 65535"),
    "mail_security": (_is_security, f"one of {', '.join(MAIL_SECURITIES)}"),
    "mail_user": (_is_text, "text"),
    "mail_password": (_is_text, "text"),
    "mail_from": (_is_sender, 'an address such as "Amends <disputes@example.org>"'),
    "google_geocoding_key": (_is_word, "the key that Google gave, without spaces"),
    "nominatim_url": (_is_url, 'an address such as "https://nominatim.openstreetmap.org"'),
    "geocoding_per_day": (_is_per_day, "a whole number from 1 to 100000"),
}
