from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import chain, envelope
from controller.journal import Draft, JournalCorrupt, JournalFault, JournalInUse, JournalMismatch
from controller.journal.database import open_writer, refuse_old_sqlite

AT = "2025-01-31T08:15:01.000Z"


def draft(number: int = 1) -> Draft:
    return Draft("item_registered", 1, b"domain %d" % number, b'{"line_seq":%d}' % number)


def test_a_new_journal_is_empty_and_named_after_its_second(open_journal):
    journal = open_journal()
    assert (journal.epoch, journal.head_seq) == (1738311300, 0)
    assert journal.head_chain == chain.genesis("s1", "3", 1738311300)
    assert journal.read(0, 10) == []


def test_append_numbers_without_gaps_and_reads_back_in_order(open_journal):
    journal = open_journal()
    first = journal.append([draft(1), draft(2)], AT)
    second = journal.append([draft(3)], AT)
    assert [record.lane_seq for record in first + second] == [1, 2, 3]
    assert journal.read(0, 10) == [*first, *second]
    assert journal.read(1, 1) == [first[1]]
    assert (journal.head_seq, journal.head_chain) == (3, second[0].chain)


def test_a_reopened_journal_goes_on_where_it_ended(open_journal):
    journal = open_journal()
    journal.append([draft(1), draft(2)], AT)
    journal.set_marks(published=2, applied=1)
    head, epoch = journal.head_chain, journal.epoch
    journal.close()
    again = open_journal(now=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    assert (again.head_seq, again.head_chain, again.epoch) == (2, head, epoch)
    assert (again.mark("published"), again.mark("applied")) == (2, 1)
    assert again.append([draft(3)], AT)[0].lane_seq == 3
    again.verify()


def test_the_envelope_proves_itself_to_a_reader_that_knows_only_the_contract(open_journal):
    journal = open_journal()
    (record,) = journal.append([draft(7)], AT)
    received = envelope.decode(envelope.encode(journal.envelope(record)))
    expected = chain.link(
        previous=chain.genesis("s1", "3", journal.epoch),
        store=received.store,
        lane=received.lane,
        epoch=received.epoch,
        lane_seq=received.lane_seq,
        occurred_at=received.occurred_at,
        type=received.type,
        version=received.version,
        payload_sha256=bytes.fromhex(received.payload_sha256),
        body_sha256=chain.sha256(bytes(received.body)),
    )
    assert received.chain == expected.hex()
    assert (received.currency, msgspec.json.decode(received.body)) == ("CNY", {"line_seq": 7})


def test_marks_go_back_but_never_beyond_the_head(open_journal):
    journal = open_journal()
    journal.append([draft(1), draft(2)], AT)
    journal.set_marks(published=2, applied=2)
    journal.set_marks(published=1, applied=1)
    assert journal.mark("published") == 1
    with pytest.raises(AssertionError):
        journal.set_marks(published=3, applied=0)


def test_a_second_journal_on_the_same_folder_is_refused(open_journal):
    open_journal()
    with pytest.raises(JournalInUse, match="in use by process"):
        open_journal()


@pytest.mark.parametrize("other", [{"store": "s2"}, {"lane": "4"}, {"currency": "EUR"}])
def test_another_lanes_journal_is_refused(open_journal, other):
    open_journal().close()
    with pytest.raises(JournalMismatch, match=next(iter(other))):
        open_journal(**other)
    assert open_journal().head_seq == 0, "the refused opening let the lock go"


def change(folder: Path, statement: str) -> None:
    connection = open_writer(folder / "lane" / "journal.db")
    connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "lane_seq"),
    [
        ("UPDATE record SET payload = x'00' WHERE lane_seq = 2", 2),
        ("UPDATE record SET body = x'00' WHERE lane_seq = 3", 3),
        ("UPDATE record SET occurred_at = '' WHERE lane_seq = 1", 1),
        ("UPDATE record SET chain = x'00' WHERE lane_seq = 3", 3),
        ("DELETE FROM record WHERE lane_seq = 2", 2),
        ("DELETE FROM record WHERE lane_seq = 3", 3),
    ],
)
def test_a_changed_record_is_found_at_the_next_start(open_journal, tmp_path, statement, lane_seq):
    journal = open_journal()
    journal.append([draft(1), draft(2), draft(3)], AT)
    journal.set_marks(published=3, applied=0)
    journal.close()
    change(tmp_path, statement)
    with pytest.raises(JournalCorrupt) as caught:
        open_journal()
    assert caught.value.lane_seq == lane_seq


def test_the_tail_is_verified_at_start_and_the_rest_on_demand(open_journal, tmp_path):
    journal = open_journal()
    journal.append([draft(number) for number in range(1, 1102)], AT)
    journal.close()
    change(tmp_path, "UPDATE record SET payload = x'00' WHERE lane_seq = 50")
    again = open_journal()
    assert again.head_seq == 1101
    with pytest.raises(JournalCorrupt) as caught:
        again.verify()
    assert caught.value.lane_seq == 50


def test_a_file_that_is_no_database_is_called_corrupt(open_journal, tmp_path):
    (tmp_path / "lane").mkdir()
    (tmp_path / "lane" / "journal.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(JournalCorrupt):
        open_journal()


def test_an_unwritable_folder_is_named(open_journal, tmp_path):
    (tmp_path / "lane").write_text("a file stands where the folder should be")
    with pytest.raises(JournalFault, match="cannot write a journal in"):
        open_journal()


def test_nothing_is_appended_after_close(open_journal):
    journal = open_journal()
    journal.close()
    with pytest.raises(JournalFault):
        journal.append([draft()], AT)


def test_an_idle_checkpoint_empties_the_log(open_journal, tmp_path):
    journal = open_journal()
    journal.append([draft()], AT)
    wal = tmp_path / "lane" / "journal.db-wal"
    assert journal.checkpoint_if_large()
    assert wal.stat().st_size > 0, "a small log is left alone while the lane is busy"
    assert journal.checkpoint_if_large(idle=True)
    assert wal.stat().st_size == 0


def test_settings_that_survive_a_power_cut(tmp_path):
    connection = open_writer(tmp_path / "journal.db")
    pragmas = ["synchronous", "journal_mode", "trusted_schema", "mmap_size", "wal_autocheckpoint", "foreign_keys"]
    assert [connection.execute(f"PRAGMA {name}").get for name in pragmas] == [3, "wal", 0, 0, 1000, 1]
    connection.close()


def test_a_sqlite_with_the_wal_reset_bug_is_refused():
    refuse_old_sqlite("3.51.3")
    with pytest.raises(JournalFault, match=r"3\.40\.1"):
        refuse_old_sqlite("3.40.1")


@settings(max_examples=20)
@given(batches=st.lists(st.lists(st.binary(max_size=300), min_size=1, max_size=4), max_size=8))
def test_any_bytes_come_back_as_they_were(open_journal, tmp_path_factory, batches):
    folder = tmp_path_factory.mktemp("any")
    journal = open_journal(folder=folder)
    written = [r for batch in batches for r in journal.append([Draft("x", 1, data, data) for data in batch], AT)]
    assert journal.read(0, 1000) == written
    journal.verify()
    journal.close()
