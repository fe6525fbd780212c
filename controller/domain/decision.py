"""What `decide` answers, and the bounds it keeps."""

from controller.domain.commands import Rejected
from controller.domain.events import Event

Decision = tuple[Event, ...] | Rejected
"""Events in order, or why nothing happened."""

MAX_QUANTITY = 9_999
"""Pieces on a line."""
MAX_LINES = 1_000
"""Lines in a sale, void lines included."""
MAX_AMOUNT_MINOR = 10_000_000_000
"""A tender or an overridden line above this is a barcode keyed into the wrong field."""
MAX_PAYMENT_ATTEMPTS = 99
"""Payments begun in one sale, so that an intent's number stays short."""
