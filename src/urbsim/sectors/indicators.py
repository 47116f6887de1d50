"""Yearly indicators: the columns of indicators.csv. Sums run over the city, weights are named in the meaning."""

from urbsim.declare import city_value, indicator, parameter, table
from urbsim.functions import guarded
from urbsim.indices import PARK

tier = table("Tier of the park in the policy: 1 aims at 100 亿元 a year, 2 at 50, 3 at less.", "1", "parks.tier",
             dims=PARK, low=1.0, high=3.0, whole=True, zh="梯队")
price_growth_after = city_value("Growth of the price index after the last year of prices.csv.", "1/year",
                                zh="后续价格增速")

first_tier_revenue = parameter("Revenue that a tier 1 park aims at.", 100.0, "亿元/year", low=100.0, high=100.0,
                               source="policy 2.2", confidence="FACT", zh="第一梯队目标收入")
second_tier_revenue = parameter("Revenue that a tier 2 park aims at.", 50.0, "亿元/year", low=50.0, high=50.0,
                                source="policy 2.2", confidence="FACT", zh="第二梯队目标收入")


@indicator("亿元/year", when="end", source="policy 2.2", zh="主营业务收入")
def revenue(annual_revenue):
    """Main-business revenue of all parks in the calendar year, constant prices."""
    return annual_revenue.sum()


@indicator("亿元/year", when="end", source="policy 2.2", zh="主营业务收入（现价）")
def revenue_current(annual_revenue, price_index):
    """Main-business revenue of all parks in the calendar year, current prices."""
    return annual_revenue.sum() * price_index


@indicator("1", when="end", source="policy 2.2", zh="50亿元以上园区数")
def parks_at_50(annual_revenue, price_index, second_tier_revenue):
    """Parks with a revenue of 50 亿元 or more in the calendar year, current prices."""
    return (annual_revenue * price_index >= second_tier_revenue).sum()


@indicator("1", when="end", source="policy 2.2", zh="100亿元以上园区数")
def parks_at_100(annual_revenue, price_index, first_tier_revenue):
    """Parks with a revenue of 100 亿元 or more in the calendar year, current prices."""
    return (annual_revenue * price_index >= first_tier_revenue).sum()


@indicator("1", when="end", source="policy 1.1", zh="城镇化率")
def urbanization(urban_population, rural_population, person_guard):
    """Urban share of residents."""
    return urban_population.sum() / ((urban_population + rural_population).sum() + person_guard)


@indicator("person", when="end", source="policy 1.1", zh="常住人口")
def population(urban_population, rural_population):
    """Residents."""
    return (urban_population + rural_population).sum()


@indicator("year", when="end", source="policy 3.5b", zh="债务率")
def debt_ratio(debt_ratio):
    """Public debt in years of fiscal revenue."""
    return debt_ratio


@indicator("亿元", when="end", source="policy 3.5b", zh="平台公司债务")
def investment_company_debt(investment_company_debt):
    """Debt of the city investment company."""
    return investment_company_debt


@indicator("亿元/year", when="end", source="definition", zh="地方财力")
def fiscal_revenue(fiscal_revenue):
    """Local fiscal revenue: tax and net land income."""
    return fiscal_revenue


@indicator("亿元", when="end", source="accounting identity", zh="累计政策支出")
def spending(cumulative_spending):
    """Programme spending since the start."""
    return cumulative_spending


@indicator("亿元", when="end", source="accounting identity", zh="累计偿债")
def debt_service(cumulative_debt_service):
    """Debt service and bail-outs since the start."""
    return cumulative_debt_service


@indicator("亿元", when="end", source="policy 2.2", zh="园区资本")
def capital(capital):
    """Industrial capital of all parks."""
    return capital.sum()


@indicator("亿元/year", when="end", source="definition", zh="投资开工")
def investment_starts(investment_starts):
    """Investment starts of all parks."""
    return investment_starts.sum()


@indicator("亿元/year", when="end", source="policy 3.4b", zh="可流动投资")
def footloose_investment(footloose_investment):
    """Mobile investment that chose a park."""
    return footloose_investment.sum()


@indicator("亿元", when="end", source="policy 3.3", zh="分散资本")
def dispersed_capital(dispersed_capital):
    """Industrial capital outside parks."""
    return dispersed_capital.sum()


@indicator("1", when="end", source="policy 2.5", zh="设施充足度")
def infrastructure_sufficiency(infrastructure_sufficiency, revenue):
    """Infrastructure sufficiency of the parks, weighted by revenue."""
    return (infrastructure_sufficiency * revenue).sum() / guarded(revenue.sum())


