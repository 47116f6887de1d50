// The panel of levers: a group for each clause of the policy, and for each lever its slider, number and marks.

const rows = new Map();

/** Build the panel once; `change(lever, value, done)` is told of every move, `done` where the hand lets go. */
function buildLevers(change) {
  const wide = matchMedia("(min-width: 720px)").matches;
  element("lever-groups").replaceChildren(
    ...page.groups.map((group) => {
      const inside = page.levers.filter((lever) => lever.group === group);
      const title = make("span", { class: "group-title" });
      const count = make("span", { class: "count" });
      const details = make(
        "details",
        { class: "group", ...(wide ? { open: "" } : {}) },
        make("summary", {}, title, count),
        ...inside.map((lever) => leverRow(lever, change)),
      );
      rows.set(group, { title, count, inside });
      return details;
    }),
  );
}

function leverRow(lever, change) {
  const id = `lever-${lever.name}`;
  const label = make("label", { for: id });
  const unit = make("span", { class: "unit", id: `${id}-unit` });
  const range = make("input", {
    type: "range",
    id,
    min: lever.low,
    max: lever.high,
    step: "any",
    list: null,
    "aria-describedby": `${id}-range`,
  });
  const number = make("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    id: `${id}-number`,
  });
  const mark = make("span", { class: "mark", "aria-hidden": "true" });
  const span = make("span", { class: "range", id: `${id}-range` });
  const clauses = make("button", { type: "button", class: "clause", "aria-describedby": "tip" });
  const row = make(
    "div",
    { class: "lever" },
    make("div", { class: "lever-head" }, label, number, unit),
    make("div", { class: "track" }, range, mark),
    make("div", { class: "lever-foot" }, span, clauses),
  );
  range.addEventListener("input", () => change(lever, rounded(lever, Number(range.value)), false));
  range.addEventListener("change", () => change(lever, rounded(lever, Number(range.value)), true));
  number.addEventListener("change", () => typed(lever, number, change));
  for (const node of [label, clauses]) hoverTip(node, () => tipOf(lever));
  clauses.addEventListener("click", () => showTip(clauses, tipOf(lever)));
  rows.set(lever.name, { row, label, range, number, unit, mark, span, clauses });
  return row;
}

/** A number that was typed: taken where it is one and lies in the range, else said to be wrong and put back. */
function typed(lever, number, change) {
  const text = number.value.trim().replace("−", "-");
  const value = Number((Number(text) / factorOf(lever.unit)).toPrecision(12));
  if (NUMBER.test(text) && value >= lever.low && value <= lever.high) {
    change(lever, value, true);
    return;
  }
  say(
    word("lever_refused", {
      label: second(lever.label),
      value: text.slice(0, 40),
      low: plain(lever.low, lever.unit),
      high: plain(lever.high, lever.unit),
    }),
  );
  showLever(lever, setting);
}

/** Put the labels of the language and the marks of the reference into the panel. */
function labelLevers(reference) {
  element("levers-help").textContent = word("levers_help", { title: second(reference.title) });
  for (const group of page.groups) {
    rows.get(group).title.textContent =
      group === "other" ? word("clause_other") : `${group} ${word(`clause_${group}`)}`;
  }
  for (const lever of page.levers) {
    const { label, unit, mark, span, clauses, number, range } = rows.get(lever.name);
    label.textContent = second(lever.label);
    unit.textContent = unitOf(lever.unit);
    span.textContent = word("lever_range", { low: plain(lever.low, lever.unit), high: plain(lever.high, lever.unit) });
    clauses.textContent = lever.clauses.join(" ");
    clauses.hidden = lever.clauses.length === 0;
    clauses.setAttribute(
      "aria-label",
      told(word("lever_clause", { code: lever.clauses.join(" ") }), second(lever.label)),
    );
    number.setAttribute("aria-label", withUnit(second(lever.label), lever.unit));
    range.setAttribute("aria-label", withUnit(second(lever.label), lever.unit));
    setPart(mark, "--at", (finalValue(reference.levers, lever) - lever.low) / (lever.high - lever.low));
  }
}

/** Show the values of a setting. */
function showLevers(now) {
  for (const lever of page.levers) showLever(lever, now);
  const changed = new Set(changedLevers(now));
  for (const group of page.groups) {
    const { inside, count } = rows.get(group);
    const number = inside.filter(({ name }) => changed.has(name)).length;
    setText(count, number ? word("changed", { count: number }) : "");
  }
  for (const lever of page.levers) rows.get(lever.name).row.classList.toggle("changed", changed.has(lever.name));
}

function showLever(lever, now) {
  const { range, number } = rows.get(lever.name);
  const knots = now.levers[lever.name];
  const value = finalValue(now.levers, lever);
  const shown = plain(value, lever.unit);
  const over =
    knots && knots.length > 1
      ? word("lever_over_time", { knots: listed(knots.map(([time, one]) => told(time, plain(one, lever.unit)))) })
      : "";
  if (Number(range.value) !== value) range.value = value;
  setPart(range, "--at", (value - lever.low) / (lever.high - lever.low));
  if (number.value !== shown) number.value = shown;
  const spoken = listed([withUnit(shown, lever.unit), over]);
  if (range.getAttribute("aria-valuetext") !== spoken) range.setAttribute("aria-valuetext", spoken);
  number.title = over;
}

/** What the tip of a lever says, line by line. */
function tipOf(lever) {
  const reference = page.presets[0];
  const value = (one) => {
    const number = plain(one, lever.unit);
    return unitOf(lever.unit) ? withUnit(number, lever.unit) : noted(number, word("lever_no_unit"));
  };
  return [
    ...(language === "en" ? [lever.meaning] : []),
    ...lever.clauses
      .filter((code) => page.clauses[code])
      .map((code) => told(word("lever_clause", { code }), second(page.clauses[code]))),
    `${word("lever_off", { value: value(lever.off) })} · ${word("lever_reference", {
      title: second(reference.title),
      value: value(finalValue(reference.levers, lever)),
    })}`,
    ...(lever.whole ? [word("lever_whole")] : []),
  ];
}

function hoverTip(node, lines) {
  node.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") showTip(node, lines());
  });
  node.addEventListener("pointerleave", hideTip);
  node.addEventListener("focus", () => showTip(node, lines()));
  node.addEventListener("blur", hideTip);
}

/** Show lines beside a node, inside the window. */
function showTip(node, lines) {
  const tip = element("tip");
  const box = node.getBoundingClientRect();
  tip.replaceChildren(...lines.map((text) => make("p", { text })));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  tip.style.top = `${box.bottom + height + 12 > innerHeight ? Math.max(8, box.top - height - 6) : box.bottom + 6}px`;
}

function hideTip() {
  element("tip").hidden = true;
}

/** Open the group of a lever and put the focus on its slider. */
function goToLever(name) {
  const { row, range } = rows.get(name);
  row.closest("details").open = true;
  range.focus({ preventScroll: true });
  row.scrollIntoView({
    block: "center",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}
