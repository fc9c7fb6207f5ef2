"""Migrations by Alembic, run from the program itself: there is no ini file to find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from cmf_db.search.models import FULL_TEXT
from server.app.tables import METADATA
from server.core.db import Database
from server.core.settings import Settings, SettingsError

OTHER_SCHEMA = "The database has another schema than this program. Run: sunmao migrate"
NEWER = "The database was written by a newer version of this program. Run that version, or restore a backup into a new place."
FOLDER = Path(__file__).resolve().parents[1] / "migrations"


@contextmanager
def prepared(settings: Settings) -> Iterator[Database]:
    """The database with the schema of this program: the embedded one is made and migrated on the way. Raises SettingsError where
    another one is not migrated, since other processes may be using it.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Database(settings.database)) as db:
        if db.embedded:
            upgrade(db)
        elif not is_current(db):
            raise SettingsError(OTHER_SCHEMA)
        yield db


def upgrade(db: Database) -> None:
    """Bring the database to the newest schema, in one transaction. Raises SettingsError."""
    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:            # the database names a revision that is none of ours
            raise SettingsError(NEWER) from None


def is_current(db: Database) -> bool:
    """Whether the database has the schema that this program was written for."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(db: Database) -> list[object]:
    """What the tables in the code have that the migrated database has not, and the other way round."""
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": in_the_code}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))


def in_the_code(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Whether the tables of the code should have it: what the full-text engines make by themselves is only in the database."""
    return not (reflected and name is not None and name.startswith(FULL_TEXT))


def new_revision(db: Database, message: str) -> None:
    """Write the next migration from the differences; for developers."""
    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
