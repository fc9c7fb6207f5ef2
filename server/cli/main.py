"""``sunmao``: one command line for everything. Errors are sentences, never tracebacks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from server.cli import admin


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sunmao", description="Parametric products, designed together.")
    commands = parser.add_subparsers(dest="command", required=True)
    admin.add_commands(commands)
    given = parser.parse_args(argv)
    return admin.run(given)


if __name__ == "__main__":
    sys.exit(main())
