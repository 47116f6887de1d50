"""Programmes: appropriations to the funds, soft levers and settlement, and how far they are delivered."""

from urbsim.declare import auxiliary, city_value, flow, lever, parameter, stock
from urbsim.functions import guarded, share, smooth_min
from urbsim.indices import DISTRICT

programme_delivery_0 = city_value("Delivered part of the soft levers at the start.", "1", zh="措施落实度初值")
settlement_delivery_0 = city_value("Delivered part of settlement support at the start.", "1", zh="落户落实度初值")

treasury_time = parameter("Time in which treasuries spend their balance.", 0.5, "year", low=0.3, high=1.0,
                          source="assumption", confidence="ASSUMED", zh="库款周转")
guidance_cap = parameter("Highest part of free city money for the guidance fund.", 0.3, "1", low=0.1, high=0.35,
                         source="policy 3.4d", confidence="ASSUMED", zh="引导资金占库款上限")
seed_cap = parameter("Highest part of free city money for the development fund.", 0.2, "1", low=0.1, high=0.25,
                     source="policy 3.4e", confidence="ASSUMED", zh="基金出资占库款上限")
guarantee_cap = parameter("Highest part of free city money for guarantees.", 0.08, "1", low=0.03, high=0.1,
                          source="policy 3.5a4", confidence="ASSUMED", zh="担保出资占库款上限")
matching_cap = parameter("Highest part of free county money for matching.", 0.25, "1", low=0.1, high=0.4,
                         source="policy 3.4d", confidence="ASSUMED", zh="配套占库款上限")
cost_planning = parameter("Yearly cost of full planning quality.", 0.3, "亿元/year", low=0.1, high=0.8,
                          source="policy 3.1", confidence="ASSUMED", zh="规划编制成本")
cost_reform = parameter("Yearly cost of full institutional reform.", 0.15, "亿元/year", low=0.05, high=0.5,
                        source="policy 3.4a", confidence="ASSUMED", zh="体制改革成本")
cost_cadres = parameter("Yearly cost of full secondment.", 0.08, "亿元/year", low=0.02, high=0.2, source="policy 3.7",
                        confidence="ASSUMED", zh="干部挂职成本")
cost_talent = parameter("Yearly cost of full talent recruitment.", 0.5, "亿元/year", low=0.2, high=1.5,
                        source="policy 3.7", confidence="ASSUMED", zh="引才成本")
cost_recruitment = parameter("Yearly cost of full unified recruitment.", 0.5, "亿元/year", low=0.2, high=1.5,
                             source="policy 3.4b", confidence="ASSUMED", zh="统一招商成本")
cost_chain = parameter("Yearly cost of full recruiting by chains.", 0.4, "亿元/year", low=0.1, high=1.0,
                       source="policy 3.4b", confidence="ASSUMED", zh="组团招商成本")
cost_assessment = parameter("Yearly cost of full assessment.", 0.06, "亿元/year", low=0.02, high=0.2,
                            source="policy 3.8", confidence="ASSUMED", zh="考核成本")
cost_circular = parameter("Yearly cost of full circular policy.", 0.8, "亿元/year", low=0.3, high=2.0,
                          source="policy 1.4", confidence="ASSUMED", zh="循环改造补助")
cost_logistics = parameter("Yearly cost of full producer services.", 0.8, "亿元/year", low=0.3, high=2.0,
                           source="policy 2.6", confidence="ASSUMED", zh="生产性服务补助")
cost_brand = parameter("Yearly cost of full brand promotion.", 0.3, "亿元/year", low=0.1, high=1.0,
                       source="policy 1.3", confidence="ASSUMED", zh="品牌推广成本")
cost_relocation = parameter("Compensation for each unit of moved capital.", 0.06, "1", low=0.02, high=0.15,
                            source="policy 3.3", confidence="ASSUMED", zh="搬迁补偿")
soft_cap = parameter("Highest part of free city money for soft measures.", 0.25, "1", low=0.1, high=0.3,
                     source="assumption", confidence="ASSUMED", zh="软性支出占库款上限")
delivery_time = parameter("Time in which delivery follows payment.", 1.0, "year", low=0.5, high=2.0,
                          source="policy 3.9", confidence="ASSUMED", zh="措施落实调整时间")
settlement_cost = parameter(
    "Public cost of settling one more migrant.", 0.0008, "亿元/person", low=0.0003, high=0.0013,
    source="policy 1.1; evidence c_mig: 3-13 万元 a person (Development Research Center, 2014)", confidence="FACT",
    zh="新增落户人均公共成本")
settlement_cap = parameter("Highest part of free county money for settlement.", 0.35, "1", low=0.1, high=0.4,
                           source="policy 1.1", confidence="ASSUMED", zh="落户支出占库款上限")

county_match_ratio = lever("County matching per yuan of guidance money.", 0.0, "1", low=0.0, high=1.5,
                           group="guidance_fund", source="policy 3.4d", zh="县区配套比")
circular_policy = lever(
    "Strength of circular-economy policy; raises the target of circularity.", 0.1, "1", low=0.0, high=1.0,
    group="services_circular", source="policy 1.4", zh="循环经济政策")

programme_delivery = stock("Delivered part of the soft levers.", "1", initial="programme_delivery_0",
                           source="policy 3.9", zh="措施落实度")
settlement_delivery = stock("Delivered part of settlement support.", "1", dims=DISTRICT,
                            initial="settlement_delivery_0", source="policy 1.1", zh="落户落实度")


