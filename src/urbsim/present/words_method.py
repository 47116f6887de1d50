"""Labels and sentences of the report's chapter on method, in English and Chinese."""

from __future__ import annotations

METHOD_WORDS: dict[str, tuple[str, str]] = {
    "report_method": ("Method", "方法"),
    "report_method_text": ("The model is a system of differential equations: stocks, changed by flows alone. What "
                           "follows are the items of STRESS-SD and the requirements of Rahmandad and Sterman, filled "
                           "from the model itself.",
                           "模型为微分方程组：存量仅由流量改变。以下按 STRESS-SD 与 Rahmandad—Sterman 报告规范逐项列"
                           "出，内容由模型自动生成。"),
    "report_method_caption": ("Reporting items, numbered as in STRESS-SD", "报告规范项目（编号同 STRESS-SD）"),
    "report_method_sources": ("Monks, Currie, Onggo, Robinson, Kunc, Taylor: Strengthening the reporting of empirical "
                              "simulation studies, Journal of Simulation 13 (2019) 55–67. Rahmandad, Sterman: "
                              "Reporting guidelines for simulation-based research in social sciences, System Dynamics "
                              "Review 28 (2012) 396–411.",
                              "规范出处：Monks, Currie, Onggo, Robinson, Kunc, Taylor, Journal of Simulation 13 (2019) "
                              "55–67；Rahmandad, Sterman, System Dynamics Review 28 (2012) 396–411。"),
    "report_required_caption": ("Requirements of Rahmandad and Sterman, in short",
                                "Rahmandad—Sterman 报告要求（概述）"),
    "report_required_of": ("Of what", "对象"),
    "report_required_model": ("Model, minimum", "模型，最低"),
    "report_required_model_preferred": ("Model, preferred", "模型，宜有"),
    "report_required_simulation": ("Simulation, minimum", "模拟，最低"),
    "report_required_simulation_preferred": ("Simulation, preferred", "模拟，宜有"),
    "report_required_optimisation": ("Optimisation", "优化"),
    "report_rule_operations": ("Equations and rules by which every value is computed", "各变量的计算方程与规则"),
    "report_kept_operations": ("Appendix D; items 2.2 and 2.4 of the table above.", "附录 D；上表 2.2、2.4。"),
    "report_rule_numbers": ("Values of parameters and initial conditions", "参数值与初值"),
    "report_kept_numbers": ("Appendices A to C; initial values beside each stock in appendix D. Of other scenarios "
                            "what they set otherwise, in appendix A.",
                            "附录 A 至 C；存量初值见附录 D。其余情景的不同设置见附录 A。"),
    "report_rule_units": ("Units of all variables and parameters", "全部变量与参数的单位"),
    "report_kept_units": ("Appendices A to D; checked by machine.", "附录 A 至 D；经程序检查。"),
    "report_rule_sources": ("Sources of data, equations and rules", "数据、方程与规则的来源"),
    "report_kept_sources": ("A source and a confidence for each lever, parameter, row of data and equation, in the "
                            "appendices. {assumed}",
                            "各杠杆、参数、数据行与方程的来源与可信度见附录。{assumed}"),
    "report_rule_definitions": ("Definition of each variable, and the reason for its formulation",
                                "各变量的定义与建模依据"),
    "report_kept_definitions": ("A line of meaning or mechanism for each, in the appendices.",
                                "附录逐项给出含义或机制（一行）。"),
    "report_rule_code": ("Source code", "源代码"),
    "report_kept_code": ("Item 6.1.", "上表 6.1。"),
    "report_rule_platform": ("Software and hardware", "软件与硬件"),
    "report_kept_platform": ("Items 5.1 and 5.4.", "上表 5.1、5.4。"),
    "report_rule_algorithm": ("Algorithm of simulation: integration and step", "模拟算法：积分方法与步长"),
    "report_kept_algorithm": ("Item 5.3.", "上表 5.3。"),
    "report_rule_before": ("What is done to data before a run", "运行前的数据处理"),
    "report_kept_before": ("Item 3.2.", "上表 3.2。"),
    "report_rule_settings": ("Settings of each experiment", "各项试验的设置"),
    "report_kept_settings": ("Item 2.3; appendix A.", "上表 2.3；附录 A。"),
    "report_rule_iterations": ("Number of runs of each experiment", "各项试验的模拟次数"),
    "report_kept_iterations": ("Item 4.3; of an analysis under its table.", "上表 4.3；各项分析见其表下说明。"),
    "report_rule_after": ("How what is reported is computed from runs", "由模拟结果计算所报指标的方法"),
    "report_kept_after": ("Item 1.2; under each table.", "上表 1.2；各表下说明。"),
    "report_rule_random": ("Random numbers and seeds", "随机数与种子"),
    "report_kept_random": ("Item 5.2.", "上表 5.2。"),
    "report_rule_certainty": ("How sure the reported numbers are", "所报数字的不确定程度"),
    "report_kept_certainty": ("{certainty}.", "{certainty}。"),
    "report_certain": ("Chapter on uncertainty: {analyses}", "见“不确定性”一章：{analyses}"),
    "report_not_certain": ("Not told: no sweep and no sensitivity analysis was handed in",
                           "未报告：未提供扫描或敏感性分析结果"),
    "report_rule_again": ("What it takes to run the experiments again", "重做试验所需的代码与说明"),
    "report_kept_again": ("urbsim {version} and the scenario files that appendix A names, with their digests.",
                          "urbsim {version} 与附录 A 所列情景文件（附摘要值）。"),
    "report_rule_optimum": ("Objective, space searched, algorithm, software", "目标函数、搜索空间、算法与软件"),
    "report_kept_optimum": ("None: this report optimises nothing.", "无：本报告不作优化。"),
    "report_item": ("Item", "编号"),
    "report_asks": ("What is asked", "要求"),
    "report_here": ("Here", "本报告"),
    "report_size": ("{count} {index}", "{index} {count} 个"),
    "report_method_rk4": ("Runge–Kutta of order 4", "四阶龙格—库塔法"),
    "report_method_tsit5": ("Tsitouras' Runge–Kutta of order 5", "Tsitouras 五阶龙格—库塔法"),
    "report_method_euler": ("Euler", "欧拉法"),
    "report_no_seed": ("none: the projections use no random number", "无：模拟不使用随机数"),
    "report_no_studies": ("none", "无"),
    "report_item_purpose": ("Purpose of the model", "模型目的"),
    "report_filled_purpose": ("How industry in parks and urbanization drive each other in a prefecture-level city, and "
                              "whether a policy reaches its targets of {year}.",
                              "地级市园区产业与城镇化如何相互带动，以及政策能否实现 {year} 年目标。"),
    "report_item_outputs": ("Outputs", "输出"),
    "report_filled_outputs": ("Yearly figures of {first} to {last}: revenue and jobs by park, residents, land, public "
                              "money, debt, pollution. What is a flow is summed over the calendar year: annual "
                              "revenue is the change of cumulative revenue. A target's margin is its value less its "
                              "goal.",
                              "{first} 至 {last} 年度指标：各园区收入与就业、人口、土地、公共资金、债务、污染。"
                              "流量按日历年累计：年收入为年内累计收入之差。目标差额为实现值减目标值。"),
    "report_item_experiments": ("Aims of the experiments", "实验目的"),
    "report_filled_experiments": ("Which policy reaches the targets: comparison of {scenarios}. Analyses handed in: "
                                  "{analyses}.",
                                  "何种政策能实现目标：比较{scenarios}。已提供的分析：{analyses}。"),
    "report_no_analyses": ("none", "无"),
    "report_kind_loops": ("feedback loops", "反馈回路"),
    "report_kind_attribution": ("attribution to clauses", "条款归因"),
    "report_kind_sensitivity": ("sensitivity", "敏感性"),
    "report_kind_sweep": ("sampled futures", "抽样情景"),
    "report_item_diagram": ("Overview of the base model", "基础模型概览"),
    "report_filled_diagram": ("The figure of stocks and flows in this chapter.", "见本章存量流量总图。"),
    "report_item_equations": ("Base model logic: feedback loops and equations", "基础模型逻辑：反馈回路与方程"),
    "report_filled_equations": ("{loops} named feedback loops and all equations with their units are in appendix D, "
                                "written by the model's own expression graph. Units are checked by machine.",
                                "命名反馈回路 {loops} 条、全部方程及单位见附录 D，由模型的表达式图自动生成；"
                                "单位经程序检查。"),
    "report_item_scenarios": ("Scenario logic", "情景逻辑"),
    "report_filled_scenarios": ("Scenarios differ in what they set of {levers} policy levers, each tied to a clause, "
                                "of parameters and of the city's data; appendix A lists the differences. Study files "
                                "laid over the model: {studies}.",
                                "各情景的差别在于其设置的政策杠杆（共 {levers} 项，逐项对应政策条款）、参数与城市数据，"
                                "不同之处列于附录 A。叠加的研究文件：{studies}。"),
    "report_item_algorithms": ("Algorithms", "算法"),
    "report_filled_algorithms": ("No rule beyond the equations; limits are smooth (saturate, smooth_min, smooth_pos, "
                                 "explained in appendix D). Events that move amounts all at once: {events}.",
                                 "除方程外无其他规则；各类上下限采用平滑函数（saturate、smooth_min、smooth_pos，见附录 "
                                 "D）。一次性转移事件 {events} 项。"),
    "report_item_elements": ("Components", "组成"),
    "report_filled_elements": ("{stocks} stocks ({numbers} numbers), {flows} flows, {auxiliaries} auxiliaries, by name "
                               "in appendix D, over {sizes}.",
                               "存量 {stocks} 个（{numbers} 个数）、流量 {flows} 个、辅助变量 {auxiliaries} 个，"
                               "逐个列于附录 D；下标范围：{sizes}。"),
    "report_item_data": ("Data sources", "数据来源"),
    "report_filled_data": ("City data “{city_name}” (SHA-256 {city}…); the source of every row is in appendix C.",
                           "城市数据“{city_name}”（SHA-256 {city}…）；逐行来源见附录 C。"),
    "report_item_cleaning": ("Pre-processing of data", "数据预处理"),
    "report_filled_cleaning": ("None: the tables of the city are used as they stand; cells that the scenario in detail "
                               "sets otherwise: {cells}.",
                               "无：城市数据表按原值使用；详述情景改写的单元格 {cells} 个。"),
    "report_item_parameters": ("Input parameters", "输入参数"),
    "report_filled_parameters": ("{parameters} parameters with value, unit, range, source and confidence in appendix "
                                 "B; {constants} constants computed from data.",
                                 "参数 {parameters} 个，其取值、单位、范围、来源与可信度见附录 B；由数据计算的常量 "
                                 "{constants} 个。"),
    "report_item_assumptions": ("Assumptions", "假定"),
    "report_filled_assumptions": ("{assumed}", "{assumed}"),
    "report_item_initial": ("Initialisation", "初值"),
    "report_filled_initial": ("The run starts at {start} from the values of the city's data; the initial value of each "
                              "stock stands beside its equation in appendix D.",
                              "自 {start} 年起由城市数据给定初值；各存量初值与其方程同列于附录 D。"),
    "report_item_span": ("Run length", "模拟时段"),
    "report_filled_span": ("{start} to {end}, in calendar years.", "{start} 至 {end}（日历年）。"),
    "report_item_estimation": ("Estimation approach", "估计方法"),
    "report_filled_estimation": ("Projections are deterministic: one run a scenario, {runs} in all, without "
                                 "replication.",
                                 "情景模拟为确定性：每个情景模拟一次，共 {runs} 次，无需重复。"),
    "report_item_method": ("Model execution: integration method and time step", "模型执行：积分方法与步长"),
    "report_filled_method": ("{method}, step {step} year.", "{method}，步长 {step} 年。"),
    "report_item_seed": ("Random numbers and seed", "随机数与种子"),
    "report_filled_seed": ("{seeds}.", "{seeds}。"),
    "report_seeds": ("seed {seeds} of the sampled analyses; the projections use no random number",
                     "抽样分析的种子为 {seeds}；情景模拟不使用随机数"),
    "report_item_software": ("Software and version", "软件与版本"),
    "report_filled_software": ("urbsim {version} ({engine} engine), Python {python}; model SHA-256 {model}….",
                               "urbsim {version}（{engine} 引擎），Python {python}；模型 SHA-256 {model}…。"),
    "report_item_platform": ("System and run time", "系统与运行时间"),
    "report_filled_platform": ("{system}, {machine}. The time of a run is not recorded.",
                               "{system}，{machine}。未记录运行时间。"),
    "report_item_code": ("Access to the model and its software", "模型与软件的获取"),
    "report_filled_code": ("urbsim is open source (MIT licence); a run leaves a resolved scenario and a manifest from "
                           "which it can be made again.",
                           "urbsim 为开源软件（MIT 许可）；每次运行均保存完整情景文件与清单，可据以重现。"),
}
