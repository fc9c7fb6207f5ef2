"""Put values from outside into a script's parameters: cast to the literal's type, refuse what the script does not allow."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cad.scene import Level, Message
from cad.script.failures import number, sentence
from cad.script.parameter import Parameter, Value
from cad.script.source import LARGEST_INTEGER, LONGEST_TEXT

SWITCH_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def apply(
    parameters: Sequence[Parameter], overrides: Mapping[str, Value], *, unknown: Level = "warning"
) -> tuple[tuple[Parameter, ...], list[Message]]:
    """The parameters with their values replaced, and what is to be said about it.

    Numbers that come as text (``--set wall=2.4``) or as floats (JavaScript's ``5.0`` for a whole number) are cast to the literal's
    type. A value that is refused leaves the literal in place and gives a message of level error. An override of an unknown name
    is reported at the level ``unknown``.
    """
    known = {p.name: p for p in parameters}
    messages: list[Message] = []
    for name, given in overrides.items():
        parameter = known.get(name)
        if parameter is None:
            messages.append(_unknown(name, known, unknown))
            continue
        value = cast(parameter, given)
        problem = value if isinstance(value, dict) else _outside(parameter, value)
        if problem is not None:
            messages.append(problem)
        elif not isinstance(value, dict):
            known[name] = replace(parameter, value=value)
    messages.sort(key=lambda message: message["level"] != "error")
    return tuple(known.values()), messages


def cast(p: Parameter, given: Value) -> Value | Message:
    """``given`` as the parameter's type, or the message that says why it is none."""
    if p.type == "switch":
        return _cast_switch(p, given)
    if p.type == "text":
        text = number(given) if isinstance(given, float) else str(given)
        bad = len(text) > LONGEST_TEXT or "\0" in text
        return sentence("not_text", p.line, name=p.name, most=LONGEST_TEXT) if bad else text
    whole = p.type == "integer"
    refusal = sentence("not_an_integer" if whole else "not_a_number", p.line, name=p.name, value=str(given)[:80])
    if isinstance(given, bool):
        return refusal
    try:
        value = float(given)
    except (ValueError, OverflowError):
        return refusal
    if not math.isfinite(value) or (whole and (not value.is_integer() or abs(value) > LARGEST_INTEGER)):
        return refusal
    return int(value) if whole else value


def _cast_switch(p: Parameter, given: Value) -> Value | Message:
    if isinstance(given, str):
        word = given.strip().lower()
        if word in SWITCH_WORDS:
            return SWITCH_WORDS[word]
    elif given in (0, 1):
        return bool(given)
    return sentence("not_a_switch", p.line, name=p.name, value=str(given)[:80])


def _outside(p: Parameter, value: Value) -> Message | None:
    if p.choices is not None and value not in p.choices:
        return sentence("not_a_choice", p.line, name=p.name, value=str(value)[:80], choices=", ".join(map(str, p.choices)))
    if isinstance(value, (str, bool)):
        return None
    unit = f" {p.unit}" if p.unit else ""
    slack = 1e-9 * max(1.0, abs(value))         # a slider adds up its steps in floating point
    if p.min is not None and value < p.min - slack:
        return sentence("range_low", p.line, name=p.name, value=value, limit=p.min, unit=unit)
    if p.max is not None and value > p.max + slack:
        return sentence("range_high", p.line, name=p.name, value=value, limit=p.max, unit=unit)
    return None


def _unknown(name: str, known: Mapping[str, Parameter], level: Level) -> Message:
    near = difflib.get_close_matches(name[:100], known, n=1)
    if near:
        return sentence("unknown_parameter_near", level=level, name=name, near=near[0])
    return sentence("unknown_parameter", level=level, name=name)
