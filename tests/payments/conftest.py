"""The simulator, run for as long as a test takes, and one whose messages are heard."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from amends.config.options import Options
from amends.payments.gateways.known import known

from tests.payments.ground import HOOK, Ground, standing
from tests.payments.scripted import Scripted, scripting


@pytest.fixture
def ground() -> Iterator[Ground]:
    with standing() as stands:
        yield stands


@pytest.fixture
def heard(live_server: LiveServer, settings: Settings) -> Iterator[Ground]:
    """A simulator whose messages reach this installation."""
    with standing(f"{live_server.url}{HOOK}") as ground:
        host = ground.simulator.host
        settings.AMENDS_OPTIONS = Options(
            stripe_secret_key="sk_test_simulated",
            stripe_webhook_secret=ground.simulator.secret,
            stripe_address=f"http://{host}",
            paypal_client_id="us",
            paypal_secret="secret",
            paypal_webhook_id="hook",
            paypal_address=f"http://{host}",
            private_hosts=(host,),
        )
        settings.AMENDS_CLOCK = lambda: ground.now
        ground.known = known()
        yield ground


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A gateway that answers by a script."""
    with scripting() as server:
        yield server
