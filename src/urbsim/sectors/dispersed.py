"""Dispersed firms: growth outside parks, moving into parks, and the land they take and free."""

from urbsim.declare import auxiliary, flow, lever, parameter, stock, table
from urbsim.functions import guarded, saturate, share
from urbsim.indices import DISTRICT, PARK

dispersed_capital_0 = table("Capital outside parks at the start.", "亿元", "districts.dispersed_capital_0",
                            dims=DISTRICT, zh="初始分散资本")

enclave_base = parameter("Willingness to let firms cross district borders without tax sharing.", 0.015, "1", low=0.0,
                         high=0.06, source="policy 3.4c", confidence="ASSUMED", zh="跨区迁移基值")
enclave_gain = parameter("Gain of that willingness at the best tax share.", 0.135, "1", low=0.06, high=0.24,
                         source="policy 3.4c", confidence="ASSUMED", zh="税收分享迁移增益")
enclave_peak = parameter("Value of s(1-s) at its peak, so that the gain is 1 at the best tax share.", 0.25, "1",
                         low=0.25, high=0.25, source="policy 3.4c", confidence="ASSUMED", zh="倒U峰值")
relocation_base = parameter("Rate at which dispersed firms move into parks by themselves.", 0.006, "1/year", low=0.0,
                            high=0.02, source="policy 3.3", confidence="ASSUMED", zh="自发入园率")
relocation_gain = parameter("Relocation rate added by full siting strictness.", 0.06, "1/year", low=0.02, high=0.1,
                            source="policy 3.3", confidence="ASSUMED", zh="差别政策入园增益")
dispersed_growth = parameter("Rate of new projects outside parks.", 0.13, "1/year", low=0.05, high=0.16,
                             source="policy 3.3", confidence="ASSUMED", zh="分散新建率")
relocation_yield = parameter("Value that moved capital keeps.", 0.7, "1", low=0.5, high=0.9, source="policy 3.3",
                             confidence="ASSUMED", zh="搬迁后价值率")
redirect_share = parameter("Part of refused projects that go to a park instead.", 0.35, "1", low=0.2, high=0.7,
                           source="policy 3.3", confidence="ASSUMED", zh="被拒项目入园比例")
dispersed_scrap = parameter("Rate at which dispersed capital is scrapped.", 0.055, "1/year", low=0.03, high=0.08,
                            source="policy 3.3", confidence="ASSUMED", zh="分散淘汰率")
siting_attrition = parameter("Closure rate added where inputs are refused.", 0.02, "1/year", low=0.0, high=0.05,
                             source="policy 3.3", confidence="ASSUMED", zh="断供淘汰率")
quota_time = parameter("Time in which land quota is handed out.", 0.7, "year", low=0.3, high=1.5,
                       source="policy 3.2a", confidence="ASSUMED", zh="指标下达时间")
dispersed_land_share = parameter("Part of non-park quota offered to dispersed firms.", 0.3, "1", low=0.1, high=0.5,
                                 source="policy 3.3", confidence="ASSUMED", zh="非园区指标中分散企业占比")
dispersed_land_per_capital = parameter("Land for each unit of dispersed capital.", 2.5, "ha/亿元", low=2.0, high=6.0,
                                       source="policy 3.3", confidence="ASSUMED", zh="分散企业单位资本用地")
renewal_share = parameter("Part of freed land that becomes town land.", 0.35, "1", low=0.1, high=0.6,
                          source="policy 3.3", confidence="ASSUMED", zh="退城用地转城镇比")

enclave_tax_share = lever("Share of tax of relocated firms paid to the origin district.", 0.0, "1", low=0.0, high=1.0,
                          group="enclave", source="policy 3.4c", zh="飞地税收分享")
siting_strictness = lever(
    "Refusal of projects outside parks, and pressure on dispersed firms to move in.", 0.0, "1", low=0.0, high=1.0,
    group="siting", source="policy 3.3", zh="选址差别政策")
park_land_priority = lever("Share of quota offered to parks (rest: towns).", 0.25, "1", low=0.2, high=0.7,
                           group="land", source="policy 3.2a", zh="用地优先权重")

relocated_capital = stock("Capital that moved into parks, by district of origin.", "亿元", dims=(DISTRICT, PARK),
                          initial=0.0, source="policy 3.3", confidence="FACT", zh="迁入资本")
dispersed_capital = stock("Industrial capital outside parks.", "亿元", dims=DISTRICT, initial="dispersed_capital_0",
                          source="policy 3.3", zh="分散资本")
dispersed_land = stock(
    "Land of firms outside parks.", "ha", dims=DISTRICT,
    initial=lambda dispersed_capital_0, dispersed_land_per_capital: dispersed_capital_0 * dispersed_land_per_capital,
    source="policy 3.3", zh="分散企业用地")


@auxiliary("1", source="policy 3.4c", zh="飞地开放度")
def enclave_openness(enclave_base, enclave_gain, enclave_tax_share, enclave_peak):
    """Willingness of origin districts to let firms go: inverted U in the tax share."""
    return enclave_base + enclave_gain * enclave_tax_share * (1 - enclave_tax_share) / enclave_peak


