"""`amends key`: an API key for a marketplace or for one of the staff, shown once."""

import click

from amends.accounts.keys import make_key
from amends.accounts.models import Marketplace, Person
from amends.orders import clock

from .database import ready
from .marketplaces import marketplace_of
from .saying import AskedWrongly, answer, say, tell


@click.command("key")
@click.option("--marketplace", help="The marketplace that calls; made when it is missing.")
@click.option("--person", "login", help="Or the login of the mediator or operator who calls.")
@click.option("--name", default="command line", show_default=True, help="What the key is for.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(marketplace: str | None, login: str | None, name: str, *, as_json: bool) -> None:
    """Make an API key and print it. It is kept as a hash only, so it cannot be shown again."""
    if bool(marketplace) == bool(login):
        raise AskedWrongly("Name whose key it is: --marketplace SLUG, or --person LOGIN.")
    ready()
    key, secret = make_key(name, _owner(marketplace, login), clock.now())
    if as_json:
        answer({"prefix": key.prefix, "name": key.name, "key": secret})
    else:
        say(secret)
    tell("Keep it: it is not shown again.")


def _owner(marketplace: str | None, login: str | None) -> Marketplace | Person:
    if marketplace:
        return marketplace_of(marketplace)
    person = Person.objects.filter(login=login).first()
    if person is None:
        raise AskedWrongly(f"Nobody signs in as {login}. Add one with amends person.")
    return person
