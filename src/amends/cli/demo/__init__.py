"""`amends demo`: a site to look around in, with its own folder, database and sign-ins.

This file only chooses the folder, before any setting is read; the rest is loaded after that.
"""

import os
import shutil
from importlib import import_module
from pathlib import Path

import click
from platformdirs import user_data_path

from amends.cli.commands import start
from amends.cli.saying import AskedWrongly, tell

# Only a folder that holds this file was made by the demo, and may be removed by it.
MARK = "this-is-a-demo"
TOLD = "told"


@click.command("demo")
@click.argument("sources", nargs=-1, metavar="[FILE...]")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port."
)
@click.option("--home", type=click.Path(path_type=Path), help="The folder in which it is made.")
@click.option("--fresh", is_flag=True, help="Forget what was done in the demo and begin anew.")
@click.option("--no-serve", is_flag=True, help="Make it, and do not open the site.")
def command(
    sources: tuple[str, ...],
    port: int,
    home: Path | None,
    *,
    fresh: bool,
    no_serve: bool,
) -> None:
    """Open a site whose orders tell every story, or one with your own orders out of FILE.

    A database of its own is made in a folder of its own; nothing else is touched. FILE is read
    as by `amends import`, and `olist DIR` too. The next time, the demo goes on where it was left.
    """
    folder = home or default_home("demo-own" if sources else "demo")
    prepare(folder, fresh=fresh)
    os.environ["AMENDS_HOME"] = str(folder)
    # The demo never writes into a database that is meant for more.
    os.environ.pop("AMENDS_DATABASE_URL", None)
    start()
    running = import_module("amends.cli.demo.running")
    running.make(folder / TOLD, sources)
    if not no_serve:
        running.serve(port)


def default_home(name: str) -> Path:
    """Return the demo's folder inside the home of the installation."""
    named = os.environ.get("AMENDS_HOME")
    return (Path(named).expanduser().resolve() if named else user_data_path("amends")) / name


def prepare(folder: Path, *, fresh: bool) -> None:
    """Make the folder; one that was left half made, or shall be new, is emptied before."""
    marked = (folder / MARK).exists()
    if folder.exists() and not marked and any(folder.iterdir()):
        raise AskedWrongly(
            f"{folder} holds something that is no demo. Name an empty folder with --home."
        )
    if marked and (fresh or not (folder / TOLD).exists()):
        tell(f"The demo in {folder} is made anew.")
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARK).touch()
