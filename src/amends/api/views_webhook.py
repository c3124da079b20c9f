"""What the API shows of webhooks: endpoints, and what was sent to them."""

from datetime import datetime

from amends.delivery.endpoints import Made
from amends.delivery.listing import Shown
from amends.delivery.models import Endpoint
from amends.orders import keys

from .views import View


class EndpointView(View):
    """An address that every event of the marketplace's orders is sent to.

    `failing_since` is the first failure after the latest success.
    """

    id: str
    url: str
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_because: str

    @classmethod
    def of(cls, endpoint: Endpoint) -> "EndpointView":
        """Return an endpoint as the API shows it."""
        return cls(
            id=endpoint.id,
            url=endpoint.url,
            created_at=endpoint.created_at,
            failing_since=endpoint.failing_since,
            disabled_at=endpoint.disabled_at,
            disabled_because=endpoint.disabled_because,
        )


class EndpointSecretView(View):
    """An endpoint and its secret, which no other answer holds.

    `old_secret_until` is until when the secret before it signs as well.
    """

    endpoint: EndpointView
    secret: str
    old_secret_until: datetime | None

    @classmethod
    def of(cls, made: Made) -> "EndpointSecretView":
        """Return an endpoint that got a new secret."""
        return cls(
            endpoint=EndpointView.of(made.endpoint),
            secret=made.secret,
            old_secret_until=made.endpoint.old_until,
        )


class EndpointsView(View):
    """All endpoints of a marketplace, the earliest first; there are never more pages."""

    items: list[EndpointView]
    next: str | None = None


class DeliveryView(View):
    """One event sent to one endpoint. `sequence` is the event's number within its order."""

    id: str
    webhook_id: str
    endpoint: str
    key: str
    sequence: int
    type: str
    state: str
    tries: int
    next_at: datetime | None
    created_at: datetime
    accepted_at: datetime | None
    problem: str

    @classmethod
    def of(cls, shown: Shown) -> "DeliveryView":
        """Return a delivery as the API shows it."""
        return cls(
            id=shown.id,
            webhook_id=shown.message,
            endpoint=shown.endpoint,
            key=keys.spell(shown.key[1]),
            sequence=shown.number,
            type=shown.code,
            state=shown.state.value,
            tries=shown.tries,
            next_at=shown.next_at,
            created_at=shown.created_at,
            accepted_at=shown.accepted_at,
            problem=shown.problem,
        )


class DeliveriesView(View):
    """One page of deliveries, the latest first; `next` goes into `after`."""

    items: list[DeliveryView]
    next: str | None
