"""World3, capital sector: industry, services and jobs (equations 49 to 83 of the book)."""

from classics.dynamo import tabhl
from classics.world3_units import PER_CAPITA, PER_HECTARE
from urbsim.declare import auxiliary, flow, lookup, parameter, stock
from urbsim.delays import smooth
from urbsim.functions import switch

policy_year = parameter("PYEAR: year from which new policies hold.", 1975.0, "year", source="DGFW 150.1")

# Industry

industrial_capital = stock("IC: capital of industry.", "dollar", initial=2.1e11, source="DGFW 52")
industrial_capital_output_ratio_before = parameter("ICOR1: capital for a dollar a year.", 3.0, "year",
                                                   source="DGFW 51.1")
industrial_capital_output_ratio_after = parameter("ICOR2: the same under new policies.", 3.0, "year",
                                                  source="DGFW 51.2")
average_lifetime_of_industrial_capital_before = parameter("ALIC1: life of capital.", 14.0, "year", source="DGFW 54.1")
average_lifetime_of_industrial_capital_after = parameter("ALIC2: the same under new policies.", 14.0, "year",
                                                         source="DGFW 54.2")
industrial_equilibrium_year = parameter("IET: year from which consumption takes what growth would.", 4000.0, "year",
                                        source="DGFW 57.1")
fraction_of_industrial_output_allocated_to_consumption_before = parameter("FIOAC1: what consumption takes.", 0.43, "1",
                                                                          source="DGFW 58.1")
fraction_of_industrial_output_allocated_to_consumption_after = parameter("FIOAC2: the same under new policies.", 0.43,
                                                                         "1", source="DGFW 58.2")
fraction_of_industrial_output_allocated_to_consumption_table = lookup(
    "FIOACVT: what consumption takes by industrial output over what is desired.",
    tabhl(0, 2, 0.3, 0.32, 0.34, 0.36, 0.38, 0.43, 0.73, 0.77, 0.81, 0.82, 0.83), "1", source="DGFW 59.1")
industrial_output_per_capita_desired = parameter("IOPCD: industrial output per head that is enough.", 400.0, PER_CAPITA,
                                                 source="DGFW 59.2")


@auxiliary(PER_CAPITA, source="DGFW 49")
def industrial_output_per_capita(industrial_output, population):
    """IOPC: industrial output per head."""
    return industrial_output / population


@auxiliary("dollar/year", source="DGFW 50")
def industrial_output(industrial_capital, fraction_of_capital_allocated_to_obtaining_resources,
                      capital_utilization_fraction, industrial_capital_output_ratio):
    """IO: capital that is not needed for resources, and is in use, makes output."""
    return (industrial_capital * (1.0 - fraction_of_capital_allocated_to_obtaining_resources)
            * capital_utilization_fraction / industrial_capital_output_ratio)


@auxiliary("year", source="DGFW 51")
def industrial_capital_output_ratio(time, policy_year, industrial_capital_output_ratio_before,
                                    industrial_capital_output_ratio_after):
    """ICOR: capital for a dollar of output a year."""
    return switch(time, policy_year, industrial_capital_output_ratio_before, industrial_capital_output_ratio_after)


@flow("dollar/year", out_of="industrial_capital", source="DGFW 53")
def industrial_capital_depreciation_rate(industrial_capital, average_lifetime_of_industrial_capital):
    """ICDR: capital wears out."""
    return industrial_capital / average_lifetime_of_industrial_capital


@auxiliary("year", source="DGFW 54")
def average_lifetime_of_industrial_capital(time, policy_year, average_lifetime_of_industrial_capital_before,
                                           average_lifetime_of_industrial_capital_after):
    """ALIC: how long industrial capital lasts."""
    return switch(time, policy_year, average_lifetime_of_industrial_capital_before,
                  average_lifetime_of_industrial_capital_after)


@flow("dollar/year", into="industrial_capital", source="DGFW 55")
def industrial_capital_investment_rate(industrial_output, fraction_of_industrial_output_allocated_to_industry):
    """ICIR: part of output becomes capital of industry."""
    return industrial_output * fraction_of_industrial_output_allocated_to_industry


