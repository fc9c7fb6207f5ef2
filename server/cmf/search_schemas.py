"""Shapes of finding records, and of colours under conditions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from cmf_db.records.colour import Formula
from cmf_db.records.material import Price
from cmf_db.records.quantity import Quantity
from cmf_db.science.conditions import Conditions, ConditionsError, Illuminant, Observer
from cmf_db.science.lab import check_lab
from cmf_db.search.find import Sort
from server.cmf.record_schemas import CmfRender, CmfSummary, CmfText, Kind, Number
from server.core.http import Input, ListQuery, Output, no_nul
from server.core.ids import UlidStr

Few = Annotated[list[Annotated[str, StringConstraints(max_length=200), AfterValidator(no_nul)]], Field(max_length=40, default_factory=list)]


def three_numbers(text: str) -> str:
    """``68.83,-8.52,9.26``. Raises ValueError."""
    parts = text.split(",")
    if len(parts) != 3:
        raise ValueError("write a Lab value as L,a,b, for example 68.83,-8.52,9.26")
    check_lab([float(part) for part in parts])
    return text


Lab = Annotated[str, StringConstraints(max_length=80), AfterValidator(three_numbers), Field(description="`L*,a*,b*`")]


class UnderConditions(Input):
    """Illuminant and observer; a colour without them is none."""

    illuminant: Illuminant
    observer: Observer

    @property
    def conditions(self) -> Conditions:
        return Conditions(self.illuminant, self.observer)


class RecordsQuery(ListQuery):
    """Several values of one facet: any of them will do. ``lab`` comes with ``illuminant`` and ``observer``."""

    kind: Kind = "item"
    q: Annotated[str, StringConstraints(max_length=200), AfterValidator(no_nul)] = ""
    material: Few
    finish: Few
    process: Few
    compliance: Few
    trade: Few
    source: Few
    state: Few
    center: UlidStr | None = None
    gloss_min: Annotated[float | None, Field(ge=0, le=2000)] = None
    gloss_max: Annotated[float | None, Field(ge=0, le=2000)] = None
    lab: Lab | None = None
    illuminant: Illuminant | None = None
    observer: Observer | None = None
    within: Annotated[float | None, Field(ge=0, le=100, description="At most this ΔE00 from `lab`.")] = None
    sort: Sort = "best"

    @model_validator(mode="after")
    def _whole(self) -> RecordsQuery:
        if self.lab is not None and (self.illuminant is None or self.observer is None):
            raise ValueError("a Lab value needs illuminant and observer: add illuminant=D65 and observer=10")
        if self.lab is None and (self.within is not None or self.sort == "difference"):
            raise ValueError("a difference needs a colour: add lab, illuminant and observer")
        return self


class CmfFacetValue(Output):
    """``label`` where the value is the address of a record, such as a process."""

    value: str
    count: int
    label: CmfText | None = None


class CmfFacets(Output):
    """Counts under the filters of the other facets."""

    material: list[CmfFacetValue]
    finish: list[CmfFacetValue]
    process: list[CmfFacetValue]
    compliance: list[CmfFacetValue]
    trade: list[CmfFacetValue]
    source: list[CmfFacetValue]
    state: list[CmfFacetValue]
    gloss: Annotated[list[int], Field(description="Rows by gloss at 60°: 20 classes of 5 GU, the last one holds everything above 95.")]


class CmfRecordList(Output):
    items: list[CmfSummary]
    next: str | None
    total: int
    not_compared: Annotated[int, Field(description="Records that fit but have no value under the conditions asked for.")]
    facets: CmfFacets


class ValuesQuery(UnderConditions):
    version: Number | None = None


class CmfScreen(Output):
    """``clipped``: the screen cannot show it. ``approximate``: relative to the white of a value that is not for D65 and 2°."""

    hex: str
    clipped: bool
    approximate: bool


class CmfValues(Output):
    """A colour under chosen conditions, or in ``missing`` why there is none. XYZ has Y = 100 for the perfect diffuser."""

    conditions: str
    lab: tuple[float, float, float] | None
    lch: tuple[float, float, float] | None
    xyz: tuple[float, float, float] | None
    method: str | None
    extrapolated: bool
    source: str | None
    screen: CmfScreen
    missing: str | None


class JudgeQuery(UnderConditions):
    lab: Lab
    version: Number | None = None


class CmfVerdict(Output):
    formula: Formula
    label: str
    passed: bool | None
    value: float | None
    limit: float
    delta_l: float | None
    delta_a: float | None
    delta_b: float | None
    delta_c: float | None
    delta_h: float | None
    reason: CmfText


class CmfJudgement(Output):
    """One verdict for each tolerance of the record; the record is the standard."""

    items: list[CmfVerdict]


class CmfBand(Output):
    """Factors of the whole spectrum at which a sample lies just at the limit of a tolerance."""

    formula: Formula
    limit: float
    conditions: str
    low: float
    high: float


class CmfBandList(Output):
    """In the order of the tolerances, those that the colour has a value for."""

    items: list[CmfBand]
    next: str | None


def addressed(text: str) -> str:
    """``<id>`` or ``<id>@<version>``. Raises ValueError."""
    id, at, number = text.partition("@")
    if len(id) != 26 or not id.isascii() or not id.isalnum() or (at and not (number.isascii() and number.isdigit() and len(number) < 7)):
        raise ValueError("name a record by its id, or by id@version")
    return text


Address = Annotated[str, StringConstraints(max_length=40), AfterValidator(addressed), Field(description="`id` or `id@version`")]
LIGHTS = [Illuminant.D65, Illuminant.A, Illuminant.FL11, Illuminant.FL2, Illuminant.LED_B3]


class MatrixQuery(Input):
    """The first item is the standard."""

    item: Annotated[list[Address], Field(min_length=2, max_length=6)]
    illuminant: Annotated[list[Illuminant], Field(max_length=7)] = LIGHTS
    observer: Observer = Observer.TEN
    reference: Illuminant = Illuminant.D65


class CmfCell(Output):
    """ΔE00 to the standard and the metamerism index from the reference light (ISO 18314-4); ``missing`` says why there is none.

    ``hexes``: the standard and the item as an eye that is used to this light sees them, for a screen.
    """

    illuminant: Illuminant
    de00: float | None
    index: float | None
    missing: str | None
    hexes: tuple[str, str] | None


class CmfMatrixRow(Output):
    item: CmfSummary
    cells: list[CmfCell]


class CmfWorst(Output):
    id: str
    illuminant: Illuminant
    de00: float


class CmfMatrix(Output):
    standard: CmfSummary
    reference: Illuminant
    observer: Observer
    illuminants: list[Illuminant]
    rows: list[CmfMatrixRow]
    worst: CmfWorst | None


class CmfLook(Output):
    """What a part that wears the item looks like, and what its mass, cost and emission follow from; null where no source says so."""

    id: str
    version: int
    name: str
    color: str
    clipped: bool
    render: CmfRender
    density: Quantity
    material_price: Price | None
    surface_price: Price | None
    material_co2e: Quantity | None
    surface_co2e: Quantity | None


class WornQuery(Input):
    """Versions of items as parts of a model wear them."""

    item: Annotated[list[Address], Field(min_length=1, max_length=60)]


class CmfWorn(Output):
    """A version of an item on a part. ``newest`` is the version of it that counts now, null where none does any more."""

    summary: CmfSummary
    look: CmfLook
    newest: int | None


class CmfWornList(Output):
    """In the order asked for, each once; what is not here was never published or does not exist."""

    items: list[CmfWorn]
    next: str | None


ExportFormat = Literal["cxf", "qtx", "ase", "aco", "gpl", "kpl", "soc", "csv", "xlsx", "mtlx", "gltf", "json"]


class ExportQuery(Input):
    """Items give their colours; mtlx and gltf hold one item, json a version as it is cited."""

    format: ExportFormat
    item: Annotated[list[Address], Field(min_length=1, max_length=500)]
    illuminant: Illuminant | None = None
    observer: Observer | None = None

    @property
    def conditions(self) -> Conditions | None:
        if (self.illuminant is None) != (self.observer is None):
            raise ConditionsError("illuminant and observer belong together: name both or none")
        return Conditions(self.illuminant, self.observer) if self.illuminant and self.observer else None
