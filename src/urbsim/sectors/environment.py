"""Environment: circular economy, pollution and energy."""

from urbsim.declare import auxiliary, city_value, flow, parameter, stock, table
from urbsim.indices import DISTRICT, PARK, UTILITY

treatment_weight = table("Weight of the utility in treatment of the load.", "1", "utilities.treatment_weight",
                         dims=UTILITY, high=1.0, sums_to_one="utility", zh="处理权重")

circularity_0 = city_value("Circularity at the start.", "1", zh="循环化初值")
pollution_ratio_0 = city_value("Pollution stock per steady state at the start.", "1", zh="初始污染比率")

circularity_base = parameter("Circularity without policy.", 0.15, "1", low=0.1, high=0.2, source="policy 1.4",
                             confidence="ASSUMED", zh="循环基值")
circular_gain = parameter("Circularity added by full policy.", 0.65, "1", low=0.4, high=0.8, source="policy 1.4",
                          confidence="ASSUMED", zh="循环政策增益")
circular_time = parameter("Time in which parks become circular.", 3.0, "year", low=2.0, high=5.0, source="policy 1.4",
                          confidence="ASSUMED", zh="循环化时间")
removal_rate = parameter("Part of the treated load that treatment removes.", 0.65, "1", low=0.5, high=0.85,
                         source="policy 2.5", confidence="TYPICAL", zh="处理去除率")
circular_abatement = parameter("Pollution avoided at full circularity.", 0.55, "1", low=0.3, high=0.7,
                               source="policy 1.4", confidence="ASSUMED", zh="循环减排")
dispersed_pollution = parameter("Pollution of each unit of dispersed capital.", 0.05, "load/亿元/year", low=0.02,
                                high=0.1, source="policy 1.4", confidence="ASSUMED", zh="分散企业排放")
urban_pollution = parameter("Pollution of one urban resident.", 4.5e-06, "load/person/year", low=2e-06, high=8e-06,
                            source="policy 1.4", confidence="ASSUMED", zh="城镇排放")
crowding_pollution_gain = parameter("Pollution added by crowding.", 0.5, "1", low=0.0, high=1.0, source="policy 1.4",
                                    confidence="ASSUMED", zh="拥挤增污")
pollution_lifetime = parameter("Time in which nature absorbs pollution.", 2.0, "year", low=1.0, high=4.0,
                               source="policy 1.4", confidence="ASSUMED", zh="污染消纳期")
circular_energy_saving = parameter("Energy saved at full circularity.", 0.25, "1", low=0.1, high=0.4,
                                   source="policy 1.4", confidence="ASSUMED", zh="循环节能")
energy_productivity_elasticity = parameter("Elasticity of energy saving to productivity.", 0.5, "1", low=0.2,
                                           high=1.0, source="policy 1.4", confidence="ASSUMED", zh="节能弹性")

circularity = stock("Circularity of the park economy, 0 to 1.", "1", dims=PARK, initial="circularity_0",
                    source="policy 1.4", zh="循环化水平")
pollution_stock = stock(
    "Pollution not yet absorbed.", "load", dims=DISTRICT,
    initial=lambda pollution_ratio_0, pollution_inflow, pollution_lifetime: (
        pollution_ratio_0 * pollution_inflow * pollution_lifetime),
    first_guess="absorption", source="policy 1.4", zh="污染存量")


@flow("1/year", dims=PARK, into="circularity", source="policy 1.4", zh="循环化调整")
def circularity_change(circularity_base, circular_gain, programme_delivery, circular_policy, circularity,
                       circular_time):
    """Circularity moves to the level that the delivered policy supports, within an adjustment time."""
    return (circularity_base + circular_gain * programme_delivery * circular_policy - circularity) / circular_time


@auxiliary("1", dims=PARK, source="policy 2.5", confidence="TYPICAL", zh="处理率")
def treatment(removal_rate, treatment_weight, adequacy):
    """Part of the load that sewage and waste utilities remove, by their adequacy."""
    return removal_rate * (treatment_weight @ adequacy)


@auxiliary("load/year", dims=PARK, source="policy 1.4", confidence="TYPICAL", zh="污染排放")
def pollution_load(park_pollution_intensity, revenue, circular_abatement, circularity, treatment):
    """Pollution load released."""
    return park_pollution_intensity * revenue * (1 - circular_abatement * circularity) * (1 - treatment)


@flow("load/year", dims=DISTRICT, into="pollution_stock", source="policy 1.4", confidence="FACT", zh="污染流入")
def pollution_inflow(host, pollution_load, dispersed_pollution, dispersed_capital, job_utilisation, urban_pollution,
                     urban_population, crowding_pollution_gain, crowding_amenity):
    """Pollution inflow (parks, dispersed firms, towns)."""
    return (
        host @ pollution_load
        + dispersed_pollution * dispersed_capital * job_utilisation
        + urban_pollution * urban_population * (1 + crowding_pollution_gain * (1 - crowding_amenity))
    )


@flow("load/year", dims=DISTRICT, out_of="pollution_stock", source="standard form: constant rate",
      confidence="TYPICAL", zh="污染消纳")
def pollution_decay(pollution_stock, pollution_lifetime):
    """Nature and clean-up absorb the pollution stock over its lifetime."""
    return pollution_stock / pollution_lifetime


@auxiliary("10^4 tce/year", dims=PARK, source="policy 1.4", zh="能源消费")
def energy_use(park_energy_intensity, revenue, circular_energy_saving, circularity, productivity,
               energy_productivity_elasticity):
    """Revenue times energy intensity, lowered by circularity and rising productivity."""
    return (
        park_energy_intensity
        * revenue
        * (1 - circular_energy_saving * circularity)
        / productivity**energy_productivity_elasticity
    )
