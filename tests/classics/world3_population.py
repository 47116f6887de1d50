"""World3, population sector: four age levels, deaths and life expectancy (equations 1 to 29 of the book)."""

from classics.dynamo import tabhl
from classics.world3_units import PER_CAPITA
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.delays import smooth
from urbsim.functions import switch

one_year = parameter("The year in which mortality takes its share: the book has 1 - M1 for 1 - M1 times a year.", 1.0,
                     "year", source="DGFW 5")
thousand_people = parameter("The people that crude rates count for.", 1000.0, "person", source="DGFW 18")

# Levels of age

population_0_to_14 = stock("P1: people of ages 0 to 14.", "person", initial=65e7, source="DGFW 2")
population_15_to_44 = stock("P2: people of ages 15 to 44.", "person", initial=70e7, source="DGFW 6")
population_45_to_64 = stock("P3: people of ages 45 to 64.", "person", initial=19e7, source="DGFW 10")
population_65_plus = stock("P4: people of ages 65 and over.", "person", initial=6e7, source="DGFW 14")

years_0_to_14 = parameter("Years from birth to age 15.", 15.0, "year", source="DGFW 5")
years_15_to_44 = parameter("Years from age 15 to 45.", 30.0, "year", source="DGFW 9")
years_45_to_64 = parameter("Years from age 45 to 65.", 20.0, "year", source="DGFW 13")

mortality_0_to_14_table = lookup(
    "M1T: mortality of children by life expectancy.",
    tabhl(20, 80, 0.0567, 0.0366, 0.0243, 0.0155, 0.0082, 0.0023, 0.001), "1/year", of="year", source="DGFW 4.1")
mortality_15_to_44_table = lookup(
    "M2T: mortality by life expectancy.", tabhl(20, 80, 0.0266, 0.0171, 0.011, 0.0065, 0.004, 0.0016, 0.0008), "1/year",
    of="year", source="DGFW 8.1")
mortality_45_to_64_table = lookup(
    "M3T: mortality by life expectancy.", tabhl(20, 80, 0.0562, 0.0373, 0.0252, 0.0171, 0.0118, 0.0083, 0.006),
    "1/year", of="year", source="DGFW 12.1")
mortality_65_plus_table = lookup(
    "M4T: mortality of the old by life expectancy.", tabhl(20, 80, 0.13, 0.11, 0.09, 0.07, 0.06, 0.05, 0.04), "1/year",
    of="year", source="DGFW 16.1")


@auxiliary("person", source="DGFW 1")
def population(population_0_to_14, population_15_to_44, population_45_to_64, population_65_plus):
    """POP: people of all ages."""
    return population_0_to_14 + population_15_to_44 + population_45_to_64 + population_65_plus


@flow("person/year", out_of="population_0_to_14", source="DGFW 3")
def deaths_0_to_14(population_0_to_14, mortality_0_to_14):
    """D1: deaths of children."""
    return population_0_to_14 * mortality_0_to_14


@auxiliary("1/year", source="DGFW 4")
def mortality_0_to_14(mortality_0_to_14_table, life_expectancy):
    """M1: mortality of children falls with life expectancy."""
    return mortality_0_to_14_table(life_expectancy)


@flow("person/year", out_of="population_0_to_14", into="population_15_to_44", source="DGFW 5")
def maturation_14_to_15(population_0_to_14, mortality_0_to_14, one_year, years_0_to_14):
    """MAT1: children who live grow up."""
    return population_0_to_14 * (1.0 - mortality_0_to_14 * one_year) / years_0_to_14


@flow("person/year", out_of="population_15_to_44", source="DGFW 7")
def deaths_15_to_44(population_15_to_44, mortality_15_to_44):
    """D2: deaths at ages 15 to 44."""
    return population_15_to_44 * mortality_15_to_44


@auxiliary("1/year", source="DGFW 8")
def mortality_15_to_44(mortality_15_to_44_table, life_expectancy):
    """M2: mortality at ages 15 to 44 falls with life expectancy."""
    return mortality_15_to_44_table(life_expectancy)


