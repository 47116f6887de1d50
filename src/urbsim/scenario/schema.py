"""What a scenario file may say, as strict pydantic models: the one source of validation and of the JSON Schema."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, model_validator

from urbsim.vocabulary import Vocabulary

SAVED_EVERY = 0.0625
"""Years between saved moments, or one step where steps are longer."""


class Strict(BaseModel):
    """No unknown keys, no text for numbers, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Span(Strict):
    """Start, end, step and method of an integration."""

    start: FiniteFloat
    end: FiniteFloat
    step: FiniteFloat = Field(gt=0.0)
    method: Literal["rk4", "tsit5", "euler"] = Field("rk4", description="Integration method.")

    @property
    def stride(self) -> int:
        """Steps from one saved moment to the next."""
        return 1


class Time(Span):
    """The span and the method of integration. Start and end lie on the grid of steps."""

    start: FiniteFloat = Field(2009.0, description="Start, in calendar years.", ge=1900.0, le=2200.0)
    end: FiniteFloat = Field(2026.0, description="End, in calendar years: 2026.0 makes 2025 the last full year.",
                             ge=1900.0, le=2200.0)
    step: FiniteFloat = Field(0.0625, description="Time step in years; it divides half a year.", gt=0.0, le=0.5)

    @property
    def stride(self) -> int:
        """Steps from one saved moment to the next; half-years are always among them."""
        half, steps = round(0.5 / self.step), round((self.end - self.start) / self.step)
        to_half_year = round((math.ceil(2.0 * self.start - 1e-9) / 2.0 - self.start) / self.step)
        most = max(1, math.floor(SAVED_EVERY / self.step + 1e-9))
        common = math.gcd(half, steps, to_half_year)
        return max(n for n in range(1, most + 1) if common % n == 0)


class Policy(Strict):
    """When the levers leave their no-policy value and how fast."""

    start: FiniteFloat = Field(2009.0, description="Start of the policy, in calendar years, on the grid of steps.",
                               ge=1900.0, le=2200.0)
    ramp: FiniteFloat = Field(1.0, description="Years in which a lever reaches a new value, by a smooth step.", gt=0.0)


class ParksAtLeast(Strict):
    """A number of parks above a revenue."""

    revenue: FiniteFloat = Field(50.0, description="Revenue of a park, 亿元 a year.", gt=0.0)
    count: int = Field(8, description="Number of parks.", ge=1, le=10_000)


class Targets(Strict):
    """The policy's targets; in current prices."""

    year: int = Field(2013, description="Calendar year in which the targets are due.", ge=1900, le=2200)
    total_revenue: FiniteFloat = Field(900.0, description="Revenue of all parks, 亿元 a year.", gt=0.0)
    parks_at_least: ParksAtLeast = ParksAtLeast(revenue=50.0, count=8)
    tiers: bool = Field(True, description="Judge tier 1 parks against 100 and tier 2 parks against 50 亿元 a year.")


def _one_of(schema: dict[str, Any]) -> None:
    """Editors ask for low and high, or for values."""
    del schema["required"]
    schema["anyOf"] = [{"required": ["low", "high"]}, {"required": ["values"]}]


class Range(Strict):
    """An uncertain number, for sweep, sensitivity and optimise --robust: a shape between low and high, or values."""

    model_config = ConfigDict(json_schema_extra=_one_of)
    low: FiniteFloat
    high: FiniteFloat
    shape: Literal["uniform", "triangular", "normal", "loguniform", "discrete"] = "uniform"
    peak: FiniteFloat | None = Field(None, description="Most likely value of a triangular range, mean of a normal one "
                                                       "(before it is cut off at low and high); else the middle.")
    deviation: FiniteFloat | None = Field(None, gt=0.0, description="Standard deviation of a normal range before it is "
                                                                    "cut off; else a quarter of its width.")
    values: list[FiniteFloat] = Field([], description="Values of equal weight, instead of low and high.")

    @model_validator(mode="before")
    @classmethod
    def _span_of_values(cls, data: Any) -> Any:
        """`values` alone mean a discrete range from the least to the greatest of them."""
        if not isinstance(data, dict) or "values" not in data:
            return data
        if data.keys() - {"values", "shape"} or data.get("shape", "discrete") != "discrete":
            raise ValueError("give either values, or low and high with a shape")
        numbers = data["values"]
        if not isinstance(numbers, list) or len(numbers) < 2 or not all(map(_is_number, numbers)):
            raise ValueError("values must be a list of at least two numbers")
        return {"shape": "discrete", "low": float(min(numbers)), "high": float(max(numbers)),
                "values": [float(number) for number in numbers]}

    @property
    def fault(self) -> str:
        """What is wrong with the numbers together, if anything."""
        if self.low >= self.high:
            return "low must lie below high"
        if self.shape == "discrete" and not self.values:
            return "a discrete range is given by its values: { values = [...] }"
        if self.shape == "loguniform" and self.low <= 0.0:
            return "a loguniform range lies above 0"
        if self.peak is not None and (self.shape not in ("triangular", "normal")
                                      or not self.low <= self.peak <= self.high):
            return "peak lies between low and high, and only a triangular or normal range has one"
        if self.deviation is not None and self.shape != "normal":
            return "only a normal range has a deviation"
        return ""


