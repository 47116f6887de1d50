"""World3, agriculture sector, loops 1 and 2: food from land and from inputs (equations 84 to 111 of the book)."""

from classics.dynamo import tabhl
from classics.world3_units import FOOD_PER_CAPITA, PER_CAPITA, PER_HECTARE, YIELD
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.delays import smooth
from urbsim.functions import switch

# Loop 1: food from investment in land development

arable_land = stock("AL: land under cultivation.", "ha", initial=0.9e9, source="DGFW 85")
potentially_arable_land = stock("PAL: land that could be.", "ha", initial=2.3e9, source="DGFW 86")
potentially_arable_land_total = parameter("PALT: all land that is or could be arable.", 3.2e9, "ha", source="DGFW 84.1")
land_fraction_harvested = parameter("LFH: part of arable land that is harvested.", 0.7, "1", source="DGFW 87.1")
processing_loss = parameter("PL: part of the harvest that is lost.", 0.1, "1", source="DGFW 87.2")
FOOD = tabhl(0, 1600, 230, 480, 690, 850, 970, 1070, 1150, 1210, 1250)
indicated_food_per_capita_table_before = lookup("IFPC1T: food wanted by industrial output per head.", FOOD,
                                                FOOD_PER_CAPITA, of=PER_CAPITA, source="DGFW 90.1")
indicated_food_per_capita_table_after = lookup("IFPC2T: the same under new policies.", FOOD, FOOD_PER_CAPITA,
                                               of=PER_CAPITA, source="DGFW 91.1")
TO_AGRICULTURE = tabhl(0, 2.5, 0.4, 0.2, 0.1, 0.025, 0, 0)
fraction_of_industrial_output_allocated_to_agriculture_table_before = lookup(
    "FIOAA1T: what agriculture gets by food over that wanted.", TO_AGRICULTURE, "1", source="DGFW 94.1")
fraction_of_industrial_output_allocated_to_agriculture_table_after = lookup("FIOAA2T: the same under new policies.",
                                                                            TO_AGRICULTURE, "1", source="DGFW 95.1")
development_cost_per_hectare_table = lookup(
    "DCPHT: cost of a hectare by the land that is left.",
    tabhl(0, 1, 100_000, 7400, 5200, 3500, 2400, 1500, 750, 300, 150, 75, 50), "dollar/ha", source="DGFW 97.1")


@auxiliary("1", source="DGFW 84")
def land_fraction_cultivated(arable_land, potentially_arable_land_total):
    """LFC: part of all land that is cultivated."""
    return arable_land / potentially_arable_land_total


@auxiliary("kg/year", source="DGFW 87")
def food(land_yield, arable_land, land_fraction_harvested, processing_loss):
    """F: food from arable land."""
    return land_yield * arable_land * land_fraction_harvested * (1.0 - processing_loss)


@auxiliary(FOOD_PER_CAPITA, source="DGFW 88")
def food_per_capita(food, population):
    """FPC: food per head."""
    return food / population


@auxiliary(FOOD_PER_CAPITA, source="DGFW 89")
def indicated_food_per_capita(time, policy_year, indicated_food_per_capita_before, indicated_food_per_capita_after):
    """IFPC: food that people want."""
    return switch(time, policy_year, indicated_food_per_capita_before, indicated_food_per_capita_after)


@auxiliary(FOOD_PER_CAPITA, source="DGFW 90")
def indicated_food_per_capita_before(indicated_food_per_capita_table_before, industrial_output_per_capita):
    """IFPC1: with income people want more food."""
    return indicated_food_per_capita_table_before(industrial_output_per_capita)


@auxiliary(FOOD_PER_CAPITA, source="DGFW 91")
def indicated_food_per_capita_after(indicated_food_per_capita_table_after, industrial_output_per_capita):
    """IFPC2: the same under new policies."""
    return indicated_food_per_capita_table_after(industrial_output_per_capita)


@auxiliary("dollar/year", source="DGFW 92")
def total_agricultural_investment(industrial_output, fraction_of_industrial_output_allocated_to_agriculture):
    """TAI: part of industrial output serves agriculture."""
    return industrial_output * fraction_of_industrial_output_allocated_to_agriculture


@auxiliary("1", source="DGFW 93")
def fraction_of_industrial_output_allocated_to_agriculture(
        time, policy_year, fraction_of_industrial_output_allocated_to_agriculture_before,
        fraction_of_industrial_output_allocated_to_agriculture_after):
    """FIOAA: part of industrial output that agriculture gets."""
    return switch(time, policy_year, fraction_of_industrial_output_allocated_to_agriculture_before,
                  fraction_of_industrial_output_allocated_to_agriculture_after)


