"""World3, population sector: births (equations 30 to 48 of the book)."""

import numpy as np

from classics.dynamo import tabhl
from classics.world3_units import PER_CAPITA
from urbsim.declare import auxiliary, flow, lookup, parameter
from urbsim.delays import smooth
from urbsim.functions import switch

women_per_person = parameter("Share of women among people of childbearing age.", 0.5, "1", source="DGFW 30")
reproductive_lifetime = parameter("RLT: years in which a woman may bear children.", 30.0, "year", source="DGFW 30.1")
population_equilibrium_year = parameter("PET: year from which births equal deaths.", 4000.0, "year", source="DGFW 30.2")
maximum_total_fertility_normal = parameter("MTFN: children a healthy woman may bear.", 12.0, "1", source="DGFW 33.1")
fecundity_multiplier_table = lookup(
    "FMT: fecundity by life expectancy.", tabhl(0, 80, 0, 0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.05, 1.1), "1", of="year",
    source="DGFW 34.1")
compensatory_multiplier_from_perceived_life_expectancy_table = lookup(
    "CMPLET: births for a child that lives.", tabhl(0, 80, 3, 2.1, 1.6, 1.4, 1.3, 1.2, 1.1, 1.05, 1), "1", of="year",
    source="DGFW 36.1")
lifetime_perception_delay = parameter("LPD: time until families see how long people live.", 20.0, "year",
                                      source="DGFW 37.1")
two_children_year = parameter("ZPGT: year from which families want two children.", 4000.0, "year", source="DGFW 38.1")
desired_completed_family_size_normal = parameter("DCFSN: children wanted in a farming society.", 4.0, "1",
                                                 source="DGFW 38.2")
social_family_size_norm_table = lookup("SFSNT: norm by industrial output per head.",
                                       tabhl(0, 800, 1.25, 1, 0.9, 0.8, 0.75), "1", of=PER_CAPITA, source="DGFW 39.1")
social_adjustment_delay = parameter("SAD: time until customs follow income.", 20.0, "year", source="DGFW 40.1")
family_response_to_social_norm_table = lookup("FRSNT: response by income expectation.",
                                              tabhl(-0.2, 0.2, 0.5, 0.6, 0.7, 0.85, 1), "1", source="DGFW 41.1")
income_expectation_averaging_time = parameter("IEAT: time over which income is judged.", 3.0, "year",
                                              source="DGFW 43.1")
full_fertility_control_year = parameter("FCEST: year from which fertility control is fully effective.", 4000.0, "year",
                                        source="DGFW 45.1")
fertility_control_effectiveness_table = lookup(
    "FCET: effectiveness by facilities.", tabhl(0, 3, 0.75, 0.85, 0.9, 0.95, 0.98, 0.99, 1), "1", of=PER_CAPITA,
    source="DGFW 45.2")
fraction_of_services_allocated_to_fertility_control_table = lookup(
    "FSAFCT: part of services by need.", tabhl(0, 10, 0, 0.005, 0.015, 0.025, 0.03, 0.035), "1", source="DGFW 48.1")


@flow("person/year", into="population_0_to_14", source="DGFW 30")
def births(time, population_equilibrium_year, deaths, total_fertility, population_15_to_44, women_per_person,
           reproductive_lifetime):
    """B: births a year."""
    return switch(time, population_equilibrium_year,
                  total_fertility * population_15_to_44 * women_per_person / reproductive_lifetime, deaths)


@auxiliary("person/year", source="DGFW 31")
def crude_birth_rate(births, population, thousand_people):
    """CBR: births a year among a thousand people."""
    return thousand_people * births / population


@auxiliary("1", source="DGFW 32")
def total_fertility(maximum_total_fertility, fertility_control_effectiveness, desired_total_fertility):
    """TF: between what is possible and what is desired, as fertility control allows."""
    return np.minimum(maximum_total_fertility, maximum_total_fertility * (1.0 - fertility_control_effectiveness)
                      + desired_total_fertility * fertility_control_effectiveness)


@auxiliary("1", source="DGFW 33")
def maximum_total_fertility(maximum_total_fertility_normal, fecundity_multiplier):
    """MTF: children that women could bear."""
    return maximum_total_fertility_normal * fecundity_multiplier


