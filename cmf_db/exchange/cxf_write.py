"""Swatches to CxF3 by the classes of colour-cxf: an object each, and one specification for each set of conditions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmf_db.exchange.palette import Message, Palette, Swatch, Written
from cmf_db.records.colour import Measurement, Mode, Spectrum
from cmf_db.science.conditions import Conditions, Geometry, Illuminant, Observer

if TYPE_CHECKING:
    from colour_cxf import cxf3

GROUP_TAG = "Group"
SCREEN = Conditions(Illuminant.D65, Observer.TWO)       # IEC 61966-2-1
CUSTOM_LIGHTS = {Illuminant.LED_B3}                     # CxF3 has no name of its own for them
LIGHTS = {Illuminant.FL2: "F2", Illuminant.FL11: "F11", Illuminant.FL12: "F12"}
MODES = {Mode.M0: "M0_INCANDESCENT", Mode.M1: "M1_DAYLIGHT", Mode.M2: "M2_UVEXCLUDED", Mode.M3: "M3_POLARIZED"}


def write(palette: Palette) -> Written:
    """RGB as ColorSRGB with 8 bits, CMYK in percent, Lab, XYZ and spectra as they are. Groups are tags of our own."""
    from colour_cxf import cxf3
    from xsdata.formats.dataclass.serializers import XmlSerializer
    from xsdata.formats.dataclass.serializers.config import SerializerConfig
    from xsdata.models.datatype import XmlDateTime

    now = XmlDateTime.from_datetime(datetime.now(UTC).replace(microsecond=0))
    book = _Book(cxf3)
    objects = []
    for i, swatch in enumerate(palette.swatches, start=1):
        at = swatch.measurement.measured_at if swatch.measurement else None
        objects.append(_object(cxf3, book, swatch, f"c{i}", XmlDateTime.from_datetime(at) if at else now))
    document = cxf3.CxF(
        file_information=cxf3.FileInformation(creator="Sunmao", creation_date=cxf3.CreationDate(now), description=palette.name or None),
        resources=cxf3.Resources(
            object_collection=cxf3.ObjectCollection(objects),
            color_specification_collection=cxf3.ColorSpecificationCollection(list(book.specifications.values())),
        ),
    )  # fmt: skip
    text = XmlSerializer(config=SerializerConfig(indent=" ")).render(document, ns_map={"cc": "http://colorexchangeformat.com/CxF3-core"})
    return Written(text.encode(), tuple(_messages(palette)))


def _messages(palette: Palette) -> list[Message]:
    bare = sum(s.model in ("Lab", "XYZ") and s.conditions is None for s in palette.swatches)
    if not bare:
        return []
    return [Message("warning", f"{bare} Lab or XYZ values are stated without illuminant and observer, and were written so")]


def _object(cxf3: Any, book: _Book, swatch: Swatch, id: str, at: Any) -> cxf3.Object:
    values, devices = [], []
    curve, measurement = swatch.spectrum, swatch.measurement
    if curve is not None:
        values.append(_curve(cxf3, curve, book.id_of(swatch.conditions, measurement, curve)))
    lab = swatch.stated_lab
    if lab is not None:
        values.append(cxf3.ColorCielab(*lab, color_specification=book.id_of(swatch.conditions, measurement, curve)))
    if swatch.model == "XYZ":
        values.append(cxf3.ColorCiexyz(*swatch.values, color_specification=book.id_of(swatch.conditions, measurement)))
    rgb = swatch.stated_rgb
    if rgb is not None:
        r, g, b = (round(255 * v) for v in rgb)
        values.append(cxf3.ColorSrgb(r=r, g=g, b=b, color_specification=book.id_of(SCREEN, None)))
    if swatch.model == "CMYK":
        devices.append(cxf3.ColorCmyk(*(round(100 * v, 6) for v in swatch.values), color_specification=book.id_of(None, None)))
    return cxf3.Object(
        object_type="Standard", name=swatch.name, id=id, creation_date=cxf3.CreationDate(at),
        color_values=cxf3.ColorValues(values) if values else None,
        device_color_values=cxf3.DeviceColorValues(devices) if devices else None,
        tag_collection=[cxf3.TagCollection([cxf3.Tag(GROUP_TAG, swatch.group)], "Sunmao")] if swatch.group else [],
    )  # fmt: skip


def _even(curve: Spectrum) -> bool:
    """Whether CxF3 can state the grid as start and increment, which are whole numbers and begin from 360 to 400 nm."""
    return curve.start_nm.is_integer() and curve.step_nm.is_integer() and 360 <= curve.start_nm <= 400


def _curve(cxf3: Any, curve: Spectrum, specification: str) -> Any:
    if _even(curve):
        return cxf3.ReflectanceSpectrum(list(curve.values), start_wl=int(curve.start_nm), color_specification=specification)
    points = [cxf3.SpectralPoint(value, curve.start_nm + i * curve.step_nm) for i, value in enumerate(curve.values)]
    return cxf3.CustomSpectrum(points, color_specification=specification)


class _Book:
    """Specifications, written once each and referred to by id."""

    def __init__(self, cxf3: Any) -> None:
        self._cxf3 = cxf3
        self.specifications: dict[tuple[Any, ...], cxf3.ColorSpecification] = {}

    def id_of(self, conditions: Conditions | None, measurement: Measurement | None, curve: Spectrum | None = None) -> str:
        grid = (int(curve.start_nm), int(curve.step_nm)) if curve is not None and _even(curve) else None
        m, spectral = measurement, curve is not None
        key = (conditions, m and (m.geometry, m.mode, m.backing, m.aperture_mm, m.instrument), spectral, grid)
        if key not in self.specifications:
            self.specifications[key] = self._specification(f"s{len(self.specifications) + 1}", conditions, measurement, spectral, grid)
        return str(self.specifications[key].id)

    def _specification(
        self, id: str, conditions: Conditions | None, measurement: Measurement | None, spectral: bool, grid: tuple[int, int] | None,
    ) -> cxf3.ColorSpecification:  # fmt: skip
        cxf3 = self._cxf3
        kind = cxf3.EspectrumType
        spec = cxf3.MeasurementSpec(
            measurement_type=cxf3.MeasurementType(kind.SPECTRUM_REFLECTANCE if spectral else kind.COLORIMETRIC_REFLECTANCE),
            geometry_choice=cxf3.GeometryChoice(self._geometry(measurement.geometry if measurement else Geometry.UNKNOWN)),
            wavelength_range=cxf3.WavelengthRange(*grid) if grid else None,
        )
        if measurement is not None:
            spec.backing = measurement.backing.value if measurement.backing else None
            spec.aperture = f"{measurement.aperture_mm:g} mm" if measurement.aperture_mm else None
            if measurement.instrument or measurement.mode:
                lamp = cxf3.DeviceIllumination(cxf3.EdeviceIlluminationType[MODES[measurement.mode]]) if measurement.mode else None
                spec.device = cxf3.Device(model=measurement.instrument, device_illumination=lamp)
        return cxf3.ColorSpecification(self._tristimulus(conditions), spec, id=id)

    def _tristimulus(self, conditions: Conditions | None) -> cxf3.TristimulusSpec | None:
        if conditions is None:
            return None
        cxf3, light = self._cxf3, conditions.illuminant
        if light in CUSTOM_LIGHTS:
            illuminant = cxf3.Illuminant(cxf3.EilluminantType.CUSTOM, light.value)
        else:
            illuminant = cxf3.Illuminant(cxf3.EilluminantType(LIGHTS.get(light, light.value)))
        observer = cxf3.EobserverType(f"{conditions.observer.value}_Degree")
        return cxf3.TristimulusSpec(illuminant, cxf3.Observer(observer), cxf3.Method(cxf3.EastmTableType.UNKNOWN))

    def _geometry(self, geometry: Geometry) -> Any:
        cxf3 = self._cxf3
        if geometry in (Geometry.SCI, Geometry.SCE):
            return cxf3.EsphereType.SPECULAR_INCLUDED if geometry is Geometry.SCI else cxf3.EsphereType.SPECULAR_EXCLUDED
        if geometry in (Geometry.RING_45_0, Geometry.RING_0_45):
            ring = cxf3.SingleAngleConfiguration(cxf3.EsingleAngleConfigurationType.ANNULAR)
            return cxf3.SingleAngleType(ring, *((45.0, 0.0) if geometry is Geometry.RING_45_0 else (0.0, 45.0)))
        return geometry.value
