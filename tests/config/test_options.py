"""The settings file: what it may say, and how it is refused with every wrong key at once."""

from pathlib import Path

import pytest

from amends.config.options import FILE_NAME, Options, read_options
from amends.config.refused import SettingsRefused


def test_without_a_file_everything_has_a_value_that_works(tmp_path: Path) -> None:
    options = read_options(tmp_path)
    assert options == Options()
    assert options.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert not options.debug


def test_the_public_address_is_a_host_and_decides_on_https(tmp_path: Path) -> None:
    options = _read(tmp_path, 'public_url = "https://disputes.example.org/"')
    assert "disputes.example.org" in options.hosts
    assert options.origins == ("https://disputes.example.org",)
    assert options.is_https


def test_further_hosts_are_added_once(tmp_path: Path) -> None:
    options = _read(tmp_path, 'allowed_hosts = ["a.example", "localhost"]')
    assert options.hosts == ("localhost", "127.0.0.1", "[::1]", "a.example")


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused:
        _read(tmp_path, 'time_zone = "Mars"\ndebug = "yes"\nalowed_hosts = []\n')
    said = str(refused.value)
    assert 'time_zone must be a zone such as "Europe/Paris"' in said
    assert "debug must be true or false" in said
    assert "alowed_hosts is not a setting (did you mean allowed_hosts?)" in said
    assert str(tmp_path / FILE_NAME) in said


def test_a_key_like_no_other_is_answered_with_the_list(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsRefused, match=r"zzz is not a setting \(the keys are .*allowed_hosts"
    ):
        _read(tmp_path, "zzz = 1")


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("hosts", "allowed_hosts or private_hosts or webhook_hosts"),
        ("Base_URL", "public_url"),
        ("proxy", "behind_proxy"),
    ],
)
def test_a_key_that_is_far_off_is_answered_with_the_nearest(
    tmp_path: Path, key: str, near: str
) -> None:
    with pytest.raises(SettingsRefused, match=rf"did you mean {near}\?"):
        _read(tmp_path, f"{key} = 1")


@pytest.mark.parametrize(
    "line",
    [
        'public_url = "disputes.example.org"',
        'public_url = "ftp://disputes.example.org"',
        "public_url = 5",
        'allowed_hosts = ["*"]',
        'allowed_hosts = "a.example"',
        "allowed_hosts = [5]",
        'time_zone = "../etc"',
        "time_zone = 2",
        "behind_proxy = 1",
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsRefused, match=f"{line.split(' ', maxsplit=1)[0]} must be"):
        _read(tmp_path, line)


def test_a_file_that_is_not_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"it is not TOML: .*line 2"):
        _read(tmp_path, "debug = false\ndebug debug")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsRefused, match="make it readable UTF-8 text"):
        read_options(tmp_path)


def _read(home: Path, text: str) -> Options:
    (home / FILE_NAME).write_text(text)
    return read_options(home)


def test_a_mail_server_is_named_whole(tmp_path: Path) -> None:
    options = _read(
        tmp_path,
        'mail_host = "smtp.example.org"\nmail_from = "Amends <a@example.org>"\n'
        'mail_user = "amends"\nmail_password = "long secret"\nmail_port = 465\n'
        'mail_security = "tls"\nprivate_hosts = ["gateway.internal:8080", "[::1]:80"]\n'
        'webhook_hosts = ["hooks.internal:8080"]\n',
    )
    assert (options.mail_host, options.mail_port) == ("smtp.example.org", 465)
    assert options.private_hosts == ("gateway.internal:8080", "[::1]:80")
    assert options.webhook_hosts == ("hooks.internal:8080",)
    assert "long secret" not in repr(options)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('mail_host = "smtp.example.org"', "mail_host and mail_from are set together"),
        ('wallet_address = "https://w.example"', "wallet_address and wallet_secret are set"),
        (f'wallet_secret = "{"s" * 24}"', "wallet_address and wallet_secret are set together"),
        ('mail_from = "a@example.org"', "mail_host and mail_from are set together"),
        ('mail_host = "smtp example"', "mail_host must be a host name"),
        ('mail_from = "nobody"', "mail_from must be an address"),
        ('mail_from = "a@b.example\\nBcc: c@d.example"', "mail_from must be an address"),
        ("mail_port = 0", "mail_port must be a port from 1 to 65535"),
        ("mail_port = true", "mail_port must be a port from 1 to 65535"),
        ('mail_security = "ssl"', "mail_security must be one of starttls, tls, none"),
        ("mail_user = 1", "mail_user must be text"),
        ('mail_password = "a\\nb"', "mail_password must be text"),
        ('private_hosts = ["hooks.internal"]', "private_hosts must be a list such as"),
        ('private_hosts = "hooks.internal:80"', "private_hosts must be a list such as"),
        ('webhook_hosts = ["hooks.internal"]', "webhook_hosts must be a list such as"),
        ('webhook_hosts = ["Hooks.internal:80"]', "in small letters"),
        ("webhook_hosts = [80]", "webhook_hosts must be a list such as"),
    ],
)
def test_what_mail_cannot_use_is_refused(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(SettingsRefused, match=words):
        _read(tmp_path, line)
