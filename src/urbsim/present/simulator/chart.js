// Line charts as SVG, drawn anew into the same nodes at every change: no library, a millisecond a chart.

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { top: 14, right: 14, bottom: 24, left: 46 };
const LABEL_GAP = 15;

/** Keeps the nodes of a drawing by key, so that drawing again changes attributes and makes nothing. */
class Drawing {
  constructor(root) {
    this.root = root;
    this.nodes = new Map();
  }

  begin() {
    this.used = new Set();
  }

  put(key, tag, attributes, text) {
    let node = this.nodes.get(key);
    if (!node) {
      node = document.createElementNS(SVG, tag);
      this.nodes.set(key, node);
      this.root.append(node);
    }
    this.used.add(key);
    for (const [name, value] of Object.entries(attributes)) {
      if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
    }
    if (text !== undefined && node.textContent !== text) node.textContent = text;
    return node;
  }

  end() {
    for (const [key, node] of this.nodes) {
      if (!this.used.has(key)) {
        node.remove();
        this.nodes.delete(key);
      }
    }
  }
}

/** About `count` round numbers from 0 or `low` to `high`. */
function ticks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= raw * 0.999) * power;
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + 1e-9 * step; at += step)
    found.push(Number(at.toPrecision(12)));
  return found;
}

/** Move labels apart, up and down, so that none overlaps the next; keeps their order and stays inside. */
function apart(places, low, high) {
  const order = places.map((at, i) => ({ at, i })).sort((one, other) => one.at - other.at);
  order.forEach((one, k) => {
    if (k) one.at = Math.max(one.at, order[k - 1].at + LABEL_GAP);
  });
  const over = order.length ? order.at(-1).at - high : 0;
  if (over > 0) {
    order.at(-1).at = high;
    for (let k = order.length - 2; k >= 0; k--) order[k].at = Math.min(order[k].at, order[k + 1].at - LABEL_GAP);
  }
  const moved = [];
  for (const { at, i } of order) moved[i] = Math.max(at, low);
  return moved;
}

/**
 * A chart in a card: title, unit, lines labelled at their ends, ghosts of the pinned run, and a table of its numbers.
 * draw({ title, unit, years, series: [{ label, values, ghost }], goal, band, year, digits, fromZero })
 */
