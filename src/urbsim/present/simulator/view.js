// What the page shows of a run: charts, scorecard, warnings, the strip of what matters now.

const SERIES = {
  money: ["spending", "investment_company_debt", "public_cash"],
  land: ["quota_pool", "raw_land", "serviced_land"],
};
const YEARS_AFTER_TARGET = 3; // later years would hide what the policy is judged by
const charts = {
  revenue: new LineChart("revenue", 250),
  urbanization: new LineChart("urbanization", 250),
  money: new LineChart("money", 165),
  land: new LineChart("land", 165),
};
const parksCard = make("figure", { class: "card chart chart-parks", "aria-labelledby": "parks-title" });
const parkRows = [];
let longSpan = false;

function buildView() {
  const title = make("h3", { id: "parks-title" });
  const unit = make("p", { class: "help", id: "parks-unit" });
  const list = make(
    "ul",
    { class: "parks" },
    ...page.parks.map(() => {
      const row = {
        name: make("span", { class: "park-name" }),
        value: make("span", { class: "park-value" }),
        bar: make("span", { class: "bar-fill" }),
        ghost: make("span", { class: "bar-ghost" }),
        goal: make("span", { class: "bar-goal" }),
      };
      parkRows.push(row);
      row.item = make(
        "li",
        {},
        row.name,
        make("span", { class: "bar-track", "aria-hidden": "true" }, row.bar, row.ghost, row.goal),
        row.value,
      );
      return row.item;
    }),
  );
  parksCard.append(make("div", { class: "card-head" }, title, unit), list);
  element("chart-grid").prepend(charts.revenue.card, charts.urbanization.card);
  element("chart-grid").append(parksCard, charts.money.card, charts.land.card);
  element("limits").tBodies[0].append(
    ...page.parks.map(() => make("tr", {}, make("th", { scope: "row" }), make("td"), make("td"))),
  );
}

/** How many of the years are shown. */
function shownYears({ years }, target) {
  const last = longSpan ? Infinity : target + YEARS_AFTER_TARGET;
  return Math.max(years.filter((year) => year <= last).length, Math.min(2, years.length));
}

function showCharts(run, pinned, band) {
  const { preset, result, verdict } = run;
  const count = shownYears(result, preset.targets.year);
  const factor = factorOf("亿元");
  const digits = language === "en" ? 1 : 0;
  const goal = preset.targets.total_revenue * factor;
  const scaled = (values) => values.slice(0, count).map((value) => value * factor);
  const draw = (chart, names, options) => drawChart(chart, names, run, pinned, count, options);
  draw("revenue", ["revenue_current"], {
    digits,
    factor,
    fromZero: true,
    goal: { value: goal, label: word("goal", { value: fixed(goal, digits) }) },
    band: band && { low: scaled(band.low), high: scaled(band.high) },
  });
  draw("urbanization", ["urbanization"], { digits: 1, factor: 100 });
  draw("money", SERIES.money, { digits, factor, fromZero: true });
  draw("land", SERIES.land, { digits: 0, factor: 1, fromZero: true });
  if (verdict.covered) showParks(preset, verdict, pinned);
}

/** Draw indicators of a run over the first years, and those of the pinned run behind them. */
function drawChart(chart, names, { preset, result }, pinned, count, { digits, factor, ...options }) {
  const title = word(`chart_${chart}`);
  const unit = word(`chart_${chart}_unit`);
  const years = result.years.slice(0, count);
  const year = preset.targets.year;
  const at = years.indexOf(year);
  const cut = (run, name) => Array.from(run.indicators[name].subarray(0, count), (value) => value * factor);
  const series = names.map((name) => ({
    label: names.length > 1 ? word(`series_${name}`) : "",
    values: cut(result, name),
    ghost: pinned && pinned.result !== result ? cut(pinned.result, name) : null,
  }));
  const summed = ({ label, values }) =>
    word("chart_summary", {
      title: listed([title, label]),
      value: fixed(values[at], digits),
      unit,
      year,
    });
  const summary = at < 0 ? title : series.map(summed).join(" ");
  charts[chart].draw({ title, unit, years, year, series, digits, summary, ...options });
}

