"""World3, nonrenewable resource sector (equations 129 to 136 of the book)."""

from classics.dynamo import tabhl
from classics.world3_units import PER_CAPITA
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.functions import switch

nonrenewable_resources_initial = parameter("NRI: resources in 1900.", 1e12, "resource_unit", source="DGFW 129.2")
nonrenewable_resources = stock("NR: resources that are left.", "resource_unit",
                               initial="nonrenewable_resources_initial", source="DGFW 129")
nonrenewable_resource_usage_factor_before = parameter("NRUF1: technology of use.", 1.0, "1", source="DGFW 131.1")
nonrenewable_resource_usage_factor_after = parameter("NRUF2: the same under new policies.", 1.0, "1",
                                                     source="DGFW 131.2")
per_capita_resource_usage_multiplier_table = lookup(
    "PCRUMT: resources used by industrial output per head.", tabhl(0, 1600, 0, 0.85, 2.6, 4.4, 5.4, 6.2, 6.8, 7, 7),
    "resource_unit/(person*year)", of=PER_CAPITA, source="DGFW 132.1")
COST = tabhl(0, 1, 1, 0.9, 0.7, 0.5, 0.2, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05)
fraction_of_capital_allocated_to_obtaining_resources_table_before = lookup(
    "FCAOR1T: capital needed by the part of resources that is left.", COST, "1", source="DGFW 135.1")
fraction_of_capital_allocated_to_obtaining_resources_table_after = lookup("FCAOR2T: the same under new policies.", COST,
                                                                          "1", source="DGFW 136.1")


@flow("resource_unit/year", out_of="nonrenewable_resources", source="DGFW 130")
def nonrenewable_resource_usage_rate(population, per_capita_resource_usage_multiplier,
                                     nonrenewable_resource_usage_factor):
    """NRUR: people use resources up."""
    return population * per_capita_resource_usage_multiplier * nonrenewable_resource_usage_factor


@auxiliary("1", source="DGFW 131")
def nonrenewable_resource_usage_factor(time, policy_year, nonrenewable_resource_usage_factor_before,
                                       nonrenewable_resource_usage_factor_after):
    """NRUF: technology of use."""
    return switch(time, policy_year, nonrenewable_resource_usage_factor_before,
                  nonrenewable_resource_usage_factor_after)


@auxiliary("resource_unit/(person*year)", source="DGFW 132")
def per_capita_resource_usage_multiplier(per_capita_resource_usage_multiplier_table, industrial_output_per_capita):
    """PCRUM: industrial output takes resources."""
    return per_capita_resource_usage_multiplier_table(industrial_output_per_capita)


@auxiliary("1", source="DGFW 133")
def nonrenewable_resource_fraction_remaining(nonrenewable_resources, nonrenewable_resources_initial):
    """NRFR: part of resources that is left."""
    return nonrenewable_resources / nonrenewable_resources_initial


@auxiliary("1", source="DGFW 134")
def fraction_of_capital_allocated_to_obtaining_resources(
        time, policy_year, fraction_of_capital_allocated_to_obtaining_resources_before,
        fraction_of_capital_allocated_to_obtaining_resources_after):
    """FCAOR: part of industrial capital that obtains resources."""
    return switch(time, policy_year, fraction_of_capital_allocated_to_obtaining_resources_before,
                  fraction_of_capital_allocated_to_obtaining_resources_after)


@auxiliary("1", source="DGFW 135")
def fraction_of_capital_allocated_to_obtaining_resources_before(
        fraction_of_capital_allocated_to_obtaining_resources_table_before, nonrenewable_resource_fraction_remaining):
    """FCAOR1: what is left is harder to get."""
    return fraction_of_capital_allocated_to_obtaining_resources_table_before(nonrenewable_resource_fraction_remaining)


@auxiliary("1", source="DGFW 136")
def fraction_of_capital_allocated_to_obtaining_resources_after(
        fraction_of_capital_allocated_to_obtaining_resources_table_after, nonrenewable_resource_fraction_remaining):
    """FCAOR2: the same under new policies."""
    return fraction_of_capital_allocated_to_obtaining_resources_table_after(nonrenewable_resource_fraction_remaining)
