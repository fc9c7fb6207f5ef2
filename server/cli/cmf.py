"""``sunmao cmf``: colour work without a server. The commands themselves are in ``cmf_*.py``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cmf_db.exchange.palette import ExchangeError
from cmf_db.science.conditions import ConditionsError
from server.cli import cmf_difference, cmf_files, cmf_nearest, cmf_seed
from server.cli.answer import FAILED, INTERRUPTED, Refused, refusal, tell


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="sunmao cmf", description="Colours: files, differences, nearest; the opening library.")
    found.add_argument("--version", action="version", version=f"sunmao {version('sunmao')}")
    commands = found.add_subparsers(dest="command", required=True)
    for module in (cmf_files, cmf_difference, cmf_nearest, cmf_seed):
        module.add_command(commands)
    return found


def main(argv: Sequence[str]) -> int:
    """Returns the exit code; usage errors exit with 2 from argparse."""
    given = parser().parse_args(argv)
    try:
        try:
            answer = given.run(given)
        except ExchangeError as error:
            answer = refusal(str(error), error.message.line, error.message.byte)
        except (Refused, ConditionsError) as error:
            answer = refusal(str(error))
        return tell(answer, as_json=given.json)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:                     # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
