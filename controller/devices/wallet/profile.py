"""What a wallet gateway wants, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletProfile:
    """Seconds: between two queries, until the customer's time is over, for one request, between two tries.

    `stop_s` after the beginning a payment is revoked, `check_s` later the revoke is looked at; `ping_s` between two looks whether the gateway is there.
    """

    query_s: float = 4.0
    stop_s: float = 45.0
    check_s: float = 2.0
    request_s: float = 10.0
    retry_s: float = 3.0
    retry_max_s: float = 10.0
    ping_s: float = 60.0
    clock_skew_s: int = 300


MICROPAY = WalletProfile()
"""The rhythm of WeChat Pay's and Alipay's quick pay: a query each 3 to 5 s, no longer than 45 s."""