@auxiliary("1", dims=(DISTRICT, PARK), source="policy 3.4c", zh="迁入去向份额")
def relocation_share(host, enclave_openness, cross_border, site_pull):
    """How firms leaving a district divide over parks: own parks, and others as far as enclaves are open."""
    w = (host + enclave_openness * cross_border) * site_pull
    return w / guarded(w.sum(-1, keepdims=True))


@auxiliary("亿元/year", dims=DISTRICT, source="policy 3.3", zh="迁移意愿")
def relocation_wish(dispersed_capital, relocation_base, relocation_gain, siting_strictness):
    """Dispersed capital asked to move into parks."""
    return dispersed_capital * (relocation_base + relocation_gain * siting_strictness)


@auxiliary("亿元/year", dims=DISTRICT, source="policy 3.3", zh="分散项目")
def dispersed_projects(dispersed_capital, dispersed_growth, capacity_utilisation):
    """New projects that would locate outside parks."""
    return dispersed_capital * dispersed_growth * capacity_utilisation


@auxiliary("亿元/year", dims=(DISTRICT, PARK), source="policy 3.3", zh="意愿迁移")
def desired_relocation(relocation_yield, relocation_wish, redirect_share, siting_strictness, dispersed_projects,
                       relocation_share):
    """Move or redirection wanted, by origin and park (value after relocation loss)."""
    return (relocation_yield * relocation_wish + redirect_share * siting_strictness * dispersed_projects)[
        :, None
    ] * relocation_share


@flow("亿元/year", dims=(DISTRICT, PARK), into="relocated_capital", source="policy 3.3", confidence="FACT",
      zh="企业迁入")
def relocation(desired_relocation, start_factor):
    """Capital moved or redirected into parks, by origin."""
    return desired_relocation * start_factor


@flow("亿元/year", dims=(DISTRICT, PARK), out_of="relocated_capital", source="definition", confidence="FACT",
      zh="迁入资本损耗")
def relocated_wear(depreciation_rate, closure_rate, relocated_capital):
    """Wear and closure of relocated capital (gross rate, so that it never exceeds capital + capital under
    construction)."""
    return (depreciation_rate + closure_rate) * relocated_capital


@flow("亿元/year", dims=DISTRICT, out_of="dispersed_capital", source="policy 3.3", confidence="FACT",
      zh="分散资本迁出")
def dispersed_moving(relocation_wish, relocation_share, start_factor):
    """Dispersed capital leaving its place for parks (book value)."""
    return relocation_wish * (relocation_share @ start_factor)


@flow("亿元/year", dims=DISTRICT, into="dispersed_capital", source="policy 3.3", zh="分散新建")
def dispersed_new(dispersed_projects, siting_strictness, dispersed_land_factor):
    """New dispersed firms by projects still allowed outside."""
    return dispersed_projects * (1 - siting_strictness) * dispersed_land_factor


@flow("亿元/year", dims=DISTRICT, out_of="dispersed_capital", source="policy 3.3", zh="分散关停")
def dispersed_closure(dispersed_capital, dispersed_scrap, siting_attrition, siting_strictness):
    """Closure of dispersed firms (obsolescence, refused inputs)."""
    return dispersed_capital * (dispersed_scrap + siting_attrition * siting_strictness)


@auxiliary("ha/year", dims=DISTRICT, source="policy 3.2a", zh="分散用地供给")
def dispersed_land_offer(quota_pool, quota_time, park_land_priority, dispersed_land_share, dispersed_projects):
    """Land offered to dispersed projects."""
    return quota_pool / quota_time * (1 - park_land_priority) * dispersed_land_share * share(dispersed_projects)


@auxiliary("1", dims=DISTRICT, source="standard form: saturation", confidence="TYPICAL", zh="分散用地保障度")
def dispersed_land_factor(dispersed_land_offer, dispersed_land_per_capital, dispersed_projects, siting_strictness):
    """Share of the land wanted by allowed dispersed projects that the offered quota covers."""
    return saturate(
        dispersed_land_offer / guarded(dispersed_land_per_capital * dispersed_projects * (1 - siting_strictness))
    )


@flow("ha/year", dims=DISTRICT, out_of="quota_pool", into="dispersed_land", source="policy 3.3", confidence="FACT",
      zh="分散占地")
def dispersed_land_take(dispersed_land_per_capital, dispersed_new):
    """Quota used by dispersed projects."""
    return dispersed_land_per_capital * dispersed_new


@auxiliary("ha/year", dims=DISTRICT, source="policy 3.3", confidence="FACT", zh="腾退土地")
def dispersed_land_freed(dispersed_moving, dispersed_closure, dispersed_land, dispersed_capital):
    """Land freed by dispersed firms that move or close."""
    return (dispersed_moving + dispersed_closure) * dispersed_land / guarded(dispersed_capital)


@flow("ha/year", dims=DISTRICT, out_of="dispersed_land", into="town_raw_land", source="policy 1.1, 3.2c",
      confidence="FACT", zh="城镇更新")
def urban_renewal(renewal_share, dispersed_land_freed):
    """Urban renewal: freed land becomes town land."""
    return renewal_share * dispersed_land_freed


@flow("ha/year", dims=DISTRICT, out_of="dispersed_land", into="consolidation_potential", source="policy 3.2c",
      confidence="FACT", zh="腾退复垦")
def rural_release(renewal_share, dispersed_land_freed):
    """Freed land left idle: adds to consolidation potential."""
    return (1 - renewal_share) * dispersed_land_freed
