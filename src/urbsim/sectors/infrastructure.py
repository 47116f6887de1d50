"""Infrastructure: seven utilities by park, their demand, adequacy, planning and construction."""

from urbsim.declare import auxiliary, city_value, constant, flow, lever, parameter, stock, table
from urbsim.functions import bottleneck, guarded, mix_weights, saturate, share, smooth_min, smooth_pos
from urbsim.indices import PARK, UTILITY

tier_weight = table("Weight of the park's tier in allocation by advantage.", "1", "parks.tier_weight", dims=PARK,
                    high=10.0, zh="梯队权重")
circular_saving = table("Part of demand that full circularity saves.", "1", "utilities.circular_saving", dims=UTILITY,
                        high=1.0, zh="循环节约率")
utility_per_worker = table("Demand of one worker.", "unit/person", "utilities.per_worker", dims=UTILITY,
                           zh="人均设施需求")
is_water = table("1 for water supply.", "1", "utilities.is_water", dims=UTILITY, high=1.0, whole=True, zh="供水标记")
utility_weight = table("Weight of the utility in the bottleneck.", "1", "utilities.weight", dims=UTILITY, high=1.0,
                       sums_to_one="utility", zh="设施权重")
utility_lifetime = table("Lifetime of the utility.", "year", "utilities.lifetime", dims=UTILITY, low=1.0,
                         zh="设施寿命")
utility_cost = table("Cost of one unit of capacity.", "亿元/unit", "utilities.unit_cost", dims=UTILITY,
                     zh="设施单位成本")
public_cost_share = table("Part of the cost that public money pays.", "1", "utilities.public_cost_share",
                          dims=UTILITY, high=1.0, zh="公共投入比例")
utility_delay = table("Construction time of the utility.", "year", "utilities.build_delay", dims=UTILITY, low=0.1,
                      zh="设施建设周期")
infrastructure_ratio_0 = table("Utility capacity per demand at the start.", "1", "parks.infrastructure_ratio_0",
                               dims=PARK, zh="初始设施比率")
initial_factor = table("Capacity of this utility relative to the others at the start.", "1",
                       "utilities.initial_factor", dims=UTILITY, zh="初始设施系数")

utility_construction_ratio_0 = city_value("Utilities under construction per capacity at the start.", "1",
                                          zh="初始在建设施比率")

revenue_floor = parameter("Revenue that keeps growth rates defined in an empty park.", 0.3, "亿元/year", low=0.1,
                          high=1.0, source="numerical guard", confidence="ASSUMED", zh="收入护栏值")
advantage_exponent = parameter("How strongly allocation by advantage follows revenue.", 0.8, "1", low=0.5, high=1.2,
                               source="policy 3.2a", confidence="ASSUMED", zh="优势指数")
performance_exponent = parameter("How strongly allocation by performance follows the marks.", 2.0, "1", low=1.0,
                                 high=3.0, source="policy 3.8", confidence="ASSUMED", zh="绩效指数")
performance_size_exponent = parameter("How strongly allocation by performance follows size.", 0.5, "1", low=0.0,
                                      high=1.0, source="policy 3.8", confidence="ASSUMED", zh="绩效规模指数")
bulk_water_limit = parameter("Bulk water that all parks together can be given.", 36.0, "unit", low=12.0, high=50.0,
                             source="policy 3.2a", confidence="ASSUMED", zh="园区可配水量")
water_policy_share = parameter("How far bulk water follows the allocation weights.", 0.5, "1", low=0.0, high=1.0,
                               source="policy 3.2d", confidence="ASSUMED", zh="水量倾斜比")
bottleneck_exponent = parameter("How strictly the scarcest utility limits a park.", 4.0, "1", low=2.0, high=10.0,
                                source="policy 2.5", confidence="ASSUMED", zh="瓶颈指数")
capacity_margin = parameter("Usual reserve of utility capacity over demand.", 0.08, "1", low=0.0, high=0.2,
                            source="policy 2.1", confidence="TYPICAL", zh="常规余量")
gap_smoothing = parameter("Smoothing of gaps, relative to what is wanted.", 0.05, "1", low=0.01, high=0.1,
                          source="numerical smoothing", confidence="ASSUMED", zh="缺口平滑系数")
infrastructure_planning_time = parameter("Time in which a gap of utilities is to be closed.", 1.0, "year", low=0.5,
                                         high=2.0, source="policy 2.5", confidence="ASSUMED", zh="基础设施补缺时间")
