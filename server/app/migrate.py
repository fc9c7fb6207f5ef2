"""Migrations by Alembic, run from the program itself: there is no ini file to find."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from cmf_db.search.models import FULL_TEXT
from server.app.tables import METADATA
from server.core.db import Database

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


def upgrade(db: Database) -> None:
    """Bring the database to the newest schema, in one transaction."""
    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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
