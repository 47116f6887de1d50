"""Labels about the model itself, in English and Chinese: loops, traces, checks."""

from __future__ import annotations

MODEL_WORDS: dict[str, tuple[str, str]] = {
    # validate
    "checks_title": ("Checks of {title}", "{title}：模型检验"),
    "checks_hold": ("All {all} checks hold.", "{all} 项检验全部通过。"),
    "checks_fail": ("{failed} of {all} checks do NOT hold.", "{all} 项检验中 {failed} 项未通过。"),
    "holds": ("holds", "通过"),
    "fails": ("FAILS", "未通过"),
    "checks_claim": ("Claim", "检验内容"),
    "checks_holds": ("Holds", "是否通过"),
    "checks_measured": ("Measured", "检验结果"),
    "checks_how": ("urbsim {version}; scenario {name}; {method}, step {step:g} year, {start:g} to {end:g}.",
                   "urbsim {version}；情景 {name}；{method}，步长 {step:g} 年，{start:g}—{end:g}。"),
    "checks_setting": ("Behaviour: each sentence is tried in {settings} random settings (seed {seed}), every parameter,"
                       " value of the city and lever drawn evenly from its range.",
                       "行为检验：每条在 {settings} 组随机设定（种子 {seed}）下检验，"
                       "各参数、城市取值与政策均在其范围内均匀抽取。"),
    "checks_weak": ("Known weaknesses", "已知不足"),
    "checks_weakness": ("Weakness", "不足之处"),
    "checks_about": ("About", "范围"),
    "about_model": ("model", "模型"),
    "about_city": ("data of the city", "城市数据"),
    "topic_units": ("Units", "单位"),
    "topic_symmetry": ("Symmetry", "对称性"),
    "topic_conservation": ("Conservation", "守恒"),
    "topic_extreme": ("Extreme conditions", "极端条件"),
    "topic_step": ("Step of integration", "积分步长"),
    "topic_modes": ("Modes (eigenvalues)", "模态（特征值）"),
    "topic_behaviour": ("Behaviour", "行为"),
    "topic_engines": ("Other engines", "其他引擎"),
    "confidence_level": ("Confidence", "可信度"),
    "confidence_count": ("Parameters and data rows", "参数与数据行数"),
    "confidence_share": ("Share", "占比"),
    "confidence_title": ("What the numbers rest on", "数据依据"),
    "FACT": ("FACT: stated by a source", "FACT：有来源的事实"),
    "TYPICAL": ("TYPICAL: usual in the literature", "TYPICAL：文献常用值"),
    "ASSUMED": ("ASSUMED: assumed or tuned", "ASSUMED：假定或调校"),
    # explain
    "explain_element": ("Element", "要素"),
    "explain_moments": ("At", "时刻"),
    "explain_values": ("Values, {unit}", "数值（{unit}）"),
    "explain_trace": ("What moved it, year by year, {unit}", "逐年变化原因（{unit}）"),
    "lowest": ("lowest", "最低"),
    "highest": ("highest", "最高"),
    "trace_year": ("Year", "年份"),
    "trace_value": ("At its end", "年末值"),
    "trace_change": ("Change", "变化"),
    "trace_flow": ("Flow or event that moved most", "主要流量或事件"),
    "trace_event": ("event at {moments}", "事件，时刻 {moments}"),
    "trace_amount": ("Amount", "数额"),
    "trace_cause": ("What moved that flow most", "该流量的主要变动原因"),
    "trace_moved": ("By, a year", "影响（每年）"),
    "trace_note": ("Of the flow's causes, the one whose change over the year, had it changed alone, would have moved "
                   "the flow most.",
                   "“主要变动原因”：假定仅该原因在当年变化时，对流量影响最大者。"),
    "kind_loop": ("feedback loop", "反馈回路"),
    "kind_lookup": ("function by points", "表函数"),
    "kind_array": ("array of numbers", "数组"),
    "kind_event": ("event", "事件"),
    # loops
    "loops_title": ("Feedback loops of {title}", "{title}：反馈回路"),
    "loops_code": ("Loop", "回路"),
    "loops_name": ("What it does", "作用"),
    "loops_sign": ("Kind", "类型"),
    "loops_early": ("Share {first}-{last}", "{first}—{last} 年占比"),
    "loops_late": ("Share {first}-{last}", "{first}—{last} 年占比"),
    "loops_level": ("Counted by", "统计层级"),
    "loops_total": ("Without it: total, 亿元", "切断后：合计（亿元）"),
    "loops_parks": ("deciding park, 亿元", "决定性园区（亿元）"),
    "loops_link": ("Link that is held", "固定的环节"),
    "loops_reinforcing": ("reinforcing", "增强"),
    "loops_balancing": ("balancing", "调节"),
    "loops_shares": ("Shares: relative loop scores (Loops That Matter), mean over the years; their sizes sum to 1 over "
                     "the named loops at every moment. Loops are counted by park and weighed by revenue, or by district"
                     " and weighed by residents.",
                     "占比：相对回路得分（Loops That Matter）的年均值；"
                     "任一时刻各命名回路得分绝对值之和为 1。"
                     "按园区统计并以收入加权，或按县区统计并以人口加权。"),
    "loops_breaks_down": ("breaks down", "模拟中断"),
    "loops_knockouts": ("Without it: one link of the loop keeps its value of the start; change of the margin to the "
                        "total, and of that of the park that decides the number of parks, {year}. A link that serves "
                        "other loops stops them too.",
                        "切断后：将回路中一个环节固定在期初值，"
                        "{year} 年收入合计差额与决定性园区差额的变化；"
                        "该环节同时属于其他回路时，其他回路也被切断。"),
    "loops_absent": ("Not in this model, which a study changes: {names}.",
                     "本模型（经研究文件修改）中不存在：{names}。"),
    "loops_shared": ("{link}, also of {others}", "{link}，亦属于 {others}"),
    "figure_dominance": ("Which feedback loops make the behaviour", "各反馈回路的主导作用"),
    "figure_causal": ("The loops that matter most, {first}-{last}", "{first}—{last} 年主导回路"),
    "axis_relative": ("Relative loop score", "相对回路得分"),
    "other_loops": ("other loops", "其他回路"),
    "park_level": ("park", "园区"),
    "district_level": ("district", "县区"),
    "_level": ("city", "全市"),
}