@flow("person/year", out_of="population_15_to_44", into="population_45_to_64", source="DGFW 9")
def maturation_44_to_45(population_15_to_44, mortality_15_to_44, one_year, years_15_to_44):
    """MAT2: those who live turn 45."""
    return population_15_to_44 * (1.0 - mortality_15_to_44 * one_year) / years_15_to_44


@flow("person/year", out_of="population_45_to_64", source="DGFW 11")
def deaths_45_to_64(population_45_to_64, mortality_45_to_64):
    """D3: deaths at ages 45 to 64."""
    return population_45_to_64 * mortality_45_to_64


@auxiliary("1/year", source="DGFW 12")
def mortality_45_to_64(mortality_45_to_64_table, life_expectancy):
    """M3: mortality at ages 45 to 64 falls with life expectancy."""
    return mortality_45_to_64_table(life_expectancy)


@flow("person/year", out_of="population_45_to_64", into="population_65_plus", source="DGFW 13")
def maturation_64_to_65(population_45_to_64, mortality_45_to_64, one_year, years_45_to_64):
    """MAT3: those who live turn 65."""
    return population_45_to_64 * (1.0 - mortality_45_to_64 * one_year) / years_45_to_64


@flow("person/year", out_of="population_65_plus", source="DGFW 15")
def deaths_65_plus(population_65_plus, mortality_65_plus):
    """D4: deaths of the old."""
    return population_65_plus * mortality_65_plus


@auxiliary("1/year", source="DGFW 16")
def mortality_65_plus(mortality_65_plus_table, life_expectancy):
    """M4: mortality of the old falls with life expectancy."""
    return mortality_65_plus_table(life_expectancy)


# Deaths and life expectancy

life_expectancy_normal = parameter("LEN: life expectancy with food for subsistence and nothing else.", 28.0, "year",
                                   source="DGFW 19.1")
lifetime_multiplier_from_food_table = lookup("LMFT: effect on life by food over subsistence.",
                                             tabhl(0, 5, 0, 1, 1.2, 1.3, 1.35, 1.4), "1", source="DGFW 20.1")
health_services_allocations_per_capita_table = lookup(
    "HSAPCT: health services by services per head.", tabhl(0, 2000, 0, 20, 50, 95, 140, 175, 200, 220, 230), PER_CAPITA,
    of=PER_CAPITA, source="DGFW 21.1")
health_services_impact_delay = parameter("HSID: time until health services have their effect.", 20.0, "year",
                                         source="DGFW 22.1")
health_services_policy_year = parameter("IPHST: year from which health services lengthen life more.", 1940.0, "year",
                                        source="DGFW 23.1")
lifetime_multiplier_from_health_services_table_before = lookup(
    "LMHS1T: effect on life by health services.", tabhl(0, 100, 1, 1.1, 1.4, 1.6, 1.7, 1.8), "1", of=PER_CAPITA,
    source="DGFW 24.1")
lifetime_multiplier_from_health_services_table_after = lookup(
    "LMHS2T: the same after 1940.", tabhl(0, 100, 1, 1.4, 1.6, 1.8, 1.95, 2), "1", of=PER_CAPITA, source="DGFW 25.1")
fraction_of_population_urban_table = lookup(
    "FPUT: urban part by population.", tabhl(0, 16e9, 0, 0.2, 0.4, 0.5, 0.58, 0.65, 0.72, 0.78, 0.8), "1", of="person",
    source="DGFW 26.1")
crowding_multiplier_from_industrialization_table = lookup(
    "CMIT: crowding by industrial output per head.",
    tabhl(0, 1600, 0.5, 0.05, -0.1, -0.08, -0.02, 0.05, 0.1, 0.15, 0.2), "1", of=PER_CAPITA, source="DGFW 27.1")
lifetime_multiplier_from_pollution_table = lookup(
    "LMPT: effect on life by the index of pollution.",
    tabhl(0, 100, 1, 0.99, 0.97, 0.95, 0.9, 0.85, 0.75, 0.65, 0.55, 0.4, 0.2), "1", source="DGFW 29.1")


