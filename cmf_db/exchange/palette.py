"""What every colour file becomes, whatever its format: a palette of colours as the file states them, and messages with their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cmf_db.records.colour import Measurement, Spectrum
from cmf_db.science.conditions import Conditions

Model = Literal["RGB", "CMYK", "Lab", "Gray", "HSB", "XYZ", "spectrum"]
Level = Literal["error", "warning", "info"]

LARGEST_FILE = 32 << 20         # bytes
MOST_COLOURS = 20_000


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about a file; ``line`` counts from 1 in text formats, ``byte`` from 0 in binary ones."""

    level: Level
    text: str
    line: int | None = None
    byte: int | None = None


class ExchangeError(ValueError):
    """The file cannot be read or written at all."""

    def __init__(self, text: str, *, line: int | None = None, byte: int | None = None) -> None:
        super().__init__(text)
        self.message = Message("error", text, line, byte)


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour. ``values`` are 0–1 (Lab: L* 0–100, a*, b*; XYZ: Y 0–100), empty for a spectrum.

    ``conditions`` are those that the file states for a Lab or XYZ value, None where it states none; ``measurement`` carries
    what the file knows of geometry, mode and instrument. ``lab`` and ``rgb`` are what the file states of the same colour beside
    its model: a CxF object often holds a spectrum, its Lab value (for ``conditions``) and sRGB.
    """

    name: str
    model: Model
    values: tuple[float, ...] = ()
    group: str = ""
    spectrum: Spectrum | None = None
    conditions: Conditions | None = None
    measurement: Measurement | None = None
    lab: tuple[float, ...] | None = None
    rgb: tuple[float, ...] | None = None

    @property
    def stated_lab(self) -> tuple[float, ...] | None:
        return self.values if self.model == "Lab" else self.lab

    @property
    def stated_rgb(self) -> tuple[float, ...] | None:
        return self.values if self.model == "RGB" else self.rgb


@dataclass(frozen=True, slots=True)
class Palette:
    """A read file. Nothing is half read: with an error there are no swatches."""

    format: str
    name: str
    swatches: tuple[Swatch, ...]
    messages: tuple[Message, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Written:
    """A written file, and what it could not carry."""

    data: bytes
    messages: tuple[Message, ...] = ()
