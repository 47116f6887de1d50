"""World3, persistent pollution sector (equations 137 to 146 of the book)."""

from classics.dynamo import tabhl
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.delays import delay
from urbsim.functions import switch

persistent_pollution_generation_factor_before = parameter("PPGF1: technology of production.", 1.0, "1",
                                                          source="DGFW 138.1")
persistent_pollution_generation_factor_after = parameter("PPGF2: the same under new policies.", 1.0, "1",
                                                         source="DGFW 138.2")
fraction_of_resources_as_persistent_materials = parameter("FRPM: part of resources that persists.", 0.02, "1",
                                                          source="DGFW 139.1")
industrial_materials_emission_factor = parameter("IMEF: part of that which gets into the environment.", 0.1, "1",
                                                 source="DGFW 139.2")
industrial_materials_toxicity_index = parameter("IMTI: harm of industrial materials.", 10.0,
                                                "pollution_unit/resource_unit", source="DGFW 139.3")
fraction_of_inputs_as_persistent_materials = parameter("FIPM: part of agricultural inputs that persists.", 0.001, "1",
                                                       source="DGFW 140.1")
agricultural_materials_toxicity_index = parameter("AMTI: harm of agricultural materials.", 1.0, "pollution_unit/dollar",
                                                  source="DGFW 140.2")
persistent_pollution_transmission_delay_before = parameter("PPTD1: time until pollution is felt.", 20.0, "year",
                                                           source="DGFW 141")
persistent_pollution_transmission_delay_after = parameter("PPTD2: the same under new policies.", 20.0, "year",
                                                          source="DGFW 141")
persistent_pollution = stock("PPOL: persistent pollution.", "pollution_unit", initial=2.5e7, source="DGFW 142")
persistent_pollution_in_1970 = parameter("PPOL70: persistent pollution in 1970.", 1.36e8, "pollution_unit",
                                         source="DGFW 143.1")
mean_life_per_half_life = parameter("Mean life over half-life, 1 / ln 2 rounded.", 1.4, "1", source="DGFW 144")
assimilation_half_life_multiplier_table = lookup("AHLMT: half-life by the index of pollution.",
                                                 tabhl(1, 1001, 1, 11, 21, 31, 41), "1", source="DGFW 145.1")
assimilation_half_life_in_1970 = parameter("AHL70: half-life of pollution in 1970.", 1.5, "year", source="DGFW 146.1")


@auxiliary("pollution_unit/year", source="DGFW 137")
def persistent_pollution_generation_rate(persistent_pollution_generated_by_industrial_output,
                                         persistent_pollution_generated_by_agricultural_output,
                                         persistent_pollution_generation_factor):
    """PPGR: industry and agriculture pollute."""
    return ((persistent_pollution_generated_by_industrial_output
             + persistent_pollution_generated_by_agricultural_output) * persistent_pollution_generation_factor)


@auxiliary("1", source="DGFW 138")
def persistent_pollution_generation_factor(time, policy_year, persistent_pollution_generation_factor_before,
                                           persistent_pollution_generation_factor_after):
    """PPGF: technology of production."""
    return switch(time, policy_year, persistent_pollution_generation_factor_before,
                  persistent_pollution_generation_factor_after)


@auxiliary("pollution_unit/year", source="DGFW 139")
def persistent_pollution_generated_by_industrial_output(
        per_capita_resource_usage_multiplier, population, fraction_of_resources_as_persistent_materials,
        industrial_materials_emission_factor, industrial_materials_toxicity_index):
    """PPGIO: part of the resources used."""
    return (per_capita_resource_usage_multiplier * population * fraction_of_resources_as_persistent_materials
            * industrial_materials_emission_factor * industrial_materials_toxicity_index)


@auxiliary("pollution_unit/year", source="DGFW 140")
def persistent_pollution_generated_by_agricultural_output(
        agricultural_inputs_per_hectare, arable_land, fraction_of_inputs_as_persistent_materials,
        agricultural_materials_toxicity_index):
    """PPGAO: part of the agricultural inputs."""
    return (agricultural_inputs_per_hectare * arable_land * fraction_of_inputs_as_persistent_materials
            * agricultural_materials_toxicity_index)


persistent_pollution_appearance_rate = delay(
    "PPAPR: pollution that gets to where it harms.", "pollution_unit/year", "pollution_unit",
    input="persistent_pollution_generation_rate", time="persistent_pollution_transmission_delay", order=3,
    into="persistent_pollution", source="DGFW 141")


@auxiliary("year", source="DGFW 141.1")
def persistent_pollution_transmission_delay(time, policy_year, persistent_pollution_transmission_delay_before,
                                            persistent_pollution_transmission_delay_after):
    """PPTD: time until pollution is felt."""
    return switch(time, policy_year, persistent_pollution_transmission_delay_before,
                  persistent_pollution_transmission_delay_after)


@auxiliary("1", source="DGFW 143")
def persistent_pollution_index(persistent_pollution, persistent_pollution_in_1970):
    """PPOLX: pollution over that of 1970."""
    return persistent_pollution / persistent_pollution_in_1970


@flow("pollution_unit/year", out_of="persistent_pollution", source="DGFW 144")
def persistent_pollution_assimilation_rate(persistent_pollution, assimilation_half_life, mean_life_per_half_life):
    """PPASR: nature takes pollution in."""
    return persistent_pollution / (assimilation_half_life * mean_life_per_half_life)


@auxiliary("1", source="DGFW 145")
def assimilation_half_life_multiplier(assimilation_half_life_multiplier_table, persistent_pollution_index):
    """AHLM: much pollution hinders its assimilation."""
    return assimilation_half_life_multiplier_table(persistent_pollution_index)


@auxiliary("year", source="DGFW 146")
def assimilation_half_life(assimilation_half_life_multiplier, assimilation_half_life_in_1970):
    """AHL: time in which half of the pollution is taken in."""
    return assimilation_half_life_multiplier * assimilation_half_life_in_1970
