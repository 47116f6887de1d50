"""The discounted public cost of a run: what the city and its counties pay for the policy, and what they then owe.

Paid are all flows that leave the treasuries but for recurrent tasks (works, soft measures, settlement, appropriations
to the funds, debt service, bail-outs), and the tax that is left to core firms. Owed at the horizon are the debt of the
investment company, with what it did not pay, and the claims of social capital, less what the accounts that were filled
by them and by appropriations still hold. So money counts once: when it leaves a treasury or, where it was borrowed,
when it is repaid or owed. Idle money in a treasury costs nothing, idle borrowed money costs its interest. Not in it:
recurrent tasks, taxes and land income that the policy brings (it is a cost, no balance), works put off, what firms
spend, and the guarantee fund's balance, which is pledged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from urbsim.vocabulary import Vocabulary

DISCOUNT_RATE = 0.08
"""Social discount rate of project appraisal in China: Methods and Parameters for Economic Evaluation of Construction
Projects (建设项目经济评价方法与参数), National Development and Reform Commission and Ministry of Construction, third
edition, 2006. Real, as money here is at constant prices."""
TREASURIES = ("city_treasury", "district_treasury")
RECURRENT = ("city_recurrent", "district_recurrent")
FORGONE = "core_tax_rebate"
OWED: Mapping[str, float] = {
    "investment_company_debt": 1.0, "social_capital": 1.0, "investment_company_cash": -1.0, "guidance_fund": -1.0,
    "matching_fund": -1.0, "development_fund": -1.0, "fund_portfolio": -1.0}
"""Stocks that are owed at the horizon, and those that stand against them."""


@dataclass(frozen=True)
class PublicCost:
    """Present values at the start of the run, 亿元 at constant prices; arrays over members, or of no dimension.

    `paid` by name of the flow that leaves a treasury, `forgone` tax, `owed` at the horizon.
    """

    paid: Mapping[str, np.ndarray]
    forgone: np.ndarray
    owed: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The public cost."""
        whole: np.ndarray = np.sum([*self.paid.values(), self.forgone, self.owed], axis=0)
        return whole


def paid_flows(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The flows out of the treasuries that are no recurrent tasks."""
    return tuple(name for name, flow in vocabulary.flows.items()
                 if flow.out_of in TREASURIES and name not in RECURRENT)


def cost_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """What must be recorded of a run for its public cost."""
    return (*paid_flows(vocabulary), FORGONE, *OWED)


def public_cost(vocabulary: Vocabulary, times: np.ndarray, values: Mapping[str, np.ndarray], *, members: bool,
                horizon: float, rate: float) -> PublicCost:
    """The public cost from the start of a run until a moment.

    `values` are arrays (moment, *dims) or, with `members`, (moment, *dims, member), at equally spaced `times` that
    include the horizon. Integrals by Simpson's rule; the discount factor is (1 + rate) ** -years.
    """
    from scipy.integrate import simpson

    held = times <= horizon + 1e-9
    times = times[held]
    factor = (1.0 + rate) ** -(times - times[0])

    def summed(name: str) -> np.ndarray:
        """Over parks or districts: (moment,) or (moment, member)."""
        array = values[name][held]
        whole: np.ndarray = array.reshape(len(times), -1, array.shape[-1] if members else 1).sum(axis=1)
        return whole if members else whole[:, 0]

    def present(name: str) -> np.ndarray:
        return np.asarray(simpson((summed(name).T * factor), x=times, axis=-1))

    owed = factor[-1] * np.sum([sign * summed(name)[-1] for name, sign in OWED.items()], axis=0)
    return PublicCost({name: present(name) for name in paid_flows(vocabulary)}, present(FORGONE), owed)
