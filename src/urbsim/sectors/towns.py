"""Towns: capacity, crowding and amenity, and the land and money that growth of towns needs."""

from urbsim.declare import auxiliary, city_value, flow, parameter, stock, table
from urbsim.functions import guarded, saturate, share, smooth_min, smooth_pos
from urbsim.indices import DISTRICT

absorption = table("Pollution that lowers amenity to normal.", "load", "districts.absorption", dims=DISTRICT,
                   low=0.001, zh="环境容量")
town_raw_land_0 = table("Town land not yet built at the start.", "ha", "districts.town_raw_land_0", dims=DISTRICT,
                        zh="初始城镇毛地")
town_cover_0 = table("Town capacity per urban resident at the start.", "1", "districts.town_cover_0", dims=DISTRICT,
                     zh="初始城镇承载率")

town_construction_ratio_0 = city_value("Town capacity under construction per urban resident at the start.", "1",
                                       zh="初始在建城镇比率")

crowding_exponent = parameter("How sharply crowding lowers amenity.", 3.0, "1", low=1.5, high=5.0,
                              source="policy 1.2", confidence="ASSUMED", zh="拥挤指数")
pollution_sensitivity = parameter("How strongly pollution lowers amenity.", 0.35, "1", low=0.1, high=0.8,
                                  source="policy 1.4", confidence="ASSUMED", zh="污染敏感度")
town_lead = parameter("Town capacity planned ahead of population.", 0.05, "1", low=0.0, high=0.15,
                      source="policy 2.5", confidence="ASSUMED", zh="城镇承载超前")
town_planning_time = parameter("Time in which a gap of town capacity is to be closed.", 1.5, "year", low=1.0,
                               high=3.0, source="policy 2.5", confidence="ASSUMED", zh="城镇补缺时间")
town_lifetime = parameter("Lifetime of town facilities.", 50.0, "year", low=30.0, high=60.0,
                          source="engineering: 30-60 years", confidence="TYPICAL", zh="城镇设施寿命")
town_land_per_person = parameter("Town land for each urban resident.", 0.0105, "ha/person", low=0.009, high=0.012,
                                 source="policy 1.4", confidence="TYPICAL", zh="人均城镇用地")
town_expansion_share = parameter("Part of town growth on new land, the rest by renewal and infill.", 0.5, "1",
                                 low=0.3, high=0.9, source="policy 1.4", confidence="ASSUMED",
                                 zh="新增用地比例（其余为更新与填充）")
town_grant_time = parameter("Time to hand town land to builders.", 0.6, "year", low=0.3, high=1.0,
                            source="assumption", confidence="ASSUMED", zh="城镇供地周期")
town_unit_cost = parameter("Public money for town capacity for one person.", 0.00022, "亿元/person", low=0.0002,
                           high=0.0008, source="policy 2.5", confidence="TYPICAL", zh="人均公共投入")
town_delay = parameter("Construction time of town facilities.", 1.8, "year", low=1.2, high=2.5,
                       source="engineering: 1.2-2.5 years", confidence="TYPICAL", zh="城镇建设周期")
town_raw_cover_time = parameter("Years of land demand that towns want to hold.", 2.0, "year", low=1.0, high=4.0,
                                source="assumption", confidence="ASSUMED", zh="城镇毛地覆盖年数")
town_raw_floor = parameter("Raw land that a town wants in any case.", 1.0, "ha", low=0.0, high=5.0,
                           source="assumption", confidence="ASSUMED", zh="城镇毛地下限")

town_raw_land = stock("Town land not yet built.", "ha", dims=DISTRICT, initial="town_raw_land_0",
                      source="policy 3.2a", zh="城镇毛地")
town_land = stock("Built town land.", "ha", dims=DISTRICT,
                  initial=lambda urban_population, town_land_per_person: urban_population * town_land_per_person,
                  source="policy 1.4", zh="城镇建成地")
town_capacity = stock("People whom the towns can serve well.", "person", dims=DISTRICT,
                      initial=lambda urban_population, town_cover_0: urban_population * town_cover_0,
                      source="policy 2.5", zh="城镇承载力")
town_under_construction = stock(
    "Town capacity under construction.", "person", dims=DISTRICT,
    initial=lambda town_construction_ratio_0, urban_population: town_construction_ratio_0 * urban_population,
    source="policy 2.5", zh="在建城镇承载力")


@auxiliary("1", dims=DISTRICT, source="policy 2.5", zh="拥挤宜居度")
def crowding_amenity(urban_population, person_guard, town_capacity, crowding_exponent):
    """Crowding effect on amenity."""
    return 2 / (1 + ((urban_population + person_guard) / (town_capacity + person_guard)) ** crowding_exponent)


