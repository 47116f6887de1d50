"""Where public money came from and where it went, summed over a span of years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from urbsim.results import Results

SOURCES: Mapping[str, tuple[str, ...]] = {
    "taxes": ("district_tax", "city_tax"),
    "land_sales": ("town_land_sales", "park_land_sales"),
    "borrowing": ("investment_company_borrowing",),
    "social": ("social_capital_inflow",),
    "returns": ("portfolio_repayment", "portfolio_income", "guarantee_fees"),
}
USES: Mapping[str, tuple[str, ...]] = {
    "recurrent": ("district_recurrent", "city_recurrent"),
    "land_costs": ("town_land_costs",),
    "service": ("debt_service", "bailout"),
    "works": ("infrastructure_spending",),
    "town_works": ("town_spending",),
    "land_works": ("land_spending", "consolidation_spending"),
    "platforms": ("platform_spending",),
    "support": ("project_support_spending", "subsidy_spending"),
    "soft": ("soft_spending", "settlement_spending"),
    "claims": ("social_payout", "guarantee_default"),
}


def money(results: Results, until: float) -> tuple[dict[str, float], dict[str, float]]:
    """Sources and uses of public money from the start until a time, 亿元 at constant prices.

    The sums are integrals of the flows by Simpson's rule on the saved moments. `kept` is what the balances of the
    accounts grew by (it may be negative); with it both sides have the same total, but for the error of the integrals.
    """
    from scipy.integrate import simpson

    times = results.arrays.times
    inside = times <= until + 1e-9

    def total(names: tuple[str, ...]) -> float:
        rates = sum(results.array(name).reshape(len(times), -1).sum(axis=1) for name in names)
        return float(simpson(np.asarray(rates)[inside], x=times[inside]))

    sources = {key: total(names) for key, names in SOURCES.items()}
    uses = {key: total(names) for key, names in USES.items()}
    cash = results.model.vocabulary.indicators["public_cash"]
    first, last = (cash.function(*(results.array(name)[moment] for name in cash.arguments))
                   for moment in (0, np.flatnonzero(inside)[-1]))
    uses["kept"] = float(last - first)
    return sources, uses
