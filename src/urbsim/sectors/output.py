"""Output: market demand, capital and agglomeration make revenue, as far as labour and utilities reach."""

import numpy as np

from urbsim.declare import auxiliary, city_value, constant, flow, parameter, stock, table
from urbsim.functions import saturate
from urbsim.indices import DISTRICT, INDUSTRY, PARK, UTILITY

turnover = table("Revenue for each unit of capital.", "1/year", "industries.turnover", dims=INDUSTRY, low=0.01,
                 zh="资本周转率")
mix = table("Industry mix of the park's capital.", "1", "parks.mix_{industry}", dims=(INDUSTRY, PARK), high=1.0,
            sums_to_one="industry", zh="产业结构")
profit_margin = table("Gross profit before interest for each unit of revenue.", "1", "industries.profit_margin",
                      dims=INDUSTRY, high=1.0, zh="利润率")
tax_rate = table("Locally kept tax for each unit of revenue.", "1", "industries.tax_rate", dims=INDUSTRY, high=1.0,
                 zh="税率")
labour_intensity = table("Jobs for each unit of capital.", "person/亿元", "industries.labour_intensity",
                         dims=INDUSTRY, zh="用工强度")
land_per_capital = table("Land for each unit of capital.", "ha/亿元", "industries.land_per_capital", dims=INDUSTRY,
                         low=0.001, zh="单位资本用地")
density_factor = table("Land per unit of capital relative to the industry mix.", "1", "parks.density_factor",
                       dims=PARK, low=0.1, high=10.0, zh="用地密度系数")
utility_intensity = table("Utility capacity for each unit of operating level, in the utility's own unit.",
                          "unit*year/亿元", "industries.{utility}", dims=(UTILITY, INDUSTRY), zh="设施使用强度")
energy_intensity = table("Energy for each unit of revenue.", "10^4 tce/亿元", "industries.energy_intensity",
                         dims=INDUSTRY, zh="能耗强度")
pollution_intensity = table("Pollution for each unit of revenue.", "load/亿元", "industries.pollution_intensity",
                            dims=INDUSTRY, zh="污染强度")
is_tourism = table("1 for the tourism industry.", "1", "industries.is_tourism", dims=INDUSTRY, high=1.0,
                   whole=True, zh="旅游业标记")
host = table("Part of the park that lies in the district.", "1", "parks.host_{district}", dims=(DISTRICT, PARK),
             high=1.0, sums_to_one="district", zh="属地份额")

perceived_revenue_ratio_0 = city_value("Perceived per actual revenue at the start.", "1", zh="初始感知收入比率")

demand_multiplier = parameter("Factor on market demand, for tests of extreme conditions.", 1.0, "1", low=0.0,
                              high=10.0, source="assumption: 1, other values for tests", confidence="ASSUMED",
                              zh="需求乘数（极端检验）")
demand_plateau = parameter("Market demand index after the recovery.", 1.04, "1", low=0.95, high=1.15,
                           source="assumption: tuned so that the baseline falls short of the targets",
                           confidence="ASSUMED", zh="恢复后需求指数")
demand_start = parameter("Market demand index in the crisis year.", 0.93, "1", low=0.85, high=1.0,
                         source="assumption: crisis of 2008-2009", confidence="TYPICAL", zh="危机时需求指数")
base_year = parameter("Year from which trends count.", 2009.0, "year", low=2009.0, high=2009.0, source="definition",
                      confidence="FACT", zh="基年")
demand_recovery_time = parameter("Time in which demand recovers from the crisis.", 1.2, "year", low=0.6, high=2.5,
                                 source="assumption", confidence="ASSUMED", zh="需求恢复时间")
demand_trend = parameter("Yearly trend of the demand index after the recovery.", 0.006, "1/year", low=-0.01,
                         high=0.03, source="assumption", confidence="ASSUMED", zh="需求趋势")
demand_turn = parameter("Depth of a demand turn, an uncertainty that is 0 in the base.", 0.0, "1", low=0.0, high=0.15,
                        source="evidence g_va2b: secondary value added stood still after 2012; 0 in the base",
                        confidence="ASSUMED", zh="需求转折深度（基准为0，不确定性）")
demand_turn_year = parameter("Year of the demand turn.", 2013.0, "year", low=2012.0, high=2014.0,
                             source="evidence g_va2b: city statistical yearbook series", confidence="ASSUMED",
                             zh="需求转折年份")
