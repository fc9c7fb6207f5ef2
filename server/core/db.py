"""The database: ``with db.read() as session`` and ``with db.write() as session``; a write commits at its end or not at all.

SQLite serves one writer at a time and answers a second one with "database is locked". Under gevent a writer that yields inside its
transaction would freeze the whole process, so every writer of the process queues at one lock and begins with BEGIN IMMEDIATE.
``threading.RLock`` is gevent's where the entry point patched it. PostgreSQL needs none of this.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

from blinker import Signal
from flask import current_app
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from cmf_db.base import Base
from server.core.errors import StorageFailed, StorageFull

AFTER_COMMIT = "sunmao.after_commit"
EXTENSION = "sunmao.database"
LOCKED = "Another program holds the database of this instance, a database browser perhaps. Close it there, then try again."
UNWRITABLE = "The database of this instance cannot be opened for writing. Look at its folder's rights and at its disk."
log = logging.getLogger(__name__)


class Database:
    """One engine and the rules of its transactions. Safe for threads and greenlets."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        if self.embedded:
            self.engine = create_engine(self.url, connect_args={"timeout": 0.2}, pool_size=20, max_overflow=80)
            _configure_sqlite(self.engine)
        else:
            self.engine = create_engine(self.url, pool_pre_ping=True, pool_size=20, max_overflow=20)
        event.listen(self.engine, "handle_error", _name_the_trouble)
        self._writer = self.engine.execution_options(sunmao_begin="BEGIN IMMEDIATE")
        self._lock: contextlib.AbstractContextManager[Any] = threading.RLock() if self.embedded else contextlib.nullcontext()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session whose selects all see the same moment, however long it takes. SQLite reads so anyway."""
        engine = self.engine if self.embedded else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """A session that is committed when the block ends and rolled back when it raises.

        No kernel, blob or network call belongs inside: everyone else who writes is waiting.
        """
        with self._lock, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
        for call in session.info.pop(AFTER_COMMIT, ()):
            call()

    def ping(self) -> str:
        """``"sqlite"`` or ``"postgresql"`` when the database answers; else SQLAlchemy's error is raised."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        return self.url.get_backend_name()

    def close(self) -> None:
        self.engine.dispose()


def after_commit(session: Session, call: Callable[[], object]) -> None:
    """Have ``call`` run once ``session``'s transaction is durable: for signals, jobs and other echoes of a write."""
    session.info.setdefault(AFTER_COMMIT, []).append(call)


def announce(session: Session, signal: Signal, **about: Any) -> None:
    """Send ``signal`` once the transaction is durable. The app is its sender, so that two apps of one process do not hear each other."""
    sender = current_app._get_current_object()      # type: ignore[attr-defined]
    after_commit(session, lambda: signal.send(sender, **about))


def insert_if_absent(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless its key is taken; whether it was inserted. Two processes that do so at once do not fail."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(*inspect(table).primary_key)).first() is not None    # rowcount is not told by every driver


def database() -> Database:
    """The database of the running app."""
    db: Database = current_app.extensions[EXTENSION]
    return db


def _name_the_trouble(context: ExceptionContext) -> None:
    """A full disk, a database that another program holds or that cannot be written: what a person can mend is said in a sentence."""
    error = context.original_exception
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    if name in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC", "DiskFull"):
        log.error("the database's disk is full: %s", error)
        raise StorageFull("the database") from None
    if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        raise StorageFailed(LOCKED) from None
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        raise StorageFailed(UNWRITABLE) from None


def _configure_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(raw: Any, record: Any) -> None:
        raw.isolation_level = None      # SQLAlchemy begins, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sunmao_begin", "BEGIN"))
