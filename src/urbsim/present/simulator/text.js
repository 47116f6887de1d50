// Words and numbers in the reader's language. Money is kept in 亿元 and shown in billion CNY in English.

const page = JSON.parse(document.getElementById("data").textContent);

let language = page.languages[0];

const second = (pair) => pair[language === "zh" ? 1 : 0] || pair[0];

/** A label, with values filled in. */
function word(key, values = {}) {
  return second(page.words[key]).replace(/\{(\w+)(?::g)?\}/g, (_, name) => values[name] ?? "");
}

const unitOf = (unit) => (page.words[`unit ${unit}`] ? word(`unit ${unit}`) : unit);

/** What a number of a unit is multiplied by to be shown. */
const factorOf = (unit) => (language === "en" && unit.startsWith("亿元") ? 0.1 : 1);

const formats = new Map();

/** A number with so many digits after the point, thousands apart; `signed` gives it its sign. */
function fixed(value, digits, signed = false) {
  const key = `${digits}${signed}`;
  if (!formats.has(key)) {
    formats.set(
      key,
      new Intl.NumberFormat("en-US", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: signed ? "exceptZero" : "negative",
      }),
    );
  }
  return formats.get(key).format(value).replace("-", "−");
}

/** Money: in billion CNY with one digit more than in 亿元, so that both say the same. */
function money(value, { signed = false, digits = 1 } = {}) {
  return fixed(value * factorOf("亿元"), language === "en" ? digits + 1 : digits, signed);
}

/** Texts put together with the marks of the language: a head and what it is, a text and a note, a list. */
const told = (head, text) => `${head}${language === "zh" ? "：" : ": "}${text}`;
const noted = (text, note) => (language === "zh" ? `${text}（${note}）` : `${text} (${note})`.trim());
const listed = (texts) => texts.filter(Boolean).join(language === "zh" ? "，" : ", ");

const withUnit = (text, unit) => (unitOf(unit) ? `${text} ${unitOf(unit)}` : text);
const percent = (value, digits = 0) => `${fixed(100 * value, digits)}%`;

/** A lever's number as it is shown and typed: as short as it can be. */
function plain(value, unit) {
  return String(Number((value * factorOf(unit)).toPrecision(6)));
}

const element = (id) => document.getElementById(id);

/** A new element with attributes; `text` is its text, `on` its listeners. */
function make(tag, { text, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  node.append(...children);
  return node;
}

/** Set a proportion that the style reads, where it changed: an attribute that is set again is laid out again. */
function setPart(node, name, value) {
  const text = value.toFixed(4);
  if (node.style.getPropertyValue(name) !== text) node.style.setProperty(name, text);
}

/** The same for text. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Put the labels of the language into the page. */
function translate() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-word-label]"))
    node.setAttribute("aria-label", word(node.dataset.wordLabel));
  document.title = `${word("simulator")} · ${word("subtitle")}`;
}
