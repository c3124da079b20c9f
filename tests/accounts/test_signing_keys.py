"""The keys by which a marketplace's tokens are checked: what is taken, and that there is one."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amends.accounts.keys import KeyRefused, trust_public_key, trust_secret
from amends.accounts.models import Marketplace

from .shops import SECRET, key_pair, shop

pytestmark = pytest.mark.django_db


def kept() -> tuple[str, str]:
    found = Marketplace.objects.get()
    return found.token_secret, found.token_public_key


def test_the_key_that_was_set_last_is_the_only_one() -> None:
    made, public = shop(), key_pair()[1]
    trust_secret(made, SECRET)
    trust_public_key(made, public)
    assert kept() == ("", public)
    trust_secret(made, SECRET)
    assert kept() == (SECRET, "")


@pytest.mark.parametrize("secret", ["", "x" * 31, "x" * 201, "é" * 101])
def test_a_secret_that_could_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(KeyRefused, match="random bytes"):
        trust_secret(shop(), secret)
    assert kept() == ("", "")


def test_a_public_key_is_no_secret() -> None:
    with pytest.raises(KeyRefused, match="not a secret"):
        trust_secret(shop(), key_pair()[1])


@pytest.mark.parametrize("pem", ["", "garbage", key_pair()[0]])
def test_what_is_no_public_key_is_refused(pem: str) -> None:
    with pytest.raises(KeyRefused, match="no public key"):
        trust_public_key(shop(), pem)


def test_a_public_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP256R1()).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(KeyRefused, match="another kind"):
        trust_public_key(shop(), pem)
