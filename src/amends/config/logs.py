"""What the log says of requests for a host that is not ours: one line, and the key that adds it."""

import logging

HOST_MOST = 100


def foreign_host(record: logging.LogRecord) -> bool:
    """Replace a stack of calls by one line; scanners send such requests all day."""
    request = getattr(record, "request", None)
    host = str(getattr(request, "META", {}).get("HTTP_HOST", ""))[:HOST_MOST]
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.msg = (
        "A request for the host %r was refused. If it is this installation's, "
        "add it to allowed_hosts in amends.toml."
    )
    record.args, record.exc_info, record.exc_text = (host,), None, None
    return True
