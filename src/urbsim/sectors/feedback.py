"""The named feedback loops of the model, and two causal chains that matter beside them.

A loop names its variables in order and comes back to the first; its sign is that of the product of its links.
"""

from urbsim.declare import loop

reinvestment = loop(
    "R1", "Profit is reinvested: capital earns cash, cash builds capital.",
    "capital -> potential_revenue -> operating_level -> revenue -> profit -> cash_flow -> operating_income -> "
    "enterprise_cash -> retained_funds -> desired_reinvestment -> desired_investment -> investment_starts -> "
    "capital_under_construction -> capital_completions -> capital",
    sign="+", source="model of the firm: internal finance", zh="再投资")
industry_builds_towns = loop(
    "R2", "Industry builds the town and the town carries industry: jobs draw migrants, migrants fill jobs.",
    "capital -> park_jobs -> district_park_jobs -> labour_demand -> job_pull -> urban_pull -> migration_local -> "
    "urban_population -> labour_supply -> accessible_labour -> district_labour_fill -> labour_sufficiency -> revenue "
    "-> profit -> cash_flow -> operating_income -> enterprise_cash -> retained_funds -> desired_reinvestment -> "
    "desired_investment -> investment_starts -> capital_under_construction -> capital_completions -> capital",
    sign="+", source="policy 1.2", zh="以产兴城、以城带产")
revenue_tax_infrastructure = loop(
    "R3", "Revenue pays tax, tax builds utilities, utilities attract investment.",
    "revenue -> park_tax -> host_tax -> district_park_tax -> district_tax -> district_treasury -> district_available "
    "-> district_offer -> infrastructure_budget -> infrastructure_spending -> utility_starts -> "
    "utility_under_construction -> utility_completions -> utility_capacity -> usable_capacity -> "
    "infrastructure_readiness -> attractiveness_target -> attractiveness_change -> perceived_attractiveness -> "
    "site_pull -> footloose_investment -> desired_investment -> investment_starts -> capital_under_construction -> "
    "capital_completions -> capital -> potential_revenue -> operating_level -> revenue",
    sign="+", source="policy 1.2, 2.5", zh="税收-设施-吸引力")
anchor_chains = loop(
    "R4", "Clusters attract their followers: capital strengthens anchor chains, chains bring capital.",
    "capital -> anchor_building -> anchor_strength -> chain_investment -> desired_investment -> investment_starts -> "
    "capital_under_construction -> capital_completions -> capital",
    sign="+", source="policy 3.6", zh="集聚与龙头链条")
land_finance = loop(
    "R5", "Town construction sells land, and land income builds towns.",
    "town_starts -> town_land_take -> town_land_sales -> district_land_income -> district_treasury -> "
    "district_available -> district_offer -> town_budget -> town_spending -> town_starts",
    sign="+", source="policy 3.5c", zh="土地财政")
land_finance_feeds_parks = loop(
    "R5b", "Growing towns sell land dearer, and land income builds park utilities.",
    "urban_population -> town_land_price -> town_land_sales -> district_land_income -> district_treasury -> "
    "district_available -> district_offer -> infrastructure_budget -> infrastructure_spending -> utility_starts -> "
    "utility_under_construction -> utility_completions -> utility_capacity -> usable_capacity -> adequacy -> "
    "infrastructure_sufficiency -> revenue -> profit -> cash_flow -> operating_income -> enterprise_cash -> "
    "retained_funds -> desired_reinvestment -> desired_investment -> investment_starts -> capital_under_construction "
    "-> capital_completions -> capital -> park_jobs -> district_park_jobs -> labour_demand -> job_pull -> urban_pull "
    "-> migration_local -> urban_population",
    sign="+", source="policy 3.5c", zh="土地财政-设施")
platforms_and_talent = loop(
    "R6", "Revenue pays for platforms, platforms and talent raise productivity.",
    "revenue -> park_tax -> host_tax -> city_park_tax -> city_tax -> city_treasury -> city_available -> "
    "guidance_appropriation -> guidance_fund -> guidance_offer -> fund_money -> platform_spending -> "
    "platform_building -> platform_capacity -> platform_service -> platform_productivity_effect -> "
    "productivity_growth -> productivity -> potential_revenue -> operating_level -> revenue",
    sign="+", source="policy 2.6, 3.7", zh="平台、人才与生产率")
success_to_the_successful = loop(
    "R7", "Parks that score well get more money, and with it score better.",
    "performance_score -> performance_share -> money_weights -> fund_money -> infrastructure_budget -> "
    "infrastructure_spending -> utility_starts -> utility_under_construction -> utility_completions -> "
    "utility_capacity -> usable_capacity -> adequacy -> infrastructure_sufficiency -> revenue -> revenue_growth -> "
    "assessment_mark -> performance_change -> performance_score",
    sign="+", source="policy 3.8", zh="绩效分配")
land_exhaustion = loop(
    "B1", "Plants use up the serviced land that they need.",
    "serviced_land -> land_factor -> start_factor -> investment_starts -> land_take -> serviced_land",
    sign="-", source="policy 3.2a", zh="用地耗竭")
quota_exhaustion = loop(
    "B1b", "Grants use up the quota pool.",
    "quota_pool -> park_quota_grant -> quota_pool",
    sign="-", source="policy 3.2a", zh="指标耗竭")
infrastructure_congestion = loop(
    "B2", "Growing output crowds the utilities that it needs.",
    "capital -> potential_revenue -> operating_level -> utility_demand -> adequacy -> infrastructure_sufficiency -> "
    "revenue -> profit -> cash_flow -> operating_income -> enterprise_cash -> retained_funds -> desired_reinvestment "
    "-> desired_investment -> investment_starts -> capital_under_construction -> capital_completions -> capital",
    sign="-", source="policy 2.5", zh="设施拥挤")