@auxiliary("1", source="DGFW 56")
def fraction_of_industrial_output_allocated_to_industry(fraction_of_industrial_output_allocated_to_agriculture,
                                                        fraction_of_industrial_output_allocated_to_services,
                                                        fraction_of_industrial_output_allocated_to_consumption):
    """FIOAI: industry gets what the others leave."""
    return (1.0 - fraction_of_industrial_output_allocated_to_agriculture
            - fraction_of_industrial_output_allocated_to_services
            - fraction_of_industrial_output_allocated_to_consumption)


@auxiliary("1", source="DGFW 57")
def fraction_of_industrial_output_allocated_to_consumption(
        time, industrial_equilibrium_year, fraction_of_industrial_output_allocated_to_consumption_constant,
        fraction_of_industrial_output_allocated_to_consumption_variable):
    """FIOAC: part of industrial output that is consumed."""
    return switch(time, industrial_equilibrium_year, fraction_of_industrial_output_allocated_to_consumption_constant,
                  fraction_of_industrial_output_allocated_to_consumption_variable)


@auxiliary("1", source="DGFW 58")
def fraction_of_industrial_output_allocated_to_consumption_constant(
        time, policy_year, fraction_of_industrial_output_allocated_to_consumption_before,
        fraction_of_industrial_output_allocated_to_consumption_after):
    """FIOACC: while industry grows, consumption takes a fixed part."""
    return switch(time, policy_year, fraction_of_industrial_output_allocated_to_consumption_before,
                  fraction_of_industrial_output_allocated_to_consumption_after)


@auxiliary("1", source="DGFW 59")
def fraction_of_industrial_output_allocated_to_consumption_variable(
        fraction_of_industrial_output_allocated_to_consumption_table, industrial_output_per_capita,
        industrial_output_per_capita_desired):
    """FIOACV: consumption takes what exceeds the output desired."""
    return fraction_of_industrial_output_allocated_to_consumption_table(industrial_output_per_capita
                                                                        / industrial_output_per_capita_desired)


# Services

service_capital = stock("SC: capital of services.", "dollar", initial=1.44e11, source="DGFW 67")
SERVICES = tabhl(0, 1600, 40, 300, 640, 1000, 1220, 1450, 1650, 1800, 2000)
indicated_service_output_per_capita_table_before = lookup("ISOPC1T: services wanted by industrial output per head.",
                                                          SERVICES, PER_CAPITA, of=PER_CAPITA, source="DGFW 61.1")
indicated_service_output_per_capita_table_after = lookup("ISOPC2T: the same under new policies.", SERVICES, PER_CAPITA,
                                                         of=PER_CAPITA, source="DGFW 62.1")
TO_SERVICES = tabhl(0, 2, 0.3, 0.2, 0.1, 0.05, 0)
fraction_of_industrial_output_allocated_to_services_table_before = lookup(
    "FIOAS1T: what services get by services over those wanted.", TO_SERVICES, "1", source="DGFW 64.1")
fraction_of_industrial_output_allocated_to_services_table_after = lookup("FIOAS2T: the same under new policies.",
                                                                         TO_SERVICES, "1", source="DGFW 65.1")
average_lifetime_of_service_capital_before = parameter("ALSC1: life of capital.", 20.0, "year", source="DGFW 69.1")
average_lifetime_of_service_capital_after = parameter("ALSC2: the same under new policies.", 20.0, "year",
                                                      source="DGFW 69.2")
service_capital_output_ratio_before = parameter("SCOR1: capital for a dollar a year.", 1.0, "year", source="DGFW 72.1")
service_capital_output_ratio_after = parameter("SCOR2: the same under new policies.", 1.0, "year", source="DGFW 72.2")


@auxiliary(PER_CAPITA, source="DGFW 60")
def indicated_service_output_per_capita(time, policy_year, indicated_service_output_per_capita_before,
                                        indicated_service_output_per_capita_after):
    """ISOPC: services that people want."""
    return switch(time, policy_year, indicated_service_output_per_capita_before,
                  indicated_service_output_per_capita_after)


