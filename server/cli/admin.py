"""Commands for whoever runs an instance: serve, migrate, demo, accounts, backup, and what the program says about itself."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

Commands = Any      # argparse's subparsers have no public type


def add_commands(commands: Commands) -> None:
    """Add the commands to the parser of ``sunmao``; each sets ``run`` to a function of the parsed arguments."""
    serve = _command(commands, "serve", "serve on one address until told to stop", run_serve)
    serve.add_argument("--host", help="address to listen on (SUNMAO_HOST)")
    serve.add_argument("--port", type=int, help="port to listen on (SUNMAO_PORT)")
    demo = _command(commands, "demo", "make the demo database with sample content, and serve it", run_demo)
    demo.add_argument("--serve", action="store_true", help="serve it afterwards")
    demo.add_argument("--host", help="address to listen on; the demo is served on loopback only")
    demo.add_argument("--port", type=int, help="port to listen on")
    worker = _command(commands, "worker", "run jobs of the queue that SUNMAO_REDIS_URL names", run_worker)
    worker.add_argument("--ping", action="store_true", help="only ask whether the worker of this host answers")
    _command(commands, "migrate", "bring the database to the schema of this program", run_migrate)
    _command(commands, "openapi", "print the OpenAPI document", run_openapi)
    _command(commands, "settings", "print every setting as a table", run_settings)
    for name, about, run in (("backup", "write database and blobs into one file", run_backup),
                             ("restore", "bring a backup into an empty place", run_restore)):
        _command(commands, name, about, run).add_argument("file", type=Path)
    _command(commands, "verify", "read every stored file and edit log, and list what is damaged", run_verify)
    user = commands.add_parser("user", help="accounts").add_subparsers(dest="user_command", required=True)
    add = _command(user, "add", "add an account; the password is read from the terminal or the first line of input", run_user_add)
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--org", required=True, help="name of the organisation; it is made if there is none of that name")
    add.add_argument("--kind", help="kind of a new organisation: studio (default), manufacturer, design_center, school, association, park")
    add.add_argument("--admin", action="store_true", help="administrator of the organisation")


def run(given: argparse.Namespace) -> int:
    """Do the chosen command. What the person can mend comes as one sentence and exit code 1."""
    from server.core.errors import Problem
    from server.core.settings import SettingsError

    try:
        code: int = given.run(given)
    except (SettingsError, Problem) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{error.strerror or error}. Nothing else was changed.", file=sys.stderr)
        return 1
    return code


def run_serve(given: argparse.Namespace) -> int:
    _become_server([f"--{name}={value}" for name, value in (("host", given.host), ("port", given.port)) if value is not None])
    return 1


def run_demo(given: argparse.Namespace) -> int:
    from server.app.alone import check_port
    from server.app.demo import demo_folder, ensure_demo

    os.environ.setdefault("SUNMAO_DATA", str(demo_folder()))
    settings = _settings(host=given.host, port=given.port)
    accounts = ensure_demo(settings)
    if given.serve:
        check_port(settings)
    for account in accounts:
        print(f"  {account.name}  {account.role}  {account.email}  {account.password}", flush=True)
    return run_serve(given) if given.serve else 0


def run_worker(given: argparse.Namespace) -> int:
    from server.app.worker import ping, work

    return ping(_settings()) if given.ping else work(_settings())


def run_migrate(given: argparse.Namespace) -> int:
    from server.app import migrate
    from server.core.db import Database

    settings = _settings()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Database(settings.database)) as db:
        migrate.upgrade(db)
    print(f"The database has schema {migrate.head()}.")
    return 0


def run_openapi(given: argparse.Namespace) -> int:
    from server.app.factory import openapi_document

    print(json.dumps(openapi_document(), indent=2, ensure_ascii=False))
    return 0


def run_settings(given: argparse.Namespace) -> int:
    from server.core.settings import settings_table

    print(settings_table(), end="")
    return 0


def run_backup(given: argparse.Namespace) -> int:
    from server.app.backup import backup

    count = backup(_settings(), given.file)
    print(f"{given.file}: {count.rows} rows and {count.blobs} blobs, every hash checked.")
    return 0


def run_restore(given: argparse.Namespace) -> int:
    from server.app.restore import restore

    count = restore(_settings(), given.file)
    print(f"{count.rows} rows and {count.blobs} blobs are back, every hash checked.")
    return 0


def run_verify(given: argparse.Namespace) -> int:
    from server.app.verify import verify

    report = verify(_settings())
    for line in report.damage:
        print(line)
    print(f"{report.blobs} blobs and the edit logs of {report.documents} documents were read, {len(report.damage)} problems were found.")
    return 1 if report.damage else 0


def run_user_add(given: argparse.Namespace) -> int:
    from server.app.people import add_person

    person = add_person(
        _settings(), email=given.email, name=given.name, password=_password(), org=given.org, kind=given.kind, admin=given.admin)
    print(f"{person.email} can sign in now.")
    return 0


def _password() -> str:
    """From the terminal, unseen, or the first line of the input. Raises Invalid."""
    from server.core.errors import Invalid

    try:
        if sys.stdin.isatty():
            return getpass.getpass("Password: ")
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Invalid("password", "it is not UTF-8 text") from None
    except EOFError:
        raise Invalid("password", "none was given") from None


def _command(commands: Commands, name: str, about: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def _settings(**chosen: object) -> Any:
    from server.core.settings import Settings

    return Settings.from_environment(None, **chosen)


def _become_server(options: list[str]) -> None:
    """The server patches the standard library before anything else is imported, so it starts as a fresh program in this process."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "server", *options])
