"""The dimensions of the model. Park is the last axis; `host` leads from district to park and back."""

from urbsim.declare import index

PARK = index("park", table="parks")
DISTRICT = index("district", table="districts")
INDUSTRY = index("industry", table="industries")
UTILITY = index("utility", table="utilities")
PLATFORM = index("platform", table="platforms")
CONSTRUCTION_USE = index("construction_use", elements=("park_works", "town_works", "land_works"))
FUND_USE = index("fund_use", elements=("fund_infrastructure", "fund_platforms", "fund_projects", "fund_subsidy"))
