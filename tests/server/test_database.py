from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from server.accounts.models import Organisation
from server.app import migrate
from server.app.tables import METADATA
from server.core.db import Database, after_commit, insert_if_absent
from server.core.models import Fact
from tests.server.support import postgres_database, required

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        db = Database(f"sqlite:///{tmp_path / 'x.db'}")
        yield db
        db.close()
        return
    [server] = required("POSTGRES")
    with postgres_database(server) as url:
        db = Database(url)
        yield db
        db.close()


def test_migrating_an_empty_database_gives_exactly_the_tables_of_the_code(empty: Database) -> None:
    assert not migrate.is_current(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert migrate.differences(empty) == []
    migrate.upgrade(empty)      # again changes nothing


def test_every_table_of_a_tenant_says_whose_it_is() -> None:
    shared = {"user_account", "organisation", "sign_in", "fact", "idempotent_answer", "job", "blob", "document_update", "document_snapshot",
              "version_build", "cmf_version", "cmf_ref", "cmf_transition", "cmf_comment", "cmf_import_row", "cmf_stamp", "document_worn_item"}      # people, the program's own rows, and rows that live and die with one that says it
    assert [t.name for t in METADATA.sorted_tables if "org_id" not in t.c and t.name not in shared] == []


def test_times_keep_their_moment_and_need_a_zone(empty: Database) -> None:
    migrate.upgrade(empty)
    moment = datetime(2026, 11, 24, 8, 15, 30, 250000, tzinfo=timezone(timedelta(hours=8)))
    with empty.write() as s:
        s.add(Organisation(id="1", name="x", kind="studio", created=moment))
    with empty.read() as s:
        read = s.get_one(Organisation, "1").created
    assert read == moment
    assert read.tzinfo is UTC
    with pytest.raises(StatementError, match="zone"), empty.write() as s:
        s.add(Organisation(name="x", kind="studio", created=datetime(2026, 1, 1)))


def test_a_write_that_raises_leaves_nothing_and_calls_nobody(empty: Database) -> None:
    migrate.upgrade(empty)
    called: list[str] = []

    def fail() -> None:
        with empty.write() as s:
            s.add(Fact(name="lost"))
            after_commit(s, lambda: called.append("lost"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with empty.write() as s:
        s.add(Fact(name="kept"))
        after_commit(s, lambda: called.append("kept"))
        assert called == []
    assert called == ["kept"]
    with empty.read() as s:
        assert list(s.scalars(select(Fact.name))) == ["kept"]


def test_inserting_what_is_there_is_told_and_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    for value in (1, 2):
        with empty.write() as s:
            assert insert_if_absent(s, Fact, name="once", value={"n": value}) is (value == 1)
    with empty.read() as s:
        assert s.get_one(Fact, "once").value == {"n": 1}


def test_a_snapshot_does_not_see_what_comes_after_its_first_look(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.snapshot() as s:
        assert list(s.scalars(select(Fact.name))) == []
        with empty.write() as other:
            other.add(Fact(name="later"))
        assert list(s.scalars(select(Fact.name))) == []


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with db.engine.connect() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")]
    db.close()
    assert values == ["wal", 2, 1]


YIELDING_WRITERS = """
from gevent import monkey; monkey.patch_all()
import sys, gevent
from server.app import migrate
from server.core.db import Database
from server.core.models import Fact
db = Database(sys.argv[1])
migrate.upgrade(db)
def write(n):
    for k in range(5):
        with db.write() as s:
            s.add(Fact(name=f"{n}-{k}"))
            s.flush()
            gevent.sleep(0.01)      # a writer that yields inside its transaction
def read():
    for _ in range(20):
        with db.read() as s:
            s.query(Fact).count()
        gevent.sleep(0.002)
done = gevent.joinall([gevent.spawn(write, n) for n in range(5)] + [gevent.spawn(read) for _ in range(20)], raise_error=True, timeout=60)
assert len(done) == 25
with db.read() as s:
    print(s.query(Fact).count())
"""


def test_writers_that_yield_do_not_freeze_a_gevent_process(tmp_path: Path) -> None:
    """Without the process-wide lock the second writer blocks the whole process and then fails with "database is locked"."""
    done = subprocess.run([sys.executable, "-c", YIELDING_WRITERS, f"sqlite:///{tmp_path / 'x.db'}"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "25", done.stderr
