"""World3, agriculture sector, loops 3 to 6: land and its fertility (equations 112 to 128 of the book)."""

import numpy as np

from classics.dynamo import tabhl
from classics.world3_units import FOOD_PER_CAPITA, PER_CAPITA, YIELD
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.delays import smooth
from urbsim.functions import switch

# Loop 3: land erosion and urban-industrial use

average_life_of_land_normal = parameter("ALLN: life of land that is used with care.", 6000.0, "year",
                                        source="DGFW 112.1")
CARE = tabhl(0, 9, 1.2, 1, 0.63, 0.36, 0.16, 0.055, 0.04, 0.025, 0.015, 0.01)
land_life_multiplier_from_yield_table_before = lookup("LLMY1T: life of land by yield over inherent fertility.", CARE,
                                                      "1", source="DGFW 114.1")
land_life_multiplier_from_yield_table_after = lookup("LLMY2T: the same under new policies.", CARE, "1",
                                                     source="DGFW 115.1")
urban_industrial_land_per_capita_table = lookup(
    "UILPCT: land for towns and industry by industrial output per head.",
    tabhl(0, 1600, 0.005, 0.008, 0.015, 0.025, 0.04, 0.055, 0.07, 0.08, 0.09), "ha/person", of=PER_CAPITA,
    source="DGFW 117.1")
urban_industrial_land_development_time = parameter("UILDT: time in which land is built on.", 10.0, "year",
                                                   source="DGFW 119.1")
urban_industrial_land = stock("UIL: land of towns and industry.", "ha", initial=8.2e6, source="DGFW 120")


@auxiliary("year", source="DGFW 112")
def average_life_of_land(average_life_of_land_normal, land_life_multiplier_from_yield):
    """ALL: how long land lasts."""
    return average_life_of_land_normal * land_life_multiplier_from_yield


@auxiliary("1", source="DGFW 113")
def land_life_multiplier_from_yield(time, policy_year, land_life_multiplier_from_yield_before,
                                    land_life_multiplier_from_yield_after):
    """LLMY: what high yields do to land."""
    return switch(time, policy_year, land_life_multiplier_from_yield_before, land_life_multiplier_from_yield_after)


@auxiliary("1", source="DGFW 114")
def land_life_multiplier_from_yield_before(land_life_multiplier_from_yield_table_before, land_yield,
                                           inherent_land_fertility):
    """LLMY1: high yields wear land out."""
    return land_life_multiplier_from_yield_table_before(land_yield / inherent_land_fertility)


@auxiliary("1", source="DGFW 115")
def land_life_multiplier_from_yield_after(land_life_multiplier_from_yield_table_after, land_yield,
                                          inherent_land_fertility):
    """LLMY2: the same under new policies."""
    return land_life_multiplier_from_yield_table_after(land_yield / inherent_land_fertility)


@flow("ha/year", out_of="arable_land", source="DGFW 116")
def land_erosion_rate(arable_land, average_life_of_land):
    """LER: land is lost by erosion."""
    return arable_land / average_life_of_land


@auxiliary("ha/person", source="DGFW 117")
def urban_industrial_land_per_capita(urban_industrial_land_per_capita_table, industrial_output_per_capita):
    """UILPC: industry needs room."""
    return urban_industrial_land_per_capita_table(industrial_output_per_capita)


@auxiliary("ha", source="DGFW 118")
def urban_industrial_land_required(urban_industrial_land_per_capita, population):
    """UILR: land that towns and industry need."""
    return urban_industrial_land_per_capita * population


@flow("ha/year", out_of="arable_land", into="urban_industrial_land", source="DGFW 119")
def land_removal_for_urban_industrial_use(urban_industrial_land_required, urban_industrial_land,
                                          urban_industrial_land_development_time):
    """LRUI: arable land is built on, and never given back."""
    return np.maximum(0.0, (urban_industrial_land_required - urban_industrial_land)
                      / urban_industrial_land_development_time)


# Loop 4: land fertility degradation

land_fertility = stock("LFERT: what a hectare yields without inputs.", YIELD, initial=600.0, source="DGFW 121")
land_fertility_degradation_rate_table = lookup("LFDRT: degradation by the index of pollution.",
                                               tabhl(0, 30, 0, 0.1, 0.3, 0.5), "1/year", source="DGFW 122.1")


@auxiliary("1/year", source="DGFW 122")
def land_fertility_degradation_rate(land_fertility_degradation_rate_table, persistent_pollution_index):
    """LFDR: persistent pollution poisons soil."""
    return land_fertility_degradation_rate_table(persistent_pollution_index)


@flow(f"{YIELD}/year", out_of="land_fertility", source="DGFW 123")
def land_fertility_degradation(land_fertility, land_fertility_degradation_rate):
    """LFD: fertility lost."""
    return land_fertility * land_fertility_degradation_rate


# Loop 5: land fertility regeneration

inherent_land_fertility = parameter("ILF: fertility of land in its natural state.", 600.0, YIELD, source="DGFW 124.1")
land_fertility_regeneration_time_table = lookup("LFRTT: time of recovery by what maintenance gets.",
                                                tabhl(0, 0.1, 20, 13, 8, 4, 2, 2), "year", source="DGFW 125.1")


@flow(f"{YIELD}/year", into="land_fertility", source="DGFW 124")
def land_fertility_regeneration(inherent_land_fertility, land_fertility, land_fertility_regeneration_time):
    """LFR: soil recovers."""
    return (inherent_land_fertility - land_fertility) / land_fertility_regeneration_time


@auxiliary("year", source="DGFW 125")
def land_fertility_regeneration_time(land_fertility_regeneration_time_table,
                                     fraction_of_inputs_allocated_to_land_maintenance):
    """LFRT: maintenance speeds recovery."""
    return land_fertility_regeneration_time_table(fraction_of_inputs_allocated_to_land_maintenance)


# Loop 6: discontinuing land maintenance

fraction_of_inputs_allocated_to_land_maintenance_table = lookup(
    "FALMT: what maintenance gets by the food ratio.", tabhl(0, 4, 0, 0.04, 0.07, 0.09, 0.1), "1", source="DGFW 126.1")
subsistence_food_per_capita = parameter("SFPC: food that keeps a person alive.", 230.0, FOOD_PER_CAPITA,
                                        source="DGFW 127.1")
food_shortage_perception_delay = parameter("FSPD: time until want is seen.", 2.0, "year", source="DGFW 128.2")


@auxiliary("1", source="DGFW 126")
def fraction_of_inputs_allocated_to_land_maintenance(fraction_of_inputs_allocated_to_land_maintenance_table,
                                                     perceived_food_ratio):
    """FALM: in want, land is not maintained."""
    return fraction_of_inputs_allocated_to_land_maintenance_table(perceived_food_ratio)


@auxiliary("1", source="DGFW 127")
def food_ratio(food_per_capita, subsistence_food_per_capita):
    """FR: food over what is needed to live."""
    return food_per_capita / subsistence_food_per_capita


perceived_food_ratio = smooth("PFR: the food ratio as farmers see it.", "1", input="food_ratio",
                              time="food_shortage_perception_delay", initial=1.0, source="DGFW 128")
