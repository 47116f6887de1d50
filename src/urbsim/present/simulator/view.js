// What the page shows of a run: charts, scorecard, warnings, the strip of what matters now.

const SERIES = {
  money: ["spending", "investment_company_debt", "public_cash"],
  land: ["quota_pool", "raw_land", "serviced_land"],
};
const YEARS_AFTER_TARGET = 3;  // later years would hide what the policy is judged by
const charts = { revenue: new LineChart("revenue", 250), urbanization: new LineChart("urbanization", 250),
  money: new LineChart("money", 165), land: new LineChart("land", 165) };
const parksCard = make("figure", { class: "card chart chart-parks", "aria-labelledby": "parks-title" });
const parkRows = [];
let longSpan = false;

function buildView() {
  const title = make("h3", { id: "parks-title" }), unit = make("p", { class: "help", id: "parks-unit" });
  const list = make("ul", { class: "parks" }, ...page.parks.map(() => {
    const row = { name: make("span", { class: "park-name" }), value: make("span", { class: "park-value" }),
      bar: make("span", { class: "bar-fill" }), ghost: make("span", { class: "bar-ghost" }), goal: make("span", { class: "bar-goal" }) };
    parkRows.push(row);
    row.item = make("li", {}, row.name, make("span", { class: "bar-track", "aria-hidden": "true" }, row.bar, row.ghost, row.goal),
      row.value);
    return row.item;
  }));
  parksCard.append(make("div", { class: "card-head" }, title, unit), list);
  element("chart-grid").prepend(charts.revenue.card, charts.urbanization.card);
  element("chart-grid").append(parksCard, charts.money.card, charts.land.card);
  element("limits").tBodies[0].append(...page.parks.map(() => make("tr", {}, make("th", { scope: "row" }), make("td"), make("td"))));
}

/** How many of the years are shown. */
function shownYears({ years }, target) {
  const last = longSpan ? Infinity : target + YEARS_AFTER_TARGET;
  return Math.max(years.filter((year) => year <= last).length, Math.min(2, years.length));
}

function showCharts({ preset, result, verdict }, pinned, band) {
  const count = shownYears(result, preset.targets.year), years = result.years.slice(0, count), year = preset.targets.year;
  const index = years.indexOf(year);
  const cut = (run, name, factor) => Array.from(run.indicators[name].subarray(0, count), (value) => value * factor);
  const draw = (chart, names, { unit, digits, factor = 1, ...more }) => {
    const title = word(`chart_${chart}`);
    const series = names.map((name) => ({ label: names.length > 1 ? word(`series_${name}`) : "",
      values: cut(result, name, factor), ghost: pinned && pinned.result !== result ? cut(pinned.result, name, factor) : null }));
    const summary = index < 0 ? title : series.map(({ label, values }) => word("chart_summary",
      { title: label ? `${title}, ${label}` : title, value: fixed(values[index], digits), unit, year })).join(" ");
    charts[chart].draw({ title, unit, years, year, series, digits, summary, ...more });
  };
  const money = factorOf("亿元"), digits = language === "en" ? 1 : 0;
  draw("revenue", ["revenue_current"], { unit: word("chart_revenue_unit"), digits, factor: money, fromZero: true,
    goal: { value: preset.targets.total_revenue * money,
      label: word("goal", { value: fixed(preset.targets.total_revenue * money, digits) }) },
    band: band && { low: band.low.slice(0, count).map((one) => one * money), high: band.high.slice(0, count).map((one) => one * money) } });
  draw("urbanization", ["urbanization"], { unit: word("chart_urbanization_unit"), digits: 1, factor: 100, fromZero: false });
  draw("money", SERIES.money, { unit: word("chart_money_unit"), digits, factor: money, fromZero: true });
  draw("land", SERIES.land, { unit: word("chart_land_unit"), digits: 0, fromZero: true });
  if (verdict.covered) showParks(preset, verdict, pinned);
}

/** The goal of each park's tier, or nothing. */
function parkGoals(preset) {
  const goals = new Map(page.tierGoals.map(([tier, input]) => [tier, inputOf(preset, input)[0]]));
  return inputOf(preset, "tier").map((tier) => ({ tier, goal: goals.get(tier) }));
}

