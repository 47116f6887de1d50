"""Land: a fixed planned total handed out as quota, consolidated, serviced, taken, idled and reused."""

import numpy as np

from urbsim.declare import auxiliary, city_value, constant, flow, lever, parameter, stock, table
from urbsim.functions import guarded, mix_weights, smooth_min, smooth_pos
from urbsim.indices import PARK

raw_land_0 = table("Raw land at the start.", "ha", "parks.raw_land_0", dims=PARK, zh="初始毛地")
serviced_land_0 = table("Serviced land at the start.", "ha", "parks.serviced_land_0", dims=PARK, zh="初始熟地")
idle_share_0 = table("Idle land per occupied land at the start.", "1", "parks.idle_share_0", dims=PARK, high=1.0,
                     zh="初始闲置比例")

quota_reserve_0 = city_value("What is left of the planned total of construction land at the start.", "ha",
                             zh="规划总量余额初值")
unplanned_land_0 = city_value("Land that a later plan could add.", "ha", zh="规划外土地初值")
quota_pool_0 = city_value("Land quota not yet handed out at the start.", "ha", zh="指标池初值")
consolidation_potential_0 = city_value("Land that consolidation could gain at the start.", "ha", zh="整理潜力初值")
state_unused_land_0 = city_value("State-owned unused land at the start.", "ha", zh="国有未利用地初值")

quota_release_time = parameter("Shortest time to release what is left of the plan total.", 1.0, "year", low=0.5,
                               high=2.0, source="assumption", confidence="ASSUMED", zh="规划总量释放时间")
consolidation_floor = parameter("Consolidation potential that keeps its cost defined in a city without any.", 1e-06,
                                "ha", low=1e-06, high=1e-06, source="numerical guard", confidence="ASSUMED",
                                zh="整理潜力护栏")
consolidation_cost = parameter("Cost of consolidating one hectare at the start.", 0.03, "亿元/ha", low=0.01,
                               high=0.05, source="policy 3.2c", confidence="TYPICAL", zh="基准整理单位成本")
consolidation_steepness = parameter("How much dearer consolidation becomes at the end.", 2.0, "1", low=1.0, high=4.0,
                                    source="policy 3.2c", confidence="ASSUMED", zh="整理成本陡度")
consolidation_cost_exponent = parameter("How fast consolidation cost rises as potential is used up.", 1.5, "1",
                                        low=0.5, high=2.5, source="policy 3.2c", confidence="ASSUMED",
                                        zh="整理成本指数")
consolidation_rate = parameter("Highest yearly rate of land consolidation.", 0.1, "1/year", low=0.05, high=0.2,
                               source="policy 3.2c", confidence="ASSUMED", zh="整理速率")
raw_cover_time = parameter("Years of land demand that parks want to hold as raw land.", 1.6, "year", low=1.0,
                           high=3.0, source="policy 3.2a", confidence="ASSUMED", zh="毛地覆盖年数")
raw_floor = parameter("Raw land that a park wants in any case.", 10.0, "ha", low=0.0, high=30.0, source="policy 3.2a",
                      confidence="ASSUMED", zh="毛地下限")
request_time = parameter("Time between wanting land and asking for it.", 1.0, "year", low=0.5, high=2.0,
                         source="policy 3.2a", confidence="ASSUMED", zh="用地申请时间")
serviced_cover_time = parameter("Years of land demand that parks want to hold as serviced land.", 1.2, "year",
                                low=0.8, high=2.0, source="policy 2.5", confidence="ASSUMED", zh="熟地覆盖年数")
serviced_floor = parameter("Serviced land that a park wants in any case.", 6.0, "ha", low=0.0, high=20.0,
                           source="policy 2.5", confidence="ASSUMED", zh="熟地下限")
servicing_plan_time = parameter("Time in which a gap of serviced land is to be closed.", 0.6, "year", low=0.4,
                                high=1.5, source="policy 2.5", confidence="ASSUMED", zh="供地计划时间")
servicing_time = parameter("Shortest time to service the raw land in hand.", 1.0, "year", low=0.5, high=2.0,
                           source="policy 2.5", confidence="TYPICAL", zh="整备时间")
servicing_cost = parameter("Compensation and servicing of one hectare.", 0.045, "亿元/ha", low=0.02, high=0.06,
                           source="policy 2.5; evidence c_site, c_acq", confidence="TYPICAL", zh="征补整备成本")

