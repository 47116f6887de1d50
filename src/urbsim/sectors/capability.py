"""Capability: talent, management quality, productivity and the local chain around core firms."""

import numpy as np

from urbsim.declare import auxiliary, city_value, flow, lever, parameter, stock, table
from urbsim.functions import saturate
from urbsim.indices import PARK, PLATFORM

is_training = table("1 for the training platform.", "1", "platforms.is_training", dims=PLATFORM, high=1.0,
                    whole=True, zh="培训平台标记")
anchor_0 = table("Anchor strength at the start.", "1", "parks.anchor_0", dims=PARK, high=1.0, zh="初始链条强度")
talent_ratio_0 = table("Talent per requirement at the start.", "1", "parks.talent_ratio_0", dims=PARK,
                       zh="初始人才比率")

productivity_0 = city_value("Productivity index at the start.", "1", zh="生产率初值")
management_quality_0 = city_value("Management quality at the start.", "1", zh="管理质量初值")

talent_ratio = parameter("Managers and specialists wanted for each job.", 0.08, "1", low=0.05, high=0.15,
                         source="policy 3.7", confidence="TYPICAL", zh="人才比例")
training_rate = parameter("Rate at which full training platforms supply the wanted talent.", 0.14, "1/year", low=0.05,
                          high=0.25, source="policy 2.6", confidence="ASSUMED", zh="培训率")
recruiting_rate = parameter("Rate at which talent comes without a policy.", 0.07, "1/year", low=0.03, high=0.15,
                            source="policy 3.7", confidence="ASSUMED", zh="自然引才率")
recruiting_gain = parameter("Gain of talent inflow at full recruitment effort.", 1.2, "1", low=0.5, high=2.0,
                            source="policy 3.7", confidence="ASSUMED", zh="引才政策增益")
talent_stay_time = parameter("Time that talent stays at normal amenity.", 6.0, "year", low=3.0, high=10.0,
                             source="policy 3.7", confidence="ASSUMED", zh="人才留任时间")
management_base = parameter("Management quality without reform.", 0.42, "1", low=0.3, high=0.5, source="policy 3.4a",
                            confidence="ASSUMED", zh="管理质量基值")
reform_gain = parameter("Gain of management quality from full institutional reform.", 0.28, "1", low=0.1, high=0.4,
                        source="policy 3.4a", confidence="ASSUMED", zh="体制创新增益")
cadre_gain = parameter("Gain of management quality from full secondment.", 0.14, "1", low=0.05, high=0.25,
                       source="policy 3.7", confidence="ASSUMED", zh="干部挂职增益")
assessment_gain = parameter("Gain of management quality from full assessment.", 0.12, "1", low=0.0, high=0.2,
                            source="policy 3.8", confidence="ASSUMED", zh="考核增益")
talent_management_share = parameter("Part of management quality that hangs on talent.", 0.3, "1", low=0.1, high=0.5,
                                    source="policy 3.7", confidence="ASSUMED", zh="人才对管理的影响")
management_time = parameter("Time in which management quality follows its target.", 1.5, "year", low=1.0, high=3.0,
                            source="policy 3.4a", confidence="ASSUMED", zh="管理调整时间")
base_tfp = parameter("Productivity growth of firms by themselves.", 0.011, "1/year", low=0.005, high=0.03,
                     source="evidence te_tfp: zone effect on productivity growth (Wang 2013)", confidence="TYPICAL",
                     zh="自有技术进步")
platform_tfp = parameter("Productivity growth added by full platforms with enough talent.", 0.07, "1/year", low=0.02,
                         high=0.08, source="policy 2.6", confidence="ASSUMED", zh="平台技术增益")
logistics_tfp = parameter("Productivity growth added by full producer services.", 0.008, "1/year", low=0.0, high=0.02,
                          source="policy 2.6", confidence="ASSUMED", zh="生产性服务增益")
productivity_frontier = parameter("Productivity index at which growth ends.", 2.4, "1", low=1.8, high=3.0,
                                  source="assumption", confidence="ASSUMED", zh="生产率前沿")
anchor_rate = parameter("Rate at which local chains form around core firms.", 0.11, "1/year", low=0.05, high=0.2,
                        source="policy 3.6", confidence="ASSUMED", zh="链条形成率")
anchor_chain_gain = parameter("Gain of chain building from recruiting by chains.", 1.0, "1", low=0.5, high=2.0,
                              source="policy 3.4b", confidence="ASSUMED", zh="组团招商增益")
anchor_support_gain = parameter("Gain of chain building from major-project support.", 0.8, "1", low=0.3, high=1.5,
                                source="policy 3.6", confidence="ASSUMED", zh="重大项目支持增益")
support_scale = parameter("Yearly support per capital that has most of its effect.", 0.02, "1/year", low=0.01,
                          high=0.05, source="policy 3.4f", confidence="ASSUMED", zh="项目支持半值")
anchor_half = parameter("Park capital at which chains form at half speed.", 15.0, "亿元", low=5.0, high=40.0,
                        source="policy 3.6", confidence="ASSUMED", zh="链条半值资本")
anchor_lifetime = parameter("Time in which chains erode.", 16.0, "year", low=8.0, high=30.0, source="policy 3.6",
                            confidence="ASSUMED", zh="链条侵蚀时间")

talent_recruitment = lever(
    "Effort to recruit managers and specialists; raises the inflow of talent.", 0.0, "1", low=0.0, high=1.0,
    group="talent", source="policy 3.7", zh="引才力度")
mechanism_reform = lever(
    "Autonomy of park administrations; raises the target of management quality.", 0.1, "1", low=0.0, high=1.0,
    group="governance", source="policy 3.4a", zh="管理体制创新")