@auxiliary("1", source="DGFW 94")
def fraction_of_industrial_output_allocated_to_agriculture_before(
        fraction_of_industrial_output_allocated_to_agriculture_table_before, food_per_capita,
        indicated_food_per_capita):
    """FIOAA1: food that falls short gets more."""
    return fraction_of_industrial_output_allocated_to_agriculture_table_before(food_per_capita
                                                                               / indicated_food_per_capita)


@auxiliary("1", source="DGFW 95")
def fraction_of_industrial_output_allocated_to_agriculture_after(
        fraction_of_industrial_output_allocated_to_agriculture_table_after, food_per_capita,
        indicated_food_per_capita):
    """FIOAA2: the same under new policies."""
    return fraction_of_industrial_output_allocated_to_agriculture_table_after(food_per_capita
                                                                              / indicated_food_per_capita)


@flow("ha/year", out_of="potentially_arable_land", into="arable_land", source="DGFW 96")
def land_development_rate(total_agricultural_investment, fraction_of_inputs_allocated_to_land_development,
                          development_cost_per_hectare):
    """LDR: investment makes land arable."""
    return (total_agricultural_investment * fraction_of_inputs_allocated_to_land_development
            / development_cost_per_hectare)


@auxiliary("dollar/ha", source="DGFW 97")
def development_cost_per_hectare(development_cost_per_hectare_table, potentially_arable_land,
                                 potentially_arable_land_total):
    """DCPH: the best land is taken first."""
    return development_cost_per_hectare_table(potentially_arable_land / potentially_arable_land_total)


# Loop 2: food from investment in agricultural inputs

average_lifetime_of_agricultural_inputs_before = parameter("ALAI1: life of inputs.", 2.0, "year", source="DGFW 100.1")
average_lifetime_of_agricultural_inputs_after = parameter("ALAI2: the same under new policies.", 2.0, "year",
                                                          source="DGFW 100.2")
land_yield_multiplier_from_capital_table = lookup(
    "LYMCT: yield by agricultural inputs.",
    tabhl(0, 1000, 1, 3, 3.8, 4.4, 4.9, 5.4, 5.7, 6, 6.3, 6.6, 6.9, 7.2, 7.4, 7.6, 7.8, 8, 8.2, 8.4, 8.6, 8.8, 9, 9.2,
          9.4, 9.6, 9.8, 10),
    "1", of=PER_HECTARE, source="DGFW 102.1")
land_yield_factor_before = parameter("LYF1: technology of yield.", 1.0, "1", source="DGFW 104.1")
land_yield_factor_after = parameter("LYF2: the same under new policies.", 1.0, "1", source="DGFW 104.2")
CLEAN_AIR = tabhl(0, 30, 1, 1, 0.7, 0.4)
land_yield_multiplier_from_air_pollution_table_before = lookup(
    "LYMAP1T: effect on yield by industrial output over that of 1970.", CLEAN_AIR, "1", source="DGFW 106.1")
land_yield_multiplier_from_air_pollution_table_after = lookup("LYMAP2T: the same under new policies.", CLEAN_AIR, "1",
                                                              source="DGFW 107.1")
industrial_output_in_1970 = parameter("IO70: industrial output in 1970.", 7.9e11, "dollar/year", source="DGFW 107.2")


@auxiliary("dollar/year", source="DGFW 98")
def current_agricultural_inputs(total_agricultural_investment, fraction_of_inputs_allocated_to_land_development):
    """CAI: what land development leaves."""
    return total_agricultural_investment * (1.0 - fraction_of_inputs_allocated_to_land_development)


agricultural_inputs = smooth(
    "AI: fertilizer, machines and other inputs in use.", "dollar/year", input="current_agricultural_inputs",
    time="average_lifetime_of_agricultural_inputs", initial=5e9, source="DGFW 99")


@auxiliary("year", source="DGFW 100")
def average_lifetime_of_agricultural_inputs(time, policy_year, average_lifetime_of_agricultural_inputs_before,
                                            average_lifetime_of_agricultural_inputs_after):
    """ALAI: how long inputs last."""
    return switch(time, policy_year, average_lifetime_of_agricultural_inputs_before,
                  average_lifetime_of_agricultural_inputs_after)


@auxiliary(PER_HECTARE, source="DGFW 101")
def agricultural_inputs_per_hectare(agricultural_inputs, fraction_of_inputs_allocated_to_land_maintenance,
                                    arable_land):
    """AIPH: inputs on each hectare, less what maintains land."""
    return agricultural_inputs * (1.0 - fraction_of_inputs_allocated_to_land_maintenance) / arable_land


