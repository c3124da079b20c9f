"""`amends person`: mediators, operators, and new passwords for anybody who signs in."""

import secrets
import sys

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from amends.accounts.models import Person
from amends.accounts.people import person_id

from .database import ready
from .saying import AskedWrongly, answer, say, tell

PASSWORD_BYTES = 12
STAFF = ""


@click.command("person")
@click.argument("login")
@click.option("--name", help="The name that others read; default: the login.")
@click.option("--mediator", is_flag=True, help="May decide disputes.")
@click.option("--operator", is_flag=True, help="May run the installation and mark refunds paid.")
@click.option("--email", default="", help="Where mail goes.")
@click.option("--zone", default="UTC", show_default=True, help="The zone in which times are shown.")
@click.option("--generate", is_flag=True, help="Make a password and print it, without asking.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one object.")
def command(login: str, *, generate: bool, as_json: bool, **asked: object) -> None:
    """Add one of the staff under a LOGIN, or give somebody who has it a new password.

    The password is asked for, or read from standard input when that is no terminal.
    """
    ready()
    known = Person.objects.filter(login=login).first()
    person = known or _new(login, asked)
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
    if not (asked["mediator"] or asked["operator"]):
        raise AskedWrongly(
            f"Nobody signs in as {login}. Add one of the staff with --mediator or --operator; "
            "buyers and sellers come with their orders."
        )
    return Person(
        id=person_id(STAFF, login),
        reference=login,
        login=login,
        name=str(asked["name"] or login),
        email=str(asked["email"]),
        zone=str(asked["zone"]),
        is_mediator=bool(asked["mediator"]),
        is_operator=bool(asked["operator"]),
    )


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