@auxiliary(PER_CAPITA, source="DGFW 61")
def indicated_service_output_per_capita_before(indicated_service_output_per_capita_table_before,
                                               industrial_output_per_capita):
    """ISOPC1: with income people want more services."""
    return indicated_service_output_per_capita_table_before(industrial_output_per_capita)


@auxiliary(PER_CAPITA, source="DGFW 62")
def indicated_service_output_per_capita_after(indicated_service_output_per_capita_table_after,
                                              industrial_output_per_capita):
    """ISOPC2: the same under new policies."""
    return indicated_service_output_per_capita_table_after(industrial_output_per_capita)


@auxiliary("1", source="DGFW 63")
def fraction_of_industrial_output_allocated_to_services(time, policy_year,
                                                        fraction_of_industrial_output_allocated_to_services_before,
                                                        fraction_of_industrial_output_allocated_to_services_after):
    """FIOAS: part of industrial output that becomes capital of services."""
    return switch(time, policy_year, fraction_of_industrial_output_allocated_to_services_before,
                  fraction_of_industrial_output_allocated_to_services_after)


@auxiliary("1", source="DGFW 64")
def fraction_of_industrial_output_allocated_to_services_before(
        fraction_of_industrial_output_allocated_to_services_table_before, service_output_per_capita,
        indicated_service_output_per_capita):
    """FIOAS1: services that fall short get more."""
    return fraction_of_industrial_output_allocated_to_services_table_before(service_output_per_capita
                                                                            / indicated_service_output_per_capita)


@auxiliary("1", source="DGFW 65")
def fraction_of_industrial_output_allocated_to_services_after(
        fraction_of_industrial_output_allocated_to_services_table_after, service_output_per_capita,
        indicated_service_output_per_capita):
    """FIOAS2: the same under new policies."""
    return fraction_of_industrial_output_allocated_to_services_table_after(service_output_per_capita
                                                                           / indicated_service_output_per_capita)


@flow("dollar/year", into="service_capital", source="DGFW 66")
def service_capital_investment_rate(industrial_output, fraction_of_industrial_output_allocated_to_services):
    """SCIR: part of industrial output becomes capital of services."""
    return industrial_output * fraction_of_industrial_output_allocated_to_services


@flow("dollar/year", out_of="service_capital", source="DGFW 68")
def service_capital_depreciation_rate(service_capital, average_lifetime_of_service_capital):
    """SCDR: capital wears out."""
    return service_capital / average_lifetime_of_service_capital


@auxiliary("year", source="DGFW 69")
def average_lifetime_of_service_capital(time, policy_year, average_lifetime_of_service_capital_before,
                                        average_lifetime_of_service_capital_after):
    """ALSC: how long capital of services lasts."""
    return switch(time, policy_year, average_lifetime_of_service_capital_before,
                  average_lifetime_of_service_capital_after)


@auxiliary("dollar/year", source="DGFW 70")
def service_output(service_capital, capital_utilization_fraction, service_capital_output_ratio):
    """SO: capital in use gives services."""
    return service_capital * capital_utilization_fraction / service_capital_output_ratio


@auxiliary(PER_CAPITA, source="DGFW 71")
def service_output_per_capita(service_output, population):
    """SOPC: services per head."""
    return service_output / population


@auxiliary("year", source="DGFW 72")
def service_capital_output_ratio(time, policy_year, service_capital_output_ratio_before,
                                 service_capital_output_ratio_after):
    """SCOR: capital for a dollar of services a year."""
    return switch(time, policy_year, service_capital_output_ratio_before, service_capital_output_ratio_after)


# Jobs

jobs_per_industrial_capital_unit_table = lookup(
    "JPICUT: jobs for each dollar of capital by industrial output per head.",
    tabhl(50, 800, 0.37e-3, 0.18e-3, 0.12e-3, 0.09e-3, 0.07e-3, 0.06e-3), "person/dollar", of=PER_CAPITA,
    source="DGFW 75.1")