function showParks(preset, { year, revenue }, pinned) {
  element("parks-title").textContent = word("chart_parks", { year });
  element("parks-unit").textContent = word("chart_revenue_unit");
  const goals = parkGoals(preset), ghosts = pinned?.verdict.covered ? pinned.verdict.revenue : [];
  const most = Math.max(...revenue, ...ghosts, ...goals.map(({ goal }) => goal ?? 0)) * 1.04;
  parkRows.forEach((row, i) => {
    const { tier, goal } = goals[i], met = goal !== undefined && revenue[i] >= goal;
    row.name.textContent = second(page.parks[i].label);
    row.item.className = goal === undefined ? "free" : met ? "met" : "missed";
    row.bar.style.setProperty("--to", revenue[i] / most);
    row.ghost.style.setProperty("--to", (ghosts[i] ?? 0) / most);
    row.ghost.hidden = ghosts.length === 0 || Math.abs(ghosts[i] - revenue[i]) < 0.002 * most;
    row.goal.style.setProperty("--to", (goal ?? 0) / most);
    row.goal.hidden = goal === undefined;
    row.value.textContent = goal === undefined ? money(revenue[i]) : `${money(revenue[i])} / ${plain(goal, "亿元")}`;
    row.value.title = `${word("tier", { tier })}: ${goal === undefined ? word("no_goal") : word(met ? "met" : "missed")}`;
  });
}

/** The label of a target, as the scorecard of `urbsim run` has it, with money in the reader's unit. */
function targetLabel(preset, name) {
  const revenue = { parks: preset.targets.parks_at_least.revenue };
  for (const [, input, target] of page.tierGoals) revenue[target] = inputOf(preset, input)[0];
  return word(`target_${name}`, { revenue: withUnit(plain(revenue[name] ?? 0, "亿元"), "亿元") });
}

function verdictText({ covered, year, allMet, met, targets }, { years }) {
  if (!covered) return word("not_covered", { covered: `${years[0]}–${years.at(-1)}`, year });
  return word(allMet ? "all_met" : "some_met", { year, met, all: targets.length });
}

function showScorecard({ preset, result, verdict }, pinned) {
  const text = verdictText(verdict, result);
  element("verdict").textContent = text;
  element("verdict").className = `verdict-text ${verdict.allMet ? "met" : "missed"}`;
  showWarnings({ preset, result, verdict });
  if (!verdict.covered) return;
  element("in-sight").textContent = inSight(verdict);
  const [whole] = verdict.targets, year = verdict.year, before = pinned?.verdict.covered ? pinned.verdict : null;
  element("headline-value").textContent = money(whole.value);
  element("headline-goal").textContent = word("of_goal", { goal: money(whole.goal), unit: unitOf("亿元") });
  element("headline-label").textContent = word("total_in", { year });
  element("headline-meter").style.setProperty("--to", Math.min(whole.value / whole.goal, 1));
  element("headline-meter").className = whole.met ? "met" : "missed";
  element("targets").replaceChildren(...verdict.targets.map((target, i) => targetItem(preset, target, before?.targets[i])));
  const next = verdict.deciding;
  const facts = [
    [word("cost", { year }), withUnit(money(verdict.spending, { digits: 0 }), "亿元"), before && money(verdict.spending - before.spending, { signed: true, digits: 0 })],
    [word("debt"), fixed(verdict.debt, 2), before && fixed(verdict.debt - before.debt, 2, true)],
    [word("urban", { year }), percent(verdict.urbanization, 1), before && fixed(100 * (verdict.urbanization - before.urbanization), 1, true)],
    ...(next ? [[word("deciding", { count: preset.targets.parks_at_least.count, park: second(page.parks[next.park].label) }),
      withUnit(money(next.value - preset.targets.parks_at_least.revenue, { signed: true }), "亿元"), null]] : []),
  ];
  element("facts").replaceChildren(...facts.map(([label, value, difference]) => make("div", {}, make("dt", { text: label }),
    make("dd", {}, make("strong", { text: value }),
      ...(difference && Number(difference.replace("−", "-")) ? [make("small", { text: word("against_pinned", { value: difference }) })] : [])))));
  showLimits(verdict);
}

/** The verdict in a line, for a phone's lower edge. */
function inSight({ met, targets }) {
  const [whole] = targets;
  return `${met} / ${targets.length} ${word("met")} · ${withUnit(`${money(whole.value)} / ${money(whole.goal)}`, "亿元")}`;
}

