// The verdict on a run: targets, what holds parks back, warnings. Used by the page and by its worker.
// A target holds where its value is not below its goal, as urbsim.targets and urbsim.scorecard say it.

const UNPAID = "unpaid_share";
const RESERVE = "quota_reserve";
const QUOTA = "annual_quota";

/** Numbers of an input of the model as a preset has it. */
function inputOf(preset, name) {
  return [preset.inputs[name] ?? engine.model.inputs[name]].flat(Infinity);
}

/** The names that a run must record so that it can be judged. */
function recorded(page) {
  return [...page.limits, UNPAID, RESERVE];
}

/** Run a preset with levers; time differs where a step is checked. */
function runOf(page, preset, levers, { inputs = {}, time = {}, record = [] } = {}) {
  return engine.simulate({ levers, inputs: { ...preset.inputs, ...inputs }, ramp: preset.ramp, time, record });
}

/** Revenue of each park in a year, current prices. */
function currentRevenue(result, index) {
  return Array.from(result.annualRevenue[index], (value) => value * result.prices[index]);
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** A value recorded at a moment: the numbers of all elements. */
function valuesAt(result, name, time) {
  const moment = Math.round((time - result.times[0]) / (result.times[1] - result.times[0]));
  const length = result.values[name].length / result.times.length;
  return result.values[name].subarray(moment * length, (moment + 1) * length);
}

/**
 * The targets of a preset: name, unit, goal, and two functions of the revenue of the parks in a year: the value that
 * is held against the goal, and the margin in 亿元 a year, which is not negative where the target holds.
 */
function targetsOf(page, preset) {
  const { total_revenue: whole, parks_at_least: least, tiers: judged } = preset.targets;
  const marks = inputOf(preset, "tier");
  const targets = [
    { name: "total", unit: "亿元/year", goal: whole, value: total, margin: (revenue) => total(revenue) - whole },
    {
      name: "parks",
      unit: "1",
      goal: least.count,
      value: (revenue) => revenue.filter((one) => one >= least.revenue).length,
      margin: (revenue) => (deciding(revenue, least.count)?.value ?? 0) - least.revenue,
    },
  ];
  for (const [tier, input, name] of judged ? page.tierGoals : []) {
    const goal = inputOf(preset, input)[0];
    const inside = (revenue) => revenue.filter((_, park) => marks[park] === tier);
    targets.push({
      name,
      unit: "1",
      goal: inside(marks).length,
      value: (revenue) => inside(revenue).filter((one) => one >= goal).length,
      margin: (revenue) => Math.min(...inside(revenue)) - goal,
    });
  }
  return targets;
}

/** The park of a rank by revenue, or nothing where there are fewer. */
function deciding(revenue, rank) {
  const order = revenue.map((value, park) => ({ value, park })).sort((one, other) => other.value - one.value);
  return order[rank - 1];
}

/** The margin of each target in the target year, by name; a tier without parks has none. */
function marginsOf(page, preset, result) {
  const revenue = currentRevenue(result, result.years.indexOf(preset.targets.year));
  return Object.fromEntries(
    targetsOf(page, preset)
      .map((target) => [target.name, target.margin(revenue)])
      .filter(([, margin]) => Number.isFinite(margin)),
  );
}

/** For each park the lowest of the limits at a year's end. */
function bottlenecks(page, result, year) {
  const values = page.limits.map((limit) => valuesAt(result, limit, year + 1));
  return page.parks.map((_, park) =>
    page.limits
      .map((limit, i) => ({ limit, value: values[i][park] }))
      .reduce((lowest, one) => (one.value < lowest.value ? one : lowest)),
  );
}

/** The first year at whose end less land is left of the planned total than a year's quota, or nothing. */
function landUsedUp(result, quotaAt) {
  return result.years.find((year) => valuesAt(result, RESERVE, year + 1)[0] < quotaAt(year + 1));
}

/** The whole verdict on a run that recorded what `recorded` names. `quotaAt` gives the yearly land quota at a time. */
function judge(page, preset, result, quotaAt) {
  const year = preset.targets.year;
  const index = result.years.indexOf(year);
  if (index < 0 || result.failure) return { covered: false, year };
  const byYear = result.years.map((_, i) => currentRevenue(result, i));
  const revenue = byYear[index];
  const targets = targetsOf(page, preset).map((target) => {
    const value = target.value(revenue);
    const first = byYear.findIndex((one) => target.value(one) >= target.goal);
    return {
      name: target.name,
      unit: target.unit,
      goal: target.goal,
      value,
      difference: value - target.goal,
      met: value >= target.goal,
      firstYear: first < 0 ? null : result.years[first],
    };
  });
  const indicator = (name) => result.indicators[name][index];
  return {
    covered: true,
    year,
    targets,
    met: targets.filter((target) => target.met).length,
    revenue,
    allMet: targets.every((target) => target.met),
    deciding: deciding(revenue, preset.targets.parks_at_least.count),
    spending: indicator("spending"),
    debt: indicator("debt_ratio"),
    urbanization: indicator("urbanization"),
    unpaid: valuesAt(result, UNPAID, year + 1)[0],
    limits: bottlenecks(page, result, year),
    landUsedUp: landUsedUp(result, quotaAt),
  };
}
