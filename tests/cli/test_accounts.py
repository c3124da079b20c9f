"""Keys, people and marketplaces from the command line: made, changed and ended."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings

from amends.accounts.keys import hash_of
from amends.accounts.models import ApiKey, Marketplace, Person
from amends.accounts.people import person_id

from tests.cli.conftest import Amends, lines

pytestmark = pytest.mark.django_db(transaction=True)


def test_keys_are_listed_and_a_revoked_one_opens_nothing(amends: Amends) -> None:
    secret = amends("key", "make", "--marketplace", "shop", "--name", "web").stdout.strip()
    (listed,) = lines(amends("key", "list", "--json"))
    assert (listed["owner"], listed["name"], listed["ended"]) == ("shop", "web", "")
    assert _status(secret) == 200
    assert amends("key", "revoke", listed["prefix"]).exit_code == 0
    assert _status(secret) == 401
    (ended,) = lines(amends("key", "list", "--json"))
    for moment in (str(ended["made"]), str(ended["ended"])):
        assert moment.endswith("Z")
        assert datetime.fromisoformat(moment).tzinfo is UTC
    table = amends("key", "list").stdout
    assert str(ended["made"]) in table
    assert "+00:00" not in table


def test_no_keys_are_said_to_be_none(amends: Amends) -> None:
    assert "There are no keys yet" in amends("key", "list").stderr


def test_who_is_ended_is_let_in_no_more(amends: Amends) -> None:
    amends("person", "oscar", "--operator", "--generate")
    secret = amends("key", "make", "--person", "oscar").stdout.strip()
    oscar = Person.objects.get(login="oscar")
    signed_in = Client()
    signed_in.force_login(oscar)
    assert signed_in.get("/operator").status_code == 200
    assert "1 key was revoked" in amends("person", "oscar", "--end").stderr
    assert signed_in.get("/operator").status_code == 302
    assert ApiKey.objects.get(hash=hash_of(secret)).revoked_at is not None
    ended = Person.objects.get(id=oscar.id)
    assert (ended.login, ended.is_operator, ended.has_usable_password()) == (None, False, False)
    assert amends("person", "oscar", "--end").exit_code == 2


def test_a_buyer_of_a_marketplace_gets_a_login(amends: Amends, order_file: Path) -> None:
    amends("import", order_file)
    buyer = Person.objects.exclude(marketplace=None).order_by("reference")[0]
    known_as = f"{buyer.marketplace_id}:{buyer.reference}"
    assert amends("person", "alice", "--of", known_as, "--generate").exit_code == 0
    assert Person.objects.get(id=buyer.id).login == "alice"
    assert "signs in as alice already" in amends("person", "al", "--of", known_as).stderr
    assert "is not one of the staff" in amends("person", "alice", "--operator").stderr


def test_what_is_known_of_somebody_is_changed(amends: Amends) -> None:
    amends("person", "mira", "--mediator", "--generate")
    changes = ("--zone", "Europe/Paris", "--name", "Mira K.", "--email", "m@shop.example")
    assert amends("person", "mira", "--operator", "--generate", *changes).exit_code == 0
    mira = Person.objects.get(login="mira")
    assert (mira.is_mediator, mira.is_operator) == (True, True)
    assert (mira.zone, mira.name, mira.email) == ("Europe/Paris", "Mira K.", "m@shop.example")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("mira", "--zone", "Mars/X"), "no time zone"),
        (("mira", "--email", "notmail"), "--email"),
        (("mira", "--name", "x" * 201), "--name"),
        (("x" * 81,), "a login of 1 to 80"),
        (("",), "a login of 1 to 80"),
        (("x\ny",), "a login of 1 to 80"),
        (("mira", "--of", "shop:nobody"), "shop has nobody called nobody"),
    ],
)
def test_what_no_person_can_be_is_refused(
    asked: tuple[str, ...], says: str, amends: Amends
) -> None:
    result = amends("person", *asked, "--mediator", "--generate")
    assert result.exit_code == 2
    assert says in result.stderr
    assert not Person.objects.exists()


def test_a_marketplace_is_set_up(amends: Amends, tmp_path: Path, settings: Settings) -> None:
    terms, secret = tmp_path / "terms.json", tmp_path / "secret"
    terms.write_text('{"dispatch_within": 2.5}', encoding="utf-8")
    secret.write_text("s" * 40, encoding="utf-8")
    asked = ("--terms", terms, "--zone", "Europe/Paris", "--name", "Shop", "--token-secret", secret)
    (shown,) = lines(amends("marketplace", "shop", *asked, "--json"))
    assert shown["tokens"] == "checked by a secret"
    shop = Marketplace.objects.get()
    assert (shop.zone, shop.name, shop.token_secret) == ("Europe/Paris", "Shop", "s" * 40)
    assert json.loads(shop.terms) == {"dispatch_within": 2.5}
    assert "Europe/Paris" in amends("marketplace", "shop").stdout


def test_tokens_are_checked_by_a_public_key(amends: Amends, tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    pem = tmp_path / "public.pem"
    pem.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (shown,) = lines(amends("marketplace", "shop", "--token-key", pem, "--json"))
    assert shown["tokens"] == "checked by a public key"


@pytest.mark.parametrize(
    ("option", "text", "says"),
    [
        ("--terms", b'{"dispatch_within": "soon"}', "dispatch_within"),
        ("--terms", b"[]", "no object"),
        ("--terms", b"\xff\xfe", "UTF-8"),
        ("--token-secret", b"short", "5 bytes"),
        ("--token-key", b"no key", "PEM"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    option: str, text: bytes, says: str, amends: Amends, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(text)
    result = amends("marketplace", "shop", option, file)
    assert result.exit_code == 2
    assert says in result.stderr
    shop = Marketplace.objects.get()
    assert (shop.terms, shop.token_secret, shop.token_public_key) == ("{}", "", "")


def test_a_pack_with_a_mistake_is_not_chosen(
    amends: Amends, tmp_path: Path, settings: Settings
) -> None:
    settings.AMENDS_HOME = tmp_path
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "mine.toml").write_text("id = 3\n", encoding="utf-8")
    result = amends("marketplace", "shop", "--policy", "mine")
    assert result.exit_code == 2
    assert "mine.toml:1" in result.stderr
    assert amends("marketplace", "shop", "--policy", "default").exit_code == 0
    assert Marketplace.objects.get().policy == "default"


def _status(secret: str) -> int:
    return Client().get("/api/v1/orders", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_staff_say_as_whom_they_shop(amends: Amends) -> None:
    Marketplace.objects.create(slug="shop", name="Shop")
    added = ["person", "mira", "--mediator", "--generate", "--also", "shop:7", "--also", "shop:8"]
    assert amends(*added).exit_code == 0
    seventh, eighth = person_id("shop", "7"), person_id("shop", "8")
    mira = Person.objects.get(login="mira")
    assert mira.everywhere == (mira.id, seventh, eighth)
    changed = ["person", "mira", "--generate", "--also", "shop:8", "--not-also", "shop:7"]
    assert amends(*changed).exit_code == 0
    assert Person.objects.get(login="mira").everywhere == (mira.id, eighth)
    for wrong in ("shop", "shop:", "elsewhere:7", "shop:a b"):
        assert "write SHOP:ID" in amends("person", "mira", "--generate", "--also", wrong).stderr
    many = [part for number in range(20) for part in ("--also", f"shop:{100 + number}")]
    assert "at most 20" in amends("person", "mira", "--generate", *many).stderr
    assert Person.objects.get(login="mira").everywhere == (mira.id, eighth)


def test_only_staff_have_another_name(amends: Amends, order_file: Path) -> None:
    amends("import", order_file)
    buyer = Person.objects.exclude(marketplace=None).order_by("reference")[0]
    known_as = f"{buyer.marketplace_id}:{buyer.reference}"
    asked = ["person", "alice", "--of", known_as, "--generate", "--also", known_as]
    assert "only one of the staff" in amends(*asked).stderr