cadre_secondment = lever(
    "Cadres seconded to parks; raises the target of management quality.", 0.0, "1", low=0.0, high=1.0,
    group="governance", source="policy 3.7", zh="干部选调挂职")
assessment_strength = lever(
    "Strength of assessment; raises management quality and how often parks are marked.", 0.1, "1", low=0.0, high=1.0,
    group="governance", source="policy 3.8", zh="考核与动态管理")
logistic_services = lever(
    "Support for logistics and producer services; raises productivity growth and attraction.", 0.1, "1", low=0.0,
    high=1.0, group="services_circular", source="policy 2.6", zh="生产性服务业")
chain_recruitment = lever(
    "Recruitment by supply chains; draws followers and builds local chains.", 0.1, "1", low=0.0, high=1.0,
    group="recruitment", source="policy 3.4b", zh="组团式招商")

productivity = stock("Productivity index, 1 at the start.", "1", dims=PARK, initial="productivity_0",
                     source="policy 2.6", zh="生产率")
anchor_strength = stock("Depth of the local chain around core firms, 0 to 1.", "1", dims=PARK, initial="anchor_0",
                        source="policy 3.6", zh="龙头链条强度")
talent = stock("Managers and specialists at work.", "person", dims=PARK,
               initial=lambda talent_ratio, start_jobs, talent_ratio_0: talent_ratio * start_jobs * talent_ratio_0,
               source="policy 3.7", zh="管理与专业人才")
management_quality = stock("Quality of park management, 0.5 being normal.", "1", dims=PARK,
                           initial="management_quality_0", source="policy 3.4a", zh="管理质量")


@auxiliary("1", dims=PARK, source="policy 3.7", confidence="TYPICAL", zh="人才充足度")
def talent_sufficiency(talent, talent_required, person_guard):
    """Talent sufficiency."""
    return saturate(talent / (talent_required + person_guard))


@auxiliary("person", dims=PARK, source="policy 3.7", confidence="TYPICAL", zh="人才需求")
def talent_required(talent_ratio, park_jobs):
    """Managers and professionals wanted."""
    return talent_ratio * park_jobs


@flow("person/year", dims=PARK, into="talent", source="policy 2.6", zh="人才培训")
def talent_training(training_rate, is_training, platform_service, talent_required):
    """Training platforms turn out a yearly part of the talent wanted, as far as their service reaches."""
    return training_rate * (is_training @ platform_service) * talent_required


@flow("person/year", dims=PARK, into="talent", source="policy 3.7", zh="人才引进")
def talent_recruiting(recruiting_rate, recruiting_gain, programme_delivery, talent_recruitment, talent_required,
                      park_amenity):
    """A yearly part of the talent wanted arrives, more with recruitment policy and amenity."""
    return (
        recruiting_rate
        * (1 + recruiting_gain * programme_delivery * talent_recruitment)
        * talent_required
        * park_amenity
    )


@flow("person/year", dims=PARK, out_of="talent", source="policy 3.7", zh="人才流失")
def talent_leaving(talent, talent_stay_time, park_amenity):
    """Talent leaves after its usual stay, sooner where amenity is poor."""
    return talent / talent_stay_time * 2 / (1 + park_amenity)


@auxiliary("1", dims=PARK, source="policy 3.4a, 3.7, 3.8", zh="管理质量目标")
def management_target(management_base, reform_gain, programme_delivery, mechanism_reform, cadre_gain,
                      cadre_secondment, assessment_gain, assessment_strength, talent_management_share,
                      talent_sufficiency):
    """Quality that reform, secondment and assessment reach as far as delivered; less where talent lacks."""
    return (
        management_base
        + reform_gain * programme_delivery * mechanism_reform
        + cadre_gain * programme_delivery * cadre_secondment
        + assessment_gain * programme_delivery * assessment_strength
    ) * (1 - talent_management_share * (1 - talent_sufficiency))


@flow("1/year", dims=PARK, into="management_quality", source="standard form: first-order adjustment",
      confidence="TYPICAL", zh="管理质量调整")
def management_change(management_target, management_quality, management_time):
    """Management quality moves to its target within an adjustment time."""
    return (management_target - management_quality) / management_time


@flow("1/year", dims=PARK, into="productivity", source="policy 2.6", zh="生产率增长")
def productivity_growth(productivity, base_tfp, platform_tfp, platform_productivity_effect, talent_sufficiency,
                        logistics_tfp, programme_delivery, logistic_services, productivity_frontier):
    """Productivity growth (own, platform x talent, logistics), slowing near the frontier."""
    return (
        productivity
        * (
            base_tfp
            + platform_tfp * platform_productivity_effect * talent_sufficiency
            + logistics_tfp * programme_delivery * logistic_services
        )
        * (1 - productivity / productivity_frontier)
    )


@flow("1/year", dims=PARK, into="anchor_strength", source="policy 3.4b, 3.6", zh="龙头链条形成")
def anchor_building(anchor_rate, anchor_chain_gain, programme_delivery, chain_recruitment, anchor_support_gain,
                    project_support_spending, support_scale, capital, entry_scale, anchor_half, anchor_strength):
    """Chains form around capital, faster with chain recruitment and project support, slower near full depth."""
    return (
        anchor_rate
        * (
            1
            + anchor_chain_gain * programme_delivery * chain_recruitment
            + anchor_support_gain
            * (1 - np.exp(-project_support_spending / (support_scale * (capital + entry_scale))))
        )
        * capital
        / (capital + anchor_half)
        * (1 - anchor_strength)
    )


@flow("1/year", dims=PARK, out_of="anchor_strength", source="policy 3.6", confidence="TYPICAL", zh="龙头链条侵蚀")
def anchor_erosion(anchor_strength, anchor_lifetime):
    """Local chains erode over their lifetime."""
    return anchor_strength / anchor_lifetime