planning_saving = parameter("Part of utility cost that perfect planning saves.", 0.2, "1", low=0.0, high=0.25,
                            source="policy 3.1", confidence="ASSUMED", zh="规划衔接节约")
entry_scale = parameter("Size of a typical entrant.", 0.9, "亿元", low=0.2, high=3.0, source="assumption",
                        confidence="ASSUMED", zh="典型进入规模")

weight_advantage = lever("Allocation weight by revenue and tier.", 0.0, "1", low=0.0, high=1.0, group="allocation",
                         source="policy 3.2d", zh="优势倾斜权重")
weight_performance = lever("Allocation weight by assessment score.", 0.0, "1", low=0.0, high=1.0, group="allocation",
                           source="policy 3.8", zh="绩效分配权重")
weight_equal = lever("Allocation weight equal for all parks.", 0.3, "1", low=0.0, high=1.0, group="allocation",
                     source="policy 2.1", zh="平均分配权重")
planning_lead = lever(
    "How far utilities and land are prepared ahead of demand.", 0.12, "1", low=0.0, high=1.0, group="planning",
    source="policy 2.1", zh="适度超前")
planning_quality = lever(
    "Quality of plans; lowers the cost of utilities and the closure of firms.", 0.2, "1", low=0.0, high=1.0,
    group="planning", source="policy 3.1", zh="规划质量与衔接")

utility_capacity = stock(
    "Capacity of each utility, in its own unit.", "unit", dims=(UTILITY, PARK),
    initial=lambda start_utility_demand, infrastructure_ratio_0, initial_factor: (
        start_utility_demand * infrastructure_ratio_0 * initial_factor[:, None]),
    source="policy 2.5", zh="公用设施能力")
utility_under_construction = stock(
    "Capacity of each utility under construction.", "unit", dims=(UTILITY, PARK),
    initial=lambda utility_construction_ratio_0, utility_capacity: utility_construction_ratio_0 * utility_capacity,
    source="policy 2.5", zh="在建公用设施")


@auxiliary("1", dims=PARK, source="policy 2.1, 3.2c", zh="优势份额")
def advantage_share(tier_weight, perceived_revenue, revenue_floor, advantage_exponent):
    """Shares by tier weight and perceived revenue above a floor."""
    return share(tier_weight * ((perceived_revenue + revenue_floor) / revenue_floor) ** advantage_exponent)


@auxiliary("1", dims=PARK, source="policy 3.8", zh="绩效份额")
def performance_share(performance_score, performance_exponent, perceived_revenue, revenue_floor,
                      performance_size_exponent):
    """Shares by performance score, scaled by the size of perceived revenue."""
    return share(
        performance_score**performance_exponent
        * ((perceived_revenue + revenue_floor) / revenue_floor) ** performance_size_exponent
    )


@auxiliary("unit", dims=(UTILITY, PARK), source="policy 2.5, 1.4", confidence="TYPICAL", zh="公用设施需求")
def utility_demand(park_utility_intensity, operating_level, circular_saving, circularity, utility_per_worker,
                   park_jobs):
    """Utility demand at the present operating level."""
    return (
        park_utility_intensity * operating_level * (1 - circular_saving[:, None] * circularity)
        + utility_per_worker[:, None] * park_jobs
    )


@auxiliary("unit", dims=PARK, source="policy 3.2d", zh="用水分配")
def water_allocation(bulk_water_limit, is_water, utility_demand, advantage_share, performance_share,
                     water_policy_share, weight_advantage, weight_performance, weight_equal):
    """Bulk water assigned to each park (water quota follows the allocation weights)."""
    return bulk_water_limit * mix_weights(
        is_water @ utility_demand,
        advantage_share,
        performance_share,
        water_policy_share * weight_advantage,
        water_policy_share * weight_performance,
        water_policy_share * weight_equal,
    )


@auxiliary("unit", dims=(UTILITY, PARK), source="policy 3.2d", zh="可用能力")
def usable_capacity(utility_capacity, is_water, water_allocation):
    """Usable capacity (water also limited by the bulk water quota)."""
    return utility_capacity * (1 - is_water[:, None]) + is_water[:, None] * smooth_min(
        utility_capacity, water_allocation
    )


@auxiliary("1", dims=(UTILITY, PARK), source="standard form: saturation", confidence="TYPICAL", zh="设施充足率")
def adequacy(usable_capacity, utility_demand):
    """Usable capacity over demand, saturating at 1."""
    return saturate(usable_capacity / guarded(utility_demand))


