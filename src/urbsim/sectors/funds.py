"""Funds: guidance, matching, development and guarantee funds and the social capital in them."""

from urbsim.declare import auxiliary, city_value, flow, lever, parameter, stock
from urbsim.functions import guarded, smooth_min
from urbsim.indices import DISTRICT

guidance_fund_0 = city_value("Guidance fund at the start.", "亿元", zh="引导资金初值")
development_fund_0 = city_value("Development fund at the start.", "亿元", zh="发展基金初值")
fund_portfolio_0 = city_value("Fund portfolio at the start.", "亿元", zh="基金组合初值")
social_capital_0 = city_value("Social capital in the fund at the start.", "亿元", zh="社会资本初值")
fund_reputation_0 = city_value("Fund reputation at the start.", "1", zh="基金信誉初值")
guarantee_fund_0 = city_value("Guarantee fund at the start.", "亿元", zh="担保资金初值")
guaranteed_loans_0 = city_value("Guaranteed loans at the start.", "亿元", zh="担保贷款初值")

recoverable_share = parameter("Part of development-fund investment that is repaid.", 0.55, "1", low=0.3, high=0.8,
                              source="policy 3.4e", confidence="ASSUMED", zh="基金可回收比例")
portfolio_term = parameter("Time in which the portfolio is repaid.", 6.0, "year", low=4.0, high=10.0,
                           source="policy 3.4e", confidence="ASSUMED", zh="基金回收期")
fund_return = parameter("Return on the portfolio at normal utilisation.", 0.075, "1/year", low=0.04, high=0.12,
                        source="policy 3.4e", confidence="ASSUMED", zh="基金收益率")
portfolio_loss_rate = parameter("Yearly loss of the portfolio.", 0.015, "1/year", low=0.0, high=0.05,
                                source="policy 3.4e", confidence="ASSUMED", zh="基金损失率")
social_exit_time = parameter("Time after which social capital leaves.", 6.0, "year", low=4.0, high=8.0,
                             source="policy 3.4e", confidence="ASSUMED", zh="社会资本退出期")
social_dividend = parameter("Dividend promised to social capital.", 0.06, "1/year", low=0.04, high=0.1,
                            source="policy 3.4e", confidence="ASSUMED", zh="社会资本分红")
reputation_time = parameter("Time in which the fund's reputation follows its payments.", 1.5, "year", low=0.8,
                            high=3.0, source="policy 3.4e", confidence="ASSUMED", zh="信誉形成时间")
guarantee_leverage = parameter("Loans for each unit of guarantee money.", 2.5, "1", low=1.5, high=5.0,
                               source="policy 3.5a4; evidence lev_g: achieved multiple 1.5-5", confidence="TYPICAL",
                               zh="担保放大倍数")
guaranteed_term = parameter("Term of guaranteed loans.", 1.5, "year", low=1.0, high=3.0, source="policy 3.5a4",
                            confidence="TYPICAL", zh="担保贷款期限")
default_rate = parameter("Default rate of guaranteed loans.", 0.013, "1/year", low=0.004, high=0.04,
                         source="policy 3.5a4; evidence dflt: 0.4 % (2011) to 1.6 % (2013)", confidence="TYPICAL",
                         zh="代偿率")
guarantee_payment_time = parameter("Shortest time to pay guarantee claims.", 1.0, "year", low=0.5, high=2.0,
                                   source="policy 3.5a4", confidence="ASSUMED", zh="代偿支付时间")
guarantee_fee = parameter("Fee on guaranteed loans.", 0.018, "1/year", low=0.01, high=0.025, source="policy 3.5a4",
                          confidence="TYPICAL", zh="担保费率")

fund_leverage = lever("Social capital per yuan of seed.", 0.0, "1", low=0.0, high=5.0, group="development_fund",
                      source="policy 3.4e", zh="基金社会资本放大")
guarantee_park_share = lever("Part of guarantees that goes to small firms in parks.", 0.25, "1", low=0.0, high=1.0,
                             group="enterprise_credit", source="policy 3.5a4", zh="担保向园区倾斜")

matching_fund = stock("Matching money of the counties not yet spent.", "亿元", dims=DISTRICT, initial=0.0,
                      source="policy 3.4d", confidence="FACT", zh="县区配套资金")
guidance_fund = stock("Guidance fund.", "亿元", initial="guidance_fund_0", source="policy 3.4d", zh="引导资金")
development_fund = stock("Development fund cash.", "亿元", initial="development_fund_0", source="policy 3.4e",
                         zh="园区发展基金")
fund_portfolio = stock("Recoverable investments of the development fund.", "亿元", initial="fund_portfolio_0",
                       source="policy 3.4e", zh="基金投资组合")
social_capital = stock("Claims of social capital on the development fund.", "亿元", initial="social_capital_0",
                       source="policy 3.4e", zh="社会资本")
