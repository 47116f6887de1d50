"""Every label in English and Chinese, from one catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from urbsim.present.words_analyses import ANALYSES
from urbsim.present.words_decisions import DECISIONS
from urbsim.present.words_figures import FIGURE_WORDS
from urbsim.present.words_method import METHOD_WORDS
from urbsim.present.words_model import MODEL_WORDS
from urbsim.present.words_report import REPORT_WORDS

WORDS: dict[str, tuple[str, str]] = {
    **ANALYSES,
    **DECISIONS,
    **FIGURE_WORDS,
    # verdicts
    "all_met": ("All targets of {year} are met.", "{year} 年各项目标全部实现。"),
    "some_met": ("{met} of {all} targets of {year} are met.", "{year} 年 {all} 项目标中实现 {met} 项。"),
    "not_covered": ("The run covers {covered}, not {year}, so there is no verdict.",
                    "模拟覆盖 {covered}，不含 {year} 年，无法判定。"),
    "few_parks": ("The city has only {count} parks.", "该市仅有 {count} 个园区。"),
    "bottlenecks": ("Bottleneck: the lowest of land, finance, labour and infrastructure at year end; 0.93 is just "
                    "enough, 1 plenty.", "瓶颈：年末土地、资金、劳动力、基础设施中最低者；0.93 为恰好够用，1 为充裕。"),
    "assumed": ("Rests on assumed data: of {all} parameters and data rows {ASSUMED} are ASSUMED, {TYPICAL} TYPICAL, "
                "{FACT} FACT. The start of every park is assumed.",
                "结果依赖假定数据：{all} 项参数与数据行中假定 {ASSUMED} 项、常用值 {TYPICAL} 项、事实 {FACT} 项；"
                "各园区初始状态均为假定。"),
    "money": ("亿元 = 0.1 billion CNY; a year is a calendar year; current prices unless said.",
              "金额单位亿元；年度为日历年；除注明外为现价。"),
    # targets
    "total": ("Total revenue, 亿元", "主营业务收入合计（亿元）"),
    "parks": ("Parks at {revenue:g} 亿元 or more", "{revenue:g}亿元以上园区（个）"),
    "leaders": ("Tier 1 parks at 100 亿元", "第一梯队达100亿元（个）"),
    "second_tier": ("Tier 2 parks at 50 亿元", "第二梯队达50亿元（个）"),
    "nth_park": ("Park no. {count} by revenue: {park}, {value} 亿元, margin to {goal:g}: {margin}",
                 "第 {count} 位园区：{park}，{value} 亿元，距 {goal:g} 亿元：{margin}"),
    # headings
    "target": ("Target {year}", "{year} 年目标"),
    "value": ("Value", "数值"),
    "goal": ("Goal", "目标"),
    "margin": ("Margin", "差额"),
    "met": ("Met", "达标"),
    "first_year": ("First reached", "首次达到"),
    "park": ("Park", "园区"),
    "tier": ("Tier", "梯队"),
    "bottleneck": ("Bottleneck", "瓶颈"),
    "park_heading": ("亿元 a year, current prices", "亿元/年，现价"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "never": ("not by {year}", "{year} 年前未达到"),
    "current": ("current prices", "现价"),
    "constant": ("constant prices of 2009", "2009年不变价"),
    # bottlenecks
    "land_factor": ("land", "土地"),
    "finance_factor": ("finance", "资金"),
    "labour_sufficiency": ("labour", "劳动力"),
    "infrastructure_sufficiency": ("infrastructure", "基础设施"),
    # facts
    "growth": ("{first} -> {year}, constant prices: revenue of the parks {revenue}, without relocated firms {net}, "
               "GDP of the city {gdp}; urbanization {urbanization}.",
               "{first} → {year} 年（不变价）：园区收入 {revenue}，扣除迁入企业 {net}，"
               "全市生产总值 {gdp}；城镇化率 {urbanization}。"),
    "cost": ("Programme spending by the end of {year}: {spending} 亿元; public debt {debt} years of revenue; "
             "{unpaid} of debt service unpaid.",
             "至 {year} 年末累计政策支出 {spending} 亿元；债务为财力的 {debt} 倍；偿债欠付 {unpaid}。"),
    "written": ("Results in {folder}", "结果保存于 {folder}"),
    # comparison
    "scenario": ("Scenario", "情景"),
    "indicator": ("Indicator in {year}", "{year} 年指标"),
    "difference": ("Differences to {first}", "与{first}之差"),
    "revenue_current": ("Total revenue, 亿元, current", "收入合计（亿元，现价）"),
    "revenue": ("Total revenue, 亿元, constant", "收入合计（亿元，不变价）"),
    "revenue_net": ("Revenue without relocated firms, 亿元", "扣除迁入企业的收入（亿元）"),
    "parks_at_50": ("Parks at 50 亿元", "50亿元以上园区（个）"),
    "parks_at_100": ("Parks at 100 亿元", "100亿元以上园区（个）"),
    "gdp": ("GDP of the city, 亿元", "全市生产总值（亿元）"),
    "urbanization": ("Urbanization", "城镇化率"),
    "population": ("Residents, persons", "常住人口（人）"),
    "park_jobs": ("Jobs in parks", "园区岗位（个）"),
    "spending": ("Programme spending so far, 亿元", "累计政策支出（亿元）"),
    "debt_ratio": ("Public debt, years of revenue", "债务率（倍）"),
    "pollution_stock": ("Pollution stock, load", "污染存量"),
    "cost_per_revenue": ("Spending per added 亿元 a year, 亿元", "每新增1亿元年收入的政策支出（亿元）"),
    "reference": ("Spending per added revenue: programme spending so far per additional annual revenue, both against "
                  "{name}, constant prices.",
                  "每新增收入的政策支出：累计政策支出之差除以年收入之差，均相对于{name}，不变价。"),
    "different_cities": ("The scenarios are of different cities.", "各情景的城市不同。"),
    "not_defined": ("not defined", "无定义"),
    "no_reference": ("Cost per added revenue needs a run without policy beside it that differs in nothing else "
                     "(scenarios/no_policy.toml).",
                     "计算新增收入成本需同时给出其他条件相同的无政策情景（scenarios/no_policy.toml）。"),
    # sweeps
    "all": ("All targets", "全部目标"),
    "sweep_verdict": ("All targets of {year} are reached in {share} of {runs:,} runs (95 % interval {interval}).",
                      "{runs:,} 次模拟中，{share} 实现 {year} 年全部目标（95% 区间 {interval}）。"),
    "sweep_verdict_grid": ("All targets of {year} are reached in {share} of the {runs:,} runs of the grid.",
                           "网格 {runs:,} 次模拟中，{share} 实现 {year} 年全部目标。"),
    "sweep_share": ("Reached in", "实现比例"),
    "sweep_interval": ("95 % interval", "95% 区间"),
    "sweep_q05": ("Margin, 5 %", "差额 5% 分位"),
    "sweep_q50": ("median", "中位数"),
    "sweep_q95": ("95 %", "95% 分位"),
    "sweep_margin": ("Margins in 亿元 a year: of all parks, of the park that decides their number, of the weakest park "
                     "of a tier.", "差额单位亿元/年：分别为全部园区合计、决定达标园区数的园区、梯队内最弱园区。"),
    "sweep_sampled": ("Shares are over the futures sampled from the scenario's ranges, which are judgement, not "
                      "frequencies: they say how sure the model is, given those ranges.",
                      "比例按情景给定的不确定范围抽样得出；范围出自判断而非频率，仅表示在这些范围内模型的把握程度。"),
    "sweep_posterior": ("Shares are over draws of a posterior: they say how sure the model is, given the data of its "
                        "calibration, their stated errors and the bounds of the parameters.",
                        "比例按校准后验样本得出：在给定数据、误差与参数界限下模型的把握程度。"),
    "sweep_grid": ("Shares of a grid count settings, they are no probabilities.",
                   "网格中的比例只是取值组合的计数，不是概率。"),
    "sweep_points": ("Shares of futures by point of the grid", "各网格点实现比例"),
    # explain
    "explain_kind": ("Kind", "类型"),
    "explain_name": ("Name", "名称"),
    "explain_meaning": ("Meaning", "含义"),
    "explain_unit": ("Unit", "单位"),
    "explain_dims": ("By", "维度"),
    "explain_formula": ("Formula", "公式"),
    "explain_initial": ("Starts at", "初值"),
    "explain_base": ("Value", "取值"),
    "explain_out_of": ("Leaves", "流出自"),
    "explain_into": ("Enters", "流入"),
    "explain_inflows": ("Inflows", "流入量"),
    "explain_outflows": ("Outflows", "流出量"),
    "explain_causes": ("Causes", "原因"),
    "explain_uses_of": ("Used by", "被用于"),
    "explain_source": ("Source", "来源"),
    "explain_clause": ("Policy", "政策条款"),
    "explain_place": ("Declared in", "定义于"),
    "kind_stock": ("stock", "存量"),
    "kind_flow": ("flow", "流量"),
    "kind_auxiliary": ("auxiliary", "辅助变量"),
    "kind_constant": ("constant from data", "数据常量"),
    "kind_parameter": ("parameter", "参数"),
    "kind_lever": ("lever (value without policy)", "政策杠杆（取值为无政策值）"),
    "kind_table": ("table of the city", "城市数据表"),
    "kind_indicator": ("yearly indicator", "年度指标"),
    "kind_cityvalue": ("city value", "城市数值"),
    # figures
    "figure_total": ("Total revenue of the parks", "园区主营业务收入合计"),
    "figure_parks": ("Revenue by park", "各园区主营业务收入"),
    "figure_urban": ("Urbanization and population", "城镇化与人口"),
    "figure_money": ("Public money, {first}-{last}", "公共资金来源与去向，{first}—{last} 年"),
    "figure_fan": ("Total revenue over the runs", "各次模拟的园区收入合计"),
    "figure_shares": ("Share of runs that reach each target", "实现各目标的模拟比例"),
    "figure_effects": ("Share of runs that reach the targets of {year}, by factor",
                       "各因素取值下实现 {year} 年目标的比例"),
    "figure_parallel": ("Runs by what varies and the margin of total revenue in {year}",
                        "各次模拟的因素取值与 {year} 年收入差额"),
    "short_total": ("total revenue", "收入合计"),
    "short_parks": ("number of parks", "园区数量"),
    "short_leaders": ("tier 1 parks", "第一梯队"),
    "short_second_tier": ("tier 2 parks", "第二梯队"),
    "short_all": ("all targets", "全部目标"),
    "fan_outer": ("5 to 95 % of runs", "5%—95% 的模拟"),
    "fan_inner": ("25 to 75 %", "25%—75%"),
    "fan_median": ("median", "中位数"),
    "axis_share": ("Share of runs, %", "模拟比例（%）"),
    "axis_margin": ("margin, billion CNY", "差额，亿元"),
    "missed_none": ("all targets reached", "全部目标实现"),
    "missed_some": ("some missed", "部分未实现"),
    "missed_all": ("all missed", "全部未实现"),
    "axis_revenue": ("billion CNY a year, current prices", "亿元/年，现价"),
    "axis_year": ("Year", "年份"),
    "axis_urbanization": ("% of residents", "占常住人口 %"),
    "axis_population": ("10 000 persons", "万人"),
    "axis_money": ("billion CNY, constant prices of 2009", "亿元，2009年不变价"),
    "goal_line": ("Goal {goal:g} billion CNY", "目标 {goal:g} 亿元"),
    "tier_goal": ("Goal of the park's tier", "所属梯队目标"),
    "sources": ("Came from", "来源"),
    "uses": ("Went to", "去向"),
    # money
    "taxes": ("Taxes of city and districts", "市县税收"),
    "land_sales": ("Land sales", "土地出让"),
    "borrowing": ("Investment company loans", "平台公司融资"),
    "social": ("Social capital", "社会资本"),
    "returns": ("Fund returns and fees", "基金回收与担保费"),
    "recurrent": ("Recurrent tasks", "经常性支出"),
    "land_costs": ("Land costs", "土地成本"),
    "service": ("Debt service", "偿债"),
    "works": ("Park utilities", "园区基础设施"),
    "platforms": ("Public platforms", "公共服务平台"),
    "support": ("Projects, loan interest", "项目配套与贴息"),
    "land_works": ("Land servicing, consolidation", "土地整备与整理"),
    "town_works": ("Town construction", "城镇建设"),
    "soft": ("Soft measures, settlement", "软性措施与落户"),
    "claims": ("Claims on the funds", "基金兑付与代偿"),
    "kept": ("Kept in accounts", "账户结余增加"),
    **METHOD_WORDS,
    **MODEL_WORDS,
    **REPORT_WORDS,
}

CHINESE_UNITS = {"10^4 tce": "万吨标准煤", "person": "人", "year": "年", "ha": "公顷", "unit": "单位",
                 "load": "污染当量"}
"""Words of units, and their Chinese."""


def word(key: str, lang: str, **values: object) -> str:
    """The label in a language, with values filled in."""
    text = WORDS[key][1 if lang == "zh" else 0]
    return text.format(**values) if values else text


def assumed(confidence: Mapping[str, int], lang: str) -> str:
    """How much of what stands behind a result is assumed."""
    return word("assumed", lang, **confidence, all=sum(confidence.values()))


def unit_text(unit: str, lang: str) -> str:
    """A unit in a text of a language; nothing for a pure number."""
    if unit == "1":
        return ""
    for english, chinese in CHINESE_UNITS.items() if lang == "zh" else ():
        unit = unit.replace(english, chinese)
    return unit


def noted(text: str, note: str, lang: str) -> str:
    """A text with a note in the brackets of a language."""
    return f"{text}（{note}）" if lang == "zh" else f"{text} ({note})"


def signed(value: float, digits: int = 1) -> str:
    """A margin, with its sign."""
    return f"{value:+.{digits}f}"
