"""API keys: for a marketplace, for the people it speaks for, and for the staff."""

from datetime import timedelta

import pytest

from amends.accounts.callers import Caller, NotAuthenticated, identify
from amends.accounts.keys import hash_of, make_key, revoke
from amends.accounts.models import ApiKey, Person
from amends.accounts.people import PersonRow, person_id, upsert_people
from amends.core.parties import Role

from .shops import NOW, shop

pytestmark = pytest.mark.django_db


def refused(authorization: str | None, actor: str | None = None) -> str:
    with pytest.raises(NotAuthenticated) as raised:
        identify(authorization, actor, NOW)
    return raised.value.code


def key_of_shop(slug: str = "shop") -> str:
    return f"Bearer {make_key('server', shop(slug), NOW)[1]}"


def key_of(**roles: bool) -> str:
    person = Person.objects.create(id=person_id("", "mira"), reference="mira", **roles)
    return f"Bearer {make_key('desk', person, NOW)[1]}"


def test_a_marketplace_acts_for_itself() -> None:
    assert identify(key_of_shop(), None, NOW) == Caller("shop", None, None)


@pytest.mark.parametrize(
    ("actor", "role"), [("buyer:alice", Role.BUYER), ("seller:alice", Role.SELLER)]
)
def test_a_marketplace_acts_for_one_of_its_people(actor: str, role: Role) -> None:
    assert identify(key_of_shop(), actor, NOW) == Caller("shop", person_id("shop", "alice"), role)


def test_an_id_may_hold_a_colon() -> None:
    caller = identify(key_of_shop(), "buyer:eu:7", NOW)
    assert caller.person == person_id("shop", "eu:7")


def test_a_person_of_another_marketplace_is_like_one_who_is_missing() -> None:
    theirs = PersonRow("bazaar", "bella", "Bella", "en", "UTC", "")
    shop("bazaar")
    upsert_people([theirs])
    ours = key_of_shop()
    there, missing = (identify(ours, f"buyer:{who}", NOW) for who in ("bella", "nobody"))
    assert there.person != theirs.id
    assert not Person.objects.filter(id__in=[there.person, missing.person]).exists()
    assert (there.marketplace, there.role) == (missing.marketplace, missing.role)


@pytest.mark.parametrize(
    "actor",
    [
        *("", "alice", "buyer", "buyer:", "Buyer:a", "mediator:mira", "operator:o"),
        *("marketplace:x", "buyer:two words", "buyer:a\x00b", "buyer:é", f"buyer:{'a' * 101}"),
    ],
)
def test_an_actor_that_says_nothing_is_refused(actor: str) -> None:
    assert refused(key_of_shop(), actor) == "actor_malformed"


def test_staff_call_with_the_roles_that_they_hold() -> None:
    caller = identify(key_of(is_mediator=True, is_operator=True), None, NOW)
    assert caller == Caller(None, person_id("", "mira"), None, (Role.MEDIATOR, Role.OPERATOR))


def test_staff_cannot_act_for_a_party() -> None:
    caller = identify(key_of(is_mediator=True), "buyer:alice", NOW)
    assert (caller.person, caller.role) == (person_id("", "mira"), None)


def test_somebody_who_holds_no_role_any_more_has_none() -> None:
    assert identify(key_of(), None, NOW).staff == ()


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic amk_x", "amk_x", "Bearer  "],
)
def test_nothing_that_names_a_caller_is_no_credential(authorization: str | None) -> None:
    assert refused(authorization) == "no_credential"


def test_a_key_that_was_never_made_is_unknown() -> None:
    key_of_shop()
    assert refused("Bearer amk_" + "A" * 43) == "unknown_key"


def test_a_revoked_key_is_like_one_that_was_never_made() -> None:
    key, secret = make_key("server", shop(), NOW)
    assert identify(f"Bearer {secret}", None, NOW).marketplace == "shop"
    revoke(key, NOW)
    assert refused(f"Bearer {secret}") == "unknown_key"
    revoke(key, NOW + timedelta(days=1))
    assert ApiKey.objects.get().revoked_at == NOW


def test_only_the_hash_of_a_key_is_kept() -> None:
    key, secret = make_key("server", shop(), NOW)
    kept = ApiKey.objects.values().get()
    assert key.hash == kept["hash"] == hash_of(secret)
    assert secret.startswith(kept["prefix"])
    assert secret not in str(kept)
    assert len(secret) > 43


def test_everybody_has_a_principal_of_their_own() -> None:
    ours, theirs = key_of_shop(), key_of_shop("bazaar")
    callers = [
        identify(ours, None, NOW),
        identify(ours, "buyer:alice", NOW),
        identify(ours, "buyer:bob", NOW),
        identify(theirs, None, NOW),
        identify(theirs, "buyer:alice", NOW),
        identify(key_of(is_mediator=True), None, NOW),
    ]
    assert len({caller.principal for caller in callers}) == len(callers)
