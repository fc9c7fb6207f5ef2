"""ColorSpecification of CxF3: illuminant, observer, geometry, mode and instrument of the values that refer to it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmf_db.records.colour import Backing, Mode
from cmf_db.science.conditions import Conditions, ConditionsError, Geometry, illuminant_of, observer_of

if TYPE_CHECKING:
    from colour_cxf import cxf3

SPHERES = {"Specular_Included": Geometry.SCI, "Specular_Excluded": Geometry.SCE}
ANGLES = {(45.0, 0.0): Geometry.RING_45_0, (0.0, 45.0): Geometry.RING_0_45}
MODES = {"M0_Incandescent": Mode.M0, "M1_Daylight": Mode.M1, "M2_UVExcluded": Mode.M2, "M3_Polarized": Mode.M3}
OBSERVERS = {"2_Degree": "2", "10_Degree": "10"}
APERTURE = re.compile(r"(\d{1,3}(\.\d+)?) ?(mm)?$")


@dataclass(slots=True)
class Specification:
    """``known`` holds the optional fields of a measurement, ``angle`` the notation of a single measuring angle."""

    conditions: Conditions | None = None
    geometry: Geometry = Geometry.UNKNOWN
    grid: tuple[Any, Any] = (None, None)
    angle: str = ""
    known: dict[str, Any] = field(default_factory=dict)


class Specifications:
    """All of a file, by id. ``unknown_lights`` are those whose Lab values cannot be compared."""

    def __init__(self, collection: cxf3.ColorSpecificationCollection | None) -> None:
        self.unknown_lights: list[str] = []
        self._found = {one.id: self._read(one) for one in (collection.color_specification if collection else [])}

    def of(self, value: Any) -> Specification:
        return self._found.get(value.color_specification) or Specification()

    def _read(self, stated: cxf3.ColorSpecification) -> Specification:
        found = Specification(self._conditions(stated.tristimulus_spec))
        spec = stated.measurement_spec
        if spec is None:
            return found
        if spec.wavelength_range is not None:
            found.grid = spec.wavelength_range.start_wl, spec.wavelength_range.increment
        found.geometry, found.angle = _geometry(spec.geometry_choice.choice if spec.geometry_choice else None)
        found.known = _known(spec)
        return found

    def _conditions(self, spec: cxf3.TristimulusSpec | None) -> Conditions | None:
        if spec is None or spec.illuminant_or_custom_illuminant is None or spec.observer is None:
            return None
        light: Any = spec.illuminant_or_custom_illuminant
        value = _plain(getattr(light, "value", None))
        name = str(light.name or value) if value in (None, "Custom") else value
        observer = _plain(spec.observer.value)
        try:
            return Conditions(illuminant_of(name), observer_of(OBSERVERS.get(observer, observer)))
        except ConditionsError:
            described = f"{name}, observer {observer}"
            if described not in self.unknown_lights:
                self.unknown_lights.append(described)
            return None


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))


def _geometry(choice: Any) -> tuple[Geometry, str]:
    kind = type(choice).__name__
    if kind == "EsphereType":
        return SPHERES.get(choice.value, Geometry.UNKNOWN), ""
    if kind == "SingleAngleType":
        return ANGLES.get((choice.illumination_angle, choice.measurement_angle), Geometry.UNKNOWN), ""
    if kind == "MultiAngleType":
        notations = [str(angle.notation or "") for angle in choice.brdfangle]
        return Geometry.MULTI_ANGLE, notations[0] if len(notations) == 1 else ""
    return Geometry.UNKNOWN, ""


def _known(spec: cxf3.MeasurementSpec) -> dict[str, Any]:
    known: dict[str, Any] = {}
    backing = str(spec.backing or "").lower()
    known["backing"] = next((one for one in Backing if one.value in backing), None)
    aperture = APERTURE.match(str(spec.aperture or "").strip())
    if aperture and 0 < float(aperture.group(1)) <= 200:
        known["aperture_mm"] = float(aperture.group(1))
    device = spec.device
    if device is not None:
        serial = f"no. {device.serial_number}" if device.serial_number else ""
        known["instrument"] = " ".join(filter(None, (device.manufacturer, device.model, serial)))
        lamp = _plain(device.device_illumination.value) if device.device_illumination else ""
        cut = device.device_filter is not None and _plain(device.device_filter.value) == "Filter_UVExcluded"
        known["mode"] = MODES.get(lamp) or (Mode.M3 if device.device_polarization is True else Mode.M2 if cut else None)
    return known


def time_of(stated: Any) -> datetime | None:
    """A time with its zone; one without is not a moment, and is left out."""
    with contextlib.suppress(AttributeError, ValueError, OverflowError):
        at: datetime = stated.to_datetime()
        return at.astimezone(UTC) if at.tzinfo is not None else None
    return None
