import apsw
import pytest

from controller.journal import DiskFull, Draft, JournalFault, SpaceLimits
from controller.journal.space import Space

AT = "2025-01-31T08:15:01.000Z"
LIMITS = SpaceLimits(warn_bytes=1000, refuse_bytes=500, reserve_bytes=100)
DRAFT = Draft("sale_opened", 1, b"x" * 3000, b"{}")


@pytest.mark.parametrize(("free", "state"), [(1001, "ok"), (1000, "low"), (501, "low"), (500, "full"), (0, "full")])
def test_thresholds(tmp_path, free, state):
    disk = [10_000]
    space = Space(tmp_path, LIMITS, lambda _: disk[0])
    assert space.hold_reserve()
    disk[0] = free
    assert space.state() == state


def test_a_used_reserve_keeps_the_lane_closed_until_it_fits_again(tmp_path):
    disk = [10_000]
    space = Space(tmp_path, LIMITS, lambda _: disk[0])
    assert space.state() == "ok"
    disk[0] = 599
    assert space.release_reserve()
    assert not space.release_reserve()
    assert space.state() == "full", "there is more than the refuse threshold, but not with a reserve"
    disk[0] = 1200
    assert space.state() == "ok"
    assert (tmp_path / "journal.reserve").stat().st_size == 100


def limit_pages(journal, pages):
    """SQLite answers SQLITE_FULL beyond this many pages, as it does on a full disk."""
    journal._writer._connection.execute(f"PRAGMA max_page_count={pages}")


def test_a_full_disk_refuses_with_nothing_changed_and_goes_on_later(open_journal, tmp_path):
    journal = open_journal()
    journal.append([DRAFT], AT)
    head = journal.head_chain
    limit_pages(journal, 1)
    with pytest.raises(DiskFull):
        journal.append([DRAFT] * 10, AT)
    assert (journal.head_seq, journal.head_chain) == (1, head)
    assert [record.lane_seq for record in journal.read(0, 10)] == [1]
    assert not (tmp_path / "lane" / "journal.reserve").exists(), "the reserve went first"
    limit_pages(journal, 1_000_000)
    assert journal.append([DRAFT] * 10, AT)[-1].lane_seq == 11
    journal.verify()


def test_the_reserve_lets_the_open_sale_end(open_journal, monkeypatch):
    journal = open_journal()
    space = journal._space
    release = space.release_reserve

    def release_and_make_room():
        limit_pages(journal, 1_000_000)
        return release()

    monkeypatch.setattr(space, "release_reserve", release_and_make_room)
    limit_pages(journal, 1)
    assert journal.append([DRAFT] * 10, AT)[-1].lane_seq == 10


def test_sales_are_refused_while_the_disk_is_full(open_journal):
    journal = open_journal(limits=SpaceLimits(warn_bytes=2, refuse_bytes=2**60, reserve_bytes=4096))
    assert (journal.space(), journal.may_open_sale()) == ("full", False)
    assert journal.append([DRAFT], AT)[0].lane_seq == 1, "the open sale still ends"


def test_after_an_io_error_the_writer_stops_for_good(open_journal, monkeypatch):
    journal = open_journal()
    journal.append([DRAFT], AT)

    class Broken:
        in_transaction = False

        def execute(self, statement):
            raise apsw.IOError("disk I/O error")

    healthy = journal._writer._connection
    monkeypatch.setattr(journal._writer, "_connection", Broken())
    with pytest.raises(JournalFault, match="disk I/O error"):
        journal.append([DRAFT], AT)
    monkeypatch.setattr(journal._writer, "_connection", healthy)
    with pytest.raises(JournalFault, match="takes no more records"):
        journal.append([DRAFT], AT)
    assert journal.head_seq == 1
