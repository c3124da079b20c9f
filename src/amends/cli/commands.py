"""The list of commands, and what happens around each of them: loading it, and what stops it."""

import os
from collections.abc import Mapping
from importlib import import_module

import click

import amends

from .saying import AskedWrongly, stopped, tell

SETTINGS = "amends.config.settings"
# The demo chooses its home before any setting is read, so it starts Django by itself.
STARTS_ITSELF = frozenset({"demo"})
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Open a site with orders that tell every story, or your own orders."),
    "serve": ("serve", "Serve the pages and the API."),
    "worker": ("worker", "Do what falls due, until it is stopped."),
    "import": ("imports", "Bring orders, parcels and checkpoints from files."),
    "decide": ("decide", "Print what the policy says of every order at a moment."),
    "tracking": ("tracking", "Read a tracker's reply, or tracking text that was copied."),
    "number": ("number", "Say what tracking numbers show by themselves."),
    "place": ("place", "Say where carriers' place names are."),
    "verify": ("verify", "Recompute every order from its events and compare."),
    "backup": ("backup", "Copy the whole installation while it runs."),
    "restore": ("restore", "Put a backup back; money is held until it is reconciled."),
    "reconcile": ("reconcile", "After a restore, ask the payment providers what was paid since."),
    "transfers": ("transfers", "Give an accountant what no gateway moves, and take the receipt."),
    "gateway-simulator": ("gateway_simulator", "Run a payment provider that moves no money."),
    "holds": ("holds", "List what keeps time and money from moving, and let them move again."),
    "outage": ("outage", "List outages of this installation, or record one."),
    "person": ("person", "Add a mediator or an operator, or give anyone a new password."),
    "marketplace": ("marketplace", "Say how a marketplace is set up, and change it."),
    "key": ("key", "Make, list and end API keys of marketplaces and of the staff."),
    "migrate": ("migrate", "Make the database, or bring it up to date."),
    "docs": ("docs", "Write the pages of the documentation that the code generates."),
}


class Commands(click.Group):
    """A group that imports a command when it is called, and turns what stops it into words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, with Django and the settings behind it."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in STARTS_ITSELF:
            start()
        loaded = import_module(f"amends.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(loaded, click.Command), "every file of a command has one"
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what is known to stop one is said in a sentence."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            tell("Stopped. What was done until here stands; start it again to go on.")
            ctx.exit(1)
        except Exception as error:
            words = stopped(error)
            if words is None:
                raise
            raise AskedWrongly(words) from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(amends.__version__, prog_name="amends")
def commands() -> None:
    """Protect marketplace orders until the parcel arrives, and settle fairly when it does not."""


def start() -> None:
    """Read the settings and load Django; a broken setting is refused here."""
    import django  # noqa: PLC0415 - help is answered without it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