@auxiliary("1", dims=PARK, source="policy 2.5", confidence="TYPICAL", zh="设施充足度")
def infrastructure_sufficiency(adequacy, utility_weight, bottleneck_exponent):
    """Part of wanted output that utilities allow: CES mean of adequacies, near the scarcest."""
    return bottleneck(adequacy, utility_weight, bottleneck_exponent)


@auxiliary("亿元/year", dims=PARK, source="policy 2.1", zh="规划水平")
def planned_level(operating_level, park_turnover, productivity, capital_under_construction, planning_lead,
                  revenue_density, serviced_land):
    """Output level to plan utilities for (work in progress + serviced land x planning lead)."""
    return (
        operating_level
        + park_turnover * productivity * capital_under_construction
        + planning_lead * revenue_density * serviced_land
    )


@auxiliary("unit", dims=(UTILITY, PARK), source="policy 2.1", zh="规划能力")
def required_capacity(capacity_margin, park_utility_intensity, planned_level, circular_saving, circularity,
                      utility_per_worker, park_jobs):
    """Capacity wanted by the plan."""
    return (1 + capacity_margin) * (
        park_utility_intensity * planned_level * (1 - circular_saving[:, None] * circularity)
        + utility_per_worker[:, None] * park_jobs
    )


@auxiliary("unit/year", dims=(UTILITY, PARK), source="policy 2.5", confidence="TYPICAL", zh="设施开工需求")
def required_utility_starts(required_capacity, utility_capacity, utility_under_construction, gap_smoothing,
                            infrastructure_planning_time, utility_lifetime):
    """Construction starts wanted (gap closing + replacement)."""
    gap = required_capacity - utility_capacity - utility_under_construction
    return (
        smooth_pos(gap, guarded(gap_smoothing * required_capacity)) / infrastructure_planning_time
        + utility_capacity / utility_lifetime[:, None]
    )


@auxiliary("亿元/unit", dims=UTILITY, source="policy 3.1", zh="公共单位成本")
def public_unit_cost(utility_cost, public_cost_share, planning_saving, programme_delivery, planning_quality):
    """Public unit cost after savings from good planning."""
    return utility_cost * public_cost_share * (1 - planning_saving * programme_delivery * planning_quality)


@auxiliary("亿元/year", dims=PARK, source="policy 2.5", confidence="FACT", zh="设施资金需求")
def infrastructure_need(public_unit_cost, required_utility_starts):
    """Public money needed for utilities."""
    return public_unit_cost @ required_utility_starts


@auxiliary("1", dims=PARK, source="policy 2.5", zh="设施就绪度")
def infrastructure_readiness(utility_demand, park_utility_intensity, park_turnover, capital_under_construction,
                             entry_scale, usable_capacity, utility_weight, bottleneck_exponent):
    """Readiness of utilities for one more entrant (used in attractiveness)."""
    need = utility_demand + park_utility_intensity * (park_turnover * (capital_under_construction + entry_scale))
    return bottleneck(saturate(usable_capacity / guarded(need)), utility_weight, bottleneck_exponent)


@flow("unit/year", dims=(UTILITY, PARK), into="utility_under_construction", source="policy 2.5", confidence="FACT",
      zh="设施开工")
def utility_starts(required_utility_starts, infrastructure_spending, infrastructure_need):
    """Utility construction starts, scaled to the money spent."""
    return required_utility_starts * infrastructure_spending / guarded(infrastructure_need)


@flow("unit/year", dims=(UTILITY, PARK), out_of="utility_under_construction", into="utility_capacity",
      source="policy 2.5", confidence="TYPICAL", zh="设施建成")
def utility_completions(utility_under_construction, utility_delay):
    """Utilities under construction are finished after the construction time."""
    return utility_under_construction / utility_delay[:, None]


@flow("unit/year", dims=(UTILITY, PARK), out_of="utility_capacity", source="policy 2.5", confidence="TYPICAL",
      zh="设施损耗")
def utility_wear(utility_capacity, utility_lifetime):
    """Utility capacity wears out over its lifetime."""
    return utility_capacity / utility_lifetime[:, None]


@constant("unit", dims=(UTILITY, PARK), source="definition", zh="初始设施需求")
def start_utility_demand(park_utility_intensity, start_operating_level, utility_per_worker, start_jobs):
    """Utility demand at the start, before circular saving."""
    return park_utility_intensity * start_operating_level + utility_per_worker[:, None] * start_jobs