demand_turn_width = parameter("Width of the demand turn.", 0.4, "year", low=0.2, high=1.0, source="assumption",
                              confidence="ASSUMED", zh="需求转折宽度")
utilisation_max = parameter("Highest capacity utilisation that plants can run at.", 1.25, "1", low=1.1, high=1.4,
                            source="usual range of capacity utilisation", confidence="TYPICAL", zh="最大产能利用率")
agglomeration_gain = parameter("Highest gain of output from the size of a park.", 0.22, "1", low=0.1, high=0.4,
                               source="policy 1.2; evidence eps: agglomeration elasticity 0.02-0.08",
                               confidence="TYPICAL", zh="规模集聚收益")
agglomeration_half = parameter("Park capital at which half the size gain is reached.", 30.0, "亿元", low=15.0,
                               high=60.0, source="policy 1.2", confidence="ASSUMED", zh="集聚半饱和资本")
anchor_gain = parameter("Gain of output from a full local supply chain.", 0.22, "1", low=0.1, high=0.4,
                        source="policy 3.6", confidence="ASSUMED", zh="链条集聚收益")
perception_time = parameter("Time in which investors and planners notice a change.", 1.0, "year", low=0.5, high=2.0,
                            source="assumption", confidence="ASSUMED", zh="感知时间")

perceived_revenue = stock(
    "Revenue as investors and planners perceive it.", "亿元/year", dims=PARK,
    initial=lambda perceived_revenue_ratio_0, revenue: perceived_revenue_ratio_0 * revenue,
    first_guess=lambda perceived_revenue_ratio_0, start_operating_level: (
        perceived_revenue_ratio_0 * start_operating_level),
    source="policy 3.8", zh="感知收入")
cumulative_revenue = stock("Revenue booked since the start; its change over a calendar year is the annual revenue.",
                           "亿元", dims=PARK, initial=0.0, source="policy 2.2", confidence="FACT", zh="累计收入")


@constant("1/year", dims=PARK, source="definition", zh="园区资本周转率")
def park_turnover(turnover, mix):
    """Revenue per unit of capital, industry mix weighted."""
    return turnover @ mix


@constant("1", dims=PARK, source="definition", zh="园区利润率")
def park_margin(profit_margin, turnover, mix, park_turnover):
    """Gross profit margin before interest."""
    return profit_margin * turnover @ mix / park_turnover


@constant("1", dims=PARK, source="definition", zh="园区税率")
def park_tax_rate(tax_rate, turnover, mix, park_turnover):
    """Locally retained tax per unit of revenue."""
    return tax_rate * turnover @ mix / park_turnover


@constant("person/亿元", dims=PARK, source="definition", zh="园区用工强度")
def park_labour_intensity(labour_intensity, mix):
    """Jobs per unit of capital."""
    return labour_intensity @ mix


@constant("ha/亿元", dims=PARK, source="definition", zh="园区单位资本用地")
def park_land_per_capital(land_per_capital, mix, density_factor):
    """Land per unit of new capital at the basic standard, with the park's own density."""
    return land_per_capital @ mix * density_factor


@constant("unit*year/亿元", dims=(UTILITY, PARK), source="definition", zh="园区公用设施强度")
def park_utility_intensity(utility_intensity, turnover, mix, park_turnover):
    """Utility use per unit of operating level."""
    return utility_intensity * turnover @ mix / park_turnover


@constant("10^4 tce/亿元", dims=PARK, source="definition", zh="园区能耗强度")
def park_energy_intensity(energy_intensity, turnover, mix, park_turnover):
    """Energy per unit of revenue."""
    return energy_intensity * turnover @ mix / park_turnover


@constant("load/亿元", dims=PARK, source="definition", zh="园区污染强度")
def park_pollution_intensity(pollution_intensity, turnover, mix, park_turnover):
    """Pollution load per unit of revenue."""
    return pollution_intensity * turnover @ mix / park_turnover


@constant("1", dims=PARK, source="policy 2.3", zh="旅游业比重")
def tourism_share(is_tourism, mix):
    """Share of tourism in the mix (sensitivity to amenity)."""
    return is_tourism @ mix


@constant("1", dims=(INDUSTRY, PARK), source="policy 2.3", zh="产业收入比重")
def industry_revenue_share(mix, turnover, park_turnover):
    """Share of each industry in the park's revenue."""
    return mix * turnover[:, None] / park_turnover


