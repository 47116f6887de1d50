// What happens: a lever moves, the model runs, everything is drawn; the second thread follows when the hand rests.

const PAUSE = 250, SPEAK = 700;
let shown = null;      // { preset, levers, result, verdict } on the page
let pinned = null;
let effects = [];
let futures = null, wantFutures = false;
let precision = {};
let due = 0, pauseTimer = 0, speakTimer = 0, gesture = null, job = 0;

const worker = new Worker(URL.createObjectURL(new Blob(
  ["engine", "score", "worker"].map((id) => `${element(id).textContent}\n`), { type: "text/javascript" })));
worker.postMessage({ kind: "page", page });

/** A message above the page, or none. */
function say(text) {
  element("message").textContent = text;
  element("message").hidden = !text;
}

function runSetting(now) {
  const result = runOf(page, now.preset, now.levers, { record: recorded(page) });
  return { ...now, result, verdict: judge(page, now.preset, result, quotaAt(now)) };
}

/** Run the setting at the next frame and draw it. */
function refresh() {
  if (!due) due = requestAnimationFrame(() => {
    due = 0;
    if (shown) runAndShow();
    else begin();
  });
}

function runAndShow() {
  shown = runSetting(setting);
  futures = null;
  show();
  clearTimeout(pauseTimer);
  clearTimeout(speakTimer);
  pauseTimer = setTimeout(follow, PAUSE);
  speakTimer = setTimeout(() => { element("live").textContent = spoken(); }, SPEAK);
}

function spoken() {
  const { verdict, result } = shown, [whole] = verdict.targets ?? [];
  return [verdictText(verdict, result), ...(whole ? [`${word("total_in", { year: verdict.year })}: ${withUnit(money(whole.value), "亿元")}.`] : [])].join(" ");
}

/** Draw what there is. */
function show() {
  document.body.classList.toggle("empty", !shown);
  for (const id of ["pin", "csv", "band", "share"]) element(id).disabled = !shown;
  showLevers(setting);
  element("pin").textContent = word(pinned ? "unpin" : "pin");
  if (!shown) return;
  showCharts(shown, pinned, futures);
  showScorecard(shown, pinned);
  element("preset").value = setting.preset.name;
  element("undo").disabled = history.length === 0;
  element("pin").setAttribute("aria-pressed", String(Boolean(pinned)));
  element("pinned").textContent = pinned ? word("pinned", { title: titleOf(pinned) }) : "";
  window.history.replaceState(null, "", toFragment(setting));
}

/** When the levers rest: what a step of each does, the error of the step, and the futures where they are wanted. */
function follow() {
  const asked = { preset: setting.preset, levers: setting.levers, id: ++job };
  const steps = stepsUp(setting);
  effects = [];
  worker.postMessage({ ...asked, kind: "precision", time: { step: page.checkStep } });
  worker.postMessage({ ...asked, kind: "effects", steps: steps.map(({ name, levers }) => ({ name, levers })) });
  if (wantFutures) worker.postMessage({ ...asked, kind: "band" });
  worker.onmessage = ({ data }) => heard(data, new Map(steps.map(({ name, step }) => [name, step])));
}

function heard(data, steps) {
  if (data.kind === "progress") {
    if (wantFutures) note(word("band_running", data));
  } else if (data.id === job) {
    if (data.kind === "precision") precision = { ...precision, error: data.error };
    if (data.kind === "effects") {
      effects = data.found.map((one) => ({ ...one, step: steps.get(one.name) }));
      precision = { ...precision, milliseconds: data.milliseconds };
      showEffects(effects, element("effects-target").value, shown);
    }
    if (data.kind === "band" && wantFutures) showFutures(data);
    showPrecision();
  }
}

function note(text) {
  element("band-note").textContent = text;
  element("band-note").hidden = !text;
}

function showFutures(data) {
  futures = data;
  note(word("band_share", { total: percent(data.total), all: percent(data.all), count: data.count }));
  showCharts(shown, pinned, futures);
}

/** How precise the step is, and how long a run takes here; as soon as both are measured. */
function showPrecision() {
  const { method, step } = engine.model.scenario.time, { error, milliseconds } = precision;
  if (milliseconds === undefined) return;
  element("precision").textContent = word("precision", { method: method.toUpperCase(), step: `1/${Math.round(1 / step)}`,
    check: `1/${Math.round(1 / page.checkStep)}`, error: error.toExponential(0).replace("-", "−"), time: fixed(milliseconds, 0) });
}

/** Take another setting; it can be undone. */
function take(next) {
  history.push(setting);
  if (history.length > 200) history.shift();
  setting = next;
  say("");
  refresh();
}

/** A lever was moved: one step back for the whole movement. */
function moveLever(lever, value, done) {
  if (!gesture) {
    gesture = setting;
    history.push(setting);
    if (history.length > 200) history.shift();
  }
  if (finalValue(setting.levers, lever) !== value) setting = { ...setting, levers: withLever(setting, lever, value) };
  if (done) {
    if (gesture === setting) history.pop();
    gesture = null;
  }
  say("");
  refresh();
}

