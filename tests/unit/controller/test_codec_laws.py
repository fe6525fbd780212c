"""The laws of `codec_laws` for every codec in the table of `codec_targets`."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.controller.codec_laws import REPEAT_MAX_BYTES, Stream, check_steps, held_bytes
from tests.unit.controller.codec_targets import TARGETS

EXAMPLE_MAX_BYTES = 400
ENDLESS_PIECE_BYTES = 4_093
MANY_BYTES = 32 * 1024
FILLERS = (b"\x00", b"\x10", b"\xff", b"A")
STREAMS = {name: target for name, target in TARGETS.items() if isinstance(target, Stream) and not target.answers_all}


def pieces(seeds):
    """Bytes a codec knows, whole, cut, spoilt and repeated, and bytes it does not."""
    seed = st.sampled_from(seeds)
    cut = st.builds(lambda one, at: one[: at % (len(one) + 1)], seed, st.integers(0, 40))
    spoilt = st.builds(
        lambda one, at, other: one[: at % len(one)] + other + one[at % len(one) + 1 :],
        seed,
        st.integers(0, 40),
        st.binary(max_size=2),
    )
    return st.lists(seed | cut | spoilt | st.binary(max_size=24), max_size=8).map(
        lambda parts: b"".join(parts)[:EXAMPLE_MAX_BYTES]
    )


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_any_bytes_in_any_split(name, data):
    target = TARGETS[name]
    example = data.draw(pieces(target.seeds))
    target.check(example)


@pytest.mark.parametrize("name", TARGETS)
def test_everything_known_after_everything_known(name):
    target = TARGETS[name]
    for first, second in product(target.seeds, repeat=2):
        target.check(first + second)


@pytest.mark.parametrize("name", TARGETS)
def test_steps_grow_with_the_bytes(name):
    target = TARGETS[name]
    for unit in {*target.seeds, *(seed[:cut] for seed in target.seeds for cut in (1, 2, 3)), *FILLERS}:
        check_steps(target, unit * (REPEAT_MAX_BYTES // len(unit)))
    for begun in {seed[:cut] for seed in target.seeds for cut in (2, 6)}:
        for filler in FILLERS:
            check_steps(target, begun + filler * REPEAT_MAX_BYTES)


@pytest.mark.parametrize("name", STREAMS)
def test_endless_bytes_are_given_up(name):
    target = STREAMS[name]
    empty = held_bytes(target.make())
    few = target.held_max_bytes > MANY_BYTES
    for begun in {b"", *(seed[:cut] for seed in target.seeds[-2 if few else 0 :] for cut in (2, 6))}:
        for filler in FILLERS[few:]:
            codec = target.make()
            codec.feed(begun)
            endless = filler * ENDLESS_PIECE_BYTES
            for _ in range(3 * target.held_max_bytes // (2 * ENDLESS_PIECE_BYTES) + 2):
                codec.feed(endless)
                target.check_held(codec, empty)


def test_the_measure_sees_what_is_kept():
    codec = TARGETS["scanner_line"].make()
    empty = held_bytes(codec)
    codec.feed(b"4006381")
    assert held_bytes(codec) == empty + 7
