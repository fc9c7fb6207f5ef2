"""``sunmao cmf seed``: the opening library into the database of this deployment. The one command of ``cmf`` that needs a database."""

from __future__ import annotations

import argparse

from server.cli.answer import Answer, Commands, Refused, command


def add_command(commands: Commands) -> None:
    found = command(commands, "seed", "publish the opening library in a design center; what is there already stays as it is", run)
    found.add_argument("--center", metavar="NAME", help="the design center, made if there is none of that name")


def run(given: argparse.Namespace) -> Answer:
    from server.app.library import seed
    from server.cmf.seeding import CENTER
    from server.core.settings import Settings, SettingsError

    center = given.center or CENTER
    try:
        count = seed(Settings.from_environment(), center)
    except SettingsError as error:
        raise Refused(str(error)) from None
    return Answer({"ok": True, "center": center, "records": count}, [f"{center}: {count} records published."])
