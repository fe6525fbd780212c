"""What a replay remembers between two calls."""

import pytest

from lanewise.replay.progress import FILE_NAME, ProgressFault, begin, resume


@pytest.fixture
def baskets(tmp_path):
    path = tmp_path / "baskets.csv"
    path.write_text("basket_id,gtin,quantity,line_total_minor\n1,1,1,1\n", encoding="utf-8")
    return path


def test_a_second_call_goes_on_where_the_first_one_was(tmp_path, baskets):
    first = begin(tmp_path / "data", baskets, b"book", lanes=2)
    first.lanes[1].baskets = 3
    first.lanes[1].refuse("not_found")
    first.save()
    second = resume(tmp_path / "data", baskets, b"book", lanes=2)
    assert second.lanes == first.lanes
    assert second.lanes[1].refusals == {"not_found": 1}


def test_a_replay_is_not_begun_twice(tmp_path, baskets):
    begin(tmp_path / "data", baskets, b"book", lanes=1)
    with pytest.raises(ProgressFault, match="go on with --resume"):
        begin(tmp_path / "data", baskets, b"book", lanes=1)


def test_nothing_is_resumed_from_nothing(tmp_path, baskets):
    with pytest.raises(ProgressFault, match="nothing to resume"):
        resume(tmp_path / "data", baskets, b"book", lanes=1)


def test_another_replay_is_not_resumed(tmp_path, baskets):
    begin(tmp_path / "data", baskets, b"book", lanes=1)
    baskets.write_text("other", encoding="utf-8")
    with pytest.raises(ProgressFault, match="another basket file, price book, number of lanes"):
        resume(tmp_path / "data", baskets, b"other", lanes=2)


def test_a_broken_progress_file_is_said(tmp_path, baskets):
    begin(tmp_path / "data", baskets, b"book", lanes=1)
    (tmp_path / "data" / FILE_NAME).write_bytes(b"{")
    with pytest.raises(ProgressFault, match=r"replay\.json"):
        resume(tmp_path / "data", baskets, b"book", lanes=1)