fund_reputation = stock("Reputation of the development fund with social capital.", "1", initial="fund_reputation_0",
                        source="policy 3.4e", zh="基金信誉")
guarantee_fund = stock("Guarantee fund.", "亿元", initial="guarantee_fund_0", source="policy 3.5a4", zh="担保资金")
guaranteed_loans = stock("Guaranteed loans outstanding.", "亿元", initial="guaranteed_loans_0", source="policy 3.5a4",
                         zh="担保贷款")


@flow("亿元/year", into="development_fund", source="policy 3.4e", zh="社会资本流入")
def social_capital_inflow(fund_leverage, fund_seeding, fund_reputation):
    """Social capital attracted by the seed, if returns are credible."""
    return fund_leverage * fund_seeding * fund_reputation


@flow("亿元/year", into="social_capital", source="accounting identity", confidence="FACT", zh="社会资本权益")
def social_liability(social_capital_inflow):
    """Social capital claims created."""
    return social_capital_inflow


@flow("亿元/year", into="fund_portfolio", source="policy 3.4e", zh="组合投资")
def portfolio_investing(recoverable_share, development_out):
    """Portfolio additions (recoverable part of fund investment)."""
    return recoverable_share * development_out


@flow("亿元/year", out_of="fund_portfolio", into="development_fund", source="policy 3.4e", confidence="TYPICAL",
      zh="组合回收")
def portfolio_repayment(fund_portfolio, portfolio_term):
    """The portfolio is repaid over its term."""
    return fund_portfolio / portfolio_term


@flow("亿元/year", into="development_fund", source="policy 3.4e", zh="组合收益")
def portfolio_income(fund_portfolio, fund_return, capacity_utilisation):
    """Income of the fund (user charges, better where utilities are in use)."""
    return fund_portfolio * fund_return * capacity_utilisation


@flow("亿元/year", out_of="fund_portfolio", source="policy 3.4e", zh="组合损失")
def portfolio_loss(fund_portfolio, portfolio_loss_rate):
    """Part of the portfolio lost each year."""
    return fund_portfolio * portfolio_loss_rate


@auxiliary("亿元/year", source="policy 3.4e", confidence="TYPICAL", zh="社会资本应付")
def social_due(social_capital, social_exit_time, social_dividend):
    """Social capital claims due (exit + dividend)."""
    return social_capital * (1 / social_exit_time + social_dividend)


@flow("亿元/year", out_of="development_fund", source="policy 3.4e", zh="社会资本兑付")
def social_payout(social_due, development_invest_share, development_fund, fund_spend_time):
    """Payout to social capital."""
    return smooth_min(social_due, (1 - development_invest_share) * development_fund / fund_spend_time)


@flow("亿元/year", out_of="social_capital", source="accounting identity", confidence="FACT", zh="社会资本退出")
def social_exit(social_payout, social_dividend, social_exit_time):
    """Capital part of the payout."""
    return social_payout / (1 + social_dividend * social_exit_time)


@flow("1/year", into="fund_reputation", source="policy 3.4e", zh="信誉调整")
def reputation_change(social_payout, social_due, fund_reputation, reputation_time):
    """Reputation follows the paid share of claims."""
    return (guarded(social_payout) / guarded(social_due) - fund_reputation) / reputation_time


@flow("亿元/year", into="guaranteed_loans", source="policy 3.5a4", confidence="TYPICAL", zh="担保放款")
def guarantee_lending(guarantee_leverage, guarantee_fund, guarantee_park_share, guaranteed_term):
    """New guaranteed loans to park firms: guarantee money times leverage over the loans' term."""
    return guarantee_leverage * guarantee_fund * guarantee_park_share / guaranteed_term


@flow("亿元/year", out_of="guaranteed_loans", source="policy 3.5a4", confidence="TYPICAL", zh="担保还款")
def guarantee_repayment(guaranteed_loans, guaranteed_term):
    """Guaranteed loans are repaid over their term."""
    return guaranteed_loans / guaranteed_term


@flow("亿元/year", out_of="guaranteed_loans", source="policy 3.5a4", confidence="TYPICAL", zh="担保代偿")
def guarantee_default(default_rate, guaranteed_loans, guarantee_fund, guarantee_payment_time):
    """Defaults on guaranteed loans."""
    return smooth_min(default_rate * guaranteed_loans, guarantee_fund / guarantee_payment_time)


@flow("亿元/year", out_of="guarantee_fund", source="accounting identity", confidence="FACT", zh="代偿支付")
def guarantee_compensation(guarantee_default):
    """Compensation paid by the guarantee fund."""
    return guarantee_default


@flow("亿元/year", into="guarantee_fund", source="policy 3.5a4", confidence="TYPICAL", zh="担保费收入")
def guarantee_fees(guarantee_fee, guaranteed_loans):
    """Guarantee fees."""
    return guarantee_fee * guaranteed_loans
