"""The conservation laws of the model, as residuals relative to the scale of what is conserved."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from urbsim.results import Results

LAND_BY_PARK = ("raw_land", "serviced_land", "occupied_land", "idle_land")
LAND_BY_DISTRICT = ("town_raw_land", "town_land", "dispersed_land")
LAND_OF_THE_CITY = ("unplanned_land", "quota_reserve", "quota_pool", "consolidation_potential", "state_unused_land")
PUBLIC_ACCOUNTS = ("city_treasury", "guidance_fund", "development_fund", "investment_company_cash", "guarantee_fund",
                   "district_treasury", "matching_fund")


def total(results: Results, name: str) -> np.ndarray:
    """Sum of a variable over its dims, at every saved moment."""
    values = results.array(name)
    return np.asarray(values.reshape(len(values), -1).sum(axis=1))


def _sum(results: Results, names: Iterable[str]) -> np.ndarray:
    """Sum of several variables at every saved moment."""
    return np.asarray(np.sum([total(results, name) for name in names], axis=0))


def _relative(residual: np.ndarray, *amounts: np.ndarray) -> float:
    """Largest residual, relative to the largest of the amounts."""
    scale = max(float(np.abs(amount).max()) for amount in amounts)
    return float(np.abs(residual).max()) / scale if scale else float(np.abs(residual).max())


def land(results: Results) -> float:
    """Land is neither made nor lost: all its uses sum to the area of the city."""
    area = _sum(results, LAND_BY_PARK + LAND_BY_DISTRICT + LAND_OF_THE_CITY)
    return _relative(area - area[0], area)


def public_money(results: Results) -> float:
    """What public accounts hold is what they held, and came in, less what went out."""
    cash = _sum(results, PUBLIC_ACCOUNTS)
    came, went = total(results, "cumulative_money_in"), total(results, "cumulative_money_out")
    return _relative(cash - cash[0] - came + went, cash, came)


def enterprise_money(results: Results) -> float:
    """Enterprises' cash is what it was, and came in, less what went out."""
    cash = total(results, "enterprise_cash")
    came, went = total(results, "cumulative_enterprise_in"), total(results, "cumulative_enterprise_out")
    return _relative(cash - cash[0] - came + went, cash, came)


def investment_is_financed(results: Results) -> float:
    """Own funds, equity and loans used pay for investment and land, in every park."""
    used = (results.array("retained_funds") * results.array("finance_used") + results.array("equity_raised")
            + results.array("enterprise_borrowing"))
    paid = results.array("investment_starts") + results.array("land_purchase")
    return _relative(used - paid, paid)


def spending(results: Results) -> float:
    """What the programme spends leaves the accounts, at every moment."""
    spent = total(results, "programme_spending")
    left = _sum(results, (
        "guidance_out", "development_out", "matching_out", "city_out", "investment_company_out", "district_out",
        "soft_spending", "settlement_spending"))
    return _relative(spent - left, spent)


def tax(results: Results) -> float:
    """What parks pay in tax arrives at district and city."""
    paid = total(results, "park_tax")
    return _relative(paid - total(results, "district_park_tax") - total(results, "city_park_tax"), paid)


def migrants(results: Results) -> float:
    """Who leaves the countryside for another town of the city arrives in one."""
    leaving = total(results, "migration_leaving")
    return _relative(leaving - total(results, "migration_arriving"), leaving)


def weights(results: Results) -> float:
    """Weights of every allocation sum to 1 (each district's over its parks where it has any)."""
    names = ("land_weights", "money_weights", "investment_company_weights", "town_weights", "city_use_shares")
    return float(np.max([np.abs(results.array(name).sum(axis=1) - 1.0).max() for name in names]))


LAWS = {law.__name__: law for law in (land, public_money, enterprise_money, investment_is_financed, spending, tax,
                                      migrants, weights)}
LAWS_ZH = {
    "land": "土地守恒：各类用地之和等于全市面积。",
    "public_money": "财政资金守恒：期末余额等于期初加收入减支出。",
    "enterprise_money": "企业资金守恒：期末余额等于期初加收入减支出。",
    "investment_is_financed": "各园区自有资金、股权与贷款足额支付投资与用地。",
    "spending": "任一时刻，政策支出均从各账户支付。",
    "tax": "园区所缴税收全部到达县区与市。",
    "migrants": "离开农村迁往市内其他城镇者全部到达。",
    "weights": "各项分配权重之和为 1。",
}


def lowest_stock(results: Results) -> tuple[float, str]:
    """The lowest value that any stock takes, and its name."""
    return min((float(results.array(name).min()), name) for name in results.model.layout)


def relocated_share(results: Results) -> np.ndarray:
    """Largest share of relocated capital in a park's capital, at every saved moment."""
    return np.asarray(results.array("relocated_share").max(axis=1))
