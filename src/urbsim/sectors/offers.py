"""Offers: money free for construction and its distribution over parks, towns and uses."""

import numpy as np

from urbsim.declare import auxiliary, lever, parameter, table
from urbsim.functions import guarded, mix_weights, share
from urbsim.indices import CONSTRUCTION_USE, DISTRICT, FUND_USE, PARK

key_park = table("1 for a park that the investment company backs.", "1", "parks.key_park", dims=PARK, high=1.0,
                 whole=True, zh="重点园区")

investment_company_spend_time = parameter("Time in which the investment company spends its cash.", 0.6, "year",
                                          low=0.4, high=1.2, source="policy 3.5b", confidence="ASSUMED",
                                          zh="平台支出周期")
fund_spend_time = parameter("Time in which funds spend their balance.", 0.6, "year", low=0.4, high=1.2,
                            source="policy 3.4d", confidence="ASSUMED", zh="基金支出周期")
development_invest_share = parameter("Part of fund money that may be invested, the rest serves claims.", 0.6, "1",
                                     low=0.4, high=0.8, source="policy 3.4e", confidence="ASSUMED",
                                     zh="基金投资占可用比例")

fund_share_infrastructure = lever(
    "Part of fund money for utilities and servicing (the four parts sum to 1).", 0.45, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.4f", share_of="fund_use", zh="资金用途：基础设施")
fund_share_platforms = lever(
    "Part of fund money for public platforms (the four parts sum to 1).", 0.2, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.4f", share_of="fund_use", zh="资金用途：公共平台")
fund_share_projects = lever(
    "Part of fund money for major projects (the four parts sum to 1).", 0.2, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.4f", share_of="fund_use", zh="资金用途：重大项目")
fund_share_subsidy = lever(
    "Part of fund money for loan interest subsidies (the four parts sum to 1).", 0.15, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.4f", share_of="fund_use", zh="资金用途：贷款贴息")
construction_share_infrastructure = lever(
    "Fixed part of construction money for park utilities (the three parts sum to 1).", 0.33, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.5c", share_of="construction_use", zh="城建资金：园区设施")
construction_share_town = lever(
    "Fixed part of construction money for towns (the three parts sum to 1).", 0.42, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.5c", share_of="construction_use", zh="城建资金：城镇建设")
construction_share_land = lever(
    "Fixed part of construction money for land works (the three parts sum to 1).", 0.25, "1", low=0.0, high=1.0,
    group="money_use", source="policy 3.5c", share_of="construction_use", zh="城建资金：土地")
investment_company_focus = lever("Share of investment-company utility money kept for key parks.", 0.0, "1", low=0.0,
                                 high=1.0, group="allocation", source="policy 3.5b", zh="平台公司聚焦")
construction_coordination = lever("Need-based split of construction money between parks, towns and land.", 0.2, "1",
                                  low=0.0, high=1.0, group="planning", source="policy 3.5c", zh="城建资金统筹")


@auxiliary("1", dims=FUND_USE, source="policy 3.4f", confidence="FACT", zh="资金用途结构")
def fund_shares(fund_share_infrastructure, fund_share_platforms, fund_share_projects, fund_share_subsidy):
    """Uses of fund money, scaled to sum to 1."""
    uses = np.stack([fund_share_infrastructure, fund_share_platforms, fund_share_projects, fund_share_subsidy])
    return uses / uses.sum()


@auxiliary("1", dims=CONSTRUCTION_USE, source="policy 3.5c", confidence="FACT", zh="城建资金结构")
def construction_shares(construction_share_infrastructure, construction_share_town, construction_share_land):
    """Fixed uses of construction money, scaled to sum to 1."""
    uses = np.stack([construction_share_infrastructure, construction_share_town, construction_share_land])
    return uses / uses.sum()


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="市级建设资金")
def city_offer(city_available, soft_spending, guidance_appropriation, fund_seeding, guarantee_appropriation,
               recurrent_saving):
    """City money left for construction after appropriations and soft measures, with the savings made for them."""
    return (
        city_available
        - soft_spending
        - guidance_appropriation
        - fund_seeding
        - guarantee_appropriation
        + recurrent_saving
    )


@auxiliary("亿元/year", dims=DISTRICT, source="policy 3.9", confidence="FACT", zh="区县建设资金")
def district_offer(district_available, county_matching, settlement_spending):
    """District money left for construction after matching and settlement."""
    return district_available - county_matching - settlement_spending


@auxiliary("亿元/year", source="policy 3.5b", confidence="FACT", zh="平台公司资金")
def investment_company_offer(investment_company_cash, investment_company_spend_time):
    """Investment-company money offered."""
    return investment_company_cash / investment_company_spend_time


@auxiliary("亿元/year", source="policy 3.4d", confidence="FACT", zh="引导资金投放")
def guidance_offer(guidance_fund, fund_spend_time):
    """Guidance fund money offered."""
    return guidance_fund / fund_spend_time


@auxiliary("亿元/year", source="policy 3.4e", confidence="FACT", zh="发展基金投放")
def development_offer(development_invest_share, development_fund, fund_spend_time):
    """Development fund money offered for investment."""
    return development_invest_share * development_fund / fund_spend_time


@auxiliary("亿元/year", dims=DISTRICT, source="policy 3.4d", confidence="FACT", zh="配套资金投放")
def matching_offer(matching_fund, fund_spend_time):
    """County matching money offered."""
    return matching_fund / fund_spend_time


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="园区公共需求")
def park_public_need(infrastructure_need, platform_need):
    """Utility and platform need of the park (basis of need weights; land need is left out, it would close an
    algebraic loop through profit)."""
    return infrastructure_need + platform_need


@auxiliary("1", dims=PARK, source="policy 3.2d, 3.8", zh="资金权重")
def money_weights(park_public_need, advantage_share, performance_share, weight_advantage, weight_performance,
                  weight_equal):
    """Weights of city-level money over parks."""
    return mix_weights(
        park_public_need, advantage_share, performance_share, weight_advantage, weight_performance, weight_equal
    )


@auxiliary("1", dims=PARK, source="policy 3.5b", zh="平台公司权重")
def investment_company_weights(investment_company_focus, money_weights, key_park, park_public_need):
    """Weights of investment-company money (focus on key parks)."""
    return (1 - investment_company_focus) * money_weights + investment_company_focus * share(
        guarded(key_park * park_public_need)
    )


@auxiliary("1", dims=(DISTRICT, PARK), source="policy 3.9", zh="区县园区份额")
def district_park_share(host, park_public_need):
    """Distribution of district money over hosted parks."""
    w = host * guarded(park_public_need)
    return w / guarded(w.sum(-1, keepdims=True))


@auxiliary("1", dims=CONSTRUCTION_USE, source="policy 3.5c", zh="市级资金用途")
def city_use_shares(infrastructure_need, town_need, land_need, consolidation_need, construction_coordination,
                    construction_shares):
    """Uses of city construction money: park works, town works, land works (fixed shares blended with need)."""
    need = guarded(np.stack([infrastructure_need.sum(), town_need.sum(), land_need.sum() + consolidation_need]))
    return (1 - construction_coordination) * construction_shares + construction_coordination * need / need.sum()


@auxiliary("1", dims=(CONSTRUCTION_USE, DISTRICT), source="policy 3.5c, 3.9", zh="区县资金用途")
def district_use_shares(host, infrastructure_need, town_need, land_need, construction_coordination,
                        construction_shares):
    """Uses of district construction money."""
    need = guarded(np.stack([host @ infrastructure_need, town_need, host @ land_need]))
    return (1 - construction_coordination) * construction_shares[
        :, None
    ] + construction_coordination * need / need.sum(0)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4d, 3.4e", confidence="FACT", zh="基金到位资金")
def fund_money(guidance_offer, development_offer, money_weights, matching_offer, district_park_share):
    """Fund money (guidance, development, matching) reaching the park."""
    return (guidance_offer + development_offer) * money_weights + matching_offer @ district_park_share


@auxiliary("亿元/year", dims=PARK, source="policy 3.5b, 3.5c", confidence="FACT", zh="建设到位资金")
def construction_money(city_offer, money_weights, investment_company_offer, investment_company_weights):
    """Construction money weighted over parks (city + investment company)."""
    return city_offer * money_weights + investment_company_offer * investment_company_weights


@auxiliary("1", dims=PARK, source="policy 3.4f", zh="基金土地比例")
def fund_land_split(land_need, infrastructure_need):
    """Part of the infrastructure share of the funds that goes to land servicing, by need."""
    return land_need / guarded(land_need + infrastructure_need)
