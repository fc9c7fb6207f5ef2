"""The opening CMF library in a deployment of one's own."""

from __future__ import annotations

from contextlib import closing

from server.app import migrate
from server.cmf import seeding
from server.core.db import Database
from server.core.settings import Settings, SettingsError


def seed(settings: Settings, center: str) -> int:
    """Publish what of the opening library is not there yet in the design center of that name; returns how many records that were.

    Raises SettingsError where the database has not the schema of this program.
    """
    prepared = seeding.prepared_seed()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Database(settings.database)) as db:
        if not migrate.is_current(db):
            raise SettingsError("The database has another schema than this program. Run: sunmao migrate")
        with db.write() as s:
            return seeding.seed_library(s, prepared, center)