annual_quota = lever("Plan quota released per year.", 150.0, "ha/year", low=100.0, high=900.0, group="land",
                     source="policy 3.2a", zh="年度用地指标")
new_plan_quota = lever("Land added to the plan total by a new plan (use knots for the date).", 0.0, "ha/year",
                       low=0.0, high=800.0, group="land", source="policy 3.2a", zh="新一轮规划总量")
unused_land_access = lever(
    "Rate at which state-owned unused land is opened by city approval.", 0.01, "1/year", low=0.0, high=0.25,
    group="land", source="policy 3.2b", zh="国有未利用地审批")
consolidation_effort = lever(
    "Scale of land consolidation, as part of what is possible each year.", 0.1, "1", low=0.0, high=1.0,
    group="land_reuse", source="policy 3.2c", zh="土地整理力度")
idle_reactivation = lever(
    "Rate at which idle land is brought back into use.", 0.04, "1/year", low=0.0, high=0.4, group="land_reuse",
    source="policy 3.2c", zh="存量盘活率")

raw_land = stock("Approved park land without utilities.", "ha", dims=PARK, initial="raw_land_0", source="policy 3.2a",
                 zh="毛地")
serviced_land = stock("Park land with utilities, not yet built on.", "ha", dims=PARK, initial="serviced_land_0",
                      source="policy 2.5", zh="熟地")
occupied_land = stock(
    "Park land in use.", "ha", dims=PARK,
    initial=lambda park_land_per_capital, capital, capital_under_construction: (
        park_land_per_capital * (capital + capital_under_construction)),
    source="policy 1.4", zh="已用地")
idle_land = stock("Park land whose firm has closed.", "ha", dims=PARK,
                  initial=lambda occupied_land, idle_share_0: occupied_land * idle_share_0, source="policy 3.2c",
                  zh="闲置地")
quota_reserve = stock("What is left of the planned total of construction land.", "ha", initial="quota_reserve_0",
                      source="policy 3.2a", zh="规划总量余额")
unplanned_land = stock("Land outside the plan total that a new plan could add.", "ha", initial="unplanned_land_0",
                       source="policy 3.2a", zh="规划外土地")
quota_pool = stock("Land quota not yet handed out.", "ha", initial="quota_pool_0", source="policy 3.2a", zh="指标池")
consolidation_potential = stock("Land that consolidation could gain.", "ha", initial="consolidation_potential_0",
                                source="policy 3.2c", zh="整理潜力")
state_unused_land = stock("State-owned unused land.", "ha", initial="state_unused_land_0", source="policy 3.2b",
                          zh="国有未利用地")


@flow("ha/year", out_of="quota_reserve", into="quota_pool", source="policy 3.2a", zh="年度指标下达")
def quota_release(annual_quota, quota_reserve, quota_release_time):
    """Annual plan quota released from the remaining plan total (constant until the total is nearly used up)."""
    return smooth_min(annual_quota, quota_reserve / quota_release_time)


@flow("ha/year", out_of="unplanned_land", into="quota_reserve", source="policy 3.2a", zh="规划扩容")
def plan_extension(new_plan_quota, unplanned_land, quota_release_time):
    """Land added to the plan total by a new plan."""
    return smooth_min(new_plan_quota, unplanned_land / quota_release_time)


@flow("ha/year", out_of="state_unused_land", into="quota_pool", source="policy 3.2b", zh="未利用地开发")
def unused_land_opening(state_unused_land, unused_land_access):
    """State-owned unused land opened by city approval."""
    return state_unused_land * unused_land_access


@constant("ha", source="definition", zh="整理潜力基准")
def consolidation_reference(initial_consolidation_potential, consolidation_floor):
    """Consolidation potential at the start, the reference of its cost."""
    return np.maximum(initial_consolidation_potential, consolidation_floor)


@auxiliary("亿元/ha", source="policy 3.2c", zh="整理单位成本")
def consolidation_unit_cost(consolidation_cost, consolidation_steepness, consolidation_reference,
                            consolidation_potential, consolidation_cost_exponent):
    """Unit cost of consolidation, rising as potential is used up (1 x cost at the initial potential)."""
    return (
        consolidation_cost
        * (
            (
                1
                + consolidation_steepness
                * consolidation_reference
                / (consolidation_potential + consolidation_reference)
            )
            / (1 + consolidation_steepness / 2)
        )
        ** consolidation_cost_exponent
    )


