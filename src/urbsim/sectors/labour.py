"""Labour: jobs of parks, towns and dispersed firms against residents who can reach them."""

from urbsim.declare import auxiliary, constant, parameter, table
from urbsim.functions import saturate
from urbsim.indices import DISTRICT, PARK

commuting = table("Part of the workers living in a district (row) who can work in another (column).", "1",
                  "commuting.{district}", dims=(DISTRICT, DISTRICT), high=1.0, sums_to_one="district", zh="通勤份额")

labour_productivity_elasticity = parameter(
    "Elasticity of output per worker to productivity.", 0.9, "1", low=0.3, high=1.5,
    source="evidence g_lp: labour productivity growth offsets jobs per revenue", confidence="ASSUMED",
    zh="劳动生产率弹性")
service_jobs_ratio = parameter("Service jobs for each urban resident.", 0.36, "1", low=0.32, high=0.42,
                               source="policy 2.5", confidence="ASSUMED", zh="城镇服务岗位率")
service_multiplier = parameter("Service jobs that each park job brings to the host town.", 0.65, "1", low=0.4,
                               high=1.0, source="policy 1.2; evidence m_s: local multiplier 0.2-1.0",
                               confidence="TYPICAL", zh="园区带动服务岗位")
dispersed_labour_intensity = parameter("Jobs for each unit of dispersed capital.", 190.0, "person/亿元", low=120.0,
                                       high=300.0, source="policy 3.3", confidence="ASSUMED", zh="分散企业用工")
urban_participation = parameter("Share of urban residents who offer work.", 0.5, "1", low=0.45, high=0.56,
                                source="policy 1.2", confidence="TYPICAL", zh="城镇劳动参与")
rural_surplus_rate = parameter("Share of rural residents who can take work in town.", 0.055, "1", low=0.03, high=0.12,
                               source="policy 1.1", confidence="ASSUMED", zh="农村可转移劳动力比")
person_guard = parameter("One person, so that shares stay defined in an empty town.", 1.0, "person", low=1.0,
                         high=1.0, source="numerical guard", confidence="ASSUMED", zh="防零护栏（一人）")
wage_elasticity = parameter("Wage premium for each unit of labour shortage.", 0.6, "1", low=0.2, high=1.2,
                            source="policy 1.2", confidence="ASSUMED", zh="缺工工资弹性")


@auxiliary("1", dims=PARK, source="standard form: power law", zh="劳动生产率")
def labour_productivity(productivity, labour_productivity_elasticity):
    """Labour productivity index, growing with productivity."""
    return productivity ** labour_productivity_elasticity


@auxiliary("person", dims=PARK, source="policy 1.2", confidence="TYPICAL", zh="园区岗位")
def park_jobs(park_labour_intensity, capital, job_utilisation, labour_productivity):
    """Jobs offered by the park."""
    return park_labour_intensity * capital * job_utilisation / labour_productivity


@auxiliary("person", dims=DISTRICT, source="definition", confidence="FACT", zh="区县园区岗位")
def district_park_jobs(host, park_jobs):
    """Park jobs by host district."""
    return host @ park_jobs


@auxiliary("person", dims=DISTRICT, source="policy 1.2", confidence="TYPICAL", zh="城镇服务岗位")
def town_jobs(service_jobs_ratio, urban_population, service_multiplier, district_park_jobs):
    """Service jobs of the town, with the multiplier of park jobs."""
    return service_jobs_ratio * urban_population + service_multiplier * district_park_jobs


@auxiliary("person", dims=DISTRICT, source="policy 3.3", confidence="TYPICAL", zh="分散企业岗位")
def dispersed_jobs(dispersed_labour_intensity, dispersed_capital, job_utilisation):
    """Jobs in dispersed firms outside parks."""
    return dispersed_labour_intensity * dispersed_capital * job_utilisation


@auxiliary("person", dims=DISTRICT, source="definition", confidence="FACT", zh="劳动力需求")
def labour_demand(district_park_jobs, town_jobs, dispersed_jobs):
    """Total non-farm labour demand."""
    return district_park_jobs + town_jobs + dispersed_jobs


@auxiliary("person", dims=DISTRICT, source="policy 1.1", confidence="TYPICAL", zh="劳动力供给")
def labour_supply(urban_participation, urban_population, rural_surplus_rate, rural_population):
    """Resident non-farm labour supply."""
    return urban_participation * urban_population + rural_surplus_rate * rural_population


@auxiliary("person", dims=DISTRICT, source="definition: commuting table", confidence="FACT", zh="可及劳动力")
def accessible_labour(labour_supply, commuting):
    """Labour that can reach work in the district (commuting)."""
    return labour_supply @ commuting


@auxiliary("1", dims=DISTRICT, source="standard form: saturation", confidence="TYPICAL", zh="区县岗位满足率")
def district_labour_fill(accessible_labour, labour_demand, person_guard):
    """Share of jobs that can be filled."""
    return saturate(accessible_labour / (labour_demand + person_guard))


@auxiliary("1", dims=PARK, source="policy 1.1", confidence="FACT", zh="劳动力充足度")
def labour_sufficiency(district_labour_fill, host):
    """Labour sufficiency of the park."""
    return district_labour_fill @ host


@auxiliary("1", dims=PARK, source="policy 1.2", zh="缺工工资溢价")
def wage_premium(wage_elasticity, labour_sufficiency):
    """Wage premium forced by labour shortage."""
    return wage_elasticity * (1 - labour_sufficiency)


@constant("person", dims=PARK, source="definition", zh="初始岗位")
def start_jobs(park_labour_intensity, capital_0, start_job_utilisation):
    """Jobs offered by the park at the start, at base productivity."""
    return park_jobs(park_labour_intensity, capital_0, start_job_utilisation, 1.0)
