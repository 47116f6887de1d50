"""Borrowing: the city investment company, its debt, interest, service, arrears and bail-out."""

from urbsim.declare import auxiliary, city_value, flow, lever, parameter, stock
from urbsim.functions import guarded, saturating_share, smooth_min, smooth_pos

investment_company_cash_0 = city_value("Cash of the investment company at the start.", "亿元", zh="平台公司现金初值")
investment_company_debt_0 = city_value("Debt of the investment company at the start.", "亿元", zh="平台公司债务初值")
arrears_0 = city_value("Known unpaid share of debt service at the start.", "1", zh="欠付比例初值")

risk_premium_half = parameter("Debt ratio at which half the risk premium is asked.", 2.0, "year", low=1.2, high=3.0,
                              source="policy 3.5b", confidence="ASSUMED", zh="风险溢价半值债务率")
risk_exponent = parameter("How sharply the risk premium rises with debt.", 2.0, "1", low=1.0, high=4.0,
                          source="policy 3.5b", confidence="ASSUMED", zh="风险溢价指数")
investment_company_base_rate = parameter("Interest rate of the investment company without risk premium.", 0.062,
                                         "1/year", low=0.055, high=0.075, source="policy 3.5b", confidence="TYPICAL",
                                         zh="平台公司基准利率")
concessional_discount = parameter("Interest saved on concessional loans.", 0.03, "1/year", low=0.01, high=0.04,
                                  source="policy 3.5a3", confidence="TYPICAL", zh="优惠贷款利差")
risk_premium_max = parameter("Highest risk premium on public debt.", 0.08, "1/year", low=0.03, high=0.12,
                             source="policy 3.5b", confidence="ASSUMED", zh="最大风险溢价")
investment_company_term = parameter("Time in which public debt is repaid.", 9.0, "year", low=6.0, high=15.0,
                                    source="policy 3.5b", confidence="TYPICAL", zh="还本期限")
service_cap = parameter("Part of free city income that debt service may take.", 0.75, "1", low=0.5, high=0.9,
                        source="policy 3.5b", confidence="ASSUMED", zh="偿债上限")
credit_standing_exponent = parameter("How sharply unpaid debt service lowers standing with lenders.", 1.5, "1",
                                     low=0.5, high=4.0, source="policy 3.5b", confidence="ASSUMED", zh="信用敏感度")
distress_time = parameter("Time in which unpaid debt service becomes known.", 1.0, "year", low=0.5, high=2.0,
                          source="policy 3.5b", confidence="ASSUMED", zh="欠付显露时间")
distress_threshold = parameter("Known unpaid share at which distress is one half.", 0.35, "1", low=0.2, high=0.6,
                               source="policy 3.5b", confidence="ASSUMED", zh="欠付比例阈值")
distress_exponent = parameter("How sharply distress sets in.", 4.0, "1", low=2.0, high=8.0, source="policy 3.5b",
                              confidence="ASSUMED", zh="困境指数")
bailout_share = parameter("Part of debt service due that a bail-out pays at full distress.", 0.3, "1", low=0.1,
                          high=1.0, source="policy 3.5b", confidence="ASSUMED", zh="救助比例")
bailout_cap = parameter("Highest bail-out, as a part of recurrent spending.", 0.05, "1", low=0.02, high=0.12,
                        source="policy 3.5b", confidence="ASSUMED", zh="救助占经常支出上限")
borrow_time = parameter("Time in which the investment company raises money.", 1.2, "year", low=0.6, high=2.0,
                        source="policy 3.5b", confidence="ASSUMED", zh="融资周期")
idle_cash_ratio = parameter("Idle cash, in years of revenue, at which borrowing halves.", 0.15, "year", low=0.05,
                            high=0.3, source="policy 3.5b", confidence="ASSUMED", zh="闲置资金阈值")
idle_cash_exponent = parameter("How sharply idle cash stops borrowing.", 2.0, "1", low=1.0, high=4.0,
                               source="policy 3.5b", confidence="ASSUMED", zh="闲置资金指数")

concessional_loan_share = lever(
    "Part of public debt from foreign governments and development banks, at lower interest.", 0.0, "1", low=0.0,
    high=0.6, group="borrowing", source="policy 3.5a3", zh="优惠贷款比例")
debt_ceiling_ratio = lever("Debt ceiling relative to fiscal revenue.", 0.6, "year", low=0.0, high=5.0,
                           group="borrowing", source="policy 3.5b", zh="债务上限/财力")
borrow_effort = lever(
    "Effort of the investment company to borrow up to its ceiling.", 0.5, "1", low=0.0, high=2.0, group="borrowing",
    source="policy 3.5b", zh="平台公司融资力度")

investment_company_cash = stock("Investment-company cash.", "亿元", initial="investment_company_cash_0",
                                source="policy 3.5b", zh="平台公司现金")
investment_company_debt = stock("Investment-company debt.", "亿元", initial="investment_company_debt_0",
                                source="policy 3.5b", zh="平台公司债务")
