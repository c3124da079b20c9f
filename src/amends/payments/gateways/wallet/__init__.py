"""The marketplace's own wallet, as a signed instruction to an address that it named.

`POST` of `{transfer, marketplace, order, person, kind, amount: {minor, currency}}` with
`Idempotency-Key` and `Amends-Signature`: the HMAC-SHA256 of the body, in hex. It answers
`{state, reference}`, where the state is paid, pending or refused; `GET` of the same address with
`?transfer=` looks one up, and 404 says that it is not there.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from amends.outbound.client import Outgoing, Reach, Reply, Unreachable, send
from amends.payments.gateways.contract import (
    Disputed,
    Fate,
    Hint,
    Instruction,
    Told,
    WrongSignature,
)

FATES = {"paid": Fate.PAID, "pending": Fate.PENDING, "refused": Fate.REFUSED}


@dataclass(frozen=True, slots=True)
class WalletSettings:
    """Where the wallet is, and the secret that both sides know."""

    address: str
    secret: str


class WalletGateway:
    """Credits to the store's wallet, and whatever else the marketplace moves by itself."""

    def __init__(self, settings: WalletSettings, reach: Reach) -> None:
        self._settings = settings
        self._reach = reach

    def send(self, instruction: Instruction) -> Told:
        """Ask for a transfer; the same token again is the same transfer."""
        body = json.dumps(
            {
                "transfer": instruction.token,
                "marketplace": instruction.marketplace,
                "order": instruction.order,
                "person": instruction.person,
                "kind": instruction.kind,
                "amount": {"minor": instruction.minor, "currency": instruction.currency},
            }
        ).encode()
        headers = {**self._signed(body), "Idempotency-Key": instruction.token}
        asked = Outgoing("POST", self._settings.address, headers, body)
        try:
            return _told(send(asked, self._reach), instruction)
        except Unreachable as error:
            return Told(Fate.UNKNOWN if error.sent else Fate.NOT_NOW, words=error.problem)

    def look_up(self, instruction: Instruction) -> Told:
        """Ask what became of a transfer."""
        query = urlencode({"transfer": instruction.token})
        asked = Outgoing("GET", f"{self._settings.address}?{query}", self._signed(query.encode()))
        try:
            reply = send(asked, self._reach)
        except Unreachable as error:
            return Told(Fate.UNKNOWN, words=error.problem)
        if reply.status == 404:
            return Told(Fate.NOT_FOUND)
        return _told(reply, instruction)

    def names(self, payment: str) -> tuple[str, ...]:
        """A wallet captured nothing; what it credits comes from the marketplace itself."""
        del payment
        return ()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Verify by the shared secret."""
        expected = self._signed(body)["Amends-Signature"]
        said = headers.get("amends-signature", "")
        if not hmac.compare_digest(expected.encode(), said.encode(errors="replace")):
            raise WrongSignature("the signature is not that of the shared secret")

    def hint(self, body: bytes) -> Hint:
        """Say which transfer a message is about."""
        return Hint(token=str(json.loads(body)["transfer"]))

    def dispute(self, reference: str) -> Disputed | None:
        """A wallet knows no chargebacks."""
        del reference
        return None

    def _signed(self, body: bytes) -> dict[str, str]:
        signature = hmac.new(self._settings.secret.encode(), body, sha256).hexdigest()
        return {"Amends-Signature": signature, "Content-Type": "application/json"}


def _told(reply: Reply, instruction: Instruction) -> Told:
    try:
        found = json.loads(reply.body)
        fate = FATES[found["state"]]
        said = str(found.get("reference", ""))
    except (ValueError, KeyError, TypeError):
        # Only a clear answer that it was not done says so.
        refused = reply.status in {400, 404, 422}
        fate = Fate.REFUSED if refused else Fate.UNKNOWN
        return Told(fate, words=f"The wallet answers with status {reply.status}.")
    if reply.status >= 500:
        return Told(Fate.UNKNOWN, words=f"The wallet answers with status {reply.status}.")
    return Told(fate, said, instruction.minor, instruction.currency)
