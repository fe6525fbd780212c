"""ISO 4217 numbers of the currencies a terminal may be registered with."""

from collections.abc import Mapping

NUMBERS: Mapping[str, int] = {
    "AUD": 36,
    "BGN": 975,
    "CAD": 124,
    "CHF": 756,
    "CNY": 156,
    "CZK": 203,
    "DKK": 208,
    "EUR": 978,
    "GBP": 826,
    "HKD": 344,
    "HUF": 348,
    "JPY": 392,
    "NOK": 578,
    "PLN": 985,
    "RON": 946,
    "SEK": 752,
    "SGD": 702,
    "TRY": 949,
    "USD": 840,
}
