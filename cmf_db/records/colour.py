"""A colour standard: what was measured, under which conditions, and how far a sample may differ."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cmf_db.records.source import Line, Name, Prose, Record, Source
from cmf_db.science.conditions import Geometry, Illuminant, Observer

Lab = tuple[
    Annotated[float, Field(ge=0, le=150)],
    Annotated[float, Field(ge=-250, le=250)],
    Annotated[float, Field(ge=-250, le=250)],
]


class Form(StrEnum):
    OPAQUE = "opaque"
    TRANSLUCENT = "translucent"
    TRANSPARENT = "transparent"
    METALLIC = "metallic"
    PEARLESCENT = "pearlescent"
    FLUORESCENT = "fluorescent"


class Mode(StrEnum):
    """Measurement conditions of ISO 13655: the UV part of the instrument's light."""

    M0 = "M0"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"


class Backing(StrEnum):
    BLACK = "black"
    WHITE = "white"
    SELF = "self"
    TILE = "tile"


class Spectrum(Record):
    """Spectral reflectance factor, 1.0 = 100 % (fluorescent samples exceed it). Kept as measured, never resampled in place."""

    start_nm: float = Field(ge=200, le=800)
    step_nm: float = Field(gt=0, le=40)
    values: tuple[Annotated[float, Field(ge=0, le=4)], ...] = Field(min_length=8, max_length=1001)

    @property
    def end_nm(self) -> float:
        return self.start_nm + self.step_nm * (len(self.values) - 1)

    def model_post_init(self, context: object, /) -> None:
        if self.start_nm > 420 or self.end_nm < 660:
            raise ValueError(f"the spectrum runs from {self.start_nm:g} to {self.end_nm:g} nm: colour needs 420–660 nm at least")


class StatedLab(Record):
    """A Lab value that a source states without its spectrum."""

    lab: Lab
    illuminant: Illuminant
    observer: Observer


class Measurement(Record):
    """One measurement, or one statement of a source: a spectrum, or a Lab value with its conditions."""

    spectrum: Spectrum | None = None
    stated: StatedLab | None = None
    geometry: Geometry
    mode: Mode | None = None
    backing: Backing | None = None
    aperture_mm: float | None = Field(default=None, gt=0, le=200)
    instrument: Line | None = None
    readings: int | None = Field(default=None, ge=1, le=10_000)
    sd: float | None = Field(default=None, ge=0, description="standard deviation of the readings, ΔE00")
    measured_at: datetime | None = None
    calibrated_until: date | None = None
    source: Source

    def model_post_init(self, context: object, /) -> None:
        if (self.spectrum is None) == (self.stated is None):
            raise ValueError("a measurement holds a spectrum or a stated Lab value, one of them")
        if self.measured_at is not None and self.measured_at.tzinfo is None:
            raise ValueError("a time needs a zone, for example 2026-10-18T14:20:00+08:00")


class Formula(StrEnum):
    DE00 = "de00"
    CMC = "cmc"
    DE94 = "de94"
    DE76 = "de76"


WEIGHTS = {Formula.DE00: 3, Formula.CMC: 2, Formula.DE94: 3, Formula.DE76: 0}       # how many a formula takes


class Tolerance(Record):
    """How far a sample may lie from the standard; the standard is always the first argument of a formula."""

    formula: Formula
    limit: float = Field(gt=0, le=50)
    weights: tuple[float, float] | tuple[float, float, float] | None = Field(
        default=None, description="CMC l:c; ΔE00 kL:kC:kH; ΔE94 kL:K1:K2. None: CMC 2:1, 1:1:1, graphic arts")
    commercial_factor: float = Field(default=1.0, gt=0, le=5)
    illuminant: Illuminant
    observer: Observer
    source: Source

    def model_post_init(self, context: object, /) -> None:
        wanted = WEIGHTS[self.formula]
        if self.weights is not None and (len(self.weights) != wanted or not all(0 < weight < 100 for weight in self.weights)):
            raise ValueError(f"{self.formula.value} takes {wanted or 'no'} weights, each more than 0 and less than 100")


class Notation(Record):
    """A code in a colour system, as its user typed it: a reference without any colour value of ours."""

    system: Literal["Munsell", "GB/T 15608", "CNCS", "CSS", "RAL", "NCS", "Pantone", "DIC", "other"]
    code: Line


class ColourStandard(Record):
    """``measurements[0]`` is the standard itself; further ones are other instruments or substrates, never averaged silently."""

    kind: Literal["colour"] = "colour"
    name: Name
    form: Form = Form.OPAQUE
    substrate: Line | None = None
    notations: tuple[Notation, ...] = Field(default=(), max_length=20)
    measurements: tuple[Measurement, ...] = Field(min_length=1, max_length=50)
    tolerances: tuple[Tolerance, ...] = Field(default=(), max_length=10)
    remark: Prose = ""