@constant("亿元/ha/year", dims=PARK, source="definition", zh="地均收入")
def revenue_density(park_turnover, park_land_per_capital):
    """Revenue expected per ha of serviced land."""
    return park_turnover / park_land_per_capital


@constant("1", dims=(DISTRICT, PARK), source="policy 3.4c", zh="跨区标记")
def cross_border(host):
    """1 where origin district is not host."""
    return 1.0 - host


@auxiliary("1", source="assumption: recovery from the 2008 crisis, then a slow trend", zh="外部市场需求指数")
def demand_index(demand_multiplier, demand_plateau, demand_start, time, base_year, demand_recovery_time, demand_trend,
                 demand_turn, demand_turn_year, demand_turn_width):
    """External market demand index: crisis recovery, then slow trend."""
    return demand_multiplier * (
        demand_plateau
        + (demand_start - demand_plateau) * np.exp(-(time - base_year) / demand_recovery_time)
        + demand_trend * (time - base_year)
        - demand_turn / (1 + np.exp(-(time - demand_turn_year) / demand_turn_width))
    )


@auxiliary("1", source="standard form: saturation", confidence="TYPICAL", zh="产能利用率")
def capacity_utilisation(utilisation_max, demand_index):
    """Capacity utilisation, saturating in demand."""
    return utilisation_max * saturate(demand_index / utilisation_max)


@auxiliary("1", source="standard form: saturation", confidence="TYPICAL", zh="岗位利用率")
def job_utilisation(capacity_utilisation):
    """Part of the work places in use (jobs follow output, not capital alone)."""
    return saturate(capacity_utilisation)


@auxiliary("1", dims=PARK, source="policy 1.2, 3.6", confidence="TYPICAL", zh="集聚效应")
def agglomeration_effect(agglomeration_gain, capital, agglomeration_half, anchor_gain, anchor_strength):
    """Agglomeration economies of scale and of local chain depth."""
    return 1.0 + agglomeration_gain * capital / (capital + agglomeration_half) + anchor_gain * anchor_strength


@auxiliary("亿元/year", dims=PARK, source="standard form: capital times turnover", confidence="TYPICAL",
           zh="潜在收入")
def potential_revenue(park_turnover, capital, productivity, agglomeration_effect):
    """Output possible with enough labour, utilities and demand."""
    return park_turnover * capital * productivity * agglomeration_effect


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="运营水平")
def operating_level(potential_revenue, capacity_utilisation):
    """Output wanted by the market."""
    return potential_revenue * capacity_utilisation


@auxiliary("亿元/year", dims=PARK, source="policy 2.2", zh="主营业务收入")
def revenue(operating_level, labour_sufficiency, infrastructure_sufficiency):
    """Output wanted by the market, as far as labour and utilities allow."""
    return operating_level * labour_sufficiency * infrastructure_sufficiency


@flow("亿元/year/year", dims=PARK, into="perceived_revenue", source="standard form: first-order smoothing",
      confidence="TYPICAL", zh="收入感知调整")
def revenue_smoothing(revenue, perceived_revenue, perception_time):
    """Perceived revenue follows actual revenue within the perception time."""
    return (revenue - perceived_revenue) / perception_time


@flow("亿元/year", dims=PARK, into="cumulative_revenue", source="policy 2.2", confidence="FACT", zh="收入累计")
def revenue_booking(revenue):
    """Revenue, booked to be summed over calendar years."""
    return revenue


@constant("1", source="definition", zh="初始产能利用率")
def start_utilisation(utilisation_max, demand_start):
    """Capacity utilisation at the ordinary demand of the start."""
    return capacity_utilisation(utilisation_max, demand_start)


@constant("1", source="definition", zh="初始岗位利用率")
def start_job_utilisation(start_utilisation):
    """Part of the work places in use at the ordinary demand of the start."""
    return job_utilisation(start_utilisation)


@constant("亿元/year", dims=PARK, source="definition", zh="初始运营水平")
def start_operating_level(park_turnover, capital_0, productivity_0, agglomeration_gain, agglomeration_half, anchor_gain,
                          anchor_0, start_utilisation):
    """Output wanted by the market at the start."""
    effect = agglomeration_effect(agglomeration_gain, capital_0, agglomeration_half, anchor_gain, anchor_0)
    return operating_level(potential_revenue(park_turnover, capital_0, productivity_0, effect), start_utilisation)