class LineChart {
  constructor(name, height) {
    this.height = height;
    this.heading = make("h3", { id: `chart-${name}` });
    this.unit = make("p", { class: "help" });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("height", height);
    this.readout = make("p", { class: "readout", "aria-hidden": "true", hidden: "" });
    this.body = make("tbody");
    this.head = make("tr");
    this.summary = make("summary");
    this.details = make(
      "details",
      { class: "numbers", on: { toggle: () => this.fillTable() } },
      this.summary,
      make(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": `chart-${name}` },
        make("table", {}, make("thead", {}, this.head), this.body),
      ),
    );
    this.card = make(
      "figure",
      { class: `card chart chart-${name}`, "aria-labelledby": `chart-${name}` },
      make("div", { class: "card-head" }, this.heading, this.unit),
      this.svg,
      this.readout,
      this.details,
    );
    this.drawing = new Drawing(this.svg);
    this.width = 600;
    this.svg.addEventListener("pointermove", (event) => this.point(event.offsetX));
    this.svg.addEventListener("pointerleave", () => this.point(null));
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width > 0 && width !== this.width) this.resize(width, this.height);
    }).observe(this.svg);
  }

  /** Take another size for print, and the own one after it. */
  resize(width, height) {
    [this.width, this.height] = [width, height];
    this.svg.setAttribute("height", height);
    if (this.data) this.draw(this.data);
  }

  draw(data) {
    this.data = data;
    setText(this.heading, data.title);
    setText(this.unit, data.unit);
    setText(this.summary, word("numbers"));
    const { width, height, drawing } = this;
    const viewBox = `0 0 ${width} ${height}`;
    if (this.svg.getAttribute("viewBox") !== viewBox) this.svg.setAttribute("viewBox", viewBox);
    this.svg.setAttribute("aria-label", data.summary);
    const right = Math.max(...data.series.map(({ label }) => textWidth(label)), 30) + 14;
    const box = {
      left: MARGIN.left,
      right: width - (data.series.some(({ label }) => label) ? right : 44),
      top: MARGIN.top,
      bottom: height - MARGIN.bottom,
    };
    const all = data.series.flatMap(({ values, ghost }) => [...values, ...(ghost ?? [])]).filter(Number.isFinite);
    const high = Math.max(...all, ...(data.goal ? [data.goal.value] : []), ...(data.band?.high ?? []));
    const low = data.fromZero ? Math.min(0, ...all) : Math.min(...all);
    const room = (high - low || 1) * 0.06;
    const bottom = data.fromZero && low === 0 ? 0 : low - room;
    const x = (i) => box.left + ((box.right - box.left) * i) / Math.max(data.years.length - 1, 1);
    const y = (value) => box.bottom - ((box.bottom - box.top) * (value - bottom)) / (high + room - bottom);
    this.scale = { x, y, box };
    drawing.begin();
    this.axes(data, bottom, high + room);
    if (data.band) {
      const edge = (values) => values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
      drawing.put("band", "polygon", {
        class: "band",
        points: [...edge(data.band.high), ...edge(data.band.low).reverse()].join(" "),
      });
    }
    this.lines(data);
    this.labels(data);
    drawing.put("hair", "line", { class: "hair", x1: 0, x2: 0, y1: box.top, y2: box.bottom, visibility: "hidden" });
    drawing.end();
    if (this.details.open) this.fillTable();
  }

  axes(data, low, high) {
    const { x, y, box } = this.scale;
    const { drawing } = this;
    ticks(low, high, this.height > 150 ? 5 : 3).forEach((value, i) => {
      drawing.put(`grid ${i}`, "line", { class: "grid-line", x1: box.left, x2: box.right, y1: y(value), y2: y(value) });
      drawing.put(
        `tick ${i}`,
        "text",
        { class: "tick", x: box.left - 8, y: y(value) + 4, "text-anchor": "end" },
        fixed(value, high - low < 4 && high < 100 ? 1 : 0),
      );
    });
    const every = Math.max(1, Math.ceil((data.years.length * 46) / (box.right - box.left)));
    data.years.forEach((year, i) => {
      if (i % every === 0)
        drawing.put(
          `year ${i}`,
          "text",
          { class: "tick", x: x(i), y: box.bottom + 17, "text-anchor": "middle" },
          String(year),
        );
    });
    const at = data.years.indexOf(data.year);
    if (at >= 0) {
      drawing.put("target year", "line", {
        class: "target-year",
        x1: x(at),
        x2: x(at),
        y1: box.top - 6,
        y2: box.bottom,
      });
    }
    if (data.goal) {
      const height = y(data.goal.value);
      drawing.put("goal", "line", { class: "goal-line", x1: box.left, x2: box.right, y1: height, y2: height });
      drawing.put("goal text", "text", { class: "goal-text", x: box.left + 6, y: height - 6 }, data.goal.label);
    }
  }

  lines(data) {
    const { x, y } = this.scale;
    const { drawing } = this;
    const path = (values) =>
      values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    data.series.forEach(({ ghost }, i) => {
      if (ghost) drawing.put(`ghost ${i}`, "path", { class: `ghost line-${i}`, d: path(ghost) });
    });
    data.series.forEach(({ values }, i) =>
      drawing.put(`line ${i}`, "path", { class: `line line-${i}`, d: path(values) }),
    );
    const at = data.years.indexOf(data.year);
    if (at >= 0) {
      data.series.forEach(({ values }, i) =>
        drawing.put(`dot ${i}`, "circle", { class: `dot line-${i}`, cx: x(at), cy: y(values[at]), r: 3.5 }),
      );
    }
  }

  /** Names at the ends of lines; where there is one line, its value in the target year. */
  labels(data) {
    const { x, y, box } = this.scale;
    const { drawing } = this;
    const ends = apart(
      data.series.map(({ values }) => y(values.at(-1)) + 4),
      box.top + 4,
      box.bottom,
    );
    data.series.forEach(({ label, values }, i) => {
      const text = label || fixed(values.at(-1), data.digits);
      drawing.put(`label ${i}`, "text", { class: `end line-${i}`, x: box.right + 8, y: ends[i] }, text);
    });
    const at = data.years.indexOf(data.year);
    if (data.series.length === 1 && at >= 0) {
      const [{ values }] = data.series;
      drawing.put(
        "value",
        "text",
        { class: "value", x: x(at) + 9, y: Math.min(y(values[at]) + 20, box.bottom - 4) },
        fixed(values[at], data.digits),
      );
    }
  }

  /** Show the numbers of the year under the pointer. */
  point(offset) {
    if (!this.data || !this.scale) return;
    const { x, box } = this.scale;
    const last = this.data.years.length - 1;
    const inside = offset !== null && offset >= box.left - 8 && offset <= box.right + 8;
    this.readout.hidden = !inside;
    const at = Math.min(Math.max(Math.round(((offset - box.left) / (box.right - box.left)) * last), 0), last);
    const hair = this.drawing.nodes.get("hair");
    hair.setAttribute("visibility", inside ? "visible" : "hidden");
    if (!inside) return;
    hair.setAttribute("x1", x(at));
    hair.setAttribute("x2", x(at));
    this.readout.textContent = told(this.data.years[at], this.row(at).join(" · "));
  }

  /** The numbers of a year as text, those of the pinned run behind each. */
  row(at) {
    const { series, digits } = this.data;
    return series.map(({ label, values, ghost }) => {
      const value = fixed(values[at], digits);
      const both = ghost ? noted(value, `${word("pinned_short")} ${fixed(ghost[at], digits)}`) : value;
      return label ? `${label} ${both}` : both;
    });
  }

  fillTable() {
    if (!this.details.open || !this.data) return;
    const { years, series, digits } = this.data;
    const heads = series.flatMap(({ label, ghost }) => [
      label || word("current_run"),
      ...(ghost ? [noted(label, word("pinned_short"))] : []),
    ]);
    this.head.replaceChildren(...[word("year"), ...heads].map((text) => make("th", { text, scope: "col" })));
    this.body.replaceChildren(
      ...years.map((year, i) =>
        make(
          "tr",
          {},
          make("th", { text: String(year), scope: "row" }),
          ...series.flatMap(({ values, ghost }) =>
            [values, ...(ghost ? [ghost] : [])].map((column) => make("td", { text: fixed(column[i], digits) })),
          ),
        ),
      ),
    );
  }
}

/** Width of a label in pixels, near enough to keep room for it. */
function textWidth(text) {
  let width = 0;
  for (const letter of text) width += letter > "\u2e7f" ? 12 : 6.4;
  return width;
}
