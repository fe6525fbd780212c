"""What a device went through since its driver was made (UnifiedPOS device statistics)."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Health:
    """Plain counters; only the driver writes them."""

    good_reads: int = 0
    duplicates: int = 0
    noise_bytes: int = 0
    retries: int = 0
    timeouts: int = 0
    openings: int = 0