/** The goal of each park's tier, or nothing. */
function parkGoals(preset) {
  const goals = new Map(page.tierGoals.map(([tier, input]) => [tier, inputOf(preset, input)[0]]));
  return inputOf(preset, "tier").map((tier) => ({ tier, goal: goals.get(tier) }));
}

function showParks(preset, { year, revenue }, pinned) {
  element("parks-title").textContent = word("chart_parks", { year });
  element("parks-unit").textContent = word("chart_revenue_unit");
  const goals = parkGoals(preset);
  const ghosts = pinned?.verdict.covered ? pinned.verdict.revenue : [];
  const most = Math.max(...revenue, ...ghosts, ...goals.map(({ goal }) => goal ?? 0)) * 1.04;
  parkRows.forEach((row, i) => {
    const { tier, goal } = goals[i];
    const met = goal !== undefined && revenue[i] >= goal;
    setText(row.name, second(page.parks[i].label));
    row.item.className = goal === undefined ? "free" : met ? "met" : "missed";
    setPart(row.bar, "--to", revenue[i] / most);
    setPart(row.ghost, "--to", (ghosts[i] ?? 0) / most);
    row.ghost.hidden = ghosts.length === 0 || Math.abs(ghosts[i] - revenue[i]) < 0.002 * most;
    setPart(row.goal, "--to", (goal ?? 0) / most);
    row.goal.hidden = goal === undefined;
    setText(row.value, goal === undefined ? money(revenue[i]) : `${money(revenue[i])} / ${plain(goal, "亿元")}`);
    const state = goal === undefined ? "no_goal" : met ? "met" : "missed";
    row.value.title = told(word("tier", { tier }), word(state));
  });
}

/** The strip: the eight levers that one step moves the margin most. */
function showEffects(effects, target, { preset }) {
  element("effects-help").textContent = word("effects_help", { year: preset.targets.year });
  const best = effects
    .map(({ name, step, added }) => ({ name, step, value: added[target] }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, 8);
  const most = Math.max(...best.map(({ value }) => Math.abs(value)), 1e-9);
  element("effects").replaceChildren(
    ...best.map(({ name, step, value }) => {
      const lever = leverOf.get(name);
      const fill = make("span", { class: "effect-fill" });
      setPart(fill, "--to", Math.abs(value) / most);
      return make(
        "li",
        { class: value < 0 ? "down" : "up" },
        make(
          "button",
          { type: "button", "data-lever": name, on: { click: () => goToLever(name) } },
          make("span", { class: "effect-name", text: second(lever.label) }),
          make("span", { class: "effect-step", text: withUnit(`+${plain(step, lever.unit)}`, lever.unit) }),
          make("span", { class: "effect-value", text: withUnit(money(value, { signed: true, digits: 2 }), "亿元") }),
          fill,
        ),
      );
    }),
  );
  if (best.length === 0) element("effects").replaceChildren(make("li", { text: word("effects_none") }));
}

const PRINTED = { revenue: [360, 185], urbanization: [230, 135], money: [230, 135], land: [230, 135] };

/** For print: charts in its sizes, the title, and the levers that a policy moves. Returns what undoes it. */
function layOutForPrint(now) {
  const before = Object.entries(charts).map(([name, chart]) => [name, chart.width, chart.height]);
  for (const [name, [width, height]] of Object.entries(PRINTED)) charts[name].resize(width, height);
  element("print-title").textContent = titleOf(now);
  const moved = page.levers.filter((lever) => finalValue(now.levers, lever) !== lever.off);
  element("print-levers")
    .querySelector("ul")
    .replaceChildren(
      ...moved.map((lever) =>
        make("li", {
          text: told(second(lever.label), withUnit(plain(finalValue(now.levers, lever), lever.unit), lever.unit)),
        }),
      ),
    );
  return () => before.forEach(([name, width, height]) => charts[name].resize(width, height));
}
