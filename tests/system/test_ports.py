"""Free ports, on this machine's own loopback."""

import pytest

from runtime.ports import FIRST, LAST, free_port, is_free

pytestmark = pytest.mark.system


def test_no_port_is_given_twice_though_nobody_listens_on_it_yet() -> None:
    ports = [free_port() for _ in range(500)]
    assert len(set(ports)) == len(ports)
    assert set(ports) <= set(range(FIRST, LAST + 1))
    assert is_free(ports[-1])