@indicator("1", when="end", source="policy 2.5", zh="最低设施充足度")
def infrastructure_sufficiency_lowest(infrastructure_sufficiency):
    """Infrastructure sufficiency of the park that has least of it."""
    return infrastructure_sufficiency.min()


@indicator("1", when="end", source="policy 1.1", zh="劳动力充足度")
def labour_sufficiency(labour_sufficiency, revenue):
    """Labour sufficiency of the parks, weighted by revenue."""
    return (labour_sufficiency * revenue).sum() / guarded(revenue.sum())


@indicator("1", when="end", source="policy 3.2a", zh="土地保障度")
def land_factor(land_factor, desired_investment):
    """Land factor of the parks, weighted by wanted investment."""
    return (land_factor * desired_investment).sum() / guarded(desired_investment.sum())


@indicator("1", when="end", source="policy 3.5a1", zh="资金保障度")
def finance_factor(finance_factor, desired_investment):
    """Finance factor of the parks, weighted by wanted investment."""
    return (finance_factor * desired_investment).sum() / guarded(desired_investment.sum())


@indicator("ha", when="end", source="policy 2.5", zh="熟地")
def serviced_land(serviced_land):
    """Park land with utilities, not yet built on."""
    return serviced_land.sum()


@indicator("ha", when="end", source="policy 3.2a", zh="毛地")
def raw_land(raw_land):
    """Approved park land without utilities."""
    return raw_land.sum()


@indicator("ha", when="end", source="policy 3.2a", zh="指标池")
def quota_pool(quota_pool):
    """Land quota not yet handed out."""
    return quota_pool


@indicator("ha", when="end", source="policy 3.2c", zh="整理潜力")
def consolidation_potential(consolidation_potential):
    """Land that consolidation could gain."""
    return consolidation_potential


@indicator("1", when="end", source="policy 2.6", zh="生产率")
def productivity(productivity, capital):
    """Productivity index of the parks, weighted by capital."""
    return (productivity * capital).sum() / guarded(capital.sum())


@indicator("person", when="end", source="policy 1.2", zh="园区岗位")
def park_jobs(park_jobs):
    """Jobs in the parks."""
    return park_jobs.sum()


@indicator("1", when="end", source="policy 1.1", zh="宜居度")
def amenity(amenity):
    """Amenity, plain mean over districts."""
    return amenity.mean()


@indicator("1", when="end", source="policy 2.5", zh="城镇拥挤度")
def crowding(urban_population, town_capacity, person_guard):
    """Urban residents for each place in the towns."""
    return urban_population.sum() / (town_capacity.sum() + person_guard)


@indicator("load", when="end", source="policy 1.4", zh="污染存量")
def pollution_stock(pollution_stock):
    """Pollution not yet absorbed."""
    return pollution_stock.sum()


@indicator("10^4 tce/year", when="end", source="policy 1.4", zh="能源消费")
def energy_use(energy_use):
    """Energy used by the parks."""
    return energy_use.sum()


@indicator("亿元", when="end", source="accounting identity", zh="公共账户余额")
def public_cash(city_treasury, district_treasury, matching_fund, guidance_fund, development_fund,
                investment_company_cash, guarantee_fund):
    """Money in all public accounts."""
    return (city_treasury + district_treasury.sum() + matching_fund.sum() + guidance_fund + development_fund
            + investment_company_cash + guarantee_fund)


@indicator("亿元/year", when="middle", source="accounting identity", zh="地区生产总值")
def gdp(gdp):
    """Gross domestic product of the city at mid-year, constant prices."""
    return gdp


@indicator("亿元/year", when="middle", source="accounting identity", zh="第二产业增加值")
def value_added_secondary(value_added_secondary):
    """Secondary value added at mid-year, constant prices."""
    return value_added_secondary


@indicator("亿元/year", when="middle", source="accounting identity", zh="第三产业增加值")
def value_added_tertiary(value_added_tertiary):
    """Tertiary value added at mid-year, constant prices."""
    return value_added_tertiary


@indicator("亿元/year", when="middle", source="policy 3.3", zh="净收入（不含迁入企业）")
def revenue_net(annual_revenue, relocated_share):
    """Revenue of the calendar year without relocated firms, by their share at mid-year."""
    return (annual_revenue * (1 - relocated_share)).sum()


@indicator("1", when="middle", source="definition", zh="投资收入比")
def investment_ratio(investment_ratio):
    """Gross fixed investment of the parks for each unit of revenue, at mid-year."""
    return investment_ratio
