"""What `amends serve` says where others can reach it, and how long it waits for whoever is slow."""

import pytest
from granian.constants import HTTPModes

from amends.cli import serve

SECOND = 1_000


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - not listened on
def test_whoever_lets_others_reach_it_without_a_proxy_is_warned(host: str) -> None:
    said = serve.warning(host, 8000, behind_proxy=False)
    assert said.startswith(f"Warning: {host} can be reached from elsewhere")
    assert "docs/running.md" in said
    assert serve.warning(host, 8000, behind_proxy=True) == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_within_the_machine_nobody_is_warned(host: str) -> None:
    assert serve.warning(host, 8000, behind_proxy=False) == ""


def test_who_sends_no_headers_is_let_go_within_half_a_minute() -> None:
    server = serve.made("127.0.0.1", 8000, processes=1, threads=1)
    assert server.http is HTTPModes.http1
    assert server.http1_settings is not None
    assert 0 < server.http1_settings.header_read_timeout <= 30 * SECOND