@auxiliary("亿元/year", source="definition", confidence="FACT", zh="市级可用资金")
def city_available(city_treasury, treasury_time):
    """City treasury over its spending time: money free for decision."""
    return city_treasury / treasury_time


@flow("亿元/year", out_of="city_treasury", into="guidance_fund", source="policy 3.4d", zh="引导资金拨款")
def guidance_appropriation(appropriation_additionality, guidance_amount, saving_share, guidance_cap, city_available):
    """City appropriation to the guidance fund (recurrent savings + part of construction money)."""
    return appropriation_additionality * guidance_amount * saving_share + smooth_min(
        (1 - appropriation_additionality) * guidance_amount, guidance_cap * city_available
    )


@flow("亿元/year", out_of="city_treasury", into="development_fund", source="policy 3.4e", zh="基金出资")
def fund_seeding(appropriation_additionality, fund_seed, saving_share, seed_cap, city_available):
    """Government seed of the development fund (recurrent savings + part of construction money)."""
    return appropriation_additionality * fund_seed * saving_share + smooth_min(
        (1 - appropriation_additionality) * fund_seed, seed_cap * city_available
    )


@flow("亿元/year", out_of="city_treasury", into="guarantee_fund", source="policy 3.5a4", zh="担保资金拨款")
def guarantee_appropriation(appropriation_additionality, guarantee_amount, saving_share, guarantee_cap,
                            city_available):
    """City appropriation to the guarantee fund (recurrent savings + part of construction money)."""
    return appropriation_additionality * guarantee_amount * saving_share + smooth_min(
        (1 - appropriation_additionality) * guarantee_amount, guarantee_cap * city_available
    )


@auxiliary("亿元/year", dims=DISTRICT, source="definition", confidence="FACT", zh="区县可用资金")
def district_available(district_treasury, treasury_time):
    """District treasury over its spending time: money free for decision."""
    return district_treasury / treasury_time


@flow("亿元/year", dims=DISTRICT, out_of="district_treasury", into="matching_fund", source="policy 3.4d, 3.9",
      zh="县区配套")
def county_matching(county_match_ratio, guidance_appropriation, district_available, matching_cap):
    """County matching of the guidance fund."""
    return smooth_min(
        county_match_ratio * guidance_appropriation * share(district_available), matching_cap * district_available
    )


@auxiliary("亿元/year", source="policy 3.1, 3.4a, 3.4b, 3.7, 3.8", zh="软性措施成本")
def soft_need(cost_planning, planning_quality, cost_reform, mechanism_reform, cost_cadres, cadre_secondment,
              cost_talent, talent_recruitment, cost_recruitment, unified_recruitment, cost_chain, chain_recruitment,
              cost_assessment, assessment_strength, cost_circular, circular_policy, cost_logistics, logistic_services,
              cost_brand, brand_promotion, cost_relocation, relocation):
    """Cost of the soft levers of the city (planning, reform, cadres, talent, recruitment, assessment, circular
    economy, logistics, brands, compensation of moved firms)."""
    return (
        cost_planning * planning_quality
        + cost_reform * mechanism_reform
        + cost_cadres * cadre_secondment
        + cost_talent * talent_recruitment
        + cost_recruitment * unified_recruitment
        + cost_chain * chain_recruitment
        + cost_assessment * assessment_strength
        + cost_circular * circular_policy
        + cost_logistics * logistic_services
        + cost_brand * brand_promotion
        + cost_relocation * relocation.sum()
    )


@flow("亿元/year", out_of="city_treasury", source="policy 3.9", zh="软性措施支出")
def soft_spending(appropriation_additionality, soft_need, saving_share, soft_cap, city_available):
    """Soft-lever spending of the city (recurrent savings + part of construction money, before construction)."""
    return appropriation_additionality * soft_need * saving_share + smooth_min(
        (1 - appropriation_additionality) * soft_need, soft_cap * city_available
    )


@flow("1/year", into="programme_delivery", source="policy 3.9", confidence="TYPICAL", zh="措施落实调整")
def delivery_change(soft_spending, soft_need, programme_delivery, delivery_time):
    """Delivery of the soft levers follows the paid part of their cost."""
    return (guarded(soft_spending) / guarded(soft_need) - programme_delivery) / delivery_time


@auxiliary("person/year", dims=DISTRICT, source="policy 1.1", zh="新增落户人口")
def additional_settlers(migration_local, migration_arriving, in_migration, hukou_gain, settlement_delivery,
                        hukou_openness):
    """Additional settled migrants due to household-registration openness."""
    return (
        (migration_local + migration_arriving + in_migration)
        * hukou_gain
        * settlement_delivery
        * hukou_openness
        / (1 + hukou_gain * settlement_delivery * hukou_openness)
    )


@flow("亿元/year", dims=DISTRICT, out_of="district_treasury", source="policy 1.1, 3.6", zh="落户支出")
def settlement_spending(settlement_cost, additional_settlers, settlement_cap, district_available):
    """Settlement spending for additional migrants."""
    return smooth_min(settlement_cost * additional_settlers, settlement_cap * district_available)


@flow("1/year", dims=DISTRICT, into="settlement_delivery", source="policy 3.9", confidence="TYPICAL",
      zh="落户落实调整")
def settlement_change(settlement_spending, settlement_cost, additional_settlers, settlement_delivery, delivery_time):
    """Delivery of settlement follows the paid part of its cost."""
    return (
        guarded(settlement_spending) / guarded(settlement_cost * additional_settlers) - settlement_delivery
    ) / delivery_time
