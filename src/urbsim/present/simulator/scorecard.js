// The scorecard: the verdict, targets with margins, facts, warnings, and what holds each park back.

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
  document.body.classList.toggle("unjudged", !verdict.covered);
  element("verdict").textContent = verdictText(verdict, result);
  element("verdict").className = `verdict-text ${verdict.allMet ? "met" : "missed"}`;
  showWarnings({ result, verdict });
  element("in-sight").textContent = verdict.covered ? inSight(verdict) : "";
  if (!verdict.covered) return;
  const before = pinned?.verdict.covered ? pinned.verdict : null;
  showHeadline(verdict);
  element("targets").replaceChildren(
    ...verdict.targets.map((target, i) => targetItem(preset, target, before?.targets[i])),
  );
  element("facts").replaceChildren(...factsOf(preset, verdict, before).map(factItem));
  showLimits(verdict);
}

function showHeadline({ year, targets: [whole] }) {
  element("headline-value").textContent = money(whole.value);
  element("headline-goal").textContent = word("of_goal", { goal: money(whole.goal), unit: unitOf("亿元") });
  element("headline-label").textContent = word("total_in", { year });
  setPart(element("headline-meter"), "--to", Math.min(whole.value / whole.goal, 1));
  element("headline-meter").className = whole.met ? "met" : "missed";
}

/** What else the verdict tells: label, value, and the difference to the pinned run where there is one. */
function factsOf(preset, verdict, before) {
  const { year, spending, debt, urbanization, deciding: next } = verdict;
  const { count, revenue } = preset.targets.parks_at_least;
  const percentagePoints = before && 100 * (urbanization - before.urbanization);
  const facts = [
    {
      label: word("cost", { year }),
      value: withUnit(money(spending, { digits: 0 }), "亿元"),
      difference: before && money(spending - before.spending, { signed: true, digits: 0 }),
    },
    { label: word("debt"), value: fixed(debt, 2), difference: before && fixed(debt - before.debt, 2, true) },
    {
      label: word("urban", { year }),
      value: percent(urbanization, 1),
      difference: before && fixed(percentagePoints, 1, true),
    },
  ];
  if (next) {
    const label = word("deciding", { count, park: second(page.parks[next.park].label) });
    facts.push({ label, value: withUnit(money(next.value - revenue, { signed: true }), "亿元") });
  }
  return facts;
}

function factItem({ label, value, difference }) {
  const differs = difference && /[1-9]/.test(difference);
  const parts = [make("strong", { text: value })];
  if (differs) parts.push(make("small", { text: word("against_pinned", { value: difference }) }));
  return make("div", {}, make("dt", { text: label }), make("dd", {}, ...parts));
}

/** The verdict in a line, for a phone's lower edge. */
function inSight({ met, targets }) {
  const [whole] = targets;
  const revenue = withUnit(`${money(whole.value)} / ${money(whole.goal)}`, "亿元");
  return `${met} / ${targets.length} ${word("met")} · ${revenue}`;
}

function targetItem(preset, target, before) {
  const shown = (value, signed = false) => (target.unit === "1" ? fixed(value, 0, signed) : money(value, { signed }));
  const notes = [word(target.met ? "met" : "missed"), word("margin", { value: shown(target.difference, true) })];
  if (target.firstYear && target.firstYear !== preset.targets.year) {
    notes.push(word("first_met", { year: target.firstYear }));
  }
  if (before && target.value !== before.value) {
    notes.push(word("against_pinned", { value: shown(target.value - before.value, true) }));
  }
  return make(
    "li",
    { class: target.met ? "met" : "missed" },
    make("span", { class: "sign", "aria-hidden": "true", text: target.met ? "✓" : "✗" }),
    make("span", { class: "target-name", text: targetLabel(preset, target.name) }),
    make("span", { class: "target-value", text: `${shown(target.value)} / ${shown(target.goal)}` }),
    make("span", { class: "target-note", text: notes.join(" · ") }),
  );
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
  if (result.failure)
    texts.push(word("warning_failed", { time: result.failure.time.toFixed(2), stock: result.failure.stock }));
  if (verdict.covered && verdict.unpaid >= 0.005)
    texts.push(word("warning_unpaid", { value: percent(verdict.unpaid), year: verdict.year }));
  if (verdict.landUsedUp) texts.push(word("warning_land", { year: verdict.landUsedUp }));
  const none = texts.length === 0;
  element("warnings").replaceChildren(
    ...(none ? [word("warning_none", { year: result.years.at(-1) })] : texts).map((text) =>
      make("li", { text, class: none ? "none" : "some" }),
    ),
  );
}
