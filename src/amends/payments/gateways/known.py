"""Which gateway a transfer goes through, made from the operator's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from amends.core.transfers import OF_BUYER
from amends.outbound.client import Reach
from amends.payments import rows
from amends.payments.rows import Row

from .contract import Gateway, GatewayMissing, Instruction
from .paypal import PayPalGateway, PayPalSettings
from .stripe import StripeGateway, StripeSettings
from .wallet import WalletGateway, WalletSettings

WALLET = "wallet"
OFF = {
    "stripe": "Stripe is off. Set stripe_secret_key; dashboard.stripe.com shows it.",
    "paypal": "PayPal is off. Set paypal_client_id and paypal_secret;"
    " developer.paypal.com has them.",
    WALLET: "The store's wallet is off. Set wallet_address and wallet_secret.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """The gateways that can be used, and for each of the others why it cannot."""

    gateways: Mapping[str, Gateway] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    def of(
        self, row: Row, particulars: Mapping[str, object], token: str
    ) -> tuple[Gateway | None, Instruction]:
        """Return the gateway of a transfer, None where an accountant moves it, and what to ask.

        Raises `GatewayMissing` where the payment was taken by one whose keys are not set.
        """
        payment = particulars.get("payment")
        paid = payment if isinstance(payment, dict) else {}
        marketplace, order = rows.named(row)
        instruction = Instruction(
            token=token,
            marketplace=marketplace,
            gateway=str(paid.get("gateway", "")),
            order=order,
            person=_person(row, particulars),
            kind=row.kind,
            minor=row.minor,
            currency=row.currency,
            payment=str(paid.get("reference", "")),
            reference=row.reference,
        )
        original = row.kind == "refund" and row.method == "original_payment"
        name = str(paid.get("gateway", "")) if original else WALLET
        if name in self.missing and original:
            raise GatewayMissing(self.missing[name])
        return self.gateways.get(name), instruction


def known() -> Known:
    """Return the gateways whose keys are in the settings."""
    options = settings.AMENDS_OPTIONS
    reach = Reach(frozenset(options.private_hosts))
    gateways: dict[str, Gateway] = {}
    missing = dict(OFF)
    if options.stripe_secret_key:
        stripe = StripeSettings(
            options.stripe_secret_key, options.stripe_webhook_secret, options.stripe_address
        )
        gateways["stripe"] = StripeGateway(stripe, reach)
    if options.paypal_client_id and options.paypal_secret:
        paypal = PayPalSettings(
            options.paypal_client_id,
            options.paypal_secret,
            options.paypal_webhook_id,
            options.paypal_address,
        )
        gateways["paypal"] = PayPalGateway(paypal, reach)
    if options.wallet_address:
        wallet = WalletSettings(options.wallet_address, options.wallet_secret)
        gateways[WALLET] = WalletGateway(wallet, reach)
    for name in gateways:
        del missing[name]
    return Known(gateways, missing)


def _person(row: Row, particulars: Mapping[str, object]) -> str:
    side = particulars.get("buyer" if row.kind in OF_BUYER else "seller")
    return str(side.get("id", "")) if isinstance(side, dict) else ""
