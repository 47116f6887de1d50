"""Attraction: what makes mobile investors choose a park."""

import numpy as np

from urbsim.declare import auxiliary, flow, lever, parameter, stock
from urbsim.functions import guarded, smooth_min
from urbsim.indices import PARK

entry_land = parameter("Serviced land at which entrants find half of what they need.", 15.0, "ha", low=5.0, high=40.0,
                       source="policy 3.2a", confidence="ASSUMED", zh="土地就绪半值")
attraction_elasticity_infrastructure = parameter(
    "Elasticity of attractiveness to utility readiness.", 0.9, "1", low=0.5, high=1.5, source="policy 2.5",
    confidence="ASSUMED", zh="吸引力弹性：设施")
attract_floor = parameter("Attractiveness left without platforms or chains.", 0.5, "1", low=0.3, high=0.8,
                          source="assumption", confidence="ASSUMED", zh="吸引力底值")
attraction_elasticity_platform = parameter("Elasticity of attractiveness to platforms.", 0.35, "1", low=0.1, high=0.6,
                                           source="policy 2.6", confidence="ASSUMED", zh="吸引力弹性：平台")
attraction_elasticity_labour = parameter("Elasticity of attractiveness to labour sufficiency.", 0.8, "1", low=0.4,
                                         high=1.2, source="policy 1.2", confidence="ASSUMED", zh="吸引力弹性：劳动")
attraction_elasticity_land = parameter("Elasticity of attractiveness to land readiness.", 0.35, "1", low=0.1,
                                       high=0.6, source="policy 3.2a", confidence="ASSUMED", zh="吸引力弹性：土地")
attraction_elasticity_anchor = parameter("Elasticity of attractiveness to the local chain.", 0.45, "1", low=0.2,
                                         high=0.8, source="policy 3.6", confidence="ASSUMED", zh="吸引力弹性：链条")
management_normal = parameter("Management quality at which conditions are normal.", 0.5, "1", low=0.4, high=0.6,
                              source="policy 3.4a", confidence="ASSUMED", zh="管理正常值")
attraction_elasticity_management = parameter(
    "Elasticity of attractiveness to management quality.", 0.5, "1", low=0.2, high=0.8, source="policy 3.4a",
    confidence="ASSUMED", zh="吸引力弹性：管理")
attraction_elasticity_amenity = parameter("Elasticity of attractiveness to amenity.", 0.35, "1", low=0.1, high=0.6,
                                          source="policy 1.2", confidence="ASSUMED", zh="吸引力弹性：环境宜居")
attraction_elasticity_tourism = parameter("Added elasticity to amenity of a pure tourism park.", 1.0, "1", low=0.3,
                                          high=2.0, source="policy 1.4", confidence="ASSUMED", zh="旅游附加环境弹性")
incentive_gain = parameter("Gain of attractiveness where all interest is subsidised.", 0.6, "1", low=0.2, high=1.0,
                           source="policy 3.5a1", confidence="ASSUMED", zh="贴息吸引增益")
logistics_attract = parameter("Gain of attractiveness from full producer services.", 0.15, "1", low=0.0, high=0.3,
                              source="policy 2.6", confidence="ASSUMED", zh="物流服务吸引增益")
brand_attract = parameter("Gain of attractiveness from full brand promotion.", 0.06, "1", low=0.0, high=0.15,
                          source="policy 1.3", confidence="ASSUMED", zh="品牌吸引增益")
footloose_pool_0 = parameter("Mobile investment that considers the city in the base year.", 165.0, "亿元/year",
                             low=80.0, high=400.0, source="policy 1.2", confidence="ASSUMED", zh="初始可流动投资池")
footloose_demand_cap = parameter("Highest demand index that enlarges the pool.", 5.0, "1", low=3.0, high=8.0,
                                 source="numerical guard for tests", confidence="ASSUMED", zh="投资池需求上限")
footloose_trend = parameter("Initial growth of the pool of mobile investment.", 0.05, "1/year", low=0.0, high=0.1,
                            source="assumption", confidence="ASSUMED", zh="投资池趋势")
footloose_fade_time = parameter("Time in which growth of the pool of mobile investment fades.", 5.0, "year", low=3.0,
                                high=10.0, source="assumption", confidence="ASSUMED", zh="投资池趋势衰减")
recruitment_gain = parameter("Gain of the considered pool from full unified recruitment.", 0.25, "1", low=0.1,
                             high=0.4, source="policy 3.4b", confidence="ASSUMED", zh="统一招商增益")
site_land_exponent = parameter("How strongly land in hand pulls investors.", 0.5, "1", low=0.3, high=1.0,
                               source="policy 3.2a", confidence="ASSUMED", zh="用地选择指数")
attraction_exponent = parameter("How sharply investors choose between sites.", 2.2, "1", low=1.0, high=3.0,
                                source="assumption: not identified from city totals", confidence="ASSUMED",
                                zh="选择敏感度")
outside_pull = parameter("Pull of all sites outside the city.", 134.0, "1", low=60.0, high=200.0,
                         source="assumption: not identified from city totals", confidence="ASSUMED",
                         zh="外部选项吸引力")
follower_rate = parameter("Rate at which a full chain draws followers.", 0.044, "1/year", low=0.015, high=0.06,
                          source="policy 3.6", confidence="ASSUMED", zh="链条跟进率")
