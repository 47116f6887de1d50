"""Enterprise: profit, cash, depreciation, replacement and debt of park firms."""

from urbsim.declare import auxiliary, flow, lever, parameter, stock, table
from urbsim.functions import guarded, smooth_min, smooth_pos
from urbsim.indices import PARK

debt_share_0 = table("Enterprise debt per capital at the start.", "1", "parks.debt_share_0", dims=PARK, high=1.0,
                     zh="初始债务比例")
capital_0 = table("Industrial capital at the start.", "亿元", "parks.capital_0", dims=PARK, zh="初始资本")
cash_share_0 = table("Enterprise cash per capital at the start.", "1", "parks.cash_share_0", dims=PARK, high=1.0,
                     zh="初始现金比例")

market_rate = parameter("Interest rate of bank loans to firms.", 0.065, "1/year", low=0.054, high=0.08,
                        source="policy 3.5a1; evidence r_11, r_12: benchmark lending rates 6.15-6.65 %",
                        confidence="TYPICAL", zh="市场贷款利率")
circular_profit_gain = parameter("Gain of margin at full circularity.", 0.05, "1", low=0.0, high=0.1,
                                 source="policy 1.4", confidence="ASSUMED", zh="循环降本")
wage_cost_share = parameter("Wages as a part of revenue.", 0.08, "1", low=0.05, high=0.15, source="policy 1.2",
                            confidence="TYPICAL", zh="工资占收入比")
profit_smoothing = parameter("Smoothing of profit near zero, relative to normal profit.", 0.02, "1", low=0.01,
                             high=0.05, source="numerical smoothing", confidence="ASSUMED", zh="利润平滑系数")
depreciation_rate = parameter("Depreciation rate of park capital.", 0.09, "1/year", low=0.06, high=0.12,
                              source="evidence delta: productive capital 0.06-0.12 (Zhang, Wu and Zhang 2004)",
                              confidence="TYPICAL", zh="折旧率")
maintenance_share = parameter("Part of cash flow that firms would use for replacement.", 0.75, "1", low=0.5, high=0.9,
                              source="assumption", confidence="ASSUMED", zh="现金流用于更新比例")
cash_spend_time = parameter("Time in which own funds are offered for expansion.", 0.5, "year", low=0.4, high=1.5,
                            source="assumption", confidence="ASSUMED", zh="自有资金使用时间")
return_smoothing = parameter("Smoothing of the return near zero.", 0.01, "1/year", low=0.005, high=0.02,
                             source="numerical smoothing", confidence="ASSUMED", zh="回报平滑宽度")
required_return = parameter("Return at which firms reinvest at the normal rate.", 0.1, "1/year", low=0.07, high=0.15,
                            source="usual hurdle rates of industrial investment", confidence="TYPICAL",
                            zh="要求回报率")
loan_term = parameter("Time in which firms repay loans.", 6.0, "year", low=4.0, high=8.0, source="policy 3.5a1",
                      confidence="TYPICAL", zh="贷款期限")
repayment_cap = parameter("Highest part of free cash that repayment takes.", 0.6, "1", low=0.4, high=0.9,
                          source="assumption", confidence="ASSUMED", zh="还本占可用现金上限")
reinvest_share = parameter("Part of free cash that stays in the firm.", 0.55, "1", low=0.4, high=0.8,
                           source="assumption", confidence="ASSUMED", zh="再投资率")
cash_hold_time = parameter("Time in which idle cash is distributed.", 1.0, "year", low=0.5, high=4.0,
                           source="assumption", confidence="ASSUMED", zh="闲置现金分配时间")

tax_rebate = lever(
    "Part of the tax of core firms that is left to them.", 0.0, "1", low=0.0, high=0.5, group="enterprise_credit",
    source="policy 3.6", zh="核心企业税费支持")

enterprise_debt = stock("Enterprise debt.", "亿元", dims=PARK,
                        initial=lambda debt_share_0, capital_0: debt_share_0 * capital_0, source="policy 3.5a1",
                        zh="企业债务")
enterprise_cash = stock("Cash of park enterprises.", "亿元", dims=PARK,
                        initial=lambda cash_share_0, capital_0: cash_share_0 * capital_0, source="policy 3.5a1",
                        zh="企业现金")


@auxiliary("亿元/year", dims=PARK, source="policy 3.5a1", confidence="FACT", zh="企业利息")
def enterprise_interest(market_rate, enterprise_debt):
    """Interest due on enterprise debt."""
    return market_rate * enterprise_debt