@auxiliary("ha/year", source="policy 3.2c", zh="整理意愿")
def consolidation_wanted(consolidation_potential, consolidation_rate, consolidation_effort):
    """Consolidation wanted."""
    return consolidation_potential * consolidation_rate * consolidation_effort


@auxiliary("亿元/year", source="policy 3.2c", confidence="FACT", zh="整理资金需求")
def consolidation_need(consolidation_wanted, consolidation_unit_cost):
    """Money needed for consolidation."""
    return consolidation_wanted * consolidation_unit_cost


@flow("ha/year", out_of="consolidation_potential", into="quota_pool", source="policy 3.2c", confidence="FACT",
      zh="土地整理")
def consolidation(consolidation_wanted, consolidation_spending, consolidation_need):
    """Consolidation wanted, as far as the money goes."""
    return consolidation_wanted * consolidation_spending / guarded(consolidation_need)


@auxiliary("ha/year", dims=PARK, source="policy 3.2a", zh="园区用地申请")
def park_land_request(raw_cover_time, desired_land_take, raw_floor, raw_land, gap_smoothing, request_time):
    """Request that fills raw land to some years of wanted take plus a floor."""
    target = raw_cover_time * desired_land_take + raw_floor
    return smooth_pos(target - raw_land, gap_smoothing * target) / request_time


@auxiliary("1", dims=PARK, source="policy 3.2c", zh="用地权重")
def land_weights(park_land_request, advantage_share, performance_share, weight_advantage, weight_performance,
                 weight_equal):
    """Weights for park land quota."""
    return mix_weights(
        park_land_request, advantage_share, performance_share, weight_advantage, weight_performance, weight_equal
    )


@flow("ha/year", dims=PARK, out_of="quota_pool", into="raw_land", source="policy 3.2a", zh="园区指标分配")
def park_quota_grant(quota_pool, quota_time, park_land_priority, land_weights, park_land_request):
    """The parks' part of the quota pool by weight, never more than requested."""
    return smooth_min(quota_pool / quota_time * park_land_priority * land_weights, park_land_request)


@auxiliary("ha/year", dims=PARK, source="policy 2.1", zh="整备意愿")
def servicing_wanted(serviced_cover_time, planning_lead, desired_land_take, serviced_floor, serviced_land,
                     gap_smoothing, servicing_plan_time, raw_land, servicing_time):
    """Raw land to service: fills serviced land to its planned cover, limited by the raw land in hand."""
    target = serviced_cover_time * (1 + planning_lead) * desired_land_take + serviced_floor
    return smooth_min(
        smooth_pos(target - serviced_land, gap_smoothing * target) / servicing_plan_time, raw_land / servicing_time
    )


@auxiliary("亿元/year", dims=PARK, source="policy 2.5", confidence="FACT", zh="土地资金需求")
def land_need(servicing_wanted, servicing_cost):
    """Money needed for land compensation and servicing."""
    return servicing_wanted * servicing_cost


@flow("ha/year", dims=PARK, out_of="raw_land", into="serviced_land", source="policy 2.5", confidence="FACT",
      zh="土地整备")
def servicing(servicing_wanted, land_spending, land_need):
    """Land servicing, as far as the money goes."""
    return servicing_wanted * land_spending / guarded(land_need)


@flow("ha/year", dims=PARK, out_of="serviced_land", into="occupied_land", source="policy 1.4", confidence="FACT",
      zh="占用土地")
def land_take(park_land_per_capital, land_intensity_standard, investment_starts):
    """Land taken by investment starts."""
    return park_land_per_capital / land_intensity_standard * investment_starts


@flow("ha/year", dims=PARK, out_of="occupied_land", into="idle_land", source="policy 3.1", zh="土地闲置")
def idling(occupied_land, closure_rate):
    """Land of closing firms falls idle at the closure rate."""
    return occupied_land * closure_rate


@flow("ha/year", dims=PARK, out_of="idle_land", into="serviced_land", source="policy 3.2c", zh="存量盘活")
def reactivation(idle_land, idle_reactivation):
    """Idle land comes back into use at the policy's rate."""
    return idle_land * idle_reactivation
