"""Public service platforms: research, testing, information and training for parks that are large enough."""

import numpy as np

from urbsim.declare import auxiliary, constant, flow, parameter, stock, table
from urbsim.functions import guarded, smooth_pos
from urbsim.indices import PARK, PLATFORM

platform_need_rate = table("Platform capital for each unit of revenue.", "year", "platforms.need_per_revenue",
                           dims=PLATFORM, low=1e-05, zh="平台需求率")
platform_productivity_weight = table("Weight of the platform in productivity growth.", "1",
                                     "platforms.productivity_weight", dims=PLATFORM, high=1.0, sums_to_one="platform",
                                     zh="平台生产率权重")
platform_attract_weight = table("Weight of the platform in attractiveness.", "1", "platforms.attract_weight",
                                dims=PLATFORM, high=1.0, sums_to_one="platform", zh="平台吸引力权重")
platform_lifetime = table("Lifetime of the platform.", "year", "platforms.lifetime", dims=PLATFORM, low=1.0,
                          zh="平台寿命")
platform_ratio_0 = table("Platform capital per requirement at the start.", "1", "parks.platform_ratio_0", dims=PARK,
                         zh="初始平台比率")

platform_scale_half = parameter("Park revenue at which half the full set of platforms is needed.", 25.0, "亿元/year",
                                low=10.0, high=60.0, source="policy 2.6", confidence="ASSUMED", zh="平台规模半值")
platform_service_slope = parameter("How fast service rises with platform capital.", 2.0, "1", low=1.0, high=4.0,
                                   source="policy 2.6", confidence="ASSUMED", zh="平台服务斜率")
platform_entry_revenue = parameter("Revenue at which a first platform pays.", 3.0, "亿元/year", low=1.0, high=10.0,
                                   source="policy 2.6", confidence="ASSUMED", zh="平台进入规模")
platform_planning_time = parameter("Time in which a gap of platforms is to be closed.", 1.5, "year", low=0.8,
                                   high=3.0, source="policy 2.6", confidence="ASSUMED", zh="平台建设时间")

platform_capacity = stock(
    "Capital of public service platforms.", "亿元", dims=(PLATFORM, PARK),
    initial=lambda start_platform_requirement, platform_ratio_0: start_platform_requirement * platform_ratio_0,
    source="policy 2.6", zh="公共平台资本")


@auxiliary("1", dims=PARK, source="policy 2.6", zh="平台规模门槛")
def platform_scale_gate(revenue, platform_scale_half):
    """Only larger parks need a full set of platforms."""
    return revenue / (revenue + platform_scale_half)


@auxiliary("亿元", dims=(PLATFORM, PARK), source="policy 2.6", zh="平台需求")
def platform_requirement(platform_need_rate, revenue, platform_scale_gate):
    """Platform capital wanted."""
    return platform_need_rate[:, None] * revenue * platform_scale_gate


@auxiliary("1", dims=(PLATFORM, PARK), source="policy 2.6", zh="平台服务水平")
def platform_service(platform_service_slope, platform_capacity, platform_requirement, platform_need_rate,
                     platform_entry_revenue):
    """Platform service level."""
    return 1 - np.exp(
        -platform_service_slope
        * platform_capacity
        / (platform_requirement + platform_need_rate[:, None] * platform_entry_revenue)
    )


@auxiliary("1", dims=PARK, source="policy 2.6", zh="平台生产率效应")
def platform_productivity_effect(platform_productivity_weight, platform_service):
    """Platform effect on productivity growth."""
    return platform_productivity_weight @ platform_service


@auxiliary("1", dims=PARK, source="policy 2.6", zh="平台吸引力")
def platform_attraction(platform_attract_weight, platform_service):
    """Platform effect on attractiveness."""
    return platform_attract_weight @ platform_service


@auxiliary("亿元/year", dims=(PLATFORM, PARK), source="policy 2.6", confidence="TYPICAL", zh="平台投资需求")
def required_platform_starts(platform_requirement, platform_capacity, gap_smoothing, platform_planning_time,
                             platform_lifetime):
    """Platform investment wanted."""
    return (
        smooth_pos(platform_requirement - platform_capacity, guarded(gap_smoothing * platform_requirement))
        / platform_planning_time
        + platform_capacity / platform_lifetime[:, None]
    )


@auxiliary("亿元/year", dims=PARK, source="policy 2.6", confidence="FACT", zh="平台资金需求")
def platform_need(required_platform_starts):
    """Public money needed for platforms."""
    return required_platform_starts.sum(0)


@flow("亿元/year", dims=(PLATFORM, PARK), into="platform_capacity", source="policy 2.6", confidence="FACT",
      zh="平台建设")
def platform_building(required_platform_starts, platform_spending, platform_need):
    """Platform building, scaled to the money spent."""
    return required_platform_starts * platform_spending / guarded(platform_need)


@flow("亿元/year", dims=(PLATFORM, PARK), out_of="platform_capacity", source="policy 2.6", confidence="TYPICAL",
      zh="平台老化")
def platform_obsolescence(platform_capacity, platform_lifetime):
    """Platform capital becomes obsolete over its lifetime."""
    return platform_capacity / platform_lifetime[:, None]


@constant("亿元", dims=(PLATFORM, PARK), source="definition", zh="初始平台需求")
def start_platform_requirement(platform_need_rate, start_operating_level, platform_scale_half):
    """Platform capital wanted at the start."""
    gate = platform_scale_gate(start_operating_level, platform_scale_half)
    return platform_requirement(platform_need_rate, start_operating_level, gate)
