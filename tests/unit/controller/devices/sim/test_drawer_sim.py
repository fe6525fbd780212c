import pytest

from controller.devices.sim.drawer_sim import DrawerSim


@pytest.mark.parametrize("kick", [b"\x1bp\x00\x19\xfa", b"\x10\x14\x01\x00\x02", b"\x07", b"[["])
def test_every_kind_of_kick_opens_once_however_it_arrives(tmp_path, kick):
    for pieces in ([kick], [kick[:1], kick[1:]]):
        sim = DrawerSim(tmp_path / "drawer")
        for piece in pieces:
            sim._take(piece)
        assert (len(sim.pulses), sim.is_open) == (1, True)


def test_what_is_no_kick_opens_nothing(tmp_path):
    sim = DrawerSim(tmp_path / "drawer")
    sim._take(b"\x1b@\x1da\x01\x10\x04\x01[x\x10\x14\x02\x00\x01")
    assert sim.pulses == []
