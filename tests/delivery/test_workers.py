"""Several workers at once: each delivery is sent once, and fanning out leaves commands alone."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from pytest_django import Settings

from amends.core.commands import HandOver
from amends.delivery.fanout import fan_out
from amends.delivery.lanes import Lanes
from amends.delivery.step import deliver
from amends.orders.beginning import begin

from tests.delivery.conftest import Post, endpoint, without_mail
from tests.orders.orders import SELLER, START, ask, beginning, day, protected

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 60


def test_two_workers_at_once_send_each_message_once(post: Post, settings: Settings) -> None:
    settings.AMENDS_OPTIONS = without_mail(settings.AMENDS_OPTIONS)
    endpoint(post.hooks.url("/one"), "one")
    endpoint(post.hooks.url("/two"), "two")
    begin([beginning(f"order-{number}") for number in range(ORDERS)], START)

    def work(_: int) -> int:
        try:
            with Lanes(threads=4, patience=10.0) as lanes:
                steps = [deliver(day(0), 7, lanes) for _ in range(40)]
            return sum(step.accepted for step in steps)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        accepted = sum(pool.map(work, range(2)))
    came = Counter((hook.path, hook.headers["webhook-id"]) for hook in post.hooks.came)
    assert accepted == len(came) == 2 * ORDERS
    assert set(came.values()) == {1}


def test_what_is_new_is_fanned_out_in_batches_of_any_size(post: Post) -> None:
    for number in range(5):
        protected(f"order-{number}")
    assert [fan_out(day(0), 2, mail=True) for _ in range(4)] == [2, 2, 1, 0]
    assert ask(protected("order-9"), SELLER, HandOver(day(1)), 1).refused is None
    assert fan_out(day(1), 2, mail=True) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders WHERE told_to < version")
        assert cursor.fetchone() == (0,)
