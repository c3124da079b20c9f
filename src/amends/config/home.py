"""The home folder of an installation: database, evidence and keys stand in it and nowhere else."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

from .refused import SettingsRefused

SECRET_BYTES = 48
SECRET_SHORTEST = 32
OWNER_ONLY = 0o700


def home_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder that AMENDS_HOME names, or the platform's own; made when it is missing."""
    named = environ.get("AMENDS_HOME")
    folder = Path(named).expanduser().resolve() if named else user_data_path("amends")
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsRefused(
            f"The folder {folder} cannot be made ({error.strerror}); "
            "set AMENDS_HOME to a folder that can."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsRefused(
            f"The folder {folder} cannot be written; set AMENDS_HOME to a folder that can."
        )
    return folder


def secret_key(home: Path) -> str:
    """Return the installation's secret, made at its first start and readable by its owner only."""
    path = home / "keys" / "secret"
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(
            f"The secret in {path} cannot be read ({error}); "
            "make it readable to the user that runs Amends, or restore it from a backup."
        ) from error
    if len(secret) < SECRET_SHORTEST:
        raise SettingsRefused(
            f"The secret in {path} is shorter than {SECRET_SHORTEST} characters; "
            "restore it from a backup. Removing the file makes another: everyone then signs in "
            "anew, and what this one encrypted, such as secrets of webhooks, is lost."
        )
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
    # Several may start at once: each writes a file of its own whole, and the first link wins.
    descriptor, own = tempfile.mkstemp(dir=path.parent, prefix="secret.")
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(own)
    except FileExistsError:
        pass  # The other was first; its secret is the one.
    finally:
        Path(own).unlink()
