"""Public revenue: tax and land income of city and districts, shared by rule, less recurrent spending."""

import numpy as np

from urbsim.declare import auxiliary, city_value, flow, lever, parameter, stock, table
from urbsim.functions import guarded, saturate
from urbsim.indices import DISTRICT, PARK

other_tax_per_urban = table("Tax of the town economy for each urban resident at the start.", "亿元/person/year",
                            "districts.other_tax_per_urban", dims=DISTRICT, zh="人均其他税收")
land_price = table("Price of town land without crowding.", "亿元/ha", "districts.land_price", dims=DISTRICT,
                   zh="城镇地价基准")
funded_by_city = table("Part of the park's tax and land income that goes to the city treasury.", "1",
                       "parks.funded_by_city", dims=PARK, high=1.0, zh="市级分成比例")
city_fiscal_share = table("Part of the district's ordinary tax and land income that goes to the city treasury.", "1",
                          "districts.city_fiscal_share", dims=DISTRICT, high=1.0, zh="市级财政分成")

district_cash_ratio_0 = city_value("District treasury per own tax at the start.", "year", zh="初始区县库款比率")
city_treasury_0 = city_value("City development treasury at the start.", "亿元", zh="市级库款初值")

income_growth = parameter("Initial growth of the tax base of one urban resident.", 0.05, "1/year", low=0.03,
                          high=0.08,
                          source="evidence gw: wages 2009-2013, city statistical yearbook series, less prices",
                          confidence="TYPICAL", zh="单位税源增长")
income_fade_time = parameter("Time in which income growth fades.", 10.0, "year", low=5.0, high=20.0,
                             source="assumption", confidence="ASSUMED", zh="收入增长衰减")
dispersed_tax_rate = parameter("Local tax on each unit of dispersed capital.", 0.01, "1/year", low=0.004, high=0.02,
                               source="policy 3.3", confidence="ASSUMED", zh="分散企业税率（对资本）")
spillover_tax_rate = parameter("Local tax of services induced by park revenue.", 0.013, "1", low=0.005, high=0.02,
                               source="policy 1.2", confidence="ASSUMED", zh="带动服务业税率")
land_price_elasticity = parameter("Elasticity of the price of town land to crowding.", 1.5, "1", low=0.5, high=3.0,
                                  source="assumption", confidence="ASSUMED", zh="地价拥挤弹性")
land_cost_share = parameter("Part of town land sales spent on compensation and costs.", 0.55, "1", low=0.5, high=0.75,
                            source="usual share of compensation and cost in land sales", confidence="TYPICAL",
                            zh="土地出让成本率")
recurrent_share = parameter("Part of ordinary tax spent on recurrent tasks.", 0.9, "1", low=0.8, high=0.92,
                            source="assumption", confidence="ASSUMED", zh="经常性支出率")
park_recurrent_share = parameter("Part of park tax spent on recurrent tasks.", 0.62, "1", low=0.4, high=0.85,
                                 source="policy 1.2", confidence="ASSUMED", zh="园区税收经常性支出率")
recurrent_cut_cap = parameter("Highest cut of recurrent spending.", 0.2, "1", low=0.05, high=0.3,
                              source="policy 3.4d", confidence="ASSUMED", zh="经常支出压缩上限")
appropriation_additionality = parameter("Part of appropriations paid by cutting recurrent spending.", 0.6, "1",
                                        low=0.2, high=0.9, source="policy 3.4d", confidence="ASSUMED",
                                        zh="拨款新增比例")
fiscal_time = parameter("Time over which fiscal revenue is smoothed.", 1.0, "year", low=0.5, high=2.0,
                        source="assumption", confidence="ASSUMED", zh="财力平滑时间")

guidance_amount = lever("Annual city appropriation.", 0.0, "亿元/year", low=0.0, high=6.0, group="guidance_fund",
                        source="policy 3.4d", zh="引导资金（市）")
fund_seed = lever("Annual government seed.", 0.0, "亿元/year", low=0.0, high=6.0, group="development_fund",
                  source="policy 3.4e", zh="园区发展基金政府出资")
guarantee_amount = lever("Yearly addition to the guarantee fund.", 0.05, "亿元/year", low=0.0, high=2.0,
                         group="enterprise_credit", source="policy 3.5a4", zh="担保资金注入")

