"""A number with its unit and its source. A number without a unit is refused; a field keeps one unit and converts others of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cmf_db.records.source import Line, Record, Source

NUMBERS = ("value", "min", "max", "mean", "sd")


class Quantity(Record):
    """``value``; or ``min`` and/or ``max``; or ``mean`` with ``sd``.

    ``method`` names the standard, ``condition`` temperature, load or state. A field's own kind of quantity names its ``UNIT``, the units
    ``ALSO`` accepted with their factors, and its bounds ``LEAST`` and ``MOST``. Raises (in validation) a sentence for anything else.
    """

    UNIT: ClassVar[str | None] = None
    ALSO: ClassVar[Mapping[str, float]] = {}
    LEAST: ClassVar[float | None] = None
    MOST: ClassVar[float | None] = None

    unit: Line
    value: float | None = None
    min: float | None = None
    max: float | None = None
    mean: float | None = None
    sd: float | None = None
    method: Line | None = None
    condition: Line | None = None
    source: Source

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Forms and other programs read from the schema which units a field takes."""
        schema = handler(core)
        if cls.UNIT is not None:
            handler.resolve_ref_schema(schema)["properties"]["unit"]["enum"] = [cls.UNIT, *cls.ALSO]
        return schema

    @model_validator(mode="before")
    @classmethod
    def _converted(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or cls.UNIT is None or data.get("unit") not in cls.ALSO:
            return data
        factor = cls.ALSO[data["unit"]]
        numbers = {name: data[name] * factor for name in NUMBERS if isinstance(data.get(name), int | float)}
        return {**data, **numbers, "unit": cls.UNIT}

    @field_validator("unit")
    @classmethod
    def _fits(cls, unit: str) -> str:
        if cls.UNIT is not None and unit != cls.UNIT:
            raise ValueError(f"unit {unit!r} does not fit here: use {' or '.join((cls.UNIT, *cls.ALSO))}")
        return unit

    @model_validator(mode="after")
    def _one_form(self) -> Quantity:
        forms = (self.value is not None) + (self.min is not None or self.max is not None) + (self.mean is not None)
        if forms != 1:
            raise ValueError("a quantity is one of: value; min and max; mean with sd")
        if (self.mean is None) != (self.sd is None) or (self.sd is not None and self.sd < 0):
            raise ValueError("a mean comes with its standard deviation, 0 or more")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"the least, {self.min:g}, is more than the most, {self.max:g}")
        for number in (self.value, self.min, self.max, self.mean):
            if number is not None and self.LEAST is not None and number < self.LEAST:
                raise ValueError(f"{number:g} {self.unit} is too little: at least {self.LEAST:g} {self.unit}")
            if number is not None and self.MOST is not None and number > self.MOST:
                raise ValueError(f"{number:g} {self.unit} is too much: at most {self.MOST:g} {self.unit}")
        return self

    @property
    def typical(self) -> float:
        """One number for sorting and estimates: the value, the mean, or the middle of the range."""
        if self.value is not None:
            return self.value
        if self.mean is not None:
            return self.mean
        ends = [v for v in (self.min, self.max) if v is not None]
        return sum(ends) / len(ends)
