"""Population: migration between countryside, towns and the world outside, pulled by jobs and amenity."""

import numpy as np

from urbsim.declare import auxiliary, flow, lever, parameter, stock, table
from urbsim.functions import guarded, share
from urbsim.indices import DISTRICT

population_0 = table("Resident population at the start.", "person", "districts.population_0", dims=DISTRICT,
                     zh="初始人口")
urban_share_0 = table("Urban share of residents at the start.", "1", "districts.urban_share_0", dims=DISTRICT,
                      high=1.0, zh="初始城镇化率")

normal_tightness = parameter("Ratio of labour to jobs at which towns pull normally.", 0.86, "1", low=0.8, high=0.95,
                             source="policy 1.2", confidence="ASSUMED", zh="正常岗位紧张度")
job_pull_exponent = parameter("How sharply jobs pull migrants.", 3.0, "1", low=1.5, high=5.0, source="policy 1.2",
                              confidence="ASSUMED", zh="岗位吸引指数")
migration_base = parameter("Rural-urban migration rate at normal pull.", 0.0178, "1/year", low=0.012, high=0.03,
                           source="policy 1.1; evidence mu0: 0.012-0.035", confidence="TYPICAL",
                           zh="正常城镇化迁移率")
hukou_gain = parameter("Gain of migration from full household-registration openness.", 0.5, "1", low=0.2, high=0.8,
                       source="policy 3.6", confidence="ASSUMED", zh="户籍放开增益")
migration_slowdown = parameter("Yearly decline of the will to migrate.", 0.02, "1/year", low=0.0, high=0.05,
                               source="policy 1.1", confidence="ASSUMED", zh="迁移意愿递减")
local_share = parameter("Part of rural migrants who go to their own county town.", 0.62, "1", low=0.4, high=0.8,
                        source="policy 2.3", confidence="ASSUMED", zh="就近城镇化比例")
destination_pull_exponent = parameter("How sharply migrants choose between towns.", 2.0, "1", low=1.0, high=3.0,
                                      source="policy 1.2", confidence="ASSUMED", zh="去向敏感度")
in_migration_base = parameter("Rate of migration from outside the city at normal pull.", 0.007, "1/year", low=0.002,
                              high=0.012, source="policy 1.2", confidence="ASSUMED", zh="外来迁入率")
in_migration_pull_exponent = parameter("How sharply outsiders respond to the pull of towns.", 2.0, "1", low=1.0,
                                       high=3.0, source="policy 1.2", confidence="ASSUMED", zh="迁入敏感度")
out_migration_base = parameter("Rate of migration out of the towns at normal pull.", 0.004, "1/year", low=0.002,
                               high=0.008, source="policy 1.2", confidence="ASSUMED", zh="城镇迁出率")
rural_out_base = parameter("Rate of migration from the countryside to other cities.", 0.0012, "1/year", low=0.0005,
                           high=0.008, source="assumption", confidence="ASSUMED", zh="农村外流率")
natural_growth = parameter("Births less deaths for each resident.", 0.0047, "1/year", low=0.0026, high=0.0062,
                           source="evidence n: city statistical yearbook series, 2009-2015", confidence="TYPICAL",
                           zh="自然增长率")

hukou_openness = lever(
    "Openness of household registration; raises migration into towns, and its cost.", 0.1, "1", low=0.0, high=1.0,
    group="hukou", source="policy 1.1", zh="人口落户支持")

rural_population = stock("Rural population.", "person", dims=DISTRICT,
                         initial=lambda population_0, urban_share_0: population_0 * (1 - urban_share_0),
                         source="policy 1.1", zh="农村人口")
urban_population = stock("Urban population.", "person", dims=DISTRICT,
                         initial=lambda population_0, urban_share_0: population_0 * urban_share_0,
                         source="policy 1.1", zh="城镇人口")


