// What is wrong with how the page stands: text that is cut, outside the window, or over other text.

const name = (node) =>
  `${node.tagName}.${node.className.baseVal ?? node.className}#${node.id}: ${node.textContent.trim().slice(0, 40)}`;
const shown = (node) =>
  node.checkVisibility({ visibilityProperty: true }) &&
  node.getClientRects().length > 0 &&
  getComputedStyle(node).clipPath === "none";
const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
const texts = [...document.querySelectorAll("body *")].filter(
  (node) => shown(node) && hasText(node) && node.tagName !== "OPTION" && !node.closest("svg"),
);

function isCut(node) {
  const { overflowX, overflowY } = getComputedStyle(node);
  return (
    (overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1) ||
    (overflowY !== "visible" && node.scrollHeight > node.clientHeight + 1)
  );
}

function isOutside(node) {
  const { left, right } = node.getBoundingClientRect();
  return left < -1 || right > innerWidth + 1;
}

const overlap = (one, other) =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2.5;

/** The boxes of the lines of a text. */
function lines(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()];
}

function overlapping(nodes) {
  return nodes.flatMap((one, i) =>
    nodes
      .slice(i + 1)
      .filter(
        (other) =>
          !one.contains(other) &&
          !other.contains(one) &&
          lines(one).some((line) => lines(other).some((second) => overlap(line, second))),
      )
      .map((other) => `${name(one)} over ${name(other)}`),
  );
}

const charts = [...document.querySelectorAll(".chart svg")].filter(shown);
const labels = charts.map((svg) => [...svg.querySelectorAll("text.end, text.tick")]);
const beyond = charts.flatMap((svg, i) =>
  labels[i].filter(
    (text) => text.getBoundingClientRect().right > svg.closest(".card").getBoundingClientRect().right + 1,
  ),
);
const rows = [
  ...document.querySelectorAll(
    ".lever-head, .lever-foot, .targets li, .facts div, .parks li, .bar, " +
      ".effects button, #limits tr, .charts-head, .card-head",
  ),
].filter(shown);

return {
  cut: texts.filter(isCut).map(name),
  outside: [...texts.filter(isOutside), ...beyond].map(name),
  overlapping: [
    ...labels.flatMap(overlapping),
    ...rows.flatMap((row) => overlapping(texts.filter((node) => row.contains(node)))),
  ],
  sideways: document.documentElement.scrollWidth > innerWidth,
};
