// Integration of the equations above on the numbers of `model`: workspace w, in which stocks stand first.

const w = new Float64Array(model.size);
const stocks = w.subarray(0, model.state);
const starts = w.subarray(model.startsAt, model.startsAt + model.state);
const revenues = w.subarray(model.cumulativeAt, model.cumulativeAt + model.revenues);
const state = new Float64Array(model.state);
const slopes = Array.from(
  { length: Math.max(...Object.values(model.methods).map((method) => method.nodes.length)) },
  () => new Float64Array(model.state),
);
const leverNames = Object.keys(model.levers);
const leversOff = Float64Array.from(Object.values(model.levers));

/** A caller gave a name or a number that the model does not take. */
class InputError extends Error {}

function known(name, names, what) {
  if (!Object.hasOwn(names, name)) throw new InputError(`no such ${what}: '${name}'`);
  return names[name];
}

function finite(name, value) {
  if (!Number.isFinite(value)) throw new InputError(`${name} must be a finite number, not ${value}`);
  return value;
}

/** Start and length of each stock and variable in the workspace. */
const places = Object.fromEntries(
  Object.entries(model.arrays).map(([name, [start, ...axes]]) => [
    name,
    { start, length: axes.reduce((length, axis) => length * model.elements[axis].length, 1) },
  ]),
);

/** Start and numbers of each input in the workspace; they stand one after the other. */
const inputs = {};
{
  let start = model.inputsAt;
  for (const [name, value] of Object.entries(model.inputs)) {
    inputs[name] = { start, numbers: Float64Array.from([value].flat(Infinity)) };
    start += inputs[name].numbers.length;
  }
}

/** Put the inputs into the workspace: those of the scenario, then what differs. */
function setInputs(given) {
  for (const name in inputs) w.set(inputs[name].numbers, inputs[name].start);
  for (const name in given) {
    const { start, numbers } = known(name, inputs, "input");
    const flat = [given[name]].flat(Infinity);
    if (flat.length !== numbers.length) throw new InputError(`${name} must be ${numbers.length} number(s)`);
    flat.forEach((value, i) => {
      w[start + i] = finite(name, value);
    });
  }
}

/** What each moment of the schedule adds to the levers, in order of time. */
function changesOf(levers) {
  const changes = new Map();
  for (const name in levers) {
    let before = known(name, model.levers, "lever");
    for (const [time, value] of levers[name]) {
      finite(name, time);
      if (!changes.has(time)) changes.set(time, new Float64Array(leverNames.length));
      changes.get(time)[leverNames.indexOf(name)] += finite(name, value) - before;
      before = value;
    }
  }
  return [...changes].sort((one, other) => one[0] - other[0]).map(([time, change]) => ({ time, change }));
}

/** The moment of the equations. Levers reach each change by a smooth step that starts at its time. */
function setTime(time, { changes, ramp }) {
  if (time === w[model.timeAt]) return;
  w[model.timeAt] = time;
  w.set(leversOff, model.leversAt);
  for (const { time: start, change } of changes) {
    if (time <= start) continue;
    const x = Math.min((time - start) / ramp, 1);
    const done = x * x * (3 - 2 * x);
    for (let i = 0; i < change.length; i++) w[model.leversAt + i] += change[i] * done;
  }
}

/** Number of steps, and how many lie between saved moments: half-years are always among them. */
function gridOf({ start, end, step }) {
  const divisor = (a, b) => (b ? divisor(b, a % b) : a);
  const steps = Math.round((end - start) / step);
  const toHalfYear = Math.round((Math.ceil(2 * start - 1e-9) / 2 - start) / step);
  const common = divisor(divisor(Math.round(0.5 / step), steps), toHalfYear);
  let stride = Math.max(1, Math.floor(model.savedEvery / step + 1e-9));
  while (common % stride) stride--;
  return { steps, stride };
}

/** Price index of a calendar year: from the city's table, after it growing. */
function priceIndex(year) {
  const first = model.yearPrices[0];
  const last = model.yearPrices.at(-1);
  const known = model.yearPrices.find(([one]) => one === Math.max(year, first[0]));
  return year <= last[0] ? known[1] : last[1] * (1 + w[inputs.price_growth_after.start]) ** (year - last[0]);
}

/** The start: as data say, then made consistent with the equations. */
function begin(time, schedule) {
  w[model.timeAt] = NaN;
  setTime(time, schedule);
  setup(w);
  stocks.set(starts);
  for (let pass = 0; pass < model.passes; pass++) {
    derivative(w, slopes[0]);
    outputs(w);
    settled(w);
    stocks.set(starts);
  }
  state.set(stocks);
}