@auxiliary("亿元/year", dims=PARK, source="policy 3.6", zh="核心企业税费返还")
def core_tax_rebate(tax_rebate, anchor_strength, park_tax_rate, revenue):
    """Tax left to core firms (tax and fee support)."""
    return tax_rebate * anchor_strength * park_tax_rate * revenue


@auxiliary("亿元/year", dims=PARK, source="accounting identity", confidence="FACT", zh="利润")
def profit(park_margin, revenue, circular_profit_gain, circularity, wage_cost_share, wage_premium, core_tax_rebate,
           subsidy_spending, enterprise_interest):
    """Profit after interest, labour-shortage wages and subsidy."""
    return (
        park_margin * revenue * (1 + circular_profit_gain * circularity)
        - wage_cost_share * wage_premium * revenue
        + core_tax_rebate
        + subsidy_spending
        - enterprise_interest
    )


@auxiliary("亿元/year", dims=PARK, source="accounting identity, losses covered by owners", zh="经营现金流")
def cash_flow(profit, profit_smoothing, park_margin, revenue, depreciation_rate, capital, infrastructure_sufficiency,
              labour_sufficiency, job_utilisation):
    """Operating cash: positive profit (losses are covered by owners) plus earned depreciation."""
    return (
        smooth_pos(profit, guarded(profit_smoothing * park_margin * revenue))
        + depreciation_rate * capital * infrastructure_sufficiency * labour_sufficiency * job_utilisation
    )


@flow("亿元/year", dims=PARK, out_of="capital", source="standard form: constant rate", confidence="TYPICAL",
      zh="折旧")
def depreciation(depreciation_rate, capital):
    """Capital wears at a constant rate."""
    return depreciation_rate * capital


@flow("亿元/year", dims=PARK, into="capital", source="standard form: limited by cash", zh="更新投资")
def maintenance(depreciation, maintenance_share, cash_flow):
    """Replacement investment paid from cash flow (no new land)."""
    return smooth_min(depreciation, maintenance_share * cash_flow)


@flow("亿元/year", dims=PARK, out_of="enterprise_cash", source="accounting identity", confidence="FACT",
      zh="更新支出")
def maintenance_paid(maintenance):
    """Replacement investment, paid from enterprise cash."""
    return maintenance


@flow("亿元/year", dims=PARK, into="enterprise_cash", source="accounting identity", confidence="FACT",
      zh="经营现金收入")
def operating_income(cash_flow):
    """Operating cash, entering enterprise cash."""
    return cash_flow


@flow("亿元/year", dims=PARK, into="enterprise_cash", source="policy 3.4f", confidence="FACT", zh="项目配套收入")
def project_support_received(project_support_spending):
    """Major-project support received."""
    return project_support_spending


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="自有资金")
def retained_funds(enterprise_cash, cash_spend_time):
    """Enterprise cash over its spending time: own funds offered for expansion."""
    return enterprise_cash / cash_spend_time


@auxiliary("1", dims=PARK, source="standard form: saturating response", zh="回报效应")
def return_effect(profit, capital, capital_under_construction, return_smoothing, required_return):
    """Effect of expected return on the will to expand."""
    x = smooth_pos(profit / guarded(capital + capital_under_construction), return_smoothing) / required_return
    return 2 * x / (1 + x)


@flow("亿元/year", dims=PARK, out_of="enterprise_debt", source="policy 3.5a1", confidence="TYPICAL", zh="偿还本金")
def enterprise_repayment(enterprise_debt, loan_term, repayment_cap, cash_flow, maintenance):
    """Principal repaid (limited by cash after maintenance, the rest is rolled over)."""
    return smooth_min(enterprise_debt / loan_term, repayment_cap * (cash_flow - maintenance))


@flow("亿元/year", dims=PARK, out_of="enterprise_cash", source="accounting identity", confidence="FACT",
      zh="还本支出")
def repayment_paid(enterprise_repayment):
    """Principal, paid from enterprise cash."""
    return enterprise_repayment


@flow("亿元/year", dims=PARK, out_of="enterprise_cash", source="accounting identity", zh="分红")
def dividends(reinvest_share, cash_flow, maintenance, enterprise_repayment, enterprise_cash, cash_hold_time):
    """Cash consumed or distributed: the part not reinvested, and idle cash."""
    return (1 - reinvest_share) * (cash_flow - maintenance - enterprise_repayment) + enterprise_cash / cash_hold_time