@auxiliary("person/year", source="DGFW 17")
def deaths(deaths_0_to_14, deaths_15_to_44, deaths_45_to_64, deaths_65_plus):
    """D: deaths a year."""
    return deaths_0_to_14 + deaths_15_to_44 + deaths_45_to_64 + deaths_65_plus


@auxiliary("person/year", source="DGFW 18")
def crude_death_rate(deaths, population, thousand_people):
    """CDR: deaths a year among a thousand people."""
    return thousand_people * deaths / population


@auxiliary("year", source="DGFW 19")
def life_expectancy(life_expectancy_normal, lifetime_multiplier_from_food, lifetime_multiplier_from_health_services,
                    lifetime_multiplier_from_pollution, lifetime_multiplier_from_crowding):
    """LE: food, health services, pollution and crowding lengthen or shorten life."""
    return (life_expectancy_normal * lifetime_multiplier_from_food * lifetime_multiplier_from_health_services
            * lifetime_multiplier_from_pollution * lifetime_multiplier_from_crowding)


@auxiliary("1", source="DGFW 20")
def lifetime_multiplier_from_food(lifetime_multiplier_from_food_table, food_per_capita, subsistence_food_per_capita):
    """LMF: hunger shortens life, plenty lengthens it a little."""
    return lifetime_multiplier_from_food_table(food_per_capita / subsistence_food_per_capita)


@auxiliary(PER_CAPITA, source="DGFW 21")
def health_services_allocations_per_capita(health_services_allocations_per_capita_table, service_output_per_capita):
    """HSAPC: part of services serves health."""
    return health_services_allocations_per_capita_table(service_output_per_capita)


effective_health_services_per_capita = smooth(
    "EHSPC: health services that have had their effect.", PER_CAPITA, input="health_services_allocations_per_capita",
    time="health_services_impact_delay", source="DGFW 22")


@auxiliary("1", source="DGFW 23")
def lifetime_multiplier_from_health_services(time, health_services_policy_year,
                                             lifetime_multiplier_from_health_services_before,
                                             lifetime_multiplier_from_health_services_after):
    """LMHS: health services lengthen life, more so with the medicine of after 1940."""
    return switch(time, health_services_policy_year, lifetime_multiplier_from_health_services_before,
                  lifetime_multiplier_from_health_services_after)


@auxiliary("1", source="DGFW 24")
def lifetime_multiplier_from_health_services_before(lifetime_multiplier_from_health_services_table_before,
                                                    effective_health_services_per_capita):
    """LMHS1: what it is before 1940."""
    return lifetime_multiplier_from_health_services_table_before(effective_health_services_per_capita)


@auxiliary("1", source="DGFW 25")
def lifetime_multiplier_from_health_services_after(lifetime_multiplier_from_health_services_table_after,
                                                   effective_health_services_per_capita):
    """LMHS2: what it is after 1940."""
    return lifetime_multiplier_from_health_services_table_after(effective_health_services_per_capita)


@auxiliary("1", source="DGFW 26")
def fraction_of_population_urban(fraction_of_population_urban_table, population):
    """FPU: the more people, the more of them in towns."""
    return fraction_of_population_urban_table(population)


@auxiliary("1", source="DGFW 27")
def crowding_multiplier_from_industrialization(crowding_multiplier_from_industrialization_table,
                                               industrial_output_per_capita):
    """CMI: industry first makes town life healthier, then less so."""
    return crowding_multiplier_from_industrialization_table(industrial_output_per_capita)


@auxiliary("1", source="DGFW 28")
def lifetime_multiplier_from_crowding(crowding_multiplier_from_industrialization, fraction_of_population_urban):
    """LMC: town life shortens or lengthens life."""
    return 1.0 - crowding_multiplier_from_industrialization * fraction_of_population_urban


@auxiliary("1", source="DGFW 29")
def lifetime_multiplier_from_pollution(lifetime_multiplier_from_pollution_table, persistent_pollution_index):
    """LMP: persistent pollution shortens life."""
    return lifetime_multiplier_from_pollution_table(persistent_pollution_index)