@auxiliary("1", source="DGFW 102")
def land_yield_multiplier_from_capital(land_yield_multiplier_from_capital_table, agricultural_inputs_per_hectare):
    """LYMC: inputs raise yield, each less than the one before."""
    return land_yield_multiplier_from_capital_table(agricultural_inputs_per_hectare)


@auxiliary(YIELD, source="DGFW 103")
def land_yield(land_yield_factor, land_fertility, land_yield_multiplier_from_capital,
               land_yield_multiplier_from_air_pollution):
    """LY: what a hectare yields."""
    return (land_yield_factor * land_fertility * land_yield_multiplier_from_capital
            * land_yield_multiplier_from_air_pollution)


@auxiliary("1", source="DGFW 104")
def land_yield_factor(time, policy_year, land_yield_factor_before, land_yield_factor_after):
    """LYF: technology of yield."""
    return switch(time, policy_year, land_yield_factor_before, land_yield_factor_after)


@auxiliary("1", source="DGFW 105")
def land_yield_multiplier_from_air_pollution(time, policy_year, land_yield_multiplier_from_air_pollution_before,
                                             land_yield_multiplier_from_air_pollution_after):
    """LYMAP: industry's smoke lowers yield."""
    return switch(time, policy_year, land_yield_multiplier_from_air_pollution_before,
                  land_yield_multiplier_from_air_pollution_after)


@auxiliary("1", source="DGFW 106")
def land_yield_multiplier_from_air_pollution_before(land_yield_multiplier_from_air_pollution_table_before,
                                                    industrial_output, industrial_output_in_1970):
    """LYMAP1: it does so from ten times the output of 1970 on."""
    return land_yield_multiplier_from_air_pollution_table_before(industrial_output / industrial_output_in_1970)


@auxiliary("1", source="DGFW 107")
def land_yield_multiplier_from_air_pollution_after(land_yield_multiplier_from_air_pollution_table_after,
                                                   industrial_output, industrial_output_in_1970):
    """LYMAP2: the same under new policies."""
    return land_yield_multiplier_from_air_pollution_table_after(industrial_output / industrial_output_in_1970)


# Loops 1 and 2: land development or inputs

fraction_of_inputs_allocated_to_land_development_table = lookup(
    "FIALDT: what land development gets by its productivity over that of inputs.",
    tabhl(0, 2, 0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1), "1", source="DGFW 108.1")
social_discount = parameter("SD: rate at which the future is discounted.", 0.07, "1/year", source="DGFW 109.1")
marginal_land_yield_multiplier_from_capital_table = lookup(
    "MLYMCT: rise of yield with inputs.",
    tabhl(0, 600, 0.075, 0.03, 0.015, 0.011, 0.009, 0.008, 0.007, 0.006, *[0.005] * 8), "ha/dollar", of=PER_HECTARE,
    source="DGFW 111.1")


@auxiliary("1", source="DGFW 108")
def fraction_of_inputs_allocated_to_land_development(fraction_of_inputs_allocated_to_land_development_table,
                                                     marginal_productivity_of_land_development,
                                                     marginal_productivity_of_agricultural_inputs):
    """FIALD: investment goes where it yields more."""
    return fraction_of_inputs_allocated_to_land_development_table(marginal_productivity_of_land_development
                                                                  / marginal_productivity_of_agricultural_inputs)


@auxiliary("kg/dollar", source="DGFW 109")
def marginal_productivity_of_land_development(land_yield, development_cost_per_hectare, social_discount):
    """MPLD: food for a dollar spent on new land."""
    return land_yield / (development_cost_per_hectare * social_discount)


@auxiliary("kg/dollar", source="DGFW 110")
def marginal_productivity_of_agricultural_inputs(average_lifetime_of_agricultural_inputs, land_yield,
                                                 marginal_land_yield_multiplier_from_capital,
                                                 land_yield_multiplier_from_capital):
    """MPAI: food for a dollar spent on inputs."""
    return (average_lifetime_of_agricultural_inputs * land_yield * marginal_land_yield_multiplier_from_capital
            / land_yield_multiplier_from_capital)


@auxiliary("ha/dollar", source="DGFW 111")
def marginal_land_yield_multiplier_from_capital(marginal_land_yield_multiplier_from_capital_table,
                                                agricultural_inputs_per_hectare):
    """MLYMC: how much another dollar of inputs raises yield."""
    return marginal_land_yield_multiplier_from_capital_table(agricultural_inputs_per_hectare)
