"""Labels of decisions (optimise, plane) in English and Chinese; a part of the catalogue in `words`."""

from __future__ import annotations

DECISIONS: dict[str, tuple[str, str]] = {
    # verdicts
    "wish_total": ("total revenue of {total:g} 亿元 a year", "园区收入合计{total:g}亿元"),
    "wish_parks": ("{count} parks at {revenue:g} 亿元 a year", "{count}个园区达{revenue:g}亿元"),
    "wish_all": ("all targets", "全部目标"),
    "decision_found": ("Found: {wish} in {year}, at a public cost of {cost:.1f} 亿元 ({base:.1f} in {name}).",
                       "找到方案：{year} 年{wish}，公共成本 {cost:.1f} 亿元（{name}为 {base:.1f} 亿元）。"),
    "decision_assured": ("Found: {wish} in {year} in {share:.1%} of {futures:,} fresh futures (95 % interval "
                         "{low:.1%} - {high:.1%}; asked for: {asked:.0%}), at a public cost of {cost:.1f} 亿元 ("
                         "{base:.1f} in {name}).",
                         "找到方案：{year} 年{wish}，在 {futures:,} 个新抽取的情形中实现比例 {share:.1%}（95% 区间 "
                         "{low:.1%} - {high:.1%}，要求 {asked:.0%}），公共成本 {cost:.1f} 亿元（{name}为 {base:.1f} "
                         "亿元）。"),
    "decision_not_found": ("Not found: no package that was tried holds {wish} in {year} within the limits. The "
                           "closest is short by {short:.2%} of a goal. This is no proof that there is none.",
                           "未找到：已试方案均不能在限制内实现 {year} 年{wish}；最接近的方案距目标差 {short:.2%}。这"
                           "并不证明不存在可行方案。"),
    "decision_not_assured": ("Not found: no package that was tried holds {wish} in {year} in {asked:.0%} of futures. "
                             "The closest does in {share:.1%} of {futures:,} fresh ones (95 % interval {low:.1%} - "
                             "{high:.1%}). This is no proof that there is none.",
                             "未找到：已试方案均不能在 {asked:.0%} 的情形中实现 {year} 年{wish}；最接近的方案在 "
                             "{futures:,} 个新抽取的情形中实现比例 {share:.1%}（95% 区间 {low:.1%} - {high:.1%}）。这"
                             "并不证明不存在可行方案。"),
    # headings
    "decision_targets": ("Targets of {year}, current prices", "{year} 年目标，现价"),
    "decision_limits": ("Limits", "限制条件"),
    "decision_outcome": ("Outcome in {year}", "{year} 年结果"),
    "decision_cost": ("Public cost, present value, 亿元", "公共成本现值（亿元）"),
    "decision_levers": ("Levers, by what they are worth", "政策杠杆，按作用大小排列"),
    "decision_needs": ("What would have to change: each alone, levers as in the closest package",
                       "需要改变什么：各项单独改变，杠杆同最接近方案"),
    "decision_pair": ("No input closes the gap alone; the first two do together, each moved by the same part of its "
                      "range; all others stand at the end of theirs",
                      "没有单项输入能弥补差距；前两项按各自范围的相同比例同时改变即可弥补，其余各项移至范围端点"),
    "decision_nearest": ("No input closes the gap alone, nor do two of these together; they come nearest, each moved "
                         "to the end of its range",
                         "没有单项输入能弥补差距，下列任意两项同时改变亦不能；各项移至范围端点时最接近"),
    "need_together": ("together: {name}", "同时：{name}"),
    "decision_regret": ("Regret over {futures:,} futures: difference to the best of these in the same future",
                        "{futures:,} 个情形下的遗憾值：与同一情形下最优方案之差"),
    # columns
    "column_before": ("Scenario", "原情景"),
    "column_package": ("Package", "方案"),
    "column_difference": ("Difference", "差"),
    "column_lever": ("Lever", "杠杆"),
    "column_clause": ("Clause", "条款"),
    "column_range": ("Range", "范围"),
    "column_chosen": ("Chosen", "取值"),
    "column_bound": ("At bound", "触界"),
    "column_reset_cost": ("Reset: cost, 亿元", "还原：成本（亿元）"),
    "column_reset_margin": ("Reset: {target}, 亿元 a year", "还原：{target}（亿元/年）"),
    "column_condition": ("Condition", "条件"),
    "column_value": ("Value", "数值"),
    "column_tight": ("Binds", "约束有效"),
    "column_saved": ("Loosened by 1 % it saves, 亿元", "放宽 1% 可节省（亿元）"),
    "column_nearer": ("Loosened by 1 %: nearer by, of a goal", "放宽 1% 可缩小的差距（目标的百分比）"),
    "column_dropped": ("Dropped: holds in more, of futures", "取消后实现比例增加"),
    "column_input": ("Input, bound or limit", "输入、界限或限制"),
    "column_base": ("Is", "现值"),
    "column_enough": ("Enough", "足够值"),
    "column_change": ("Change", "变化"),
    "column_end": ("End of range", "范围端点"),
    "column_room": ("Short there by", "届时差距"),
    "column_share": ("Holds in", "实现比例"),
    "column_missed": ("Shortfall regret, mean / largest", "差距遗憾：平均 / 最大"),
    "column_cost_mean": ("Mean cost, 亿元", "平均成本（亿元）"),
    "column_dearer": ("Cost regret, mean / largest, 亿元", "成本遗憾：平均 / 最大（亿元）"),
    "bound_low": ("low", "下界"),
    "bound_high": ("high", "上界"),
    "package_name": ("this package", "本方案"),
    # parts of the cost
    "cost_total": ("Public cost", "公共成本"),
    "cost_debt_service": ("Debt service", "偿债"),
    "cost_bailout": ("Bail-outs", "救助"),
    "cost_city_out": ("Works paid by the city", "市级建设支出"),
    "cost_district_out": ("Works paid by counties", "区县建设支出"),
    "cost_guidance_appropriation": ("Guidance fund", "引导资金拨款"),
    "cost_fund_seeding": ("Seed of the development fund", "发展基金出资"),
    "cost_guarantee_appropriation": ("Guarantee fund", "担保资金拨款"),
    "cost_county_matching": ("County matching", "区县配套"),
    "cost_soft_spending": ("Soft measures", "软性措施"),
    "cost_settlement_spending": ("Settlement of migrants", "落户支出"),
    "cost_forgone": ("Tax left to core firms", "留给核心企业的税收"),
    "cost_owed": ("Owed at the end of {horizon}, net", "{horizon} 年末净负债"),
    # facts
    "decision_cost_fact": ("Public cost: what city and counties pay from their treasuries for the policy and its "
                           "debts until the end of {horizon}, and what they then owe; present value at {start:g}, "
                           "{rate:.1%} a year, constant prices. Taxes and land income that come back are not set "
                           "against it.",
                           "公共成本：市县库款至 {horizon} 年末为政策及其债务支付的资金与届时净负债；按年 {rate:.1%} "
                           "折现至 {start:g} 年初，不变价。政策带来的税收与土地收入未作抵扣。"),
    "decision_reset_fact": ("Reset: what changes where this lever alone goes back to its value in {name}; shares of "
                            "a whole go back together.",
                            "还原：仅该杠杆回到{name}取值时的变化；同一总体的各比例一并还原。"),
    "decision_search": ("{starts} starts, {runs:,} runs, seed {seed}.",
                        "{starts} 个起点，模拟 {runs:,} 次，随机种子 {seed}。"),
    "decision_harm": ("The package pays for it elsewhere: {harm}. {advice} asks for one that does not.",
                      "方案以其他方面为代价：{harm}。用 {advice} 可要求不降低。"),
    "decision_land": ("The total of construction land stays as in {name} (policy 3.2a).",
                      "建设用地规划总量与{name}相同（意见 3.2a）。"),
    "decision_new_plan": ("The total of construction land was allowed to grow.", "允许扩大建设用地规划总量。"),
    "limit_least": ("{name} of {years} at least {value:.6g}", "{years} 年{name}不低于 {value:.6g}"),
    "limit_most": ("{name} of {years} at most {value:.6g}", "{years} 年{name}不高于 {value:.6g}"),
    "package_title": ("{title}: cheapest package for {wish}", "{title}：{wish}的最低成本方案"),
    "closest_title": ("{title}: closest package to {wish}", "{title}：最接近{wish}的方案"),
    # front
    "front_verdict": ("{packages:,} packages of which none is better than another in every aim; {reached:,} of them "
                      "reach all targets of {year}.",
                      "{packages:,} 个互不占优的方案，其中 {reached:,} 个实现 {year} 年全部目标。"),
    "front_ranges": ("Aims over the front", "各目标在前沿上的范围"),
    "front_aim": ("Aim", "目标"),
    "front_worst": ("Lowest", "最低"),
    "front_median": ("Median", "中位数"),
    "front_best": ("Highest", "最高"),
    "front_picked": ("The cheapest of the front that reach a target", "前沿上实现各目标的最低成本方案"),
    "front_search": ("NSGA-II, {population} packages over {generations} generations, {runs:,} runs, seed {seed}.",
                     "NSGA-II，每代 {population} 个方案，{generations} 代，模拟 {runs:,} 次，随机种子 {seed}。"),
    "front_none": ("no package of the front", "前沿上没有"),
    "land_used": ("Land taken by parks and towns, ha", "园区与城镇新增用地（公顷）"),
    "public_cost": ("Public cost, 亿元", "公共成本（亿元）"),
    "figure_front": ("Revenue and public cost over the front", "前沿上的收入与公共成本"),
    "figure_front_axes": ("Packages of the front; the better end of each aim is up", "前沿上的方案；各轴上端为优"),
    "axis_cost": ("public cost, billion CNY", "公共成本，亿元"),
    "reached_n": ("{n} of {all} targets", "实现 {n}/{all} 项目标"),
    "aim_revenue_current": ("revenue, billion CNY", "收入（亿元）"),
    "aim_parks_at_50": ("parks at 5 billion CNY", "50亿元园区（个）"),
    "aim_public_cost": ("public cost, billion CNY", "公共成本（亿元）"),
    "aim_debt_ratio": ("debt, years of revenue", "债务率（倍）"),
    "aim_land_used": ("land used, ha", "新增用地（公顷）"),
    "aim_pollution_stock": ("pollution, load", "污染存量（污染当量）"),
    "figure_levers": ("Levers of the package in their ranges", "方案中各杠杆在其范围内的位置"),
    "figure_levers_low": ("lower bound", "下界"),
    "figure_levers_high": ("upper bound", "上界"),
    "figure_levers_reset": ("reset: margin,\nbillion CNY a year", "还原：差额\n（亿元/年）"),
    # planes
    "plane_verdict": ("The grid reaches total revenue of {total:g} 亿元 in {reached} of {all} scenarios.",
                      "{all} 个情景中有 {reached} 个在网格内达到收入合计 {total:g} 亿元。"),
    "plane_together": ("What each adds to total revenue of {year}, from the start of its axis to the end, 亿元",
                       "各项由起点至终点对 {year} 年收入合计的增量（亿元）"),
    "plane_alone": ("{axis} alone", "仅{axis}"),
    "plane_both": ("Both", "两者同时"),
    "plane_more": ("Beyond the sum", "超出两项之和"),
    "plane_margin": ("Highest margin", "最大差额"),
    "plane_cheapest": ("Cheapest point that reaches it", "达标的最低成本点"),
    "plane_point": ("{one} {first:.4g}, {other} {second:.4g}: public cost {cost:.1f} 亿元, debt {debt:.2f} years of "
                    "revenue",
                    "{one} {first:.4g}，{other} {second:.4g}：公共成本 {cost:.1f} 亿元，债务率 {debt:.2f} 倍"),
    "plane_axis": ("{axis}: {levers}", "{axis}：{levers}"),
    "plane_runs": ("{runs:,} runs, a grid: no sampling.", "模拟 {runs:,} 次，规则网格，无抽样。"),
    "figure_plane_margin": ("Margin of total revenue, billion CNY;\ncolour: what binds",
                            "收入合计差额（亿元）；\n颜色表示瓶颈"),
    "figure_plane_cost": ("Public cost, billion CNY (colour);\ndebt, years of revenue (dashed)",
                          "公共成本（亿元，颜色）；\n债务率（倍，虚线）"),
    "figure_plane_goal": ("goal reached", "达标线"),
    "figure_plane_cheapest": ("cheapest that reaches it", "达标最低成本"),
}
