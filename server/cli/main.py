"""``sunmao``: one command line for everything. Errors are sentences, never tracebacks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what it needs is imported only then."""
    typed = list(sys.argv[1:] if argv is None else argv)
    if typed[:1] == ["build"]:
        from server.cli import build

        return build.main(typed[1:])
    if typed[:1] == ["cmf"]:
        from server.cli import cmf

        return cmf.main(typed[1:])
    from server.cli import admin

    parser = argparse.ArgumentParser(prog="sunmao", description="Parametric products, designed together.")
    parser.add_argument("--version", action="version", version=f"sunmao {version('sunmao')}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build CadQuery scripts: parts, figures and files", add_help=False)
    commands.add_parser("cmf", help="colours: files, differences, nearest, the opening library", add_help=False)
    admin.add_commands(commands)
    return admin.run(parser.parse_args(typed))


if __name__ == "__main__":
    sys.exit(main())
