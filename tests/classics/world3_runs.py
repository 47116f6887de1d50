"""Runs of World3 in the book's chapter 7, as changes to the standard run, by the book's numbers.

Settings are those that WorldDynamics.jl gives for the figures; in run 7-25 capital of industry lives longer from 1975
on, as the book says, and not from 1900.
"""

from __future__ import annotations

from typing import Any

CHEAP_RESOURCES = {"fraction_of_capital_allocated_to_obtaining_resources_table_after":
                   (1.0, 0.2, 0.1, *[0.05] * 8)}
CLEAN_AIR = {"land_yield_multiplier_from_air_pollution_table_after": (1.0, 1.0, 0.98, 0.95)}
KEPT_LAND = {"land_life_multiplier_from_yield_table_after":
             (1.2, 1.0, 0.9, 0.8, 0.75, 0.7, 0.67, 0.64, 0.62, 0.6)}
FOOD_AND_SERVICES = {
    "indicated_service_output_per_capita_table_after": (60, 450, 960, 1500, 1830, 2175, 2475, 2700, 3000),
    "indicated_food_per_capita_table_after": (345, 720, 1035, 1275, 1455, 1605, 1725, 1815, 1875)}
TO_AGRICULTURE = (0.5, 0.3, 0.1, 0.0, 0.0, 0.0)
RECYCLING = {"nonrenewable_resource_usage_factor_after": 0.125}
CLEAN_PRODUCTION = {"persistent_pollution_generation_factor_after": 0.1}
DURABLE_INDUSTRY = {"average_lifetime_of_industrial_capital_before": 21.0,
                    "average_lifetime_of_industrial_capital_after": 21.0}
DURABLE_GOODS = {"average_lifetime_of_industrial_capital_after": 21.0,
                 "average_lifetime_of_service_capital_after": 30.0}

RUNS: dict[str, dict[str, Any]] = {
    "7-6": {},
    "7-7": {"nonrenewable_resources_initial": 2e12},
    "7-8": {"nonrenewable_resources_initial": 1e13},
    "7-9": {"tables": {f"fraction_of_industrial_output_allocated_to_agriculture_table_{time}": TO_AGRICULTURE
                       for time in ("before", "after")}},
    "7-10": DURABLE_INDUSTRY,
    "7-11": {**DURABLE_INDUSTRY, "industrial_capital_output_ratio_before": 3.75,
             "industrial_capital_output_ratio_after": 3.75},
    "7-12": {"tables": CHEAP_RESOURCES},
    "7-13": {"tables": CHEAP_RESOURCES, **RECYCLING},
    "7-15": {"tables": CHEAP_RESOURCES | CLEAN_AIR, **RECYCLING, **CLEAN_PRODUCTION},
    "7-16": {"tables": CHEAP_RESOURCES | CLEAN_AIR, **RECYCLING, **CLEAN_PRODUCTION, "land_yield_factor_after": 2.0},
    "7-17": {"tables": CHEAP_RESOURCES | CLEAN_AIR | KEPT_LAND, **RECYCLING, **CLEAN_PRODUCTION,
             "land_yield_factor_after": 2.0},
    "7-24": {"two_children_year": 1975.0},
    "7-25": DURABLE_GOODS,
    "7-26": {"tables": FOOD_AND_SERVICES},
    "7-28": {"tables": FOOD_AND_SERVICES, "two_children_year": 1975.0, "industrial_equilibrium_year": 1990.0,
             "industrial_output_per_capita_desired": 320.0, **DURABLE_GOODS, **RECYCLING,
             "persistent_pollution_generation_factor_after": 0.25},
}
