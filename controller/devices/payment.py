"""What every payment device promises the lane."""

from typing import Protocol

from controller.devices.health import Health
from controller.ports import AbortPayment, ConfirmPayment, ResolvePayment, ReversePayment, StartPayment


class PaymentTerminal(Protocol):
    """A card terminal or a wallet's gateway. No method waits or raises; results come back as payment readings.

    One payment is in flight at a time: another one is declined (`terminal_busy`). Each intent that was started or asked
    about ends in `PaymentApproved`, `PaymentDeclined` or `PaymentReversed`, or stays `PaymentUnknown`; an unknown one
    may get a result later. An approval that the lane confirmed is followed by `PaymentKept`, or by another word when it
    did not last. Intents are told apart by their id, across restarts; the same one never charges twice.
    """

    @property
    def health(self) -> Health:
        """The device's statistics."""
        ...

    def start(self, wish: StartPayment) -> None:
        """Take an amount once."""
        ...

    def confirm(self, wish: ConfirmPayment) -> None:
        """Take note that an approval is on disk; answered by `PaymentKept` when the device has heard it."""
        ...

    def abort(self, wish: AbortPayment) -> None:
        """Stop, while that is possible."""
        ...

    def resolve(self, wish: ResolvePayment) -> None:
        """Find out what became of an intent; never charges."""
        ...

    def reverse(self, wish: ReversePayment) -> None:
        """Give the money back."""
        ...

    async def run(self) -> None:
        """Serve the device until cancelled."""
        ...
