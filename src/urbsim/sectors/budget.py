"""Budget: what each use is offered, what it needs, what is spent, and from which account it flows."""

from urbsim.declare import auxiliary, flow, parameter
from urbsim.functions import guarded, share, smooth_min
from urbsim.indices import CONSTRUCTION_USE, DISTRICT, FUND_USE, PARK

consolidation_share = parameter("Part of city land money that goes to consolidation.", 0.2, "1", low=0.1, high=0.4,
                                source="policy 3.2c", confidence="ASSUMED", zh="土地资金中整理比例")
project_support_rate = parameter("Support that major projects ask for, per investment.", 0.12, "1", low=0.05,
                                 high=0.2, source="policy 3.4f", confidence="ASSUMED", zh="重大项目配套率")
subsidy_share = parameter("Highest part of interest that is subsidised.", 0.3, "1", low=0.2, high=0.5,
                          source="policy 3.4f", confidence="ASSUMED", zh="贴息上限")


@auxiliary("亿元/year", dims=PARK, source="policy 2.5, 3.4f", confidence="FACT", zh="设施预算")
def infrastructure_budget(fund_shares, fund_money, fund_land_split, city_use_shares, construction_money,
                          district_offer, district_use_shares, district_park_share):
    """Fund, city, investment-company and district money for utilities that reaches the park."""
    return (
        fund_shares[FUND_USE["fund_infrastructure"]] * fund_money * (1 - fund_land_split)
        + city_use_shares[CONSTRUCTION_USE["park_works"]] * construction_money
        + district_offer * district_use_shares[CONSTRUCTION_USE["park_works"]] @ district_park_share
    )


@auxiliary("亿元/year", dims=PARK, source="policy 3.4f", confidence="FACT", zh="土地预算")
def land_budget(fund_shares, fund_money, fund_land_split, city_use_shares, consolidation_share, city_offer,
                investment_company_offer, land_weights, district_offer, district_use_shares, district_park_share):
    """Fund, city, investment-company and district money for servicing that reaches the park."""
    return (
        fund_shares[FUND_USE["fund_infrastructure"]] * fund_money * fund_land_split
        + city_use_shares[CONSTRUCTION_USE["land_works"]]
        * (1 - consolidation_share)
        * (city_offer + investment_company_offer)
        * land_weights
        + district_offer * district_use_shares[CONSTRUCTION_USE["land_works"]] @ district_park_share
    )


@auxiliary("亿元/year", source="policy 3.2c", confidence="FACT", zh="整理预算")
def consolidation_budget(city_use_shares, consolidation_share, city_offer, investment_company_offer):
    """City and investment-company money for land consolidation."""
    return (
        city_use_shares[CONSTRUCTION_USE["land_works"]]
        * consolidation_share
        * (city_offer + investment_company_offer)
    )


@auxiliary("1", dims=DISTRICT, source="policy 3.5c", zh="城镇权重")
def town_weights(town_need):
    """Weights of city town-construction money."""
    return share(guarded(town_need))


@auxiliary("亿元/year", dims=DISTRICT, source="policy 3.5c", confidence="FACT", zh="城镇预算")
def town_budget(city_offer, investment_company_offer, city_use_shares, town_weights, district_offer,
                district_use_shares):
    """City and investment-company money for towns by weight, plus the district's own town share."""
    return (city_offer + investment_company_offer) * city_use_shares[
        CONSTRUCTION_USE["town_works"]
    ] * town_weights + district_offer * district_use_shares[CONSTRUCTION_USE["town_works"]]


@auxiliary("亿元/year", dims=PARK, source="policy 3.2d", zh="项目配套需求")
def project_need(project_support_rate, desired_reinvestment, footloose_investment, chain_investment):
    """Project support wanted by major projects."""
    return project_support_rate * (desired_reinvestment + footloose_investment + chain_investment)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4f", zh="贴息需求")
def subsidy_need(subsidy_share, enterprise_interest):
    """Interest subsidy wanted (share of interest due)."""
    return subsidy_share * enterprise_interest


@auxiliary("亿元/year", dims=PARK, source="policy 2.5", confidence="FACT", zh="设施支出")
def infrastructure_spending(infrastructure_budget, infrastructure_need):
    """The lesser of budget and need for utilities: money beyond need stays in the accounts."""
    return smooth_min(infrastructure_budget, infrastructure_need)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4f", confidence="FACT", zh="平台支出")
def platform_spending(fund_shares, fund_money, platform_need):
    """The lesser of the funds' platform share and the need for platforms."""
    return smooth_min(fund_shares[FUND_USE["fund_platforms"]] * fund_money, platform_need)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4f", confidence="FACT", zh="项目配套支出")
def project_support_spending(fund_shares, fund_money, project_need):
    """The lesser of the funds' project share and what major projects ask for."""
    return smooth_min(fund_shares[FUND_USE["fund_projects"]] * fund_money, project_need)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4f", confidence="FACT", zh="贴息支出")
def subsidy_spending(fund_shares, fund_money, subsidy_need):
    """The lesser of the funds' subsidy share and the subsidy wanted."""
    return smooth_min(fund_shares[FUND_USE["fund_subsidy"]] * fund_money, subsidy_need)


@auxiliary("亿元/year", dims=PARK, source="policy 2.5", confidence="FACT", zh="土地支出")
def land_spending(land_budget, land_need):
    """The lesser of budget and need for servicing: money beyond need stays in the accounts."""
    return smooth_min(land_budget, land_need)


@auxiliary("亿元/year", source="policy 3.2c", confidence="FACT", zh="整理支出")
def consolidation_spending(consolidation_budget, consolidation_need):
    """The lesser of budget and need for consolidation: money beyond need stays in the accounts."""
    return smooth_min(consolidation_budget, consolidation_need)


