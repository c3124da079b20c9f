"""Signing in with a name and a password."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from . import tries
from .models import Person

LOGIN_MOST = 80
PASSWORD_MOST = 1_000


def sign_in(login: str, password: str, address: str, now: datetime) -> Person | None:
    """Return who signs in from an address, or None; a wrong name costs as long as a wrong password.

    Raises `TooManyTries` when so many were wrong that nobody looks at this one yet.
    """
    # Nobody has such a name, and databases refuse to look for some of them.
    if len(login) > LOGIN_MOST or len(password) > PASSWORD_MOST or not login.isprintable():
        return None
    tries.count(login, address, now)
    person = Person.objects.filter(login=login).first()
    if person is None or not person.password:
        make_password(password)
        return None
    if not check_password(password, person.password):
        return None
    tries.forget(login, address)
    person.last_login = now
    person.save(update_fields=["last_login"])
    return person
