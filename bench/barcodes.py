"""What reading a code costs between the scanner and the lane's decision: `python bench/barcodes.py [--times 2000]`.

The whole way of a scan through `controller.lane.route.of_scan`, with the settings of a Chinese store; microseconds, and
an empty call of the same kind beside them as the floor.
"""

import argparse
import time
from collections.abc import Callable

from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from controller.lane.route import of_scan
from controller.ports import ScanData

CODES = {
    "GTIN-13": ("9520000000011", "]E0"),
    "label, 18 digits": ("263860002897004867", "]C0"),
    "element string": ("0109520000000011310300048617301231" + "10A1\x1d21S7", "]d2"),
    "Digital Link": ("https://id.example.com/01/09520000000011/10/A1?17=301231", "]Q1"),
}
NS_PER_US = 1_000


def percentiles(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of one call, in microseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter_ns()
        call()
        taken.append(time.perf_counter_ns() - begun)
    taken.sort()
    return taken[times // 2] / NS_PER_US, taken[times * 99 // 100] / NS_PER_US


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    times = parser.parse_args().times
    settings = Settings(layouts=PRESETS["CN"])
    print(f"{'floor':18} p50 {percentiles(lambda: None, times)[0]:6.1f} us")
    for name, (data, aim) in CODES.items():
        scan = ScanData(scan_seq=1, data=data, symbology=aim, received_mono_ns=0)
        p50_us, p99_us = percentiles(lambda scan=scan: of_scan(scan, "basket", settings), times)
        print(f"{name:18} p50 {p50_us:6.1f} us   p99 {p99_us:6.1f} us")


if __name__ == "__main__":
    main()
