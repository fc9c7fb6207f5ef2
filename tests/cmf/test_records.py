"""The records: units are demanded and converted, sources are demanded, wrong fields are named, content has one name."""

from __future__ import annotations

from typing import Any

import pytest

from cmf_db.records import kinds
from cmf_db.records.material import Material
from cmf_db.science.conditions import Conditions, ConditionsError, require_alike

SOURCE = {"kind": "supplier", "reference": "Datasheet 12, section 3", "on": "2026-10-01"}


def material(**changes: Any) -> dict[str, Any]:
    density = {"value": 1.05, "unit": "g/cm³", "source": SOURCE}
    return {"kind": "material", "name": {"zh": "ABS"}, "group": "plastic", "density": density, **changes}


def problems(body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(kinds.RecordError) as caught:
        kinds.read(body)
    return dict(caught.value.problems)


def test_a_field_keeps_one_unit() -> None:
    record = kinds.read(material())
    assert isinstance(record, Material)
    assert (record.density.value, record.density.unit) == (1050.0, "kg/m³")


def test_a_number_without_a_unit_is_refused() -> None:
    assert "material.density.unit" in problems(material(density={"value": 1050, "source": SOURCE}))


def test_a_unit_of_another_kind_is_refused_with_those_that_fit() -> None:
    said = problems(material(density={"value": 1050, "unit": "kg", "source": SOURCE}))
    assert "kg/m³ or g/cm³" in said["material.density.unit"]


def test_a_number_without_a_source_is_refused() -> None:
    assert "material.density.source" in problems(material(density={"value": 1050, "unit": "kg/m³"}))


@pytest.mark.parametrize("numbers", [{}, {"value": 1, "min": 1}, {"mean": 1}, {"min": 3, "max": 2}, {"value": float("nan")}, {"value": 0.0001}])
def test_a_quantity_is_one_value_one_range_or_one_mean(numbers: dict[str, float]) -> None:
    assert problems(material(density={**numbers, "unit": "kg/m³", "source": SOURCE}))


@pytest.mark.parametrize("name", [{}, {"zh": ""}, {"en": "\u200b"}, {"zh": "a\x00"}, {"en": "two\nlines"}])
def test_a_name_can_be_seen(name: dict[str, str]) -> None:
    assert problems(material(name=name))


def test_content_has_one_name_whatever_its_unit_was() -> None:
    same = {"value": 1050, "unit": "kg/m³", "source": SOURCE}
    assert kinds.digest(kinds.read(material())) == kinds.digest(kinds.read(material(density=same)))
    assert kinds.read(kinds.plain(kinds.read(material()))) == kinds.read(material())


def test_conditions_are_read_as_people_write_them() -> None:
    assert str(Conditions.parse(" tl84/10° ")) == "FL11/10"
    for text in ("D65", "D65/", "D99/10", "D65/5"):
        with pytest.raises(ConditionsError):
            Conditions.parse(text)


def test_unlike_conditions_are_refused_in_words() -> None:
    with pytest.raises(ConditionsError, match=r"D65/10.*D65/2"):
        require_alike(Conditions.parse("D65/10"), Conditions.parse("D65/2"))
    require_alike(Conditions.parse("A/2"), Conditions.parse("a/2"))