labour_shortage = loop(
    "B3", "Growing plants drain the labour market that attracts investors.",
    "capital -> park_jobs -> district_park_jobs -> labour_demand -> district_labour_fill -> labour_sufficiency -> "
    "attractiveness_target -> attractiveness_change -> perceived_attractiveness -> site_pull -> footloose_investment "
    "-> desired_investment -> investment_starts -> capital_under_construction -> capital_completions -> capital",
    sign="-", source="policy 1.2", zh="劳动力短缺")
town_crowding = loop(
    "B4", "Crowded towns draw fewer migrants.",
    "urban_population -> crowding_amenity -> amenity -> urban_pull -> migration_local -> urban_population",
    sign="-", source="policy 1.1", zh="住房与宜居拥挤")
borrowing_ceiling = loop(
    "B5", "Debt near its ceiling stops borrowing.",
    "investment_company_debt -> investment_company_borrowing -> investment_company_debt_incurred -> "
    "investment_company_debt",
    sign="-", source="policy 3.5b", zh="债务上限")
interest_and_credit_standing = loop(
    "B5b", "Debt service that is not met spoils credit.",
    "investment_company_debt -> debt_service_due -> credit_standing -> investment_company_borrowing -> "
    "investment_company_debt_incurred -> investment_company_debt",
    sign="-", source="policy 3.5b", zh="利息与信用")
debt_service_crowds_out_works = loop(
    "C1", "Debt service takes city money from utilities.",
    "investment_company_debt -> debt_service_due -> debt_service -> city_treasury -> city_available -> city_offer -> "
    "construction_money -> infrastructure_budget -> infrastructure_spending",
    sign="-", source="policy 3.5b", zh="偿债挤出")
interest_on_interest = loop(
    "R8", "A higher debt ratio raises interest, which raises debt.",
    "investment_company_debt -> debt_ratio -> investment_company_rate -> investment_company_interest -> "
    "investment_company_debt",
    sign="+", source="policy 3.5b", zh="利滚利")
pollution_repels = loop(
    "B6", "Output pollutes, and pollution repels investors.",
    "revenue -> pollution_load -> pollution_inflow -> pollution_stock -> pollution_amenity -> amenity -> park_amenity "
    "-> attractiveness_target -> attractiveness_change -> perceived_attractiveness -> site_pull -> "
    "footloose_investment -> desired_investment -> investment_starts -> capital_under_construction -> "
    "capital_completions -> capital -> potential_revenue -> operating_level -> revenue",
    sign="-", source="policy 1.4", zh="污染")
consolidation_diminishes = loop(
    "B7", "Consolidation uses up its cheap potential.",
    "consolidation_potential -> consolidation_unit_cost -> consolidation_need -> consolidation -> "
    "consolidation_potential",
    sign="-", source="policy 3.2c", zh="整理潜力递减")
freed_land_feeds_quota = loop(
    "R9", "Firms that move free land, land feeds the quota, quota becomes land for firms that move.",
    "dispersed_moving -> dispersed_land_freed -> rural_release -> consolidation_potential -> consolidation_wanted -> "
    "consolidation_need -> consolidation_spending -> consolidation -> quota_pool -> park_quota_grant -> raw_land -> "
    "servicing_wanted -> servicing -> serviced_land -> land_factor -> start_factor -> dispersed_moving",
    sign="+", source="policy 3.2c, 3.3", zh="退城进郊腾地")
urban_renewal_feeds_labour = loop(
    "R9b", "Land of firms that moved builds towns, townspeople work and earn in parks, parks take in more firms.",
    "dispersed_moving -> dispersed_land_freed -> urban_renewal -> town_raw_land -> town_land_factor -> "
    "feasible_town_starts -> town_need -> town_spending -> town_starts -> town_under_construction -> town_completions "
    "-> town_capacity -> crowding_amenity -> amenity -> urban_pull -> migration_local -> urban_population -> "
    "labour_supply -> accessible_labour -> district_labour_fill -> labour_sufficiency -> revenue -> profit -> "
    "cash_flow -> operating_income -> enterprise_cash -> retained_funds -> finance_available -> finance_factor -> "
    "start_factor -> dispersed_moving",
    sign="+", source="policy 3.2c, 3.3", zh="城镇更新")
shortage_raises_wages = loop(
    "B8", "Labour shortage raises wages and cuts the profit that builds capital.",
    "capital -> park_jobs -> district_park_jobs -> labour_demand -> district_labour_fill -> labour_sufficiency -> "
    "wage_premium -> profit -> cash_flow -> operating_income -> enterprise_cash -> retained_funds -> "
    "desired_reinvestment -> desired_investment -> investment_starts -> capital_under_construction -> "
    "capital_completions -> capital",
    sign="-", source="policy 1.2", zh="缺工工资")
loans_are_repaid = loop(
    "B9", "Loans are repaid out of their own stock.",
    "enterprise_debt -> enterprise_repayment -> enterprise_debt",
    sign="-", source="policy 3.5a1", zh="还本挤占自有资金")
arrears_stop_borrowing = loop(
    "B10", "Arrears make lenders stop.",
    "investment_company_debt -> debt_service_due -> unpaid_share -> arrears_change -> arrears -> debt_distress -> "
    "investment_company_borrowing -> investment_company_debt_incurred -> investment_company_debt",
    sign="-", source="policy 3.5b", zh="欠付与停贷")
appropriations_crowd_out_land = loop(
    "C2", "Earmarked appropriations leave less city money for land.",
    "guidance_appropriation -> city_offer -> land_budget -> land_spending -> servicing -> serviced_land -> "
    "land_factor -> start_factor -> investment_starts",
    sign="-", source="policy 3.4d", zh="专项挤出")