class CityTable(BaseModel):
    """City values that differ, and the city's `name` where it is not the one inherited."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False, frozen=True)
    __pydantic_extra__: dict[str, FiniteFloat]
    name: str | None = None


def _city_table(value: Any) -> Any:
    """`city = "name"` is short for a table that holds only the name."""
    return {"name": value} if isinstance(value, str) else value


def _lever_value(value: Any) -> Any:
    """A number, or knots: a list of [time, value] pairs in increasing time."""
    if isinstance(value, list):
        if not value or not all(isinstance(knot, list) and len(knot) == 2 and all(map(_is_number, knot))
                                for knot in value):
            raise ValueError("must be a number, or a list of [time, value] pairs")
        times = [knot[0] for knot in value]
        if any(later <= earlier for earlier, later in itertools.pairwise(times)):
            raise ValueError("the times of the [time, value] pairs must increase")
        return tuple((float(time), float(amount)) for time, amount in value)
    if not _is_number(value):
        shown = str(value).lower() if isinstance(value, bool) else repr(value)
        raise ValueError(f"must be a finite number or a list of [time, value] pairs, not {shown:.40}")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


LARGEST = 1e300
"""Numbers beyond this are mistakes; whole ones would not even become floating-point numbers."""
Knots = tuple[tuple[float, float], ...]
LeverValue = Annotated[float | Knots, BeforeValidator(_lever_value)]
Rows = dict[str, dict[str, FiniteFloat]]


class ScenarioFile(Strict):
    """One scenario file. Every key is optional but the title; `extends` fills the rest."""

    title: str = Field(description="English title.", min_length=1, max_length=400)
    title_zh: str = Field("", description="Chinese title.", max_length=400)
    extends: str | None = Field(None, description="Another file of this folder, without .toml; named keys change.")
    city: Annotated[CityTable | None, BeforeValidator(_city_table)] = None
    time: Time | None = None
    policy: Policy | None = None
    levers: dict[str, LeverValue] = {}
    parameters: dict[str, FiniteFloat] = {}
    parks: Rows = {}
    districts: Rows = {}
    industries: Rows = {}
    utilities: Rows = {}
    platforms: Rows = {}
    targets: Targets | None = None
    uncertainty: dict[str, Range] = {}


class Overrides(ScenarioFile):
    """What a command line or a caller sets on top of a file: the same keys, but not titles nor what it extends."""

    title: Literal[""] = ""
    title_zh: Literal[""] = ""
    extends: None = None


ROW_TABLES = ("parks", "districts", "industries", "utilities", "platforms")


def json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """JSON Schema of a scenario file, with every lever, parameter and column described, for editors."""
    schema = ScenarioFile.model_json_schema()
    properties = schema["properties"]
    properties["city"] = {"description": "Built-in city or folder of CSVs; or a table of city values.",
                          "anyOf": [{"type": "string"}, {"$ref": "#/$defs/CityTable"}]}
    numbers = {name: _number(f"{item.meaning} ({item.unit}; {item.source})", item.low, item.high)
               for name, item in {**vocabulary.parameters, **vocabulary.levers}.items()}
    properties["levers"] = _table({name: {"description": numbers[name]["description"], "anyOf": [
        numbers[name], {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}]}
        for name in vocabulary.levers}, "Levers; one that no file names stays at its no-policy value.")
    properties["parameters"] = _table({name: numbers[name] for name in vocabulary.parameters}, "Parameters.")
    for rows in ROW_TABLES:
        columns = {item.column: _number(f"{item.meaning} ({item.unit})", item.low, item.high)
                   for item in vocabulary.tables.values() if item.table == rows and "{" not in item.column}
        properties[rows] = {"description": f"Columns of {rows}.csv for single rows.", "type": "object",
                            "additionalProperties": {"type": "object", "properties": columns}}
    schema["$defs"]["CityTable"]["properties"] |= {
        name: {"type": "number", "description": f"{item.meaning} ({item.unit})"}
        for name, item in vocabulary.city_values.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _number(description: str, low: float, high: float) -> dict[str, Any]:
    bounds = {"minimum": low} | ({"maximum": high} if high < float("inf") else {})
    return {"description": description, "type": "number", **bounds}


def _table(properties: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "type": "object", "properties": properties, "additionalProperties": False}