jobs_per_service_capital_unit_table = lookup(
    "JPSCUT: jobs for each dollar of capital by services per head.",
    tabhl(50, 800, 1.1e-3, 0.6e-3, 0.35e-3, 0.2e-3, 0.15e-3, 0.15e-3), "person/dollar", of=PER_CAPITA,
    source="DGFW 77.1")
jobs_per_hectare_table = lookup(
    "JPHT: jobs on a hectare by agricultural inputs.", tabhl(2, 30, 2, 0.5, 0.4, 0.3, 0.27, 0.24, 0.2, 0.2),
    "person/ha", of=PER_HECTARE, source="DGFW 79.1")
labor_force_participation_fraction = parameter("LFPF: part of people of working age who work.", 0.75, "1",
                                               source="DGFW 80.1")
labor_utilization_fraction_delay_time = parameter("LUFDT: time until scarce labour idles capital.", 2.0, "year",
                                                  source="DGFW 82.1")
capital_utilization_fraction_table = lookup("CUFT: capital in use by jobs for each worker.",
                                            tabhl(1, 11, 1, 0.9, 0.7, 0.3, 0.1, 0.1), "1", source="DGFW 83.2")


@auxiliary("person", source="DGFW 73")
def jobs(potential_jobs_in_industry, potential_jobs_in_agriculture, potential_jobs_in_services):
    """J: jobs on offer."""
    return potential_jobs_in_industry + potential_jobs_in_agriculture + potential_jobs_in_services


@auxiliary("person", source="DGFW 74")
def potential_jobs_in_industry(industrial_capital, jobs_per_industrial_capital_unit):
    """PJIS: capital of industry needs workers."""
    return industrial_capital * jobs_per_industrial_capital_unit


@auxiliary("person/dollar", source="DGFW 75")
def jobs_per_industrial_capital_unit(jobs_per_industrial_capital_unit_table, industrial_output_per_capita):
    """JPICU: fewer with development."""
    return jobs_per_industrial_capital_unit_table(industrial_output_per_capita)


@auxiliary("person", source="DGFW 76")
def potential_jobs_in_services(service_capital, jobs_per_service_capital_unit):
    """PJSS: capital of services needs workers."""
    return service_capital * jobs_per_service_capital_unit


@auxiliary("person/dollar", source="DGFW 77")
def jobs_per_service_capital_unit(jobs_per_service_capital_unit_table, service_output_per_capita):
    """JPSCU: fewer with development."""
    return jobs_per_service_capital_unit_table(service_output_per_capita)


@auxiliary("person", source="DGFW 78")
def potential_jobs_in_agriculture(jobs_per_hectare, arable_land):
    """PJAS: arable land needs workers."""
    return jobs_per_hectare * arable_land


@auxiliary("person/ha", source="DGFW 79")
def jobs_per_hectare(jobs_per_hectare_table, agricultural_inputs_per_hectare):
    """JPH: fewer with machines."""
    return jobs_per_hectare_table(agricultural_inputs_per_hectare)


@auxiliary("person", source="DGFW 80")
def labor_force(population_15_to_44, population_45_to_64, labor_force_participation_fraction):
    """LF: people who work or look for work."""
    return (population_15_to_44 + population_45_to_64) * labor_force_participation_fraction


@auxiliary("1", source="DGFW 81")
def labor_utilization_fraction(jobs, labor_force):
    """LUF: jobs for each worker."""
    return jobs / labor_force


labor_utilization_fraction_delayed = smooth(
    "LUFD: jobs for each worker, as capital feels it.", "1", input="labor_utilization_fraction",
    time="labor_utilization_fraction_delay_time", initial=1.0, source="DGFW 82")


@auxiliary("1", source="DGFW 83")
def capital_utilization_fraction(capital_utilization_fraction_table, labor_utilization_fraction_delayed):
    """CUF: capital without workers idles."""
    return capital_utilization_fraction_table(labor_utilization_fraction_delayed)
