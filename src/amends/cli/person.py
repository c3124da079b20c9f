"""`amends person`: who signs in, with which word, as what, and until when."""

import secrets
import sys

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from amends.accounts.keys import revoke_all
from amends.accounts.models import Marketplace, Person
from amends.accounts.people import is_reference, person_id
from amends.accounts.sign_in import LOGIN_MOST
from amends.orders import clock

from .database import ready
from .marketplaces import checked_zone
from .saying import AskedWrongly, answer, say, tell

PASSWORD_BYTES = 12
NAME_MOST = 200
ALSO_MOST = 20
STAFF = ""


@click.command("person")
@click.argument("login")
@click.option("--of", "known_as", metavar="SHOP:ID", help="The buyer or seller who gets the login.")
@click.option("--also", multiple=True, metavar="SHOP:ID", help="As whom one of the staff shops.")
@click.option("--not-also", multiple=True, metavar="SHOP:ID", help="As whom they do not shop.")
@click.option("--name", help="The name that others read; default: the login.")
@click.option("--mediator", is_flag=True, help="May decide disputes.")
@click.option("--operator", is_flag=True, help="May run the installation and mark refunds paid.")
@click.option("--email", help="Where mail goes.")
@click.option("--zone", help="The zone in which times are shown; UTC, unless said.")
@click.option("--generate", is_flag=True, help="Make a password and print it, without asking.")
@click.option("--end", is_flag=True, help="No longer let LOGIN in, nor act as one of the staff.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(login: str, *, generate: bool, end: bool, as_json: bool, **asked: object) -> None:
    """Let somebody sign in as LOGIN, with a new password; or change or end what LOGIN may.

    The password is asked for, or read from standard input when that is no terminal.
    """
    if not (login.isprintable() and login.strip() == login and 0 < len(login) <= LOGIN_MOST):
        raise AskedWrongly(f"Write a login of 1 to {LOGIN_MOST} letters, without spaces around.")
    ready()
    known = Person.objects.filter(login=login).first()
    if end:
        _end(login, known)
        return
    person = known or _new(login, asked)
    _change(person, asked)
    password = secrets.token_urlsafe(PASSWORD_BYTES) if generate else _typed(person)
    person.set_password(password)
    person.save()
    tell(f"{login} has a new password." if known else f"{login} can sign in.")
    if as_json:
        shown = {"password": password} if generate else {}
        answer({"login": login, "person": person.id, **shown})
    elif generate:
        say(password)


def _new(login: str, asked: dict[str, object]) -> Person:
    if asked["known_as"]:
        shop, _, reference = str(asked["known_as"]).partition(":")
        person = Person.objects.filter(marketplace=shop, reference=reference).first()
        if person is None:
            raise AskedWrongly(
                f"--of: {shop} has nobody called {reference or 'so'}. Write SHOP:ID as its orders"
                " do; buyers and sellers come with their orders."
            )
        if person.login:
            raise AskedWrongly(f"--of: {asked['known_as']} signs in as {person.login} already.")
        person.login = login
        return person
    if not (asked["mediator"] or asked["operator"]):
        raise AskedWrongly(
            f"Nobody signs in as {login}. Add one of the staff with --mediator or --operator, or"
            " say with --of SHOP:ID which buyer or seller it is."
        )
    return Person(id=person_id(STAFF, login), reference=login, login=login, name=login, zone="UTC")


def _change(person: Person, asked: dict[str, object]) -> None:
    """Take over what was asked for; whatever was not keeps its value."""
    if person.marketplace_id and (asked["mediator"] or asked["operator"]):
        raise AskedWrongly("A buyer or a seller is not one of the staff. Add a login of its own.")
    person.also = " ".join(_also(person, asked))
    person.is_mediator = person.is_mediator or bool(asked["mediator"])
    person.is_operator = person.is_operator or bool(asked["operator"])
    if asked["zone"]:
        person.zone = checked_zone(str(asked["zone"]))
    if asked["name"]:
        person.name = str(asked["name"])
    if len(person.name) > NAME_MOST:
        raise AskedWrongly(f"--name: write at most {NAME_MOST} letters.")
    if asked["email"]:
        person.email = _email(str(asked["email"]))


def _also(person: Person, asked: dict[str, object]) -> list[str]:
    """Return the ids under which one of the staff buys and sells: there they are no staff."""
    named, taken_back = asked["also"], asked["not_also"]
    assert isinstance(named, tuple), "click gives every SHOP:ID"
    assert isinstance(taken_back, tuple), "click gives every SHOP:ID"
    if named and person.marketplace_id:
        raise AskedWrongly("--also: only one of the staff has another name as a buyer or a seller.")
    added = [_shopper("--also", written) for written in named]
    gone = {_shopper("--not-also", written) for written in taken_back}
    every = dict.fromkeys([*person.also.split(), *added])
    if len(every) > ALSO_MOST:
        raise AskedWrongly(f"--also: name at most {ALSO_MOST}.")
    return [one for one in every if one not in gone]


def _shopper(option: str, written: str) -> str:
    shop, _, reference = written.partition(":")
    if not is_reference(reference) or not Marketplace.objects.filter(slug=shop).exists():
        raise AskedWrongly(
            f"{option}: write SHOP:ID as the orders of the marketplace do; {written} is none."
        )
    return person_id(shop, reference)


def _email(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError as error:
        raise AskedWrongly(f"--email: {written} is no address for mail.") from error
    return written


def _end(login: str, person: Person | None) -> None:
    """Take the login, what it was allowed and its keys; what the person did stays theirs."""
    if person is None:
        raise AskedWrongly(f"Nobody signs in as {login}.")
    ended = revoke_all(person, clock.now())
    person.login = None
    person.is_mediator = person.is_operator = False
    # The password is part of what every session is checked by, so that none goes on.
    person.set_unusable_password()
    person.save()
    keys = "1 key was" if ended == 1 else f"{ended} keys were"
    tell(f"{login} is let in no more; {keys} revoked.")


def _typed(person: Person) -> str:
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AskedWrongly(" ".join(error.messages)) from error
    return str(password)
