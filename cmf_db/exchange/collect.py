"""Where every reader puts its colours: names are cleaned, numbers checked, counts bounded, and each change is said."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import replace

from cmf_db.exchange.palette import MOST_COLOURS, ExchangeError, Level, Message, Model, Palette, Swatch
from cmf_db.exchange.texts import shown

LONGEST_NAME = 200              # as a record's line
MOST_MESSAGES = 200
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNPRINTABLE = ("Cc", "Cs", "Cn", "Co")
LIMITS: dict[Model, tuple[tuple[float, float], ...]] = {
    "Lab": ((0, 150), (-250, 250), (-250, 250)),        # as a record holds them
    "XYZ": ((0, 400), (0, 400), (0, 400)),
}
LABELS = {"Lab": ("L*", "a*", "b*"), "XYZ": ("X", "Y", "Z"), "Gray": ("grey",)}


class Collector:
    """Gathers the swatches and messages of one file. Its methods raise ExchangeError where the file cannot be trusted."""

    def __init__(self, format: str, name: str, messages: tuple[Message, ...] = ()) -> None:
        self.format = format
        self.name = clean(name)[0]
        self.swatches: list[Swatch] = []
        self._messages = list(messages)
        self._unsaid = 0

    def say(self, level: Level, text: str, line: int | None = None, byte: int | None = None) -> None:
        if len(self._messages) < MOST_MESSAGES:
            self._messages.append(Message(level, text, line, byte))
        else:
            self._unsaid += 1

    def rename(self, name: str) -> None:
        """The file states a name of its own; without a visible character it changes nothing."""
        self.name = clean(name)[0] or self.name

    def room_for(self, count: int, line: int | None = None, byte: int | None = None) -> None:
        """Refuse a count before anything is made for it."""
        if count > MOST_COLOURS:
            raise ExchangeError(f"the file holds {count} colours; at most {MOST_COLOURS} are read at a time", line=line, byte=byte)

    def add(self, swatch: Swatch, line: int | None = None, byte: int | None = None) -> None:
        self.room_for(len(self.swatches) + 1, line, byte)
        name, group = (self._cleaned(text, line, byte) for text in (swatch.name, swatch.group))
        self.swatches.append(replace(
            swatch, name=name, group=group, values=self._checked(swatch.model, swatch.values, name, line, byte),
            lab=swatch.lab and self._checked("Lab", swatch.lab, name, line, byte),
            rgb=swatch.rgb and self._checked("RGB", swatch.rgb, name, line, byte),
        ))  # fmt: skip

    def palette(self) -> Palette:
        repeated = [name for name, times in Counter(s.name for s in self.swatches if s.name).items() if times > 1]
        if repeated:
            self.say("warning", f"{len(repeated)} names stand for more than one colour, the first is {shown(repeated[0])}")
        if not self.swatches:
            self.say("warning", "the file holds no colour that can be read")
        more = (Message("warning", f"and {self._unsaid} messages more"),) if self._unsaid else ()
        return Palette(self.format, self.name, tuple(self.swatches), (*self._messages, *more))

    def _cleaned(self, text: str, line: int | None, byte: int | None) -> str:
        name, changed = clean(text)
        if changed:
            reason = f"the name {shown(text)} held characters that cannot be shown, or too many"
            self.say("warning", f"{reason}; it is now {shown(name)}", line, byte)
        return name

    def _checked(self, model: Model, values: tuple[float, ...], name: str, line: int | None, byte: int | None) -> tuple[float, ...]:
        labels = LABELS.get(model) or tuple(model)
        limits = LIMITS.get(model) or ((0.0, 1.0),) * len(values)
        checked = []
        for label, value, (least, most) in zip(labels, values, limits):
            if not math.isfinite(value):
                raise ExchangeError(f"{label} of {shown(name)} is not a number", line=line, byte=byte)
            if not least - 1e-6 <= value <= most + 1e-6:
                if model in LIMITS:
                    raise ExchangeError(f"{label} of {shown(name)} is {value:g}: it lies from {least:g} to {most:g}", line=line, byte=byte)
                self.say("warning", f"{label} of {shown(name)} is {value:g} on a scale from 0 to 1; the nearest end was taken", line, byte)
            checked.append(float(min(most, max(least, value))))
        if model == "Lab" and values[0] > 100:
            self.say("warning", f"L* of {shown(name)} is {values[0]:g}, lighter than white", line, byte)
        return tuple(checked)


def clean(text: str) -> tuple[str, bool]:
    """A name as it may be shown, and whether anything but outer blanks had to go.

    Control, surrogate, private and unassigned characters and those that turn the direction of writing are removed; tabs and line
    ends become blanks.

    >>> clean("红\\u202e\\x00色 ")
    ('红色', True)
    """
    flat = " ".join(text.split())
    kept = " ".join("".join(c for c in flat if c not in BIDI and unicodedata.category(c) not in UNPRINTABLE).split())
    if not any(unicodedata.category(c)[0] not in "ZCM" for c in kept):
        kept = ""
    kept = kept[:LONGEST_NAME].strip()
    return kept, kept != flat
