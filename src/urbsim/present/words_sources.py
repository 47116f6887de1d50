"""Sources of declarations and data rows, in Chinese; what a study or another city adds stays as it is written."""

from __future__ import annotations

import re

CONFIDENCE = {"FACT": "事实", "TYPICAL": "常用值", "ASSUMED": "假定"}
CHINESE_SOURCES: dict[str, str] = {
    # declarations
    "accounting identity": "核算恒等式",
    "accounting identity, losses covered by owners": "核算恒等式，亏损由业主承担",
    "assumption": "假定",
    "assumption: 1, other values for tests": "假定：取 1，其他值供检验",
    "assumption: capital times a rate that fades": "假定：资本乘以递减的速率",
    "assumption: closes secondary value added of 2009": "假定：补齐 2009 年第二产业增加值",
    "assumption: closes tertiary value added of 2009": "假定：补齐 2009 年第三产业增加值",
    "assumption: crisis of 2008-2009": "假定：2008—2009 年危机",
    "assumption: debt of closed firms is lost": "假定：关闭企业的债务无法收回",
    "assumption: fitted to secondary growth 2009-2012": "假定：按 2009—2012 年第二产业增速拟合",
    "assumption: fitted to tertiary growth 2009-2012": "假定：按 2009—2012 年第三产业增速拟合",
    "assumption: not identified from city totals": "假定：无法由全市总量识别",
    "assumption: recovery from the 2008 crisis, then a slow trend": "假定：自 2008 年危机恢复，其后缓慢增长",
    "assumption: tuned so that the baseline falls short of the targets": "假定：调整至“意见照办”情景未达目标",
    "definition": "定义",
    "definition: commuting table": "定义：通勤表",
    "engineering: 1.2-2.5 years": "工程经验：1.2—2.5 年",
    "engineering: 30-60 years": "工程经验：30—60 年",
    "evidence T_con: plant construction lead time 0.8-3 years": "证据 T_con：工厂建设周期 0.8—3 年",
    "evidence VA1_0: city statistical yearbook series (102.35 at current prices in 2009)":
        "证据 VA1_0：市统计年鉴系列（2009 年现价 102.35）",
    "evidence c_mig: 3-13 万元 a person (Development Research Center, 2014)":
        "证据 c_mig：每人 3—13 万元（国务院发展研究中心，2014）",
    "evidence c_site, c_acq": "证据 c_site、c_acq",
    "evidence delta: productive capital 0.06-0.12 (Zhang, Wu and Zhang 2004)":
        "证据 delta：生产性资本 0.06—0.12（张军、吴桂英、张吉鹏，2004）",
    "evidence dflt: 0.4 % (2011) to 1.6 % (2013)": "证据 dflt：0.4%（2011）至 1.6%（2013）",
    "evidence eps: agglomeration elasticity 0.02-0.08": "证据 eps：集聚弹性 0.02—0.08",
    "evidence g_lp: labour productivity growth offsets jobs per revenue": "证据 g_lp：劳动生产率增长抵减单位收入用工",
    "evidence g_va2b: city statistical yearbook series": "证据 g_va2b：市统计年鉴系列",
    "evidence g_va2b: secondary value added stood still after 2012": "证据 g_va2b：2012 年后第二产业增加值停滞",
    "0 in the base": "基准取 0",
    "evidence gw: wages 2009-2013, city statistical yearbook series, less prices":
        "证据 gw：2009—2013 年工资，市统计年鉴系列，扣除物价",
    "evidence lev_g: achieved multiple 1.5-5": "证据 lev_g：实际放大倍数 1.5—5",
    "evidence m_s: local multiplier 0.2-1.0": "证据 m_s：本地乘数 0.2—1.0",
    "evidence mu0: 0.012-0.035": "证据 mu0：0.012—0.035",
    "evidence n: city statistical yearbook series, 2009-2015": "证据 n：市统计年鉴系列，2009—2015 年",
    "evidence r_11, r_12: benchmark lending rates 6.15-6.65 %": "证据 r_11、r_12：贷款基准利率 6.15—6.65%",
    "evidence te_tfp: zone effect on productivity growth (Wang 2013)":
        "证据 te_tfp：开发区对生产率增长的影响（Wang，2013）",
    "model of the firm: internal finance": "企业模型：内源融资",
    "numerical guard": "数值保护",
    "numerical guard for tests": "数值保护，供检验",
    "numerical smoothing": "数值平滑",
    "standard form: capital times turnover": "标准形式：资本乘以周转率",
    "standard form: constant elasticity": "标准形式：不变弹性",
    "standard form: constant rate": "标准形式：不变速率",
    "standard form: constant share": "标准形式：不变比例",
    "standard form: exogenous trend": "标准形式：外生趋势",
    "standard form: first-order adjustment": "标准形式：一阶调整",
    "standard form: first-order delay": "标准形式：一阶延迟",
    "standard form: first-order smoothing": "标准形式：一阶平滑",
    "standard form: limited by cash": "标准形式：受现金限制",
    "standard form: logit with outside option": "标准形式：含外部选项的 logit",
    "standard form: own funds times leverage": "标准形式：自有资金乘以杠杆",
    "standard form: power law": "标准形式：幂律",
    "standard form: power-form logit": "标准形式：幂形式 logit",
    "standard form: saturating response": "标准形式：饱和响应",
    "standard form: saturation": "标准形式：饱和",
    "standard form: the scarcer of land and money": "标准形式：土地与资金取较紧者",
    "usual growth of the primary sector": "第一产业常见增速",
    "usual hurdle rates of industrial investment": "工业投资常用门槛收益率",
    "usual range of capacity utilisation": "产能利用率常见范围",
    "usual share of compensation and cost in land sales": "土地出让中补偿与成本的常见占比",
    # rows of the city's tables
    "turnover, jobs, land: between evidence rows kappa_inv, k_fix, j_*, rho_nat, iota_nat":
        "周转、用工、用地：取证据行 kappa_inv、k_fix、j_*、rho_nat、iota_nat 之间",
    "tax, margin: evidence tau_loc, pi": "税率、利润率：证据 tau_loc、pi",
    "value_added_rate: evidence vr": "增加值率：证据 vr",
    "utilities ASSUMED": "公用设施需求为假定",
    "name and tier: policy 2.2": "名称与梯队：政策 2.2",
    "revenue 296 (230-360) interpolated 171 (2005) -> 673 (2015), evidence R0_etdz":
        "收入 296（230—360）由 171（2005）至 673（2015）内插，证据 R0_etdz",
    "rest ASSUMED": "其余为假定",
    "tier: policy 2.2-2.4": "梯队：政策 2.2—2.4",
    "stocks ASSUMED (port hinterland)": "存量为假定（港口腹地）",
    "stocks ASSUMED": "存量为假定",
    "host split to be checked": "所属县区划分待核",
    "host split ASSUMED": "所属县区划分为假定",
    "name: policy 2.2-2.4": "名称：政策 2.2—2.4",
    "tier INFERRED": "梯队为推断",
    "almost zero by design": "有意取近零",
    "name: policy 2.2-2.4 (谋划 = planned)": "名称：政策 2.2—2.4（谋划）",
    "ASSUMED": "假定",
    "population: 2010 census by district, scaled to 2.957 million residents at end of 2008 (city statistical yearbook "
    "series)": "人口：2010 年分县区普查，按 2008 年末 295.7 万常住人口（市统计年鉴系列）换算",
    "urban shares scaled to 0.457": "城镇化率按 0.457 换算",
    "no causal estimate seen": "未见因果估计",
    "evidence te_pl": "证据 te_pl",
    "usual cost 1000-1500 万元/km incl. network": "常见造价 1000—1500 万元/公里（含管网）",
    "lowered by 30 % in tuning": "调参时下调 30%",
    "ASSUMED (built mostly by operators)": "假定（主要由运营商建设）",
    "usual cost incl. network": "常见造价（含管网）",
    "usual cost incl. substations": "常见造价（含变电站）",
    "mostly State Grid": "主要由国家电网承担",
    "usual cost": "常见造价",
    "evidence q_land x 12 years, lowered": "证据 q_land 乘以 12 年，下调",
    "size of a later plan": "后续规划规模",
    "policy 3.4d starts it": "由政策 3.4d 启动",
    "policy 3.4e starts it": "由政策 3.4e 启动",
    "index, 1 at the start": "指数，期初为 1",
    "utility under construction per capacity": "在建公用设施与能力之比",
    "town under construction per urban resident": "在建城镇承载力与城镇人口之比",
    "district treasury per own tax": "区县库款与自有税收之比",
    "perceived per actual revenue": "感知收入与实际收入之比",
    "pollution stock per steady state": "污染存量与稳态之比",
    "growth of the price index after the last table year": "价格表末年之后的物价增速",
    "implied GDP deflator of the city, 2009 = 1 (city statistical yearbook series)":
        "全市隐含生产总值平减指数，2009 年为 1（市统计年鉴系列）",
    "2010-2011 interpolated": "2010—2011 年为内插",
}


def source_text(source: str, lang: str) -> str:
    """A source as a text in a language says it; each piece between semicolons by itself."""
    if lang != "zh":
        return source
    return "；".join(map(_piece, source.split("; ")))


def confidence_text(confidence: str, lang: str) -> str:
    """A confidence in a language."""
    return CONFIDENCE[confidence] if lang == "zh" else confidence


def _piece(text: str) -> str:
    if text in CHINESE_SOURCES:
        return CHINESE_SOURCES[text]
    if re.fullmatch(r"policy [\d.\w, -]+", text):
        return f"政策 {text.removeprefix('policy ').replace(', ', '、').replace('-', '—')}"
    return f"城市数据 {text}" if text.endswith(".csv") else text
