// The second thread: what one step of each lever does, uncertain futures, and the error of the step.
// One run at a time; a newer job of a kind replaces the one under way.

let page = null;
const jobs = new Map();
const ORDER = ["precision", "effects", "band"];
const turn = new MessageChannel();

/** The largest difference of total revenue to a run with the finer step, relative to the largest revenue. */
function* precision({ preset, levers, time }) {
  const ours = runOf(page, preset, levers);
  yield;
  const fine = runOf(page, preset, levers, { time });
  const revenue = (result) => result.indicators.revenue_current;
  const error = Math.max(...revenue(fine).map((value, i) => Math.abs(value - revenue(ours)[i])));
  return { error: error / Math.max(...revenue(fine)) };
}

/** What each changed setting adds to the margins of the targets, and how long a run takes. */
function* effects({ preset, levers, steps }) {
  const base = marginsOf(page, preset, runOf(page, preset, levers));
  const found = [];
  const times = [];
  for (const { name, step, levers: changed } of steps) {
    yield;
    const began = performance.now();
    const margins = marginsOf(page, preset, runOf(page, preset, changed));
    times.push(performance.now() - began);
    found.push({
      name,
      step,
      added: Object.fromEntries(Object.keys(base).map((target) => [target, margins[target] - base[target]])),
    });
  }
  return {
    found,
    milliseconds: quantile(
      times.sort((a, b) => a - b),
      0.5,
    ),
  };
}

function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** Total revenue over uncertain futures: quantiles by year, and how many futures reach the targets. */
function* band({ preset, levers }) {
  const { factors, rows } = page.samples[preset.sample];
  const year = preset.targets.year;
  const revenue = [];
  let whole = 0;
  let all = 0;
  for (const row of rows) {
    const result = runOf(page, preset, levers, { inputs: inputsOf(preset, factors, row) });
    if (!result.failure) {
      // a future that leaves the numbers reaches nothing
      revenue.push(result.indicators.revenue_current);
      const now = currentRevenue(result, result.years.indexOf(year));
      const met = targetsOf(page, preset).map((target) => target.value(now) >= target.goal);
      whole += met[0];
      all += met.every(Boolean);
    }
    if (revenue.length % 20 === 0) postMessage({ kind: "progress", done: revenue.length, count: rows.length });
    yield;
  }
  const columns = revenue.length
    ? Array.from(revenue[0], (_, i) => revenue.map((one) => one[i]).sort((a, b) => a - b))
    : [];
  return {
    low: columns.map((one) => quantile(one, 0.05)),
    high: columns.map((one) => quantile(one, 0.95)),
    total: whole / rows.length,
    all: all / rows.length,
    count: rows.length,
  };
}

/** The inputs of one future. */
function inputsOf(preset, factors, row) {
  const inputs = {};
  factors.forEach(([name, place], i) => {
    inputs[name] ??= inputOf(preset, name);
    inputs[name][place] = row[i];
  });
  return inputs;
}

const KINDS = { precision, effects, band };

/** Do one step of the most urgent job, then let messages in. */
function work() {
  const kind = ORDER.find((one) => jobs.has(one));
  if (!kind) return;
  const { id, steps } = jobs.get(kind);
  const { done, value } = steps.next();
  if (done) {
    jobs.delete(kind);
    postMessage({ kind, id, ...value });
  }
  turn.port2.postMessage(null);
}

turn.port1.onmessage = work;
self.onmessage = ({ data }) => {
  if (data.kind === "page") page = data.page;
  else if (data.kind === "stop") jobs.delete(data.job);
  else {
    const idle = jobs.size === 0;
    jobs.set(data.kind, { id: data.id, steps: KINDS[data.kind](data) });
    if (idle) turn.port2.postMessage(null);
  }
};