/** stocks = state + step * the weighted sum of slopes; weights of 0 are left out. */
function combine(weights, step) {
  stocks.fill(0);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k];
    const slope = slopes[k];
    if (weight !== 0) for (let i = 0; i < stocks.length; i++) stocks[i] += weight * slope[i];
  }
  for (let i = 0; i < stocks.length; i++) stocks[i] = state[i] + step * stocks[i];
}

/** The state one step on. The first slope is known. */
function advance(method, time, step, schedule) {
  for (let stage = 1; stage < method.nodes.length; stage++) {
    combine(method.stages[stage], step);
    setTime(time + method.nodes[stage] * step, schedule);
    derivative(w, slopes[stage]);
  }
  combine(method.weights, step);
  state.set(stocks);
}

/** The stock and the place in it whose number stopped being finite, or null. */
function failureAt(time) {
  let sum = 0;
  for (let i = 0; i < state.length; i++) sum += state[i] * 0;
  if (sum === 0) return null;
  const at = state.findIndex((value) => !Number.isFinite(value));
  const stock = Object.keys(places).find((name) => at < places[name].start + places[name].length);
  return { stock, place: at - places[stock].start, time };
}

function emptyResult({ start, end, step }, { steps, stride }, record) {
  const moments = Math.floor(steps / stride) + 1;
  const years = [];
  for (let year = Math.ceil(start - 1e-9); year < Math.floor(end + 1e-9); year++) years.push(year);
  return {
    times: Float64Array.from({ length: moments }, (_, i) => start + i * stride * step),
    values: Object.fromEntries(
      record.map((name) => [name, new Float64Array(moments * known(name, places, "stock or variable").length)]),
    ),
    years,
    indicators: Object.fromEntries(Object.keys(model.indicators).map((name) => [name, new Float64Array(years.length)])),
    annualRevenue: years.map(() => new Float64Array(model.revenues)),
    prices: years.map(priceIndex),
    failure: null,
  };
}

/** Record a saved moment. At year ends make the yearly figures; `last` is cumulative revenue a year before. */
function save(result, time, moment, last) {
  outputs(w);
  for (const name in result.values) {
    const { start, length } = places[name];
    for (let i = 0; i < length; i++) result.values[name][moment * length + i] = w[start + i];
  }
  const half = Math.round(2 * time);
  if (Math.abs(2 * time - half) > 1e-6) return;
  if (half % 2) middle(w);
  else endYear(result, result.years.indexOf(half / 2 - 1), last);
}

function endYear(result, year, last) {
  if (year >= 0) {
    const annual = result.annualRevenue[year];
    for (let i = 0; i < annual.length; i++) w[model.annualAt + i] = annual[i] = revenues[i] - last[i];
    w[model.priceAt] = result.prices[year];
    indicators(w);
    for (const name in model.indicators) result.indicators[name][year] = w[model.indicators[name]];
  }
  last.set(revenues);
}

/**
 * Run the model.
 *
 * levers: { name: [[time, value], ...] }, those of the scenario where none are given; one that is not named keeps its
 *   value without policy.
 * inputs: { name: number or array }, on top of the scenario's.
 * time: { start, end, step, method }, on top of the scenario's.
 * ramp: years in which a lever reaches a value.
 * record: names of stocks and variables.
 *
 * Returns { times, values, years, indicators, annualRevenue, prices, failure }.
 * values: { name: numbers, moment by moment, within a moment element by element }.
 * indicators: { name: a number a year }. annualRevenue: for each year a number a park, in constant prices.
 * prices: the price index of each year.
 * failure: null, or { stock, place, time } where a number stopped being finite; what comes after it is 0.
 * Throws InputError.
 */
function simulate({
  levers = model.scenario.levers,
  inputs: given = {},
  time = {},
  ramp = model.scenario.ramp,
  record = [],
} = {}) {
  const span = { ...model.scenario.time, ...time };
  const method = known(span.method, model.methods, "method");
  const grid = gridOf(span);
  const schedule = { changes: changesOf(levers), ramp };
  setInputs(given);
  const result = emptyResult(span, grid, record);
  const last = new Float64Array(model.revenues);
  begin(span.start, schedule);
  for (let number = 0; number <= grid.steps && !result.failure; number++) {
    const now = span.start + number * span.step;
    result.failure = failureAt(now);
    setTime(now, schedule);
    derivative(w, slopes[0]);
    if (number % grid.stride === 0) save(result, now, number / grid.stride, last);
    if (number < grid.steps) advance(method, now, span.step, schedule);
  }
  return result;
}
