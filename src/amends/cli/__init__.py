"""The command line: one command a file, loaded only when it is called, so that help is quick.

Results go to standard output and everything else to standard error. The exit code is 0, 1 when
something wrong was found, or 2 when the question itself was wrong.
"""

from .commands import commands

__all__ = ["commands", "main"]


def main() -> None:
    """Run the command that the arguments name."""
    commands(prog_name="amends")
