"""National accounts and other outputs that nothing feeds back on, at constant prices of the base year."""

import numpy as np

from urbsim.declare import auxiliary, parameter, table
from urbsim.functions import guarded
from urbsim.indices import INDUSTRY, PARK

value_added_rate = table("Value added for each unit of revenue.", "1", "industries.value_added_rate", dims=INDUSTRY,
                         high=1.0, zh="增加值率")
is_secondary = table("1 for an industry of the secondary sector.", "1", "industries.is_secondary", dims=INDUSTRY,
                     high=1.0, whole=True, zh="第二产业标记")

primary_value_added_0 = parameter(
    "Value added of the primary sector in the base year.", 100.1, "亿元/year", low=97.0, high=105.0,
    source="evidence VA1_0: city statistical yearbook series (102.35 at current prices in 2009)", confidence="FACT",
    zh="一产增加值")
primary_growth = parameter("Growth of primary value added.", 0.045, "1/year", low=0.03, high=0.06,
                           source="usual growth of the primary sector", confidence="TYPICAL", zh="一产增速")
dispersed_value_added_rate = parameter("Value added of each unit of dispersed capital in the base year.", 0.559,
                                       "1/year", low=0.3, high=0.9,
                                       source="assumption: closes secondary value added of 2009",
                                       confidence="ASSUMED", zh="分散部门增加值率")
dispersed_tfp = parameter("Initial efficiency growth of dispersed firms.", 0.176, "1/year", low=0.05, high=0.25,
                          source="assumption: fitted to secondary growth 2009-2012", confidence="ASSUMED",
                          zh="分散部门初期效率增速")
dispersed_fade_time = parameter("Time in which that efficiency growth fades.", 5.0, "year", low=3.0, high=10.0,
                                source="assumption", confidence="ASSUMED", zh="分散部门效率增速衰减")
service_value_added_per_job = parameter("Value added of one service job in the base year.", 0.000672,
                                        "亿元/person/year", low=0.0004, high=0.001,
                                        source="assumption: closes tertiary value added of 2009",
                                        confidence="ASSUMED", zh="服务岗位增加值")
service_productivity_growth = parameter("Initial productivity growth of services.", 0.105, "1/year", low=0.04,
                                        high=0.14, source="assumption: fitted to tertiary growth 2009-2012",
                                        confidence="ASSUMED", zh="服务业效率增速")


@auxiliary("亿元/year", dims=INDUSTRY, source="policy 2.3", confidence="FACT", zh="分产业收入")
def industry_revenue(industry_revenue_share, revenue):
    """Park revenue by industry."""
    return industry_revenue_share @ revenue


@auxiliary("亿元/year", source="standard form: exogenous trend", confidence="TYPICAL", zh="第一产业增加值")
def value_added_primary(primary_value_added_0, primary_growth, time, base_year):
    """Primary value added (exogenous trend)."""
    return primary_value_added_0 * np.exp(primary_growth * (time - base_year))


@auxiliary("亿元/year", source="assumption: capital times a rate that fades", zh="分散企业增加值")
def value_added_dispersed(dispersed_value_added_rate, dispersed_capital, capacity_utilisation, dispersed_tfp, time,
                          base_year, dispersed_fade_time):
    """Value added of dispersed firms (all industry and construction outside the parks)."""
    return (
        dispersed_value_added_rate
        * dispersed_capital.sum()
        * capacity_utilisation
        * np.exp(dispersed_tfp * (1 - np.exp(-(time - base_year) / dispersed_fade_time)) * dispersed_fade_time)
    )


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="第二产业增加值")
def value_added_secondary(industry_revenue, value_added_rate, is_secondary, value_added_dispersed):
    """Secondary value added."""
    return (industry_revenue * value_added_rate * is_secondary).sum() + value_added_dispersed


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="第三产业增加值")
def value_added_tertiary(industry_revenue, value_added_rate, is_secondary, service_value_added_per_job, town_jobs,
                         service_productivity_growth, time, base_year, income_fade_time):
    """Tertiary value added (service jobs, park tourism and logistics)."""
    return (
        industry_revenue * value_added_rate * (1 - is_secondary)
    ).sum() + service_value_added_per_job * town_jobs.sum() * np.exp(
        service_productivity_growth * (1 - np.exp(-(time - base_year) / income_fade_time)) * income_fade_time
    )


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="地区生产总值")
def gdp(value_added_primary, value_added_secondary, value_added_tertiary):
    """Gross domestic product of the city: three sectors of value added."""
    return value_added_primary + value_added_secondary + value_added_tertiary


@auxiliary("1", dims=PARK, source="definition", confidence="FACT", zh="迁入资本比重")
def relocated_share(relocated_capital, capital, capital_under_construction):
    """Share of relocated capital in the park."""
    return relocated_capital.sum(0) / guarded(capital + capital_under_construction)


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="净收入")
def revenue_net(revenue, relocated_share):
    """Revenue without relocated firms (net growth)."""
    return revenue * (1 - relocated_share)


@auxiliary("1", source="definition", confidence="FACT", zh="投资收入比")
def investment_ratio(investment_starts, maintenance, land_purchase, infrastructure_spending, platform_spending,
                     land_spending, revenue):
    """Gross fixed investment of the parks (plants, land, utilities, platforms) per revenue."""
    return (
        investment_starts + maintenance + land_purchase + infrastructure_spending + platform_spending + land_spending
    ).sum() / guarded(revenue.sum())