@auxiliary("1", source="DGFW 34")
def fecundity_multiplier(fecundity_multiplier_table, life_expectancy):
    """FM: women in better health could bear more children."""
    return fecundity_multiplier_table(life_expectancy)


@auxiliary("1", source="DGFW 35")
def desired_total_fertility(desired_completed_family_size, compensatory_multiplier_from_perceived_life_expectancy):
    """DTF: births desired, so that enough children live."""
    return desired_completed_family_size * compensatory_multiplier_from_perceived_life_expectancy


@auxiliary("1", source="DGFW 36")
def compensatory_multiplier_from_perceived_life_expectancy(
        compensatory_multiplier_from_perceived_life_expectancy_table, perceived_life_expectancy):
    """CMPLE: where children die, more are born."""
    return compensatory_multiplier_from_perceived_life_expectancy_table(perceived_life_expectancy)


perceived_life_expectancy = smooth("PLE: life expectancy as families see it.", "year", input="life_expectancy",
                                   time="lifetime_perception_delay", order=3, source="DGFW 37")


@auxiliary("1", source="DGFW 38")
def desired_completed_family_size(time, two_children_year, desired_completed_family_size_normal,
                                  family_response_to_social_norm, social_family_size_norm):
    """DCFS: children that a family wants to see grow up."""
    return switch(time, two_children_year, desired_completed_family_size_normal * family_response_to_social_norm
                  * social_family_size_norm, 2.0)


@auxiliary("1", source="DGFW 39")
def social_family_size_norm(social_family_size_norm_table, delayed_industrial_output_per_capita):
    """SFSN: customs ask for fewer children in industrial societies."""
    return social_family_size_norm_table(delayed_industrial_output_per_capita)


delayed_industrial_output_per_capita = smooth(
    "DIOPC: industrial output per head that customs have followed.", PER_CAPITA, input="industrial_output_per_capita",
    time="social_adjustment_delay", order=3, source="DGFW 40")


@auxiliary("1", source="DGFW 41")
def family_response_to_social_norm(family_response_to_social_norm_table, family_income_expectation):
    """FRSN: families whose income rises want more children."""
    return family_response_to_social_norm_table(family_income_expectation)


@auxiliary("1", source="DGFW 42")
def family_income_expectation(industrial_output_per_capita, average_industrial_output_per_capita):
    """FIE: income above what is usual."""
    return ((industrial_output_per_capita - average_industrial_output_per_capita)
            / average_industrial_output_per_capita)


average_industrial_output_per_capita = smooth(
    "AIOPC: industrial output per head that is usual.", PER_CAPITA, input="industrial_output_per_capita",
    time="income_expectation_averaging_time", source="DGFW 43")


@auxiliary("1", source="DGFW 44")
def need_for_fertility_control(maximum_total_fertility, desired_total_fertility):
    """NFC: how far possible births exceed those desired."""
    return maximum_total_fertility / desired_total_fertility - 1.0


@auxiliary("1", source="DGFW 45")
def fertility_control_effectiveness(time, full_fertility_control_year, fertility_control_effectiveness_table,
                                    fertility_control_facilities_per_capita):
    """FCE: facilities make fertility control effective."""
    return switch(time, full_fertility_control_year,
                  fertility_control_effectiveness_table(fertility_control_facilities_per_capita), 1.0)


fertility_control_facilities_per_capita = smooth(
    "FCFPC: facilities for fertility control that work.", PER_CAPITA, input="fertility_control_allocations_per_capita",
    time="health_services_impact_delay", order=3, source="DGFW 46")


@auxiliary(PER_CAPITA, source="DGFW 47")
def fertility_control_allocations_per_capita(fraction_of_services_allocated_to_fertility_control,
                                             service_output_per_capita):
    """FCAPC: services that serve fertility control."""
    return fraction_of_services_allocated_to_fertility_control * service_output_per_capita


@auxiliary("1", source="DGFW 48")
def fraction_of_services_allocated_to_fertility_control(fraction_of_services_allocated_to_fertility_control_table,
                                                        need_for_fertility_control):
    """FSAFC: need draws services to fertility control."""
    return fraction_of_services_allocated_to_fertility_control_table(need_for_fertility_control)
