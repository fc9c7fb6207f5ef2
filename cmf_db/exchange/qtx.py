"""Datacolor QTX (.qtx): the plain text that textile mills mail, standards and their batches with spectra in percent.

There is no published specification; the layout is that of the files Datacolor Tools writes: ``[STANDARD_DATA n]`` and
``[BATCH_DATA n]`` sections of ``STD_…=`` or ``BAT_…=`` lines, lists ending in a comma. A batch names its standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.palette import ExchangeError, Message, Model, Palette, Swatch, Written
from cmf_db.exchange.spectra import measured, spectrum
from cmf_db.exchange.texts import Text, decode, number, shown
from cmf_db.science.conditions import Geometry

HOLDS: frozenset[Model] = frozenset({"spectrum"})
SECTION = re.compile(r"\[\s*([A-Za-z_]+)[^\]]*\]")
LIST = re.compile(r"\s*(STD|BAT)_R\s*=", re.IGNORECASE)
VIEWINGS = {"SCI": Geometry.SCI, "SCE": Geometry.SCE, "45/0": Geometry.RING_45_0, "0/45": Geometry.RING_0_45}
CODES = {geometry: f"{code} d/8" if code in ("SCI", "SCE") else code for code, geometry in VIEWINGS.items()}
LATEST = 4_102_444_800          # 2100, in seconds since 1970


@dataclass(slots=True)
class Section:
    """One sample. ``fields`` keep their line; of a repeated one the first counts."""

    prefix: str
    line: int
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)       # further lines of the list of reflectances

    def name(self, key: str) -> str:
        return self.fields.get(key, ("", 0))[0].strip()

    def numbers(self) -> list[str]:
        """Between commas; between semicolons where the comma is the decimal sign."""
        text = ",".join([self.name(f"{self.prefix}_R"), *self.more])
        pieces = text.split(";") if ";" in text else text.replace(",", " ").split()
        return [piece.strip(" ,") for piece in pieces if piece.strip(" ,")]

    def get(self, key: str) -> str:
        return self.name(key).rstrip(",").strip()

    def at(self, key: str) -> int:
        return self.fields[key][1] if key in self.fields else self.line


def read(data: bytes, name: str) -> Palette:
    """A batch's group is the name of its standard. Raises ExchangeError with the line."""
    text = decode(data)
    colours = Collector("qtx", name, text.messages)
    sections = _sections(text)
    if not sections:
        raise ExchangeError("this is no QTX file: it has no STANDARD_DATA or BATCH_DATA section", line=1)
    colours.room_for(len(sections), 1)
    for section in sections:
        _add(colours, section, name)
    return colours.palette()


def _sections(text: Text) -> list[Section]:
    found: list[Section] = []
    current: Section | None = None
    last = ""
    for at, line in enumerate(text.lines, start=1):
        for piece in _pieces(line):
            opening = SECTION.match(piece)
            if opening:
                kind = opening.group(1).upper()
                prefix = "STD" if kind.startswith("STANDARD") else "BAT" if kind.startswith("BATCH") else ""
                current = Section(prefix, at) if prefix else None
                found += [current] if current else []
            elif current is not None and "=" in piece:
                last, _, value = piece.partition("=")
                last = last.strip().upper()
                current.fields.setdefault(last, (value, at))
            elif current is not None and piece and last == f"{current.prefix}_R":        # a list over several lines
                current.more.append(piece)
    return found


def _pieces(line: str) -> list[str]:
    """A section may begin on the line of the list before it; a bracket in a name begins none."""
    values, bracket, rest = line.partition("[")
    return [values.strip(), bracket + rest.strip()] if bracket and LIST.match(values) else [line.strip()]


def _add(colours: Collector, section: Section, file: str) -> None:
    own = section.prefix
    name = section.name(f"{own}_NAME")
    if f"{own}_R" not in section.fields:
        colours.say("warning", f"{shown(name)} has no spectrum and was left out", section.line)
        return
    start, step, points = (_required(section, f"{own}_{key}", name) for key in ("REFLLOW", "REFLINTERVAL", "REFLPOINTS"))
    line = section.at(f"{own}_R")
    numbers = section.numbers()
    if len(numbers) != points:
        raise ExchangeError(f"{shown(name)} announces {points:g} wavelengths and holds {len(numbers)}", line=line)
    values = [number(piece, line, f"a reflectance of {shown(name)}") / 100 for piece in numbers]
    curve = spectrum(colours, name, start, step, values, line)
    if curve is not None:
        known, geometry = _known(section)
        colours.add(Swatch(
            name, "spectrum", group=section.name("STD_NAME") if own == "BAT" else "", spectrum=curve,
            measurement=measured(curve, None, geometry, file, known)), line=line)  # fmt: skip


def _required(section: Section, key: str, name: str) -> float:
    if key not in section.fields:
        raise ExchangeError(f"{shown(name)} has a spectrum without {key}", line=section.line)
    return number(section.get(key), section.at(key), key)


def _known(section: Section) -> tuple[dict[str, Any], Geometry]:
    own = section.prefix
    words = section.get(f"{own}_VIEWING").replace(",", " ").split()
    geometry = next((VIEWINGS[word] for word in words if word in VIEWINGS), Geometry.UNKNOWN)
    serial = section.get(f"{own}_INSTRUMENT_SERIAL_NO")
    instrument = " ".join(filter(None, (section.get(f"{own}_INST_TYPE"), f"no. {serial}" if serial else "")))
    seconds = section.get(f"{own}_DATETIME")
    at = datetime.fromtimestamp(int(seconds), UTC) if seconds.isascii() and seconds.isdigit() and 0 < int(seconds) < LATEST else None
    return {"instrument": instrument, "measured_at": at}, geometry


def write(palette: Palette) -> Written:
    """A swatch whose group is the name of a standard before it becomes its batch; other groups are not kept."""
    standards: list[str] = []
    batches = 0
    lines: list[str] = []
    lost = False
    for swatch in palette.swatches:
        batch = bool(swatch.group) and swatch.group in standards
        lost |= bool(swatch.group) and not batch
        if batch:
            lines += [f"[BATCH_DATA {batches}]", f"STD_NAME={swatch.group}"]
            batches += 1
        else:
            lines.append(f"[STANDARD_DATA {len(standards)}]")
            standards.append(swatch.name)
            batches = 0
        lines += _lines("BAT" if batch else "STD", swatch)
    warning = Message("warning", "a QTX file groups batches under their standard only; other groups were left out")
    return Written("\r\n".join([*lines, ""]).encode(), (warning,) if lost else ())


def _lines(own: str, swatch: Swatch) -> list[str]:
    curve, measurement = swatch.spectrum, swatch.measurement
    if curve is None:
        raise ExchangeError(f"{shown(swatch.name)} has no spectrum, and a QTX file holds nothing else")
    lines = [f"{own}_NAME={swatch.name}", f"{own}_REFLPOINTS={len(curve.values)},", f"{own}_REFLINTERVAL={curve.step_nm:g},",
             f"{own}_REFLLOW={curve.start_nm:g},"]  # fmt: skip
    if measurement is not None:
        if measurement.measured_at is not None:
            lines.append(f"{own}_DATETIME={int(measurement.measured_at.timestamp())},")
        if measurement.geometry in CODES:
            lines.append(f"{own}_VIEWING={CODES[measurement.geometry]},")
        if measurement.instrument:
            lines.append(f"{own}_INST_TYPE={measurement.instrument},")
    return [*lines, f"{own}_R={','.join(f'{value * 100:.6g}' for value in curve.values)},"]
