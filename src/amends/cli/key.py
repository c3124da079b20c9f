"""`amends key`: make, list and end the API keys of marketplaces and of the staff."""

import click

from amends.accounts import keys
from amends.accounts.models import ApiKey, Marketplace, Person
from amends.orders import clock

from .database import ready
from .marketplaces import marketplace_of
from .saying import AskedWrongly, answer, rfc3339, say, table, tell

NAME_MOST = 80


@click.group("key")
def command() -> None:
    """Make, list and end API keys. A key is kept as a hash only, so it is shown once."""


@command.command("make")
@click.option("--marketplace", help="The marketplace that calls; made when it is missing.")
@click.option("--person", "login", help="Or the login of the mediator or operator who calls.")
@click.option("--name", default="command line", show_default=True, help="What the key is for.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def make(marketplace: str | None, login: str | None, name: str, *, as_json: bool) -> None:
    """Make an API key and print it."""
    if bool(marketplace) == bool(login):
        raise AskedWrongly("Name whose key it is: --marketplace SLUG, or --person LOGIN.")
    if len(name) > NAME_MOST:
        raise AskedWrongly(f"--name: write at most {NAME_MOST} letters.")
    ready()
    key, secret = keys.make_key(name, _owner(marketplace, login), clock.now())
    if as_json:
        answer({"prefix": key.prefix, "name": key.name, "key": secret})
    else:
        say(secret)
    tell("Keep it: it is not shown again.")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def listing(*, as_json: bool) -> None:
    """List every key by its first letters, with whose it is and whether it still opens."""
    ready()
    rows = [_row(key) for key in keys.every()]
    if as_json:
        for row in rows:
            answer(row)
        return
    if not rows:
        tell("There are no keys yet. Make one with amends key make.")
        return
    table(("Begins with", "Whose", "For", "Made", "Ended"), [list(row.values()) for row in rows])


@command.command("revoke")
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """End the key that begins with PREFIX: from now on it opens nothing."""
    ready()
    found = [key for key in keys.every() if key.prefix == prefix]
    if not found:
        raise AskedWrongly(f"No key begins with {prefix}. See amends key list.")
    for key in found:
        keys.revoke(key, clock.now())
    tell(f"{prefix}… opens nothing any more.")


def _row(key: ApiKey) -> dict[str, object]:
    # A key has one owner: a marketplace, or a person.
    owner = key.marketplace_id or (key.person.login if key.person else "")
    ended = rfc3339(key.revoked_at) if key.revoked_at else ""
    made = rfc3339(key.created_at)
    return {"prefix": key.prefix, "owner": owner, "name": key.name, "made": made, "ended": ended}


def _owner(marketplace: str | None, login: str | None) -> Marketplace | Person:
    if marketplace:
        return marketplace_of(marketplace)
    person = Person.objects.filter(login=login).first()
    if person is None:
        raise AskedWrongly(f"Nobody signs in as {login}. Add one with amends person.")
    return person
