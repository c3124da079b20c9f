"""Backups: whole and equal when put back, refused when anything is wrong, held afterwards."""

import json
import shutil
import tarfile
import threading
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from django.db import connection, connections

from amends.orders import watch
from amends.orders.backups import databases
from amends.orders.backups.manifest import MANIFEST, BackupRefused, check, read
from amends.orders.backups.restoring import Restoring, restore
from amends.orders.backups.taking import LEFT_OUT, Home, Wanted, take, without_secrets
from amends.orders.beginning import begin
from amends.orders.verify import verify
from amends.orders.watch import HoldKind

from tests.orders.orders import START, beginning, day, disputed, protected

pytestmark = pytest.mark.django_db(transaction=True)
SHA = "ab" * 32


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An installation's folder with an evidence file, a pack, settings and a key."""
    folder = tmp_path / "home"
    sealed = folder / "evidence" / "originals" / "ab" / "ab" / SHA
    for path, text in (
        (sealed, "a photo"),
        (folder / "evidence" / "incoming" / "unfinished", "half a photo"),
        (folder / "packs" / "own.toml", "name = 'own'\n"),
        (folder / "amends.toml", 'time_zone = "UTC"\nstripe_secret = "sk_live"\n'),
        (folder / "keys" / "secret", "x" * 40),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Home(folder, folder / "evidence")


@pytest.fixture(params=["backup", "backup.tar"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def test_what_was_backed_up_comes_back_whole_and_is_held(home: Home, place: Path) -> None:
    disputed("kept")
    made = take(Wanted(home, place), day(22))
    assert (made.marks.orders, made.marks.events) == (1, _events())
    protected("made afterwards")
    elsewhere = Home(home.folder.parent / "new", home.folder.parent / "new" / "evidence")
    found = restore(Restoring(elsewhere, place, replace=True))
    assert found == made
    assert list(verify()) == [1]
    sealed = elsewhere.evidence / "originals" / "ab" / "ab" / SHA
    assert sealed.read_text() == "a photo"
    assert (elsewhere.folder / "packs" / "own.toml").exists()
    assert not (elsewhere.folder / "keys").exists()
    assert "sk_live" not in (elsewhere.folder / "amends.toml").read_text()
    assert not list(elsewhere.evidence.glob("incoming/*"))
    with connection.cursor() as cursor:
        assert watch.standing(cursor).held_since == day(22)


def test_a_file_that_is_swept_while_a_backup_is_taken_is_left_out(
    home: Home, place: Path, tmp_path: Path
) -> None:
    protected()
    # What is listed and gone when it is copied, as this link is, belongs to no order.
    gone = home.evidence / "originals" / "ab" / "ab" / ("abab" + "0" * 60)
    gone.symlink_to(tmp_path / "swept")
    made = take(Wanted(home, place), day(1))
    evidence = [part.name for part in made.parts if part.name.startswith("evidence/")]
    assert evidence == [f"evidence/originals/ab/ab/{SHA}"]
    elsewhere = Home(tmp_path / "new", tmp_path / "new" / "evidence")
    assert restore(Restoring(elsewhere, place, replace=True)) == made


def test_keys_come_only_when_they_were_asked_for(home: Home, place: Path) -> None:
    (home.folder / "transfers.key").write_text("z" * 64)
    take(Wanted(home, place, secrets=True), day(1))
    elsewhere = Home(home.folder.parent / "new", home.folder.parent / "new" / "evidence")
    restore(Restoring(elsewhere, place, replace=True))
    assert (elsewhere.folder / "keys" / "secret").read_text() == "x" * 40
    assert (elsewhere.folder / "transfers.key").read_text() == "z" * 64
    assert "sk_live" in (elsewhere.folder / "amends.toml").read_text()


def test_settings_and_keys_that_are_there_are_kept(home: Home, place: Path) -> None:
    take(Wanted(home, place, secrets=True), day(1))
    (home.folder / "amends.toml").write_text('time_zone = "Europe/Paris"\n')
    (home.folder / "keys" / "secret").write_text("y" * 40)
    restore(Restoring(home, place))
    assert "Paris" in (home.folder / "amends.toml").read_text()
    assert (home.folder / "keys" / "secret").read_text() == "y" * 40


def test_orders_are_not_written_over_unless_that_is_said(home: Home, place: Path) -> None:
    take(Wanted(home, place), day(1))
    protected("precious")
    with pytest.raises(BackupRefused, match="--replace"):
        restore(Restoring(home, place))
    assert list(verify()) == [1]


def test_a_restore_can_be_done_twice(home: Home, place: Path) -> None:
    protected("kept")
    take(Wanted(home, place), day(1))
    for _ in range(2):
        restore(Restoring(home, place, replace=True))
        with connection.cursor() as cursor:
            opened = [one for one in watch.holds(cursor) if one.released_at is None]
        assert [(one.kind, one.since) for one in opened] == [(HoldKind.RESTORED, day(1))]


def test_a_place_that_is_taken_or_missing_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="exists"):
        take(Wanted(home, tmp_path), day(1))
    with pytest.raises(BackupRefused, match="does not exist"):
        take(Wanted(home, tmp_path / "nowhere" / "backup"), day(1))
    with pytest.raises(BackupRefused, match="does not exist"):
        restore(Restoring(home, tmp_path / "nowhere"))


def test_nothing_is_left_behind_by_a_backup_that_fails(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.folder / "amends.toml").write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        take(Wanted(home, tmp_path / "backup"), day(1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


@pytest.fixture
def folder(home: Home, tmp_path: Path) -> Path:
    take(Wanted(home, tmp_path / "backup"), day(1))
    return tmp_path / "backup"


def _cut(folder: Path) -> None:
    path = folder / databases.file_name()
    path.write_bytes(path.read_bytes()[:-1])


def _change(folder: Path) -> None:
    (folder / "packs" / "own.toml").write_text("name = 'bad'\n")


def _remove(folder: Path) -> None:
    (folder / "evidence" / "originals" / "ab" / "ab" / SHA).unlink()


def _link(folder: Path) -> None:
    sealed = folder / "evidence" / "originals" / "ab" / "ab" / SHA
    sealed.rename(folder / "moved")
    sealed.symlink_to(folder / "moved")


def _lead_out(folder: Path) -> None:
    _rewrite(folder, lambda said: said["parts"][0].update(name="../outside"))


def _other_engine(folder: Path) -> None:
    _rewrite(folder, lambda said: said.update(engine="another"))


def _newer_format(folder: Path) -> None:
    _rewrite(folder, lambda said: said.update(format=2))


def _no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def _no_json(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_cut, "not as it was backed up"),
        (_change, "not as it was backed up"),
        (_remove, "lacks its part"),
        (_link, "lacks its part"),
        (_lead_out, "outside itself"),
        (_other_engine, "of another"),
        (_newer_format, "format 2"),
        (_no_manifest, "is no backup"),
        (_no_json, "cannot be read as a manifest"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_backup_with_anything_wrong_touches_nothing(
    home: Home, folder: Path, harm: object, words: str
) -> None:
    harm(folder)  # type: ignore[operator]  # One of the functions above.
    protected("precious")
    with pytest.raises(BackupRefused, match=words):
        restore(Restoring(home, folder, replace=True))
    assert list(verify()) == [1]
    with connection.cursor() as cursor:
        assert watch.standing(cursor).held_since is None


@pytest.mark.parametrize("name", ["../outside", "/outside", "link"])
def test_what_no_backup_holds_is_not_taken_out(home: Home, tmp_path: Path, name: str) -> None:
    made = tmp_path / "made.tar"
    with tarfile.open(made, "w") as file:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(member)
    with pytest.raises(BackupRefused, match="none that we make does"):
        restore(Restoring(home, made))
    assert not (tmp_path / "outside").exists()


def test_a_file_that_is_no_tar_is_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "letter.tar").write_text("Dear all")
    with pytest.raises(BackupRefused, match="cannot be read as a backup"):
        restore(Restoring(home, tmp_path / "letter.tar"))


def test_backups_under_load_are_each_of_one_moment(home: Home, tmp_path: Path) -> None:
    stopping = threading.Event()

    def write() -> None:
        for number in takewhile(lambda _: not stopping.is_set(), range(2_000)):
            begin([beginning(f"order-{number}-{part}") for part in range(3)], START)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [take(Wanted(home, tmp_path / f"backup-{n}"), day(n)) for n in range(5)]
    finally:
        stopping.set()
        writer.join()
    for number, one in enumerate(made):
        # Three orders are one transaction, and each has one event.
        assert one.marks.orders % 3 == 0
        assert one.marks.orders == one.marks.events
        check(tmp_path / f"backup-{number}", read(tmp_path / f"backup-{number}"))
    restore(Restoring(home, tmp_path / "backup-2", replace=True))
    assert list(verify())[-1:] == ([made[2].marks.orders] if made[2].marks.orders else [])


def test_programs_of_postgresql_that_are_missing_are_asked_for(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(BackupRefused, match="postgresql-client"):
            databases._program("pg_dump-of-no-version")
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="postgresql-client"):
        take(Wanted(home, tmp_path / "backup"), day(1))


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ('time_zone = "UTC"\n', 'time_zone = "UTC"\n'),
        ('smtp_password = "p"\na = 1\n', f"{LEFT_OUT}\na = 1\n"),
        ('[stripe]\napi_key = "sk"\n', f"[stripe]\n{LEFT_OUT}\n"),
        ('stripe.webhook_secret = "sk"\n', f"{LEFT_OUT}\n"),
        ('hook = { url = "x", secret = "sk" }\n', f"{LEFT_OUT}\n"),
        ('mail = "smtp://amends:sk@localhost"\n', f"{LEFT_OUT}\n"),
        ('token = """\nsecret\n"""\n', f"{LEFT_OUT}\n"),
        ('keys = [\n  "sk",\n]\n', f"{LEFT_OUT}\n"),
    ],
)
def test_secrets_are_left_out_of_the_settings(settings: str, kept: str) -> None:
    assert without_secrets(settings) == kept


def _rewrite(folder: Path, change: object) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    change(said)  # type: ignore[operator]  # A function of the manifest.
    (folder / MANIFEST).write_text(json.dumps(said))


def _events() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM events")
        count: int = cursor.fetchone()[0]
    return count


@pytest.fixture(autouse=True)
def _room(tmp_path: Path) -> Iterator[None]:
    """Backups are large; those of one test do not wait for the end of the run."""
    yield
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