@auxiliary("亿元/year", dims=DISTRICT, source="policy 2.5", confidence="FACT", zh="城镇支出")
def town_spending(town_budget, town_need):
    """The lesser of budget and need for towns: money beyond need stays in the accounts."""
    return smooth_min(town_budget, town_need)


@auxiliary("1", dims=PARK, source="accounting identity", confidence="FACT", zh="基金使用率")
def fund_used(fund_shares, fund_land_split, infrastructure_used, land_used, platform_spending,
              project_support_spending, subsidy_spending, fund_money):
    """Used part of fund money (infrastructure share: utilities and servicing)."""
    return fund_shares[FUND_USE["fund_infrastructure"]] * (
        (1 - fund_land_split) * infrastructure_used + fund_land_split * land_used
    ) + (platform_spending + project_support_spending + subsidy_spending) / guarded(fund_money)


@auxiliary("1", dims=PARK, source="accounting identity", confidence="FACT", zh="设施预算使用率")
def infrastructure_used(infrastructure_spending, infrastructure_budget):
    """Used part of infrastructure budget."""
    return infrastructure_spending / guarded(infrastructure_budget)


@auxiliary("1", dims=PARK, source="accounting identity", confidence="FACT", zh="土地预算使用率")
def land_used(land_spending, land_budget):
    """Used part of land budget."""
    return land_spending / guarded(land_budget)


@auxiliary("1", dims=DISTRICT, source="accounting identity", confidence="FACT", zh="城镇预算使用率")
def town_used(town_spending, town_budget):
    """Used part of town budget."""
    return town_spending / guarded(town_budget)


@auxiliary("1", source="accounting identity", confidence="FACT", zh="整理预算使用率")
def consolidation_used(consolidation_spending, consolidation_budget):
    """Used part of consolidation budget."""
    return consolidation_spending / guarded(consolidation_budget)


@flow("亿元/year", out_of="guidance_fund", source="accounting identity", confidence="FACT", zh="引导资金支出")
def guidance_out(guidance_offer, money_weights, fund_used):
    """Guidance money leaving the fund: the offer to each park times the part it can use."""
    return guidance_offer * money_weights @ fund_used


@flow("亿元/year", out_of="development_fund", source="accounting identity", confidence="FACT", zh="发展基金支出")
def development_out(development_offer, money_weights, fund_used):
    """Development-fund money invested: the offer to each park times the part it can use."""
    return development_offer * money_weights @ fund_used


@flow("亿元/year", dims=DISTRICT, out_of="matching_fund", source="accounting identity", confidence="FACT",
      zh="配套资金支出")
def matching_out(matching_offer, district_park_share, fund_used):
    """Matching money leaving the counties: the offer to their parks times the part they can use."""
    return matching_offer * (district_park_share @ fund_used)


@flow("亿元/year", out_of="city_treasury", source="accounting identity", confidence="FACT", zh="市级建设支出")
def city_out(city_offer, money_weights, land_weights, city_use_shares, infrastructure_used, land_used,
             consolidation_used, town_used, town_weights, consolidation_share):
    """City construction money that parks, towns and land works can use."""
    return construction_out(
        city_offer,
        money_weights,
        land_weights,
        city_use_shares,
        infrastructure_used,
        land_used,
        consolidation_used,
        town_used,
        town_weights,
        consolidation_share,
    )


@flow("亿元/year", out_of="investment_company_cash", source="accounting identity", confidence="FACT",
      zh="平台公司支出")
def investment_company_out(investment_company_offer, investment_company_weights, land_weights, city_use_shares,
                           infrastructure_used, land_used, consolidation_used, town_used, town_weights,
                           consolidation_share):
    """Investment-company money that parks, towns and land works can use."""
    return construction_out(
        investment_company_offer,
        investment_company_weights,
        land_weights,
        city_use_shares,
        infrastructure_used,
        land_used,
        consolidation_used,
        town_used,
        town_weights,
        consolidation_share,
    )


@flow("亿元/year", dims=DISTRICT, out_of="district_treasury", source="accounting identity", confidence="FACT",
      zh="区县建设支出")
def district_out(district_offer, district_use_shares, district_park_share, infrastructure_used, town_used, land_used):
    """District construction money that its parks, towns and land works can use."""
    return district_offer * (
        district_use_shares[CONSTRUCTION_USE["park_works"]] * (district_park_share @ infrastructure_used)
        + district_use_shares[CONSTRUCTION_USE["town_works"]] * town_used
        + district_use_shares[CONSTRUCTION_USE["land_works"]] * (district_park_share @ land_used)
    )


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="政策支出")
def programme_spending(infrastructure_spending, platform_spending, project_support_spending, subsidy_spending,
                       land_spending, consolidation_spending, town_spending, soft_spending, settlement_spending):
    """All public money that the policy's measures and town construction use."""
    return (
        infrastructure_spending.sum()
        + platform_spending.sum()
        + project_support_spending.sum()
        + subsidy_spending.sum()
        + land_spending.sum()
        + consolidation_spending
        + town_spending.sum()
        + soft_spending
        + settlement_spending.sum()
    )


def construction_out(offer, weights, land_weights, use_shares, infrastructure_used, land_used, consolidation_used,
                     town_used, town_weights, consolidation_share):
    """Used part of construction money that is offered by weights over parks and by shares over uses."""
    land = (1 - consolidation_share) * (land_weights @ land_used) + consolidation_share * consolidation_used
    return offer * (use_shares[CONSTRUCTION_USE["park_works"]] * (weights @ infrastructure_used)
                    + use_shares[CONSTRUCTION_USE["town_works"]] * (town_weights @ town_used)
                    + use_shares[CONSTRUCTION_USE["land_works"]] * land)
