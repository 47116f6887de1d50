// The setting of the page: a preset and the levers over time; steps back; links; files.
// Levers are { name: [[time, value], ...] } as the engine takes them; a lever not named keeps its value without policy.

const leverOf = new Map(page.levers.map((lever) => [lever.name, lever]));
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const LONGEST_LINK = 20000;
const SHARE_TOLERANCE = 1e-9;

let setting = { preset: page.presets[0], levers: page.presets[0].levers };
const past = []; // settings to step back to

/** The value that a lever ends at. */
function finalValue(levers, lever) {
  return levers[lever.name]?.at(-1)[1] ?? lever.off;
}

/** The value of a lever at a time. */
function valueAt(knots, off, time, ramp) {
  let before = off;
  let value = off;
  for (const [start, reached] of knots ?? []) {
    const x = Math.min(Math.max((time - start) / ramp, 0), 1);
    value += (reached - before) * x * x * (3 - 2 * x);
    before = reached;
  }
  return value;
}

const quotaAt =
  ({ preset, levers }) =>
  (time) =>
    valueAt(levers[QUOTA], leverOf.get(QUOTA)?.off ?? 0, time, preset.ramp);

/** The levers with one at another value from the start of the policy; other shares of its whole give way. */
function withLever({ preset, levers }, lever, value) {
  const changed = { ...levers, [lever.name]: [[preset.start, value]] };
  if (!lever.whole) return changed;
  const others = page.levers.filter((other) => other.whole === lever.whole && other !== lever);
  const parts = others.map((other) => finalValue(levers, other));
  const sum = total(parts);
  others.forEach((other, i) => {
    const part = sum > 0 ? (parts[i] / sum) * (1 - value) : (1 - value) / others.length;
    changed[other.name] = [[preset.start, Math.min(Math.max(part, 0), 1)]];
  });
  return changed;
}

/** A step of a slider: a hundredth of the range, or the round number near it. */
function stepOf({ low, high }) {
  const raw = (high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = [1, 2, 5, 10].reduce((best, one) =>
    Math.abs(one - raw / power) < Math.abs(best - raw / power) ? one : best,
  );
  return lead * power;
}

/** A value on the steps of its lever, inside its range. */
function rounded(lever, value) {
  const step = stepOf(lever);
  const steps = Math.round(value / step);
  return Math.min(Math.max(Number((steps * step).toPrecision(12)), lever.low), lever.high);
}

/**
 * Every lever a twentieth of its range up, as far as it goes, at every time from which it has a value; those at their
 * maximum are left out.
 */
function stepsUp(now) {
  return page.levers.flatMap((lever) => {
    const raised = (value) => Math.min(Number((value + (lever.high - lever.low) / 20).toPrecision(12)), lever.high);
    const knots = now.levers[lever.name];
    const value = finalValue(now.levers, lever);
    const levers =
      knots?.length > 1 && !lever.whole
        ? { ...now.levers, [lever.name]: knots.map(([time, one]) => [time, raised(one)]) }
        : withLever(now, lever, raised(value));
    return raised(value) > value ? [{ name: lever.name, step: raised(value) - value, levers }] : [];
  });
}

const sameKnots = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Names of the levers that differ from the preset's. */
function changedLevers({ preset, levers }) {
  return Object.keys(levers).filter(
    (name) => !sameKnots(levers[name], preset.levers[name] ?? [[preset.start, leverOf.get(name).off]]),
  );
}

function titleOf(now) {
  const title = second(now.preset.title);
  return changedLevers(now).length ? word("own", { title }) : title;
}

/** The setting as the fragment of a link: #levers=scenario;name=value;name=time:value,time:value */
function toFragment(now) {
  const parts = changedLevers(now).map((name) => {
    const knots = now.levers[name];
    const constant = knots.length === 1 && knots[0][0] === now.preset.start;
    return `${name}=${constant ? knots[0][1] : knots.map((knot) => knot.join(":")).join(",")}`;
  });
  return `#levers=${[encodeURIComponent(now.preset.name), ...parts].join(";")}`;
}

/** A link was not accepted; the message says why, in the reader's language. */
class Refused extends Error {}

function refuse(key, values) {
  throw new Refused(word(key, values));
}

/** The setting of a fragment. Throws Refused where anything in it is not what this page could have written. */
function fromFragment(fragment) {
  if (!fragment.startsWith("#levers=") || fragment.length > LONGEST_LINK) refuse("refused_form");
  const [name, ...parts] = fragment.slice("#levers=".length).split(";").map(decoded);
  const preset = page.presets.find((one) => one.name === name) ?? refuse("refused_preset", { name: name.slice(0, 60) });
  const levers = { ...preset.levers };
  for (const part of parts) {
    const [key, text, ...more] = part.split("=");
    if (!leverOf.has(key) || text === undefined || more.length) refuse("refused_lever", { name: part.slice(0, 60) });
    levers[key] = knotsOf(leverOf.get(key), text, preset);
  }
  checkShares(preset, levers);
  return { preset, levers };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse("refused_form");
  }
}