function targetItem(preset, target, before) {
  const shown = (value, signed = false) => (target.unit === "1" ? fixed(value, 0, signed) : money(value, { signed }));
  const difference = before && target.value !== before.value ? shown(target.value - before.value, true) : "";
  return make("li", { class: target.met ? "met" : "missed" },
    make("span", { class: "sign", "aria-hidden": "true", text: target.met ? "✓" : "✗" }),
    make("span", { class: "target-name", text: targetLabel(preset, target.name) }),
    make("span", { class: "target-value", text: `${shown(target.value)} / ${shown(target.goal)}` }),
    make("span", { class: "target-note", text: [word(target.met ? "met" : "missed"),
      word("margin", { value: shown(target.difference, true) }),
      ...(target.firstYear && target.firstYear !== preset.targets.year ? [word("first_met", { year: target.firstYear })] : []),
      ...(difference ? [word("against_pinned", { value: difference })] : [])].join(" · ") }));
}

function showLimits({ year, limits }) {
  element("limits-title").textContent = word("limits", { year });
  const body = element("limits").tBodies[0];
  limits.forEach(({ limit, value }, i) => {
    const [name, what, number] = body.rows[i].cells;
    name.textContent = second(page.parks[i].label);
    what.textContent = word(limit);
    number.textContent = fixed(value, 2);
    body.rows[i].className = Math.round(100 * value) < 93 ? "short" : "";
  });
}

function showWarnings({ result, verdict }) {
  const texts = [];
  if (result.failure) texts.push(word("warning_failed", { time: result.failure.time.toFixed(2), stock: result.failure.stock }));
  if (verdict.covered && verdict.unpaid >= 0.005) texts.push(word("warning_unpaid", { value: percent(verdict.unpaid), year: verdict.year }));
  if (verdict.landUsedUp) texts.push(word("warning_land", { year: verdict.landUsedUp }));
  const none = texts.length === 0;
  element("warnings").replaceChildren(...(none ? [word("warning_none", { year: result.years.at(-1) })] : texts)
    .map((text) => make("li", { text, class: none ? "none" : "some" })));
}

/** The strip: the eight levers that one step moves the margin most. */
function showEffects(effects, target, { preset }) {
  element("effects-help").textContent = word("effects_help", { year: preset.targets.year });
  const best = effects.map(({ name, step, added }) => ({ name, step, value: added[target] }))
    .filter(({ value }) => Number.isFinite(value)).sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, 8);
  const most = Math.max(...best.map(({ value }) => Math.abs(value)), 1e-9);
  element("effects").replaceChildren(...best.map(({ name, step, value }) => {
    const lever = leverOf.get(name), fill = make("span", { class: "effect-fill" });
    fill.style.setProperty("--to", Math.abs(value) / most);
    return make("li", { class: value < 0 ? "down" : "up" }, make("button", { type: "button", "data-lever": name,
      on: { click: () => goToLever(name) } },
      make("span", { class: "effect-name", text: second(lever.label) }),
      make("span", { class: "effect-step", text: withUnit(`+${plain(step, lever.unit)}`, lever.unit) }),
      make("span", { class: "effect-value", text: withUnit(money(value, { signed: true, digits: 2 }), "亿元") }), fill));
  }));
  if (best.length === 0) element("effects").replaceChildren(make("li", { text: word("effects_none") }));
}

const PRINTED = { revenue: [360, 185], urbanization: [230, 135], money: [230, 135], land: [230, 135] };

/** For print: charts in its sizes, the title, and the levers that a policy moves. Returns what undoes it. */
function layOutForPrint(now) {
  const before = Object.entries(charts).map(([name, chart]) => [name, chart.width, chart.height]);
  for (const [name, [width, height]] of Object.entries(PRINTED)) charts[name].resize(width, height);
  element("print-title").textContent = titleOf(now);
  const moved = page.levers.filter((lever) => finalValue(now.levers, lever) !== lever.off);
  element("print-levers").querySelector("ul").replaceChildren(...moved.map((lever) => make("li",
    { text: `${second(lever.label)}: ${withUnit(plain(finalValue(now.levers, lever), lever.unit), lever.unit)}` })));
  return () => before.forEach(([name, width, height]) => charts[name].resize(width, height));
}