@auxiliary("1", dims=DISTRICT, source="policy 1.4", zh="环境宜居度")
def pollution_amenity(pollution_sensitivity, pollution_stock, absorption):
    """Pollution effect on amenity."""
    return (1 + pollution_sensitivity) / (1 + pollution_sensitivity * pollution_stock / absorption)


@auxiliary("1", dims=DISTRICT, source="definition", confidence="FACT", zh="宜居度")
def amenity(crowding_amenity, pollution_amenity):
    """Amenity of the district town."""
    return crowding_amenity * pollution_amenity


@auxiliary("person/year", dims=DISTRICT, source="policy 2.5", confidence="TYPICAL", zh="城镇扩容需求")
def required_town_expansion(urban_population, town_lead, town_capacity, town_under_construction, gap_smoothing,
                            person_guard, town_planning_time):
    """Town capacity wanted for growth."""
    need = urban_population * (1 + town_lead)
    return (
        smooth_pos(need - town_capacity - town_under_construction, gap_smoothing * need + person_guard)
        / town_planning_time
    )


@auxiliary("person/year", dims=DISTRICT, source="policy 2.5", confidence="TYPICAL", zh="城镇更新需求")
def required_town_replacement(town_capacity, town_lifetime):
    """Town capacity wanted to start on existing town land (replacement)."""
    return town_capacity / town_lifetime


@auxiliary("ha/year", dims=DISTRICT, source="policy 1.4", confidence="FACT", zh="城镇用地需求")
def town_land_need(required_town_expansion, town_land_per_person, town_expansion_share):
    """Land wanted by town expansion (replacement takes none)."""
    return required_town_expansion * town_land_per_person * town_expansion_share


@auxiliary("person/year", dims=DISTRICT, source="definition", confidence="FACT", zh="可行城镇开工")
def feasible_town_starts(required_town_expansion, town_land_factor, required_town_replacement):
    """Town starts possible with the land in hand."""
    return required_town_expansion * town_land_factor + required_town_replacement


@auxiliary("1", dims=DISTRICT, source="standard form: saturation", confidence="TYPICAL", zh="城镇土地保障度")
def town_land_factor(town_raw_land, town_grant_time, town_land_need):
    """Share of the land wanted for growth that raw town land supplies within the granting time."""
    return saturate(town_raw_land / guarded(town_grant_time * town_land_need))


@auxiliary("亿元/year", dims=DISTRICT, source="policy 2.5", confidence="FACT", zh="城镇资金需求")
def town_need(feasible_town_starts, town_unit_cost):
    """Public money needed by town construction."""
    return feasible_town_starts * town_unit_cost


@flow("person/year", dims=DISTRICT, into="town_under_construction", source="policy 2.5", confidence="FACT",
      zh="城镇开工")
def town_starts(town_spending, town_unit_cost):
    """Places begun: town money over the cost of a place."""
    return town_spending / town_unit_cost


@flow("person/year", dims=DISTRICT, out_of="town_under_construction", into="town_capacity",
      source="standard form: first-order delay", confidence="TYPICAL", zh="城镇建成")
def town_completions(town_under_construction, town_delay):
    """Places under construction are finished after the construction time."""
    return town_under_construction / town_delay


@flow("person/year", dims=DISTRICT, out_of="town_capacity", source="standard form: constant rate",
      confidence="TYPICAL", zh="城镇损耗")
def town_wear(town_capacity, town_lifetime):
    """Town capacity wears out over its lifetime."""
    return town_capacity / town_lifetime


@auxiliary("ha/year", dims=DISTRICT, source="policy 3.2a", zh="城镇用地申请")
def town_land_request(town_raw_cover_time, town_land_need, town_raw_floor, town_raw_land, gap_smoothing,
                      request_time):
    """Request that fills raw town land to some years of need plus a floor."""
    target = town_raw_cover_time * town_land_need + town_raw_floor
    return smooth_pos(target - town_raw_land, gap_smoothing * target) / request_time


@flow("ha/year", dims=DISTRICT, out_of="quota_pool", into="town_raw_land", source="policy 3.2a", zh="城镇指标分配")
def town_quota_grant(quota_pool, quota_time, park_land_priority, dispersed_land_share, town_land_request):
    """The towns' part of the quota pool by request, never more than requested."""
    return smooth_min(
        quota_pool / quota_time * (1 - park_land_priority) * (1 - dispersed_land_share) * share(town_land_request),
        town_land_request,
    )


@flow("ha/year", dims=DISTRICT, out_of="town_raw_land", into="town_land", source="policy 1.4", confidence="FACT",
      zh="城镇占地")
def town_land_take(town_starts, required_town_expansion, town_land_factor, feasible_town_starts, town_land_per_person,
                   town_expansion_share):
    """Town land built."""
    return (
        town_starts
        * required_town_expansion
        * town_land_factor
        / guarded(feasible_town_starts)
        * town_land_per_person
        * town_expansion_share
    )