@auxiliary("1", dims=DISTRICT, source="policy 1.2", zh="岗位吸引力")
def job_pull(normal_tightness, accessible_labour, person_guard, labour_demand, job_pull_exponent):
    """Pull of jobs (labour market tightness)."""
    return 2 / (
        1
        + (normal_tightness * (accessible_labour + person_guard) / (labour_demand + person_guard))
        ** job_pull_exponent
    )


@auxiliary("1", dims=DISTRICT, source="policy 1.2", zh="城镇吸引力")
def urban_pull(job_pull, amenity):
    """Pull of the town on migrants."""
    return job_pull * amenity


@auxiliary("1", source="definition", confidence="FACT", zh="平均城镇吸引力")
def mean_urban_pull(urban_pull, urban_population, person_guard):
    """City-wide mean pull."""
    return (urban_pull * urban_population).sum() / (urban_population.sum() + person_guard)


@auxiliary("1/year", dims=DISTRICT, source="policy 1.1, 3.6", zh="城镇化迁移率")
def migration_rate(migration_base, hukou_gain, settlement_delivery, hukou_openness, migration_slowdown, time,
                   base_year):
    """Rural-urban migration rate at normal pull (household registration openness)."""
    return (
        migration_base
        * (1 + hukou_gain * settlement_delivery * hukou_openness)
        * np.exp(-migration_slowdown * (time - base_year))
    )


@flow("person/year", dims=DISTRICT, out_of="rural_population", into="urban_population", source="policy 1.1",
      zh="就近城镇化")
def migration_local(rural_population, migration_rate, local_share, urban_pull):
    """Rural people leaving for the own county town."""
    return rural_population * migration_rate * local_share * urban_pull


@flow("person/year", dims=DISTRICT, out_of="rural_population", source="policy 1.1", zh="离乡进城")
def migration_leaving(rural_population, migration_rate, local_share, mean_urban_pull):
    """Rural people leaving for other towns of the city."""
    return rural_population * migration_rate * (1 - local_share) * mean_urban_pull


@flow("person/year", dims=DISTRICT, into="urban_population", source="policy 1.1", zh="进城落脚")
def migration_arriving(migration_leaving, urban_population, urban_pull, destination_pull_exponent):
    """Those who left for other towns arrive there, by size and pull of the town."""
    return migration_leaving.sum() * share(guarded(urban_population * urban_pull ** destination_pull_exponent))


@flow("person/year", dims=DISTRICT, into="urban_population", source="policy 1.2", zh="市外迁入")
def in_migration(urban_population, in_migration_base, hukou_gain, settlement_delivery, hukou_openness, urban_pull,
                 in_migration_pull_exponent):
    """Outsiders arrive in proportion to residents, more with the pull of the town and open registration."""
    return (
        urban_population
        * in_migration_base
        * (1 + hukou_gain * settlement_delivery * hukou_openness)
        * urban_pull**in_migration_pull_exponent
    )


@flow("person/year", dims=DISTRICT, out_of="urban_population", source="policy 1.2", zh="城镇迁出")
def out_migration_urban(urban_population, out_migration_base, urban_pull):
    """Urban residents leave the city, more where the pull of towns is low."""
    return urban_population * out_migration_base * 2 / (1 + urban_pull)


@flow("person/year", dims=DISTRICT, out_of="rural_population", source="standard form: constant rate",
      confidence="TYPICAL", zh="农村外流")
def out_migration_rural(rural_population, rural_out_base):
    """Rural residents leave for other cities at a constant rate."""
    return rural_population * rural_out_base


@flow("person/year", dims=DISTRICT, into="rural_population", source="standard form: constant rate",
      confidence="TYPICAL", zh="农村自然增长")
def natural_growth_rural(natural_growth, rural_population):
    """Births less deaths among rural residents."""
    return natural_growth * rural_population


@flow("person/year", dims=DISTRICT, into="urban_population", source="standard form: constant rate",
      confidence="TYPICAL", zh="城镇自然增长")
def natural_growth_urban(natural_growth, urban_population):
    """Births less deaths among urban residents."""
    return natural_growth * urban_population
