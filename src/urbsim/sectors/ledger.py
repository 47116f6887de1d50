"""Ledger: money that enters and leaves the public and the enterprise accounts, for checks of conservation."""

from urbsim.declare import flow, stock

cumulative_money_in = stock("Money that entered the public accounts since the start.", "亿元", initial=0.0,
                            source="accounting identity", confidence="FACT", zh="累计公共资金流入")
cumulative_money_out = stock("Money that left the public accounts since the start.", "亿元", initial=0.0,
                             source="accounting identity", confidence="FACT", zh="累计公共资金流出")
cumulative_spending = stock("Programme spending since the start.", "亿元", initial=0.0, source="accounting identity",
                            confidence="FACT", zh="累计政策支出")
cumulative_debt_service = stock("Debt service and bail-outs since the start.", "亿元", initial=0.0,
                                source="accounting identity", confidence="FACT", zh="累计偿债")
cumulative_enterprise_in = stock("Money that entered enterprise cash since the start.", "亿元", initial=0.0,
                                 source="accounting identity", confidence="FACT", zh="累计企业资金流入")
cumulative_enterprise_out = stock("Money that left enterprise cash since the start.", "亿元", initial=0.0,
                                  source="accounting identity", confidence="FACT", zh="累计企业资金流出")


@flow("亿元/year", into="cumulative_money_in", source="accounting identity", confidence="FACT", zh="公共资金流入")
def money_in(district_tax, city_tax, town_land_sales, park_land_sales, investment_company_borrowing,
             social_capital_inflow, portfolio_repayment, portfolio_income, guarantee_fees):
    """Money entering the public accounts from outside."""
    return (
        district_tax.sum()
        + city_tax
        + town_land_sales.sum()
        + park_land_sales.sum()
        + investment_company_borrowing
        + social_capital_inflow
        + portfolio_repayment
        + portfolio_income
        + guarantee_fees
    )


@flow("亿元/year", into="cumulative_money_out", source="accounting identity", confidence="FACT", zh="公共资金流出")
def money_out(district_recurrent, city_recurrent, town_land_costs, debt_service, bailout, programme_spending,
              social_payout, guarantee_default):
    """Money leaving the public accounts."""
    return (
        district_recurrent.sum()
        + city_recurrent
        + town_land_costs.sum()
        + debt_service
        + bailout
        + programme_spending
        + social_payout
        + guarantee_default
    )


@flow("亿元/year", into="cumulative_spending", source="accounting identity", confidence="FACT", zh="支出累计")
def spending_booking(programme_spending):
    """Programme spending, booked to be summed."""
    return programme_spending


@flow("亿元/year", into="cumulative_debt_service", source="accounting identity", confidence="FACT", zh="偿债累计")
def service_booking(debt_service, bailout):
    """Debt service and bail-outs, booked to be summed."""
    return debt_service + bailout


@flow("亿元/year", into="cumulative_enterprise_in", source="accounting identity", confidence="FACT",
      zh="企业资金流入")
def enterprise_money_in(cash_flow, project_support_spending, enterprise_borrowing, equity_raised):
    """Money entering enterprise cash."""
    return (cash_flow + project_support_spending + enterprise_borrowing + equity_raised).sum()


@flow("亿元/year", into="cumulative_enterprise_out", source="accounting identity", confidence="FACT",
      zh="企业资金流出")
def enterprise_money_out(maintenance, investment_starts, land_purchase, enterprise_repayment, dividends):
    """Money leaving enterprise cash."""
    return (maintenance + investment_starts + land_purchase + enterprise_repayment + dividends).sum()
