"""What the API is asked when somebody gives up what was not sent."""

from .bodies import Numbers, WordsBody


class CancellationBody(WordsBody):
    """What is given up. No lines are all in no parcel; lines that no carrier has may be named."""

    lines: Numbers = []  # noqa: RUF012 - pydantic copies it
