from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from runtime.messages import StreamState
from store import cursor
from store.database import migrate, open_engine
from store.tables import metadata


def test_migrations_make_the_tables_the_code_knows(connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing() -> None:
    engine = open_engine(None)
    migrate(engine)
    migrate(engine)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0003"
    engine.dispose()


def test_cursor_goes_on_where_it_stood(connection) -> None:
    state = StreamState("monday", 1, 500)
    assert cursor.start_seq(connection, "S", state) == 1
    cursor.move(connection, "S", 300)
    assert cursor.start_seq(connection, "S", state) == 301


def test_cursor_starts_over_on_another_or_a_shorter_stream(connection) -> None:
    cursor.start_seq(connection, "S", StreamState("monday", 1, 500))
    cursor.move(connection, "S", 300)
    assert cursor.start_seq(connection, "S", StreamState("monday", 1, 299)) == 1
    cursor.move(connection, "S", 300)
    assert cursor.start_seq(connection, "S", StreamState("tuesday", 1, 500)) == 1
