"""CxF3 (.cxf, ISO 17972): measured colours with their conditions. colour-cxf reads the markup into its classes; here they become swatches.

A file's object often states one colour several times, as spectrum, Lab and sRGB: that is one swatch. Several spectra, or several Lab
values without a spectrum, are several: angles, illuminants or instruments; their names say which.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from cmf_db.exchange import cxf_write
from cmf_db.exchange.collect import Collector
from cmf_db.exchange.cxf_specification import Specifications, time_of
from cmf_db.exchange.cxf_values import colour_of, points_of
from cmf_db.exchange.guard import Node, as_utf8, parse_xml
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch
from cmf_db.exchange.spectra import measured, spectrum, spectrum_of_points
from cmf_db.exchange.texts import shown
from cmf_db.records.colour import Measurement, Spectrum

if TYPE_CHECKING:
    from colour_cxf import cxf3

NAMESPACE = "http://colorexchangeformat.com/CxF3-core"
HOLDS: frozenset[Model] = frozenset({"RGB", "CMYK", "Lab", "XYZ", "spectrum"})
Stated = tuple[Any, Model, tuple[float, ...]]
UNREAD = {
    "TransmittanceSpectrum": "a transmittance spectrum", "EmissiveSpectrum": "an emission spectrum", "ColorCIELuv": "a CIELUV value",
    "ColorDensity": "densities", "ColorAdobeRGB": "Adobe RGB", "ColorNotation": "a notation", "ColorHSL": "HSL", "ColorRecipe": "a recipe",
}  # fmt: skip

write = cxf_write.write


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError with the line of the object that is broken."""
    root = parse_xml(data)
    if root.tag != "CxF" or root.space != NAMESPACE:
        raise ExchangeError(f"this is no CxF3 file: its root is {shown(root.tag)} of {shown(root.space)}", line=root.line)
    nodes = root.within("Resources", "ObjectCollection", "Object")
    colours = Collector("cxf", name)
    colours.room_for(len(nodes), root.line)
    document = _document(data)
    if document.file_information is not None:
        colours.rename(document.file_information.description or "")
    resources = document.resources
    if resources is None or resources.object_collection is None:
        return colours.palette()
    specifications = Specifications(resources.color_specification_collection)
    objects = [_Object(colours, specifications, name, thing, node) for node, thing in zip(nodes, resources.object_collection.object_value)]
    empty = sum(not one.add() for one in objects)
    if empty:
        colours.say("info", f"{empty} objects state no colour that can be read; they were left out")
    for light in specifications.unknown_lights:
        colours.say("warning", f"Lab values for the light {shown(light)} cannot be compared here: their conditions were left out")
    return colours.palette()


def _document(data: bytes) -> cxf3.CxF:
    """Elements of other makers are passed over; a value that does not convert stays text and is refused where it is used."""
    from colour_cxf import cxf3
    from xsdata.exceptions import ConverterWarning, ParserError
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.config import ParserConfig
    from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler

    parser = XmlParser(config=ParserConfig(fail_on_unknown_properties=False), handler=XmlEventHandler)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConverterWarning)
        try:
            return parser.from_bytes(as_utf8(data), cxf3.CxF)
        except (ParserError, TypeError, ValueError, AttributeError) as error:   # the last three: misplaced elements
            raise ExchangeError(f"the file does not follow CxF3: {str(error).splitlines()[0][:200]}", line=1) from None


class _Object:
    """One object of the file and where its swatches go."""

    def __init__(self, colours: Collector, specifications: Specifications, file: str, thing: cxf3.Object, node: Node) -> None:
        self.colours, self.specifications, self.file, self.thing, self.line = colours, specifications, file, thing, node.line
        self.name = (thing.id if thing.name is None else thing.name) or ""
        tags = (tag for tags in thing.tag_collection for tag in tags.tag)
        self.group = next((tag.value or "" for tag in tags if tag.name == cxf_write.GROUP_TAG), "")
        values = list(thing.color_values.choice) if thing.color_values else []
        self.values = values + (list(thing.device_color_values.choice) if thing.device_color_values else [])

    def add(self) -> bool:
        """Whether the object gave a swatch."""
        before = len(self.colours.swatches)
        curves: list[tuple[Any, Spectrum]] = []
        stated: list[Stated] = []
        for value in self.values:
            if points_of(value) is not None:
                curve = self._curve(value)
                curves += [(value, curve)] if curve is not None else []
            elif (found := colour_of(value, self.line)) is not None:
                stated.append((value, *found))
            else:
                kind = getattr(type(value).Meta, "name", type(value).__name__)
                self.colours.say("warning", f"{shown(self.name)} states {UNREAD.get(kind, kind)}, which is not read", self.line)
        for value, curve in curves:
            self._add_curve(value, curve, stated, len(curves))
        if not curves:
            self._add_stated(stated)
        return len(self.colours.swatches) > before

    def _curve(self, value: Any) -> Spectrum | None:
        points = points_of(value)
        if isinstance(points, list):
            return spectrum_of_points(self.colours, self.name, points, self.line)
        start, step = self.specifications.of(value).grid
        start = start if value.start_wl is None else value.start_wl
        if not isinstance(start, int) or not isinstance(step, int) or step <= 0:
            text = f"the spectrum of {shown(self.name)} does not say its wavelengths: StartWL or Increment is missing"
            raise ExchangeError(text, line=self.line)
        numbers = value.value if isinstance(value.value, list) else [math.nan]      # text that did not convert
        return spectrum(self.colours, self.name, start, step, numbers, self.line)

    def _add_curve(self, value: Any, curve: Spectrum, stated: list[Stated], of: int) -> None:
        lab = _first(stated, "Lab", value.color_specification if of > 1 else None)
        rgb = _first(stated, "RGB", None)
        self.colours.add(Swatch(
            self._named(value, of), "spectrum", group=self.group, spectrum=curve,
            conditions=self.specifications.of(lab[0]).conditions if lab else None, lab=lab and lab[2], rgb=rgb and rgb[2],
            measurement=self._measured(curve, value)), self.line)  # fmt: skip

    def _add_stated(self, stated: list[Stated]) -> None:
        """The most telling model of those stated, every value of it."""
        model = next((model for model in ("Lab", "XYZ", "RGB", "CMYK") if _first(stated, model, None)), None)
        found = [one for one in stated if one[1] == model]
        rgb = _first(stated, "RGB", None) if model in ("Lab", "XYZ") else None
        for value, kind, values in found:
            conditions = self.specifications.of(value).conditions if kind in ("Lab", "XYZ") else None
            self.colours.add(Swatch(
                self._named(value, len(found)), kind, values, self.group, conditions=conditions, rgb=rgb and rgb[2],
                measurement=self._measured(values, value) if kind == "Lab" else None), self.line)  # fmt: skip

    def _named(self, value: Any, of: int) -> str:
        specification = self.specifications.of(value)
        which = value.name or specification.angle or str(specification.conditions or "") or value.color_specification or ""
        return f"{self.name} {which}".strip() if of > 1 else self.name

    def _measured(self, what: Spectrum | tuple[float, ...], value: Any) -> Measurement | None:
        specification = self.specifications.of(value)
        at = time_of(getattr(value, "measure_date", None)) or time_of(getattr(self.thing.creation_date, "value", None))
        return measured(what, specification.conditions, specification.geometry, self.file, {**specification.known, "measured_at": at})


def _first(stated: list[Stated], model: str, specification: str | None) -> Stated | None:
    """The first value of a model; of one specification only, if that is named."""
    return next((one for one in stated if one[1] == model and specification in (None, one[0].color_specification)), None)
