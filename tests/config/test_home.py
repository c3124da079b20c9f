"""The home folder and its secret: made once, readable by their owner only, refused when broken."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amends.config.home import home_folder, secret_key
from amends.config.refused import SettingsRefused


def test_the_named_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    home = home_folder({"AMENDS_HOME": str(tmp_path / "a" / "b")})
    assert home == (tmp_path / "a" / "b").resolve()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsRefused, match="set AMENDS_HOME to a folder that can"):
        home_folder({"AMENDS_HOME": str(tmp_path / "file" / "b")})


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "keys" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret"]


def test_many_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret_key, [tmp_path] * 32))) == 1


def test_a_secret_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret").write_text("short")
    with pytest.raises(SettingsRefused, match=r"what this one encrypted.*is lost"):
        secret_key(tmp_path)


def test_a_secret_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys" / "secret").mkdir(parents=True)
    with pytest.raises(SettingsRefused, match="cannot be read"):
        secret_key(tmp_path)
