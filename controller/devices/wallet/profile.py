"""What a wallet gateway wants, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletProfile:
    """Seconds.

    `query_s` between two queries; `stop_s` after its beginning a payment is revoked, and `check_s` later the revoke is
    looked at; `request_s` for one request, `retry_s` (growing to `retry_max_s`) until the next try; `ping_s` between
    two looks whether the gateway is there, `look_s` while it is not; its clock may be `clock_skew_s` off.
    """

    query_s: float = 4.0
    stop_s: float = 45.0
    check_s: float = 2.0
    request_s: float = 10.0
    retry_s: float = 3.0
    retry_max_s: float = 10.0
    ping_s: float = 60.0
    look_s: float = 1.0
    clock_skew_s: int = 300


MICROPAY = WalletProfile()
"""The rhythm of WeChat Pay's and Alipay's quick pay: a query each 3 to 5 s, no longer than 45 s."""