function knotsOf(lever, text, preset) {
  const number = (one) => {
    const value = NUMBER.test(one ?? "") ? Number(one) : NaN;
    if (!(value >= lever.low && value <= lever.high)) {
      refuse("refused_number", { name: lever.name, value: String(one).slice(0, 40), low: lever.low, high: lever.high });
    }
    return value;
  };
  if (!text.includes(":")) return [[preset.start, number(text)]];
  const step = engine.model.scenario.time.step;
  const knots = text.split(",").map((knot) => {
    const [time, value, ...more] = knot.split(":");
    return [NUMBER.test(time) && !more.length ? Number(time) : NaN, number(value)];
  });
  const close = (one) => Math.abs(one - Math.round(one)) <= 1e-9 * Math.max(1, Math.abs(one));
  if (
    !knots.every(
      ([time], i) =>
        Number.isFinite(time) &&
        Math.abs(time) < 1e4 &&
        close(time / step) &&
        (i === 0 || time - knots[i - 1][0] >= preset.ramp - 1e-9),
    )
  ) {
    refuse("refused_knots", { name: lever.name, ramp: preset.ramp, step });
  }
  return knots;
}

/** Shares of a whole must sum to 1 at every moment at which one of them stands still. */
function checkShares(preset, levers) {
  for (const whole of new Set(page.levers.map((lever) => lever.whole).filter(Boolean))) {
    const shares = page.levers.filter((lever) => lever.whole === whole);
    const times = [
      -Infinity,
      ...shares.flatMap((lever) => (levers[lever.name] ?? []).flatMap(([time]) => [time, time + preset.ramp])),
    ];
    const sums = times.map((time) =>
      total(shares.map((lever) => valueAt(levers[lever.name], lever.off, time, preset.ramp))),
    );
    if (sums.some((sum) => Math.abs(sum - 1) > SHARE_TOLERANCE)) {
      refuse("refused_shares", { names: listed(shares.map((lever) => lever.name)) });
    }
  }
}

const tomlText = (text) => JSON.stringify(text).replace(/\x7f/g, "\\u007f");

/** A scenario file that urbsim runs to the same numbers. */
function toToml(now) {
  const suffix = changedLevers(now).length ? [", changed", "（已调整）"] : ["", ""];
  const title = now.preset.title.map((one, i) => one.slice(0, 380) + suffix[i]);
  const levers = Object.entries(now.levers).map(([name, knots]) => {
    const constant = knots.length === 1 && knots[0][0] === now.preset.start;
    return `${name} = ${constant ? knots[0][1] : JSON.stringify(knots)}`;
  });
  return [
    `title = ${tomlText(title[0])}`,
    `title_zh = ${tomlText(title[1])}`,
    "",
    now.preset.toml,
    "[levers]",
    ...levers,
    "",
  ].join("\n");
}

/** The yearly figures as a table: the columns of indicators.csv, in 亿元 and the other units of the model. */
function toCsv(result) {
  const short = (value) => String(Number(value.toPrecision(12)));
  const names = Object.keys(result.indicators);
  const rows = result.years.map((year, i) => [
    year,
    ...names.map((name) => short(result.indicators[name][i])),
    ...Array.from(result.annualRevenue[i], short),
  ]);
  return (
    [["year", ...names, ...page.parks.map((park) => park.name)], ...rows].map((row) => row.join(",")).join("\n") + "\n"
  );
}