district_treasury = stock(
    "Development money of the district.", "亿元", dims=DISTRICT,
    initial=lambda district_cash_ratio_0, city_fiscal_share, other_tax_per_urban, urban_population: (
        district_cash_ratio_0 * (1 - city_fiscal_share) * other_tax_per_urban * urban_population),
    source="policy 3.9", zh="区县库款")
city_treasury = stock("Development money of the city.", "亿元", initial="city_treasury_0", source="policy 3.4d",
                      zh="市级库款")
fiscal_base = stock(
    "Fiscal revenue smoothed over a year, the base of debt ratios.", "亿元/year", initial="fiscal_revenue",
    first_guess=lambda district_treasury, district_cash_ratio_0: district_treasury.sum() / district_cash_ratio_0,
    source="policy 3.5b", zh="平滑财力")


@auxiliary("亿元/year", dims=PARK, source="accounting identity", confidence="FACT", zh="园区税收")
def park_tax(park_tax_rate, revenue, core_tax_rebate):
    """Tax of park firms kept locally, after the rebate to core firms."""
    return park_tax_rate * revenue - core_tax_rebate


@auxiliary("亿元/year", dims=(DISTRICT, PARK), source="policy 3.4c", confidence="FACT", zh="飞地分享税")
def shared_tax(enclave_tax_share, park_tax, relocated_capital, cross_border, capital, capital_under_construction):
    """Park tax passed to origin districts."""
    return (
        enclave_tax_share
        * park_tax
        * relocated_capital
        * cross_border
        / guarded(capital + capital_under_construction)
    )


@auxiliary("亿元/year", dims=PARK, source="accounting identity", confidence="FACT", zh="属地税收")
def host_tax(park_tax, shared_tax):
    """Park tax left with the host after the enclave share."""
    return park_tax - shared_tax.sum(0)


@auxiliary("亿元/year", dims=DISTRICT, source="policy 1.2", zh="其他税收")
def other_tax(other_tax_per_urban, urban_population, income_growth, time, base_year, income_fade_time,
              dispersed_tax_rate, dispersed_capital, job_utilisation, spillover_tax_rate, host, revenue):
    """Tax of the town economy, of dispersed firms, and of services that park revenue induces."""
    return (
        other_tax_per_urban
        * urban_population
        * np.exp(income_growth * (1 - np.exp(-(time - base_year) / income_fade_time)) * income_fade_time)
        + dispersed_tax_rate * dispersed_capital * job_utilisation
        + spillover_tax_rate * (host @ revenue)
    )


@auxiliary("亿元/ha", dims=DISTRICT, source="standard form: constant elasticity", zh="城镇地价")
def town_land_price(land_price, urban_population, person_guard, town_capacity, land_price_elasticity):
    """Price of town land, rising with crowding."""
    return land_price * ((urban_population + person_guard) / (town_capacity + person_guard)) ** land_price_elasticity


@auxiliary("亿元/year", dims=DISTRICT, source="accounting identity", confidence="FACT", zh="城镇土地出让")
def town_land_sales(town_land_price, town_land_take):
    """Gross town land sales."""
    return town_land_price * town_land_take


@auxiliary("亿元/year", dims=DISTRICT, source="standard form: constant share", confidence="TYPICAL",
           zh="城镇土地成本")
def town_land_costs(land_cost_share, town_land_sales):
    """Compensation and costs of town land."""
    return land_cost_share * town_land_sales


@auxiliary("亿元/year", dims=PARK, source="accounting identity", confidence="FACT", zh="工业土地出让")
def park_land_sales(land_purchase):
    """Industrial land sales."""
    return land_purchase


@auxiliary("亿元/year", source="standard form: constant share", confidence="TYPICAL", zh="市级经常支出基数")
def city_recurrent_normal(recurrent_share, city_tax, city_park_tax, park_recurrent_share):
    """Recurrent spending of the city before savings."""
    return recurrent_share * (city_tax - city_park_tax) + park_recurrent_share * city_park_tax