function undo() {
  if (history.length) {
    setting = history.pop();
    say("");
    refresh();
  }
}

function download(name, text, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Copy the link, where the browser lets a page do so. */
async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    say(word("shared"));
  } catch {
    say(word("share_by_hand"));
  }
}

function fileName(ending) {
  const name = setting.preset.name.replace(/[^\w\-]/gu, "_");
  return `${name}${changedLevers(setting).length ? "_changed" : ""}.${ending}`;
}

/** Everything that words are in, in another language. */
function speak(code) {
  language = code;
  translate();
  labelLevers(page.presets[0]);
  const options = (id, pairs) => element(id).replaceChildren(...pairs.map(([value, text]) => make("option", { value, text })));
  const target = element("effects-target").value || "total", { preset } = setting;
  options("preset", page.presets.map((one) => [one.name, second(one.title)]));
  options("effects-target", targetsOf(page, preset).map(({ name }) => [name, word(`margin_${name}`, { count: preset.targets.parks_at_least.count })]));
  element("effects-target").value = target;
  element("effects-help").textContent = word("effects_help", { year: preset.targets.year });
  element("span-short").textContent = word("span_short", { year: preset.targets.year + YEARS_AFTER_TARGET });
  element("span-long").textContent = word("span_short", { year: Math.floor(engine.model.scenario.time.end) - 1 });
  element("assumed").textContent = word("assumed", page.confidence);
  element("made").textContent = word("made", { version: page.version });
  element("language").hidden = page.languages.length < 2;
  element("language").lang = language === "zh" ? "en" : "zh-CN";
  if (futures) showFutures(futures);
  else note("");
  showPrecision();
  show();
  if (effects.length) showEffects(effects, element("effects-target").value, shown);
}

function listen() {
  const on = (id, event, listener) => element(id).addEventListener(event, listener);
  on("preset", "change", () => {
    const preset = page.presets.find(({ name }) => name === element("preset").value);
    take({ preset, levers: preset.levers });
  });
  on("undo", "click", undo);
  on("reset", "click", () => take({ preset: setting.preset, levers: setting.preset.levers }));
  on("pin", "click", () => { pinned = pinned ? null : shown; show(); });
  on("share", "click", share);
  on("toml", "click", () => download(fileName("toml"), toToml(setting), "application/toml"));
  on("csv", "click", () => download(fileName("csv"), toCsv(shown.result), "text/csv"));
  on("language", "click", () => speak(language === "en" ? "zh" : "en"));
  on("theme", "click", () => {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  });
  for (const [id, long] of [["span-short", false], ["span-long", true]]) {
    on(id, "click", () => {
      longSpan = long;
      element("span-short").setAttribute("aria-pressed", String(!long));
      element("span-long").setAttribute("aria-pressed", String(long));
      show();
    });
  }
  on("band", "click", toggleFutures);
  on("effects-target", "change", () => showEffects(effects, element("effects-target").value, shown));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input[type=text]")) {
      event.preventDefault();
      undo();
    }
  });
  addEventListener("hashchange", open);
  let restore = null;
  addEventListener("beforeprint", () => { restore ??= layOutForPrint(setting); });
  addEventListener("afterprint", () => {
    restore?.();
    restore = null;
  });
}

function toggleFutures() {
  wantFutures = !wantFutures;
  element("band").setAttribute("aria-pressed", String(wantFutures));
  futures = null;
  const { rows: drawn } = page.samples[setting.preset.sample];
  note(!wantFutures ? "" : drawn.length ? word("band_running", { done: 0, count: drawn.length }) : word("band_none"));
  if (wantFutures && drawn.length) worker.postMessage({ kind: "band", preset: setting.preset, levers: setting.levers, id: job });
  else worker.postMessage({ kind: "stop", job: "band" });
  show();
}

/** Take the setting of the link, where there is one. What is not accepted is told, and nothing of it runs. */
function open() {
  if (!location.hash.startsWith("#levers")) return shown ? undefined : begin();
  if (shown && location.hash === toFragment(setting)) return undefined;
  try {
    const next = fromFragment(location.hash);
    if (shown) take(next);
    else {
      setting = next;
      begin();
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(word("refused", { reason: error.message }));
    if (!shown) offerStart();
  }
  return undefined;
}

/** Nothing has been run: a button begins with the reference. */
function offerStart() {
  element("verdict").textContent = word("waiting");
  element("message").append(" ", make("button", { type: "button", text: word("start", { title: second(page.presets[0].title) }),
    on: { click: () => { say(""); begin(); } } }));
  document.body.classList.add("empty");
}

/** The first run of the page; the reference is pinned beside it. */
function begin() {
  const [reference] = page.presets;
  runAndShow();
  pinned = setting.preset === reference && changedLevers(setting).length === 0 ? shown
    : runSetting({ preset: reference, levers: reference.levers });
  show();
}

function followTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", apply);
  apply();
}

followTheme();
buildLevers(moveLever);
buildView();
listen();
speak(language);
open();
