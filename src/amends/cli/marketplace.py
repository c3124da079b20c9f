"""`amends marketplace`: how one marketplace is set up here, and changing it."""

from pathlib import Path

import click

from amends.accounts import keys
from amends.accounts.models import Marketplace
from amends.accounts.terms import TermsRefused, overrides_in, terms_of
from amends.policy.judge import pack_of

from .database import ready
from .marketplaces import checked_zone, marketplace_of
from .saying import AskedWrongly, answer, say

NAME_MOST = 200
TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("marketplace")
@click.argument("slug")
@click.option("--name", help="The name that people read.")
@click.option("--zone", help="The time zone of its days, like Europe/Paris.")
@click.option("--policy", help="The pack that decides on orders protected from now on.")
@click.option("--terms", type=TEXT, help="A JSON file of the terms that differ from the default.")
@click.option("--token-secret", type=TEXT, help="A file with the secret of its tokens (HS256).")
@click.option("--token-key", type=TEXT, help="Or with the public key of its tokens (Ed25519).")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(slug: str, *, as_json: bool, **asked: object) -> None:
    """Say how the marketplace SLUG is set up, after changing what is asked; it is made if missing.

    Orders keep the terms and the pack under which they were protected.
    """
    ready()
    marketplace = marketplace_of(slug)
    _change(marketplace, asked)
    shown = _shown(marketplace)
    if as_json:
        answer(shown)
        return
    for name, value in shown.items():
        say(f"{name:<8} {value}")


def _change(marketplace: Marketplace, asked: dict[str, object]) -> None:
    if asked["name"]:
        marketplace.name = str(asked["name"])
    if asked["zone"]:
        marketplace.zone = checked_zone(str(asked["zone"]))
    if asked["policy"]:
        # A pack with a mistake stops here, with its line, and nothing is changed.
        marketplace.policy = pack_of(str(asked["policy"])).name.partition("@")[0]
    if isinstance(asked["terms"], Path):
        marketplace.terms = _terms(asked["terms"])
    if len(marketplace.name) > NAME_MOST:
        raise AskedWrongly(f"--name: write at most {NAME_MOST} letters.")
    marketplace.save()
    _trust(marketplace, asked["token_secret"], asked["token_key"])


def _terms(file: Path) -> str:
    text = _read(file)
    try:
        terms_of(overrides_in(text))
    except TermsRefused as refused:
        raise AskedWrongly(f"{file}: {refused}") from refused
    return text


def _trust(marketplace: Marketplace, secret: object, key: object) -> None:
    if secret and key:
        raise AskedWrongly("Tokens are checked by one thing: --token-secret, or --token-key.")
    try:
        if isinstance(secret, Path):
            keys.trust_secret(marketplace, _read(secret).strip())
        if isinstance(key, Path):
            keys.trust_public_key(marketplace, _read(key))
    except keys.KeyRefused as refused:
        raise AskedWrongly(str(refused)) from refused


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except ValueError as error:
        raise AskedWrongly(f"{file} is no text in UTF-8. Save it as such.") from error


def _shown(marketplace: Marketplace) -> dict[str, str]:
    tokens = "a secret" if marketplace.token_secret else "a public key"
    trusted = marketplace.token_secret or marketplace.token_public_key
    return {
        "slug": marketplace.slug,
        "name": marketplace.name,
        "zone": marketplace.zone,
        "policy": pack_of(marketplace.policy).name,
        "terms": marketplace.terms,
        "tokens": f"checked by {tokens}" if trusted else "none are taken",
    }
