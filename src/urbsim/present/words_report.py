"""Labels and sentences of the report, in English and Chinese."""

from __future__ import annotations

REPORT_WORDS: dict[str, tuple[str, str]] = {
    "report_money_unit": ("billion CNY", "亿元"),
    "report_title": ("{title}: parks, towns and the targets", "{title}：园区、城镇与目标"),
    "report_subtitle": ("Projection of a policy on clustering industry and urbanization against its targets of {year}",
                        "推进产业聚集加快城镇化进程政策的模拟与 {year} 年目标评估"),
    "report_table": ("Table", "表"),
    "report_figure": ("Figure", "图"),
    "report_contents": ("Contents", "目录"),
    "report_page": ("Page", "页"),
    "report_else": ("otherwise", "其他"),
    "report_fact_scenarios": ("Scenarios compared: {count}", "比较情景数：{count}"),
    "report_fact_made": ("urbsim {version}, model {model}, city data {city}",
                         "urbsim {version}，模型 {model}，城市数据 {city}"),
    "report_fact_money": ("Money is in billion CNY; the appendix keeps the unit of the model, 10⁸ CNY, a tenth of it. "
                          "A year is a calendar year; prices are current unless said.",
                          "金额单位为亿元；年度为日历年；除注明外为现价。"),
    # summary
    "report_summary": ("Summary", "摘要"),
    "report_all_met": ("{title}: all {all} targets of {year} are met.", "{title}：{year} 年 {all} 项目标全部实现。"),
    "report_some_met": ("{title}: {met} of {all} targets of {year} are met.",
                        "{title}：{year} 年 {all} 项目标中实现 {met} 项。"),
    "report_total_met": ("Total revenue of the parks is {value} in {year}, {margin} above the goal of {goal}.",
                         "{year} 年园区主营业务收入合计 {value}，高于目标 {goal}，超出 {margin}。"),
    "report_total_missed": ("Total revenue of the parks is {value} in {year}, {margin} short of the goal of {goal} "
                            "({share} of it).",
                            "{year} 年园区主营业务收入合计 {value}，距目标 {goal}差 {margin}（完成 {share}）。"),
    "report_parks": ("{value} parks reach {least} a year; the goal is {goal} parks.",
                     "年收入达 {least}的园区 {value} 个，目标为 {goal} 个。"),
    "report_deciding_over": (" Park no. {rank} by revenue, {park}, is {margin} above.",
                             "收入第 {rank} 位的园区为{park}，超出 {margin}。"),
    "report_deciding_short": (" Park no. {rank} by revenue, {park}, is {margin} short.",
                              "收入第 {rank} 位的园区为{park}，差 {margin}。"),
    "report_few_parks": (" The city has only {count} parks.", "全市仅有 {count} 个园区。"),
    "report_tier": ("{value} of {all} parks of tier {tier} reach the goal of their tier.",
                    "第 {tier} 梯队 {all} 个园区中 {value} 个达到本梯队目标。"),
    "report_missing": (" Short of it: {parks}.", "未达者：{parks}。"),
    "report_short": ("{park} by {margin}", "{park}差 {margin}"),
    "report_later": (" It is first reached in {year}.", "首次达到为 {year} 年。"),
    "report_none_missing": ("Every park that has a goal reaches it.", "有目标的园区全部达标。"),
    "report_bottlenecks": ("What holds back the {count} parks that miss the goal of their tier: {parts}.",
                           "未达本梯队目标的 {count} 个园区，其瓶颈为：{parts}。"),
    "report_held": ("{limit} in {count} ({parks})", "{limit} {count} 个（{parks}）"),
    "report_growth": ("From {first} to {year}, at constant prices, revenue of the parks goes from {start} to {end} "
                      "({rise}); without the firms that moved into parks from elsewhere in the city it changes by "
                      "{net}. GDP of the city changes by {gdp}; the urban share of residents goes from {urban_start} "
                      "to {urban_end}.",
                      "{first} 年至 {year} 年按不变价计，园区收入由 {start}增至 {end}（{rise}）；"
                      "扣除市内迁入园区的企业后为 {net}。全市生产总值 {gdp}；"
                      "城镇化率由 {urban_start} 变为 {urban_end}。"),
    "report_cost": ("Programme spending adds up to {spending} by the end of {year}; public debt is {debt} years of "
                    "public revenue, and {unpaid} of the debt service due is not paid.",
                    "至 {year} 年末累计政策支出 {spending}；公共债务为财力的 {debt} 倍，到期债务本息欠付 {unpaid}。"),
    "report_scenarios_met": ("Of the {all} scenarios compared {count} meet all targets: {names}.",
                             "比较的 {all} 个情景中，{count} 个实现全部目标：{names}。"),
    "report_scenarios_missed": ("None of the {all} scenarios compared meets all targets; nearest is {name}, with {met} "
                                "of {count} targets and a total revenue of {value}.",
                                "比较的 {all} 个情景均未实现全部目标；最接近的是“{name}”，"
                                "实现 {met}/{count} 项，收入合计 {value}。"),
    # targets
    "report_targets": ("Targets", "目标"),
    "report_targets_text": ("The policy sets targets for {year} in current prices (policy 2.2). Below, “{title}” is "
                            "judged against them, and again at constant prices, which leave out inflation.",
                            "政策以现价设定 {year} 年目标（政策 2.2）。下表按现价评估“{title}”，"
                            "并给出剔除物价的不变价结果。"),
    "report_targets_caption": ("Targets of the policy: {title}", "政策目标：{title}"),
    "report_prices": ("Rows in red miss their goal. Constant prices are those of 2009. Where a goal is missed in its "
                      "year, the last column tells when it is reached.",
                      "红色行为未达目标。不变价以 2009 年为基年。目标年未达者，末列为首次达到的年份。"),
    "report_prices_head": ("Prices", "价格"),
    "report_not_by": ("not by {year}", "{year} 年前未达"),
    "report_target_total": ("Total revenue of the parks", "园区收入合计"),
    "report_target_parks": ("Parks at {least} or more", "年收入达 {least}的园区数"),
    "report_target_leaders": ("Tier 1 parks at their goal", "达标的第一梯队园区数"),
    "report_target_second_tier": ("Tier 2 parks at their goal", "达标的第二梯队园区数"),
    "report_parks_caption": ("The parks against the goal of their tier, {unit} a year, current prices",
                             "各园区与本梯队目标（{unit}/年，现价）"),
    # drivers
    "report_drivers": ("What drives the result", "结果的成因"),
    "report_bottlenecks_head": ("Bottlenecks of the parks", "园区瓶颈"),
    "report_bottlenecks_text": ("A park can use its capital only as far as land, finance, labour and infrastructure "
                                "reach. The table counts, at the end of each year, the parks that are held back most "
                                "by each of them.",
                                "园区资本的利用受土地、资金、劳动力和基础设施制约。下表统计各年末以各项为首要瓶颈的园区"
                                "数。"),
    "report_limits_caption": ("Number of parks by their scarcest factor at year end",
                              "各年末以各项为首要瓶颈的园区数"),
    "report_mean": ("Mean level {year}", "{year} 年平均水平"),
    "report_loops_head": ("Feedback loops", "反馈回路"),
    "report_loops_share": ("Share to {year}", "至 {year} 年占比"),
    "report_loops_total": ("Without it: total", "切断后：合计"),
    "report_loops_deciding": ("Without it: deciding park", "切断后：决定性园区"),
    "report_loops_caption": ("The feedback loops with the largest shares, and the margins without them in {unit} a "
                             "year: {title}",
                             "占比最大的反馈回路及切断后目标差额的变化（{unit}/年）：{title}"),
    "report_attribution_head": ("What each policy clause contributes", "各政策条款的贡献"),
    "report_attribution_text": ("From “{one}” to “{other}” “{outcome}” changes by {difference} "
                                "{unit}. The change is shared among the clauses in which the two differ.",
                                "由“{one}”到“{other}”，“{outcome}”变化 {difference} {unit}，"
                                "按两者不同的政策条款分解如下。"),
    "report_attribution_caption": ("Contributions to the difference in “{outcome}”, {unit}",
                                   "“{outcome}”之差的分解（{unit}）"),
    "report_attribution_figure": ("Contributions of the clauses to the difference in “{outcome}”",
                                  "各条款对“{outcome}”之差的贡献"),
    "report_made_runs": (" ({runs} runs)", "（模拟 {runs} 次）"),
    "report_lacks": ("Not computed for this report. Make it with:  {command}  and hand its folder to the report with "
                     "{option} DIR.",
                     "本报告未包含此项分析。运行  {command}  生成结果，再以 {option} DIR 并入报告。"),
    "report_made_by": ("Results of the folder “{folder}”{runs}: {method} with a step of {step} year, seed {seed}"
                       ".",
                       "结果取自目录“{folder}”{runs}：{method}，步长 {step} 年，随机种子 {seed}。"),
    "report_other_scenario": ("This analysis is of another scenario, “{title}”, not of “{detail}”, which the report "
                              "tells in detail.",
                              "此项分析针对另一情景“{title}”，而非本报告详述的“{detail}”。"),
    # comparison
    "report_comparison": ("Comparison of scenarios", "情景比较"),
    "report_comparison_text": ("The {count} scenarios of this report in {year}. The other chapters tell “{detail}” in "
                               "detail.",
                               "本报告 {count} 个情景 {year} 年的结果。其余各章详述“{detail}”。"),
    "report_one_scenario": ("This report holds one scenario. Name several files to compare them, with "
                            "no_policy.toml among them for the cost of additional revenue.",
                            "本报告只含一个情景。列出多个情景文件即可比较；"
                            "同时列出无政策情景可计算新增收入成本。"),
    "report_verdicts_caption": ("Targets of {year} by scenario: value, and margin to the goal in brackets",
                                "各情景 {year} 年目标：数值（括号内为与目标之差）"),
    "report_cell": ("{value} ({margin})", "{value}（{margin}）"),
    "report_short_total": ("Total revenue, {unit}", "收入合计（{unit}）"),
    "report_short_parks": ("Parks at {least}", "达 {least}的园区"),
    "report_short_leaders": ("Tier 1 at goal", "第一梯队达标"),
    "report_short_second_tier": ("Tier 2 at goal", "第二梯队达标"),
    "report_indicators_caption": ("Indicators of {year} by scenario; money at constant prices of 2009",
                                  "各情景 {year} 年指标（金额按 2009 年不变价）"),
    "report_short_revenue_net": ("Revenue without moved firms, {unit}", "扣除迁入企业的收入（{unit}）"),
    "report_short_gdp": ("GDP, {unit}", "生产总值（{unit}）"),
    "report_short_urbanization": ("Urban share", "城镇化率"),
    "report_short_population": ("Residents, persons", "常住人口（人）"),
    "report_short_park_jobs": ("Jobs in parks", "园区岗位（个）"),
    "report_short_spending": ("Programme spending, {unit}", "累计政策支出（{unit}）"),
    "report_short_debt_ratio": ("Debt, years of revenue", "债务率（倍）"),
    "report_short_cost": ("Spending per added revenue", "每新增收入的支出"),
    # money and land
    "report_resources": ("Money and land", "资金与土地"),
    "report_money_head": ("Public money", "公共资金"),
    "report_money_caption": ("Sources and uses of public money {first}–{last}, constant prices: {title}",
                             "{first}—{last} 年公共资金来源与去向（不变价）：{title}"),
    "report_sum": ("Sum", "合计"),
    "report_year_end": ("In the year, or at its end", "当年值或年末值"),
    "report_debt_caption": ("Public revenue, debt and cash, constant prices: {title}",
                            "财力、债务与公共账户（不变价）：{title}"),
    "report_debt_fiscal_revenue": ("Public revenue, {unit} a year", "地方财力（{unit}/年）"),
    "report_debt_investment_company_debt": ("Debt of the investment company, {unit}", "平台公司债务（{unit}）"),
    "report_debt_debt_service": ("Debt service so far, {unit}", "累计偿债（{unit}）"),
    "report_debt_debt_ratio": ("Debt, years of public revenue", "债务率（倍）"),
    "report_debt_public_cash": ("Cash in public accounts, {unit}", "公共账户余额（{unit}）"),
    "report_land_head": ("Land", "土地"),
    "report_land_text": ("Land is neither made nor lost: it passes from one use to another, and the sum stays the "
                         "same. Land of the plan that parks and towns have not yet received stands at the end of the "
                         "list.",
                         "土地总量守恒：仅在各用途之间转移，合计不变。规划内尚未供给园区和城镇的土地列于表末。"),
    "report_land_use": ("Use of land", "土地用途"),
    "report_land_caption": ("Land by use at year end, ha: {title}", "各年末土地用途（公顷）：{title}"),
    # uncertainty
    "report_uncertainty": ("Uncertainty and sensitivity", "不确定性与敏感性"),
    "report_sweep_head": ("How surely the targets are reached", "目标实现的把握"),
    "report_sweep_caption": ("Share of {runs} sampled futures that reach each target: {title}",
                             "{runs} 次抽样模拟中实现各目标的比例：{title}"),
    "report_sweep_margin": ("Margins in {unit} a year: of all parks, of the park that decides their number, of the "
                            "weakest park of a tier. ",
                            "差额单位 {unit}/年：分别为全部园区合计、决定达标园区数的园区、梯队内最弱园区。"),
    "report_fan_caption": ("Total revenue over the sampled futures: {title}", "抽样模拟中的园区收入合计：{title}"),
    "report_sensitivity_head": ("Which uncertain numbers matter", "关键的不确定因素"),
    "report_sensitivity_caption": ("The three factors that move each outcome most: {title}",
                                   "对各项结果影响最大的三个因素：{title}"),
    "report_constant": ("the same in all runs", "各次运行均相同"),
    "report_samples_enough": (" {samples} samples are enough: the widest 95 % interval of an index is {widest} (0.05 "
                              "is asked).",
                              "{samples} 个样本已足够：指数 95% 区间最宽为 {widest}（要求 0.05）。"),
    "report_samples_few": (" {samples} samples are few for {count} of {all} outcomes: the widest 95 % interval of an "
                           "index is {widest}, where 0.05 is asked; some {wanted} samples would do.",
                           "{samples} 个样本对 {all} 项结果中的 {count} 项偏少：指数 95% 区间最宽为 {widest}（要求 "
                           "0.05），约需 {wanted} 个样本。"),
    "report_outcome": ("Outcome", "结果"),
    "report_tornado_caption": ("One factor at a time at the ends of its range, the others at their base: {outcome}",
                               "单因素取范围两端、其余取基准值：{outcome}"),
    "report_ranges_caption": ("Ranges of the factors", "各因素的取值范围"),
    "report_low": ("Low", "低值"),
    "report_base": ("Base", "基准"),
    "report_high": ("High", "高值"),
    # weaknesses
    "report_weaknesses": ("Known weaknesses", "已知局限"),
    "report_weaknesses_text": ("What whoever acts on these results should know.", "据本报告决策前应了解以下各点。"),
    "report_weaknesses_model": ("Of the model", "模型"),
    "report_weaknesses_city": ("Of the city's data", "城市数据"),
    # appendix
    "report_levers": ("Policy levers", "政策杠杆"),
    "report_levers_text": ("Levers as set by “{title}”. A lever leaves its value without policy at {start} by a smooth "
                           "ramp of {ramp} year; “time: value” pairs are reached in turn.",
                           "“{title}”的杠杆取值。杠杆自 {start} 起在 {ramp} 年内由无政策值平滑过渡；"
                           "“时间：数值”依次达到。"),
    "report_levers_caption": ("Levers as set: {title}", "杠杆取值：{title}"),
    "report_name": ("Name", "名称（标识符）"),
    "report_meaning": ("Meaning", "含义"),
    "report_set": ("Set to", "取值"),
    "report_off": ("No policy", "无政策值"),
    "report_clause": ("Clause", "条款"),
    "report_text": ("What it says", "条文"),
    "report_source": ("Source (confidence)", "来源（可信度）"),
    "report_confidence": ("Confidence", "可信度"),
    "report_clauses_caption": ("Policy clauses that the model cites", "模型引用的政策条款"),
    "report_parameters": ("Parameters", "参数"),
    "report_parameters_text": ("Confidence: FACT is seen in a source or true by definition, TYPICAL the usual range of "
                               "practice or a standard form of the field, ASSUMED set so that behaviour is plausible.",
                               "可信度：“事实”见于来源或定义成立，“常用值”为实践常见范围或学科标准形式，"
                               "“假定”为使行为合理而设。"),
    "report_parameters_caption": ("Parameters of the model", "模型参数"),
    "report_data": ("Data of the city", "城市数据"),
    "report_data_text": ("Numbers of the city “{city}” at the start, and the source of each row of its tables.",
                         "城市“{city}”的期初数值，以及各数据表逐行来源。"),
    "report_city_caption": ("City values", "城市数值"),
    "report_rows_caption": ("Rows of the city's tables", "城市数据表各行"),
    "report_values_caption": ("Numbers of {table}, a column for each of its rows", "{table} 的数值（每行数据占一列）"),
    "report_column": ("Column", "列名"),
    "report_number": ("No.", "序号"),
    "report_file": ("File", "文件"),
    "report_files_caption": ("The scenarios of this report, with a digest of all that they set",
                             "本报告的情景及其全部设置的摘要值"),
    "report_setting": ("Setting", "设置项"),
    "report_differing_caption": ("Settings in which the scenarios differ, by their number",
                                 "各情景不同的设置（按情景序号）"),
    "report_table_head": ("Table", "数据表"),
    "report_row": ("Row", "行"),
    "report_equations": ("Equations", "方程"),
    "report_equations_text": ("Names are those of the model; indices: {letters}. A sum runs over all elements of its "
                              "index. saturate, smooth_min and smooth_pos are the smooth minimum with 1, the smooth "
                              "minimum and the smooth positive part.",
                              "名称为模型标识符；下标：{letters}。求和遍历下标的全部要素。saturate、smooth_min、"
                              "smooth_pos "
                              "分别为与 1 的平滑最小、平滑最小与平滑正部。"),
    "report_index_park": ("parks", "园区"),
    "report_index_district": ("districts", "县区"),
    "report_index_industry": ("industries", "产业"),
    "report_index_utility": ("utilities", "公用设施"),
    "report_index_platform": ("service platforms", "公共服务平台"),
    "report_index_construction_use": ("uses of construction money", "城建资金用途"),
    "report_index_fund_use": ("uses of the funds", "基金用途"),
    "report_equation": ("Equation", "方程"),
    "report_rate": ("changes by", "变化率"),
    "report_starts": ("starts at", "初值"),
    "report_jumps": ("at events gains", "事件时增加"),
    "report_stocks": ("Stocks", "存量"),
    "report_flows": ("Flows", "流量"),
    "report_auxiliaries": ("Auxiliaries", "辅助变量"),
    "report_events": ("Events", "事件"),
    "report_constants": ("Constants computed from data", "由数据计算的常量"),
    "report_named_loops": ("Named feedback loops", "命名反馈回路"),
    "report_named_loops_caption": ("Named feedback loops and chains, by their variables in order",
                                   "命名反馈回路与因果链（依次列出变量）"),
    "report_links": ("Variables", "变量"),
    "report_stocks_caption": ("Stocks: net flow and initial value", "存量：净流量与初值"),
    "report_flows_caption": ("Flows", "流量"),
    "report_auxiliaries_caption": ("Auxiliaries", "辅助变量"),
    "report_events_caption": ("Events: amounts that move all at once", "事件：一次性转移的数量"),
    "report_constants_caption": ("Constants computed from data", "由数据计算的常量"),
}