arrears = stock("Unpaid share of debt service that lenders know of.", "1", initial="arrears_0", source="policy 3.5b",
                zh="已知欠付比例")


@auxiliary("year", source="definition", confidence="FACT", zh="债务率")
def debt_ratio(investment_company_debt, fiscal_base):
    """Public debt / annual fiscal revenue."""
    return investment_company_debt / guarded(fiscal_base)


@auxiliary("1/year", source="policy 3.5a3, 3.5b", zh="平台公司利率")
def investment_company_rate(debt_ratio, risk_premium_half, risk_exponent, investment_company_base_rate,
                            concessional_discount, concessional_loan_share, risk_premium_max):
    """Interest rate of the investment company (concessional share lowers, risk premium raises)."""
    x = (debt_ratio / risk_premium_half) ** risk_exponent
    return (
        investment_company_base_rate
        - concessional_discount * concessional_loan_share
        + risk_premium_max * saturating_share(x)
    )


@flow("亿元/year", into="investment_company_debt", source="accounting identity", confidence="FACT", zh="平台公司利息")
def investment_company_interest(investment_company_rate, investment_company_debt):
    """Interest accruing."""
    return investment_company_rate * investment_company_debt


@auxiliary("亿元/year", source="accounting identity", confidence="FACT", zh="应偿债务")
def debt_service_due(investment_company_interest, investment_company_debt, investment_company_term):
    """Debt service due (interest + principal)."""
    return investment_company_interest + investment_company_debt / investment_company_term


@flow("亿元/year", out_of="city_treasury", source="policy 3.5b", zh="偿债支出")
def debt_service(debt_service_due, service_cap, city_tax, city_recurrent_normal, city_land_income):
    """Debt service paid from city income (unpaid part is capitalised)."""
    return smooth_min(debt_service_due, service_cap * (city_tax - city_recurrent_normal + city_land_income))


@auxiliary("亿元", source="policy 3.5b", confidence="FACT", zh="债务上限")
def debt_ceiling(debt_ceiling_ratio, fiscal_base):
    """Ceiling that the policy sets, as years of smoothed fiscal revenue."""
    return debt_ceiling_ratio * fiscal_base


@auxiliary("1", source="policy 3.5b", zh="信用状况")
def credit_standing(debt_service, debt_service_due, credit_standing_exponent):
    """Paid part of debt service due, sharpened by an exponent: lenders withdraw as it falls."""
    return (guarded(debt_service) / guarded(debt_service_due)) ** credit_standing_exponent


@auxiliary("1", source="definition", confidence="FACT", zh="欠付比例")
def unpaid_share(debt_service, debt_service_due):
    """Unpaid part of debt service due."""
    return 1 - guarded(debt_service) / guarded(debt_service_due)


@flow("1/year", into="arrears", source="standard form: first-order adjustment", confidence="TYPICAL", zh="欠付显露")
def arrears_change(unpaid_share, arrears, distress_time):
    """The known unpaid share follows the actual one within the time it takes to show."""
    return (unpaid_share - arrears) / distress_time


@auxiliary("1", source="policy 3.5b", zh="债务困境")
def debt_distress(arrears, distress_threshold, distress_exponent):
    """Debt distress: rises when the known unpaid share of debt service is high."""
    return saturating_share((arrears / distress_threshold) ** distress_exponent)


@flow("亿元/year", out_of="city_treasury", source="policy 3.5b", zh="救助支出")
def bailout(bailout_share, debt_distress, debt_service_due, bailout_cap, city_recurrent_normal):
    """Bail-out: extra payment by the city, as a share of debt service due, paid by cutting recurrent spending."""
    return smooth_min(bailout_share * debt_distress * debt_service_due, bailout_cap * city_recurrent_normal)


@flow("亿元/year", out_of="investment_company_debt", source="accounting identity", confidence="FACT", zh="偿债入账")
def debt_service_credited(debt_service, bailout):
    """Debt extinguished by service and bail-out."""
    return debt_service + bailout


@flow("亿元/year", into="investment_company_cash", source="policy 3.5b", zh="平台公司融资")
def investment_company_borrowing(credit_standing, debt_distress, borrow_effort, debt_ceiling, investment_company_debt,
                                 gap_smoothing, borrow_time, investment_company_cash, idle_cash_ratio, fiscal_base,
                                 idle_cash_exponent):
    """New borrowing of the investment company (stops near the ceiling, when cash is idle, when debt service is not
    met)."""
    return (
        credit_standing
        * (1 - debt_distress)
        * borrow_effort
        * smooth_pos(debt_ceiling - investment_company_debt, guarded(gap_smoothing * debt_ceiling))
        / borrow_time
        / (1 + (investment_company_cash / guarded(idle_cash_ratio * fiscal_base)) ** idle_cash_exponent)
    )


@flow("亿元/year", into="investment_company_debt", source="accounting identity", confidence="FACT",
      zh="平台公司新增债务")
def investment_company_debt_incurred(investment_company_borrowing):
    """Debt incurred by borrowing of the investment company."""
    return investment_company_borrowing
