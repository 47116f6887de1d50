"""Finance of investment: equity, bank credit and capital market, and how much of them is used."""

from urbsim.declare import auxiliary, flow, lever, parameter, table
from urbsim.functions import guarded, saturate, smooth_pos
from urbsim.indices import PARK

sme_share = table("Part of guaranteed loans that reaches the park's small firms.", "1", "parks.sme_share", dims=PARK,
                  high=1.0, zh="中小企业份额")

equity_share = parameter("Part of an entrant's investment that is own money.", 0.42, "1", low=0.35, high=0.7,
                         source="policy 3.5a1", confidence="TYPICAL", zh="进入者自有资金比")
relocation_own_share = parameter("Part of moved value that owners bring as own money.", 0.8, "1", low=0.5, high=1.0,
                                 source="policy 3.3", confidence="ASSUMED", zh="搬迁自有价值比")
bond_debt_share = parameter("Part of capital-market finance that is bonds.", 0.5, "1", low=0.2, high=0.8,
                            source="policy 3.5a2", confidence="ASSUMED", zh="资本市场中债券比")
collateral_ratio = parameter("Credit that banks give on each unit of capital.", 0.32, "1", low=0.25, high=0.5,
                             source="policy 3.5a1", confidence="TYPICAL", zh="抵押率")
bank_gain = parameter("Gain of credit from full bank-enterprise matching.", 0.25, "1", low=0.1, high=0.4,
                      source="policy 3.5a1", confidence="ASSUMED", zh="银企对接增益")
credit_time = parameter("Time in which free credit is drawn.", 1.5, "year", low=1.0, high=3.0, source="policy 3.5a1",
                        confidence="ASSUMED", zh="授信时间")
bond_rate = parameter("Yearly capital-market finance that full anchors could raise on their capital.", 0.06, "1/year",
                      low=0.02, high=0.1, source="policy 3.5a2", confidence="ASSUMED", zh="资本市场潜力")
industrial_land_price = parameter("Price of industrial land.", 0.022, "亿元/ha", low=0.015, high=0.035,
                                  source="policy 3.2a", confidence="TYPICAL", zh="工业地价")
writeoff_share = parameter("Part of the debt of closed firms that is written off.", 1.0, "1", low=0.5, high=1.0,
                           source="assumption", confidence="ASSUMED", zh="关闭企业债务核销比")

bank_matching = lever(
    "Matching of banks and enterprises; raises the credit limit of park firms.", 0.0, "1", low=0.0, high=1.0,
    group="enterprise_credit", source="policy 3.5a1", zh="银企对接")
capital_market_support = lever(
    "Support for bonds and listing; raises finance of core firms from the capital market.", 0.05, "1", low=0.0,
    high=1.0, group="enterprise_credit", source="policy 3.5a2", zh="上市发债支持")


@auxiliary("亿元/year", dims=PARK, source="policy 3.5a1, 3.5a2", zh="股权资金")
def equity_offer(equity_share, footloose_investment, chain_investment, relocation_own_share, desired_relocation,
                 bond_debt_share, capital_market_finance):
    """Equity brought by entrants and owners of moved firms, and new shares of listed core firms."""
    return (
        equity_share * (footloose_investment + chain_investment)
        + relocation_own_share * desired_relocation.sum(0)
        + (1 - bond_debt_share) * capital_market_finance
    )


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="可用资金")
def finance_available(retained_funds, equity_offer, credit_available, bond_debt_share, capital_market_finance):
    """Finance in hand: own cash, equity, bank credit, bonds."""
    return retained_funds + equity_offer + credit_available + bond_debt_share * capital_market_finance


@auxiliary("亿元", dims=PARK, source="policy 3.5a1, 3.5a4", zh="授信额度")
def credit_limit(collateral_ratio, bank_gain, bank_matching, capital, capital_under_construction, guaranteed_loans,
                 sme_share):
    """Bank credit limit (collateral, bank-enterprise matching, guarantees)."""
    return (
        collateral_ratio * (1 + bank_gain * bank_matching) * (capital + capital_under_construction)
        + guaranteed_loans * sme_share
    )


@auxiliary("亿元/year", dims=PARK, source="policy 3.5a1", confidence="TYPICAL", zh="可用信贷")
def credit_available(credit_limit, enterprise_debt, gap_smoothing, credit_time):
    """Credit that can be drawn."""
    return smooth_pos(credit_limit - enterprise_debt, guarded(gap_smoothing * credit_limit)) / credit_time


@auxiliary("亿元/year", dims=PARK, source="policy 3.5a2", zh="资本市场融资")
def capital_market_finance(bond_rate, capital_market_support, anchor_strength, capital):
    """Bonds and listing of core firms."""
    return bond_rate * capital_market_support * anchor_strength * capital


@auxiliary("亿元/year", dims=PARK, source="definition", confidence="FACT", zh="意愿支出")
def desired_outlay(desired_investment, industrial_land_price, desired_land_take):
    """Money wanted: investment and land purchase."""
    return desired_investment + industrial_land_price * desired_land_take


@auxiliary("1", dims=PARK, source="standard form: saturation", confidence="TYPICAL", zh="资金保障度")
def finance_factor(finance_available, desired_outlay):
    """Share of the wanted outlay that the finance in hand covers, saturating."""
    return saturate(finance_available / guarded(desired_outlay))


@auxiliary("1", dims=PARK, source="definition", confidence="FACT", zh="资金使用率")
def finance_used(investment_starts, land_purchase, finance_available):
    """Used part of the finance in hand."""
    return (investment_starts + land_purchase) / guarded(finance_available)


@flow("亿元/year", dims=PARK, into="enterprise_cash", source="accounting identity", confidence="FACT", zh="股权融资")
def equity_raised(equity_offer, finance_used):
    """Equity raised into enterprise cash."""
    return equity_offer * finance_used


@flow("亿元/year", dims=PARK, into="enterprise_cash", source="policy 3.5a1, 3.5a2", confidence="FACT", zh="企业借款")
def enterprise_borrowing(credit_available, bond_debt_share, capital_market_finance, finance_used):
    """Enterprise borrowing (credit and bonds actually used)."""
    return (credit_available + bond_debt_share * capital_market_finance) * finance_used


@flow("亿元/year", dims=PARK, into="enterprise_debt", source="accounting identity", confidence="FACT",
      zh="企业新增债务")
def enterprise_debt_incurred(enterprise_borrowing):
    """Debt incurred by borrowing."""
    return enterprise_borrowing


@flow("亿元/year", dims=PARK, out_of="enterprise_debt", source="assumption: debt of closed firms is lost",
      zh="债务核销")
def debt_writeoff(writeoff_share, closure_rate, enterprise_debt):
    """Debt of closed firms written off."""
    return writeoff_share * closure_rate * enterprise_debt
