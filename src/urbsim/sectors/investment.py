"""Investment: what is wanted, what land and money allow, construction and closure of capital."""

from urbsim.declare import auxiliary, flow, lever, parameter, stock, table
from urbsim.functions import guarded, saturate, smooth_min
from urbsim.indices import PARK

under_construction_share_0 = table("Capital under construction per capital at the start.", "1",
                                   "parks.under_construction_share_0", dims=PARK, high=1.0, zh="初始在建比例")

leverage_desire = parameter("Investment wanted for each unit of own funds.", 1.4, "1", low=1.2, high=2.0,
                            source="assumption", confidence="ASSUMED", zh="扩张杠杆意愿")
land_grant_time = parameter("Time to hand a serviced site to a firm.", 0.5, "year", low=0.3, high=1.0,
                            source="policy 3.2a", confidence="ASSUMED", zh="供地周期")
construction_delay_0 = parameter("Construction time of plants at normal management.", 1.3, "year", low=1.0, high=2.5,
                                 source="evidence T_con: plant construction lead time 0.8-3 years",
                                 confidence="TYPICAL", zh="基准建设周期")
delay_management_gain = parameter("How far good management shortens construction.", 0.5, "1", low=0.2, high=0.8,
                                  source="policy 3.4a", confidence="ASSUMED", zh="管理缩短工期")
idle_rate = parameter("Rate at which firms close and their land falls idle without planning.", 0.022, "1/year",
                      low=0.01, high=0.04, source="policy 3.2c", confidence="TYPICAL", zh="闲置率")
idle_planning_gain = parameter("Part of closures that perfect planning avoids.", 0.5, "1", low=0.2, high=0.7,
                               source="policy 3.1", confidence="ASSUMED", zh="规划减闲置")

land_intensity_standard = lever("Investment per ha relative to standard.", 1.0, "1", low=0.9, high=1.5,
                                group="land_reuse", source="policy 1.4", zh="集约用地标准")

capital = stock("Industrial capital in operation.", "亿元", dims=PARK, initial="capital_0", source="policy 2.2",
                zh="资本")
capital_under_construction = stock(
    "Industrial capital under construction.", "亿元", dims=PARK,
    initial=lambda capital_0, under_construction_share_0: capital_0 * under_construction_share_0, source="policy 2.2",
    zh="在建资本")


@auxiliary("亿元/year", dims=PARK, source="standard form: own funds times leverage", zh="意愿再投资")
def desired_reinvestment(retained_funds, leverage_desire, return_effect):
    """Reinvestment wanted by incumbents."""
    return retained_funds * leverage_desire * return_effect


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="意愿投资")
def desired_investment(desired_reinvestment, footloose_investment, chain_investment, desired_relocation):
    """All investment wanted in the park."""
    return desired_reinvestment + footloose_investment + chain_investment + desired_relocation.sum(0)


@auxiliary("ha/year", dims=PARK, source="policy 1.4", confidence="FACT", zh="意愿用地")
def desired_land_take(park_land_per_capital, land_intensity_standard, desired_investment):
    """Land wanted by new investment."""
    return park_land_per_capital / land_intensity_standard * desired_investment


@auxiliary("1", dims=PARK, source="standard form: saturation", confidence="TYPICAL", zh="土地保障度")
def land_factor(serviced_land, land_grant_time, desired_land_take):
    """Share of the wanted land that serviced land can supply within the granting time."""
    return saturate(serviced_land / guarded(land_grant_time * desired_land_take))


@auxiliary("1", dims=PARK, source="standard form: the scarcer of land and money", confidence="TYPICAL", zh="开工系数")
def start_factor(land_factor, finance_factor):
    """Share of wanted investment that can start."""
    return smooth_min(land_factor, finance_factor)


@flow("亿元/year", dims=PARK, into="capital_under_construction", source="definition", confidence="FACT",
      zh="投资开工")
def investment_starts(desired_investment, start_factor):
    """Investment starts."""
    return desired_investment * start_factor


@flow("亿元/year", dims=PARK, out_of="enterprise_cash", source="accounting identity", confidence="FACT",
      zh="投资支出")
def investment_paid(investment_starts):
    """New investment, paid from enterprise cash."""
    return investment_starts


@flow("亿元/year", dims=PARK, out_of="enterprise_cash", source="policy 3.2a", confidence="FACT", zh="购地支出")
def land_purchase(industrial_land_price, land_take):
    """Enterprise cash paid for land (to the treasuries)."""
    return industrial_land_price * land_take


@auxiliary("year", dims=PARK, source="policy 3.4a", zh="建设周期")
def construction_delay(construction_delay_0, delay_management_gain, management_quality, management_normal):
    """Construction delay (shorter with good management)."""
    return construction_delay_0 / (1 + delay_management_gain * (management_quality - management_normal))


@flow("亿元/year", dims=PARK, out_of="capital_under_construction", into="capital",
      source="standard form: first-order delay", confidence="TYPICAL", zh="资本建成")
def capital_completions(capital_under_construction, construction_delay):
    """Capital under construction is finished after the construction time."""
    return capital_under_construction / construction_delay


@auxiliary("1/year", source="policy 3.1", zh="关停率")
def closure_rate(idle_rate, idle_planning_gain, programme_delivery, planning_quality):
    """Closure rate of park firms (mismatched siting; lower with good planning)."""
    return idle_rate * (1 - idle_planning_gain * programme_delivery * planning_quality)


@flow("亿元/year", dims=PARK, out_of="capital", source="policy 3.1", confidence="TYPICAL", zh="企业关停")
def closure(capital, closure_rate):
    """Firms close at the closure rate; their land falls idle."""
    return capital * closure_rate
