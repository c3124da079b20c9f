"""Tokens that a marketplace signs: who they let in, and everything that they do not."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest

from amends.accounts.callers import Caller, NotAuthenticated, identify
from amends.accounts.models import Marketplace
from amends.accounts.people import person_id
from amends.core.parties import Role

from .shops import (
    NOW,
    OTHER_SECRET,
    SECRET,
    at,
    claims,
    key_pair,
    shop,
    shop_with_key,
    shop_with_secret,
    token,
)

pytestmark = pytest.mark.django_db

ALICE = Caller("shop", person_id("shop", "alice"), Role.BUYER)


def refused(authorization: str) -> str:
    with pytest.raises(NotAuthenticated) as raised:
        identify(authorization, None, NOW)
    return raised.value.code


def raw(header: object, payload: str, signature: bytes = b"x") -> str:
    """Return a token that no library would make."""
    parts = (json.dumps(header).encode(), payload.encode(), signature)
    return "Bearer " + ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts)


def test_a_token_signed_with_the_secret_lets_a_person_in() -> None:
    shop_with_secret()
    assert identify(token(), None, NOW) == ALICE


def test_a_token_signed_with_the_private_key_lets_a_person_in() -> None:
    private = shop_with_key()
    assert identify(token(key=private, algorithm="EdDSA"), None, NOW) == ALICE


def test_a_seller_comes_in_as_a_seller() -> None:
    shop_with_secret()
    caller = identify(token(claims(sub="bob", role="seller")), None, NOW)
    assert (caller.person, caller.role) == (person_id("shop", "bob"), Role.SELLER)


def test_an_actor_beside_a_token_changes_nothing() -> None:
    shop_with_secret()
    assert identify(token(), "seller:bob", NOW) == ALICE


def test_a_wrong_signature_is_refused() -> None:
    shop_with_secret()
    assert refused(token(key=OTHER_SECRET)) == "token_refused"


def test_the_key_of_another_marketplace_is_refused() -> None:
    shop_with_secret()
    shop_with_secret("bazaar", OTHER_SECRET)
    assert refused(token(claims(iss="shop"), OTHER_SECRET)) == "token_refused"


def test_the_same_id_is_another_person_in_another_marketplace() -> None:
    shop_with_secret("bazaar", OTHER_SECRET)
    caller = identify(token(claims(iss="bazaar"), OTHER_SECRET), None, NOW)
    assert caller.person == person_id("bazaar", "alice") != ALICE.person


def test_a_missing_marketplace_and_one_without_a_key_answer_like_a_wrong_signature() -> None:
    shop()
    assert refused(token()) == refused(token(claims(iss="nowhere"))) == "token_refused"


def test_a_token_without_an_algorithm_is_refused() -> None:
    shop_with_secret()
    bare = jwt.encode(claims(), "", algorithm="none")
    assert refused(f"Bearer {bare}") == "token_refused"


def test_a_public_key_is_never_taken_for_a_secret() -> None:
    private, public = key_pair()
    shop()
    Marketplace.objects.update(token_public_key=public)
    header, payload = jwt.encode(claims(), private, algorithm="EdDSA").split(".")[:2]
    forged = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    seal = hmac.new(public.encode(), f"{forged}.{payload}".encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(seal).rstrip(b"=").decode()
    assert header != forged
    assert refused(f"Bearer {forged}.{payload}.{signature}") == "token_refused"


def test_a_key_pair_is_not_taken_where_a_secret_is_set() -> None:
    shop_with_secret()
    private, _ = key_pair()
    assert refused(token(key=private, algorithm="EdDSA")) == "token_refused"


def test_another_hash_than_the_one_that_was_agreed_is_refused() -> None:
    shop_with_secret(secret=SECRET * 2)
    assert refused(token(key=SECRET * 2, algorithm="HS512")) == "token_refused"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(-29, ""), (-30, "token_expired"), (-3600, "token_expired")],
)
def test_a_token_ends_with_half_a_minute_of_grace(seconds: float, code: str) -> None:
    shop_with_secret()
    credential = token(claims(exp=at(seconds=seconds)))
    assert (refused(credential) if code else identify(credential, None, NOW)) == (code or ALICE)


@pytest.mark.parametrize(("seconds", "code"), [(30, ""), (31, "token_lasts_too_long")])
def test_a_token_lasts_an_hour_at_most(seconds: float, code: str) -> None:
    shop_with_secret()
    credential = token(claims(exp=at(minutes=60, seconds=seconds)))
    assert (refused(credential) if code else identify(credential, None, NOW)) == (code or ALICE)


def test_a_token_does_not_begin_before_its_time() -> None:
    shop_with_secret()
    assert identify(token(claims(nbf=at(seconds=30))), None, NOW) == ALICE
    assert refused(token(claims(nbf=at(seconds=31)))) == "token_not_yet_valid"


def test_a_token_without_an_end_or_a_person_is_refused() -> None:
    shop_with_secret()
    assert refused(token(claims(exp=None))) == "token_refused"
    assert refused(token(claims(sub=None))) == "token_refused"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exp": "soon"}, "token_malformed"),
        ({"exp": 10**400}, "token_lasts_too_long"),
        ({"exp": True}, "token_expired"),
        ({"exp": float("nan")}, "token_expired"),
        ({"nbf": "now"}, "token_malformed"),
        ({"role": None}, "token_malformed"),
        ({"role": ["buyer"]}, "token_malformed"),
        ({"role": "mediator"}, "token_malformed"),
        ({"role": "marketplace"}, "token_malformed"),
        ({"sub": ""}, "token_malformed"),
        ({"sub": "two words"}, "token_malformed"),
        ({"sub": "\ud800"}, "token_malformed"),
        ({"sub": "a" * 101}, "token_malformed"),
    ],
)
def test_what_a_marketplace_signs_must_still_make_sense(
    changed: dict[str, object], code: str
) -> None:
    shop_with_secret()
    assert refused(token(claims(**changed))) == code


@pytest.mark.parametrize(
    "payload",
    [
        '{"iss": "\\ud800"}',
        '{"iss": "a\\u0000b"}',
        '{"iss": ["shop"]}',
        '{"iss": null}',
        "{}",
        '{"iss": "' + "a" * 200 + '"}',
    ],
)
def test_an_issuer_that_no_database_could_look_for_is_refused(payload: str) -> None:
    assert refused(raw({"alg": "HS256"}, payload)) == "token_refused"


@pytest.mark.parametrize(
    "credential",
    [
        "Bearer not-a-token",
        "Bearer a.b.c",
        "Bearer tökén",
        f"Bearer {'a' * 5000}",
        raw({"alg": "HS256"}, "[]"),
        raw({"alg": "HS256"}, '{"iss": ' + "[" * 1200 + "]" * 1200 + "}"),
        raw(["HS256"], "{}"),
    ],
)
def test_what_is_no_token_is_refused(credential: str) -> None:
    assert refused(credential) == "token_malformed"