follower_gain = parameter("Gain of followers from recruiting by chains.", 0.8, "1", low=0.3, high=1.5,
                          source="policy 3.4b", confidence="ASSUMED", zh="组团招商跟进增益")

brand_promotion = lever(
    "Promotion of industrial and regional brands; raises the pull on outside investors.", 0.0, "1", low=0.0, high=1.0,
    group="recruitment", source="policy 1.3", zh="产业与区域品牌")
unified_recruitment = lever(
    "Unified recruitment of investors; enlarges the considered investment pool.", 0.0, "1", low=0.0, high=1.0,
    group="recruitment", source="policy 3.4b", zh="统一招商")

perceived_attractiveness = stock("Perceived attractiveness.", "1", dims=PARK, initial="attractiveness_target",
                                 first_guess=1.0, source="policy 2.5", zh="感知吸引力")


@auxiliary("ha", dims=PARK, source="definition", confidence="FACT", zh="可用土地")
def available_land(raw_land, serviced_land, idle_land):
    """Land not yet built on: room for entrants."""
    return raw_land + serviced_land + idle_land


@auxiliary("1", dims=PARK, source="policy 3.2a", zh="土地就绪度")
def land_readiness(serviced_land, entry_land):
    """Serviced land against the half-value at which entrants find land ready."""
    return serviced_land / (serviced_land + entry_land)


@auxiliary("1", dims=PARK, source="policy 1.1", confidence="FACT", zh="园区宜居度")
def park_amenity(amenity, host):
    """Amenity of the host districts, weighted by the part of the park that lies in each."""
    return amenity @ host


@auxiliary("1", dims=PARK, source="policy 2.5, 2.6, 3.4a, 3.6", confidence="TYPICAL", zh="吸引力目标")
def attractiveness_target(infrastructure_readiness, attraction_elasticity_infrastructure, attract_floor,
                          platform_attraction, attraction_elasticity_platform, labour_sufficiency,
                          attraction_elasticity_labour, land_readiness, attraction_elasticity_land, anchor_strength,
                          attraction_elasticity_anchor, management_quality, management_normal,
                          attraction_elasticity_management, park_amenity, attraction_elasticity_amenity,
                          attraction_elasticity_tourism, tourism_share, incentive_gain, subsidy_spending,
                          enterprise_interest, logistics_attract, programme_delivery, logistic_services,
                          brand_attract, brand_promotion):
    """Attractiveness target: Cobb-Douglas of conditions."""
    return (
        infrastructure_readiness**attraction_elasticity_infrastructure
        * (attract_floor + platform_attraction) ** attraction_elasticity_platform
        * labour_sufficiency**attraction_elasticity_labour
        * land_readiness**attraction_elasticity_land
        * (attract_floor + anchor_strength) ** attraction_elasticity_anchor
        * (management_quality / management_normal) ** attraction_elasticity_management
        * park_amenity ** (attraction_elasticity_amenity + attraction_elasticity_tourism * tourism_share)
        * (
            1
            + incentive_gain * subsidy_spending / guarded(enterprise_interest)
            + logistics_attract * programme_delivery * logistic_services
            + brand_attract * programme_delivery * brand_promotion
        )
    )


@flow("1/year", dims=PARK, into="perceived_attractiveness", source="standard form: first-order adjustment",
      confidence="TYPICAL", zh="吸引力感知调整")
def attractiveness_change(attractiveness_target, perceived_attractiveness, perception_time):
    """Perceived attractiveness follows the actual one within the perception time."""
    return (attractiveness_target - perceived_attractiveness) / perception_time


@auxiliary("亿元/year", source="policy 3.4b", zh="可流动投资池")
def footloose_pool(footloose_pool_0, demand_index, footloose_demand_cap, footloose_trend, time, base_year,
                   footloose_fade_time, recruitment_gain, programme_delivery, unified_recruitment):
    """Exogenous pool of footloose investment considered by outside investors."""
    return (
        footloose_pool_0
        * smooth_min(demand_index, footloose_demand_cap)
        * np.exp(footloose_trend * (1 - np.exp(-(time - base_year) / footloose_fade_time)) * footloose_fade_time)
        * (1 + recruitment_gain * programme_delivery * unified_recruitment)
    )


@auxiliary("1", dims=PARK, source="standard form: power-form logit", confidence="TYPICAL", zh="选址吸引力")
def site_pull(available_land, entry_land, site_land_exponent, perceived_attractiveness, attraction_exponent):
    """Pull of the park on mobile investment."""
    return guarded(available_land / entry_land) ** site_land_exponent * perceived_attractiveness**attraction_exponent


@auxiliary("亿元/year", dims=PARK, source="standard form: logit with outside option", confidence="TYPICAL",
           zh="可流动投资")
def footloose_investment(footloose_pool, site_pull, outside_pull):
    """Footloose investment choosing the park (logit in power form, with outside option)."""
    return footloose_pool * site_pull / (site_pull.sum() + outside_pull)


@auxiliary("亿元/year", dims=PARK, source="policy 3.4b, 3.6", zh="链条跟进投资")
def chain_investment(follower_rate, follower_gain, programme_delivery, chain_recruitment, anchor_strength, capital,
                     perceived_attractiveness):
    """Followers of anchor firms (chain recruitment)."""
    return (
        follower_rate
        * (1 + follower_gain * programme_delivery * chain_recruitment)
        * anchor_strength
        * capital
        * perceived_attractiveness
    )