@auxiliary("1", source="policy 3.4d", zh="节支实现率")
def saving_share(recurrent_cut_cap, city_recurrent_normal, appropriation_additionality, guidance_amount, fund_seed,
                 guarantee_amount, soft_need):
    """Part of the wanted savings in recurrent spending that can be made."""
    return saturate(
        recurrent_cut_cap
        * city_recurrent_normal
        / guarded(appropriation_additionality * (guidance_amount + fund_seed + guarantee_amount + soft_need))
    )


@auxiliary("亿元/year", source="policy 3.4d", zh="经常支出节约")
def recurrent_saving(appropriation_additionality, guidance_amount, fund_seed, guarantee_amount, soft_need,
                     saving_share):
    """Recurrent spending saved for appropriations and soft levers (additional money)."""
    return appropriation_additionality * (guidance_amount + fund_seed + guarantee_amount + soft_need) * saving_share


@auxiliary("亿元/year", dims=DISTRICT, source="accounting identity", confidence="FACT", zh="区县园区税收")
def district_park_tax(host, host_tax, funded_by_city, shared_tax):
    """Park tax reaching district treasuries (host part and enclave share)."""
    return host @ (host_tax * (1 - funded_by_city)) + shared_tax.sum(-1)


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="市级园区税收")
def city_park_tax(host_tax, funded_by_city):
    """Park tax reaching the city treasury."""
    return (host_tax * funded_by_city).sum()


@flow("亿元/year", dims=DISTRICT, into="district_treasury", source="accounting identity", confidence="FACT",
      zh="区县税收")
def district_tax(district_park_tax, city_fiscal_share, other_tax):
    """Park tax that reaches the district, and its part of other taxes."""
    return district_park_tax + (1 - city_fiscal_share) * other_tax


@flow("亿元/year", dims=DISTRICT, into="district_treasury", source="accounting identity", confidence="FACT",
      zh="区县土地收入")
def district_land_income(host, park_land_sales, funded_by_city, city_fiscal_share, town_land_sales, town_land_costs):
    """Net land income of district treasuries."""
    return host @ (park_land_sales * (1 - funded_by_city)) + (1 - city_fiscal_share) * (
        town_land_sales - town_land_costs
    )


@flow("亿元/year", into="city_treasury", source="accounting identity", confidence="FACT", zh="市级税收")
def city_tax(city_park_tax, city_fiscal_share, other_tax):
    """Park tax that reaches the city, and its part of other taxes."""
    return city_park_tax + (city_fiscal_share * other_tax).sum()


@flow("亿元/year", into="city_treasury", source="accounting identity", confidence="FACT", zh="市级土地收入")
def city_land_income(park_land_sales, funded_by_city, city_fiscal_share, town_land_sales, town_land_costs):
    """Net land income of the city treasury."""
    return (park_land_sales * funded_by_city).sum() + (city_fiscal_share * (town_land_sales - town_land_costs)).sum()


@flow("亿元/year", dims=DISTRICT, out_of="district_treasury", source="standard form: constant share",
      confidence="TYPICAL", zh="区县经常支出")
def district_recurrent(recurrent_share, district_tax, district_park_tax, park_recurrent_share):
    """Recurrent spending of districts."""
    return recurrent_share * (district_tax - district_park_tax) + park_recurrent_share * district_park_tax


@flow("亿元/year", out_of="city_treasury", source="accounting identity", confidence="FACT", zh="市级经常支出")
def city_recurrent(city_recurrent_normal, recurrent_saving, bailout):
    """Recurrent spending of the city."""
    return city_recurrent_normal - recurrent_saving - bailout


@auxiliary("亿元/year", source="definition", confidence="FACT", zh="地方财力")
def fiscal_revenue(district_tax, city_tax, district_land_income, city_land_income):
    """All local fiscal revenue (tax + net land income), basis of the debt ratio."""
    return district_tax.sum() + city_tax + district_land_income.sum() + city_land_income


@flow("亿元/year/year", into="fiscal_base", source="standard form: first-order smoothing", confidence="TYPICAL",
      zh="财力平滑")
def fiscal_smoothing(fiscal_revenue, fiscal_base, fiscal_time):
    """The smoothed fiscal revenue follows the actual one."""
    return (fiscal_revenue - fiscal_base) / fiscal_time
