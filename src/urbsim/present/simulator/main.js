// What happens: a lever moves, the model runs, everything is drawn; the second thread follows when the hand rests.

const PAUSE = 250; // milliseconds without a move before the second thread starts
const SPEAK = 700;
const MOST_STEPS_BACK = 200;

let shown = null; // { preset, levers, result, verdict } on the page
let pinned = null;
let labelled = null; // the preset whose targets are in the labels
let gesture = null; // the setting before the movement under way
let due = 0;
let pauseTimer = 0;
let speakTimer = 0;

/** A message above the page, or none; `good` where nothing is wrong. */
function say(text, good = false) {
  element("message").textContent = text;
  element("message").hidden = !text;
  element("message").classList.toggle("good", good);
}

function runSetting(now) {
  const result = runOf(page, now.preset, now.levers, { record: recorded(page) });
  return { ...now, result, verdict: judge(page, now.preset, result, quotaAt(now)) };
}

/** Run the setting at the next frame and draw it. */
function refresh() {
  due ||= requestAnimationFrame(() => {
    due = 0;
    if (shown) runAndShow();
    else begin();
  });
}

function runAndShow() {
  shown = runSetting(setting);
  job += 1;
  futures = null;
  if (wantFutures) noteFutures();
  element("effects").setAttribute("aria-busy", "true");
  show();
  clearTimeout(pauseTimer);
  clearTimeout(speakTimer);
  pauseTimer = setTimeout(follow, PAUSE);
  speakTimer = setTimeout(() => {
    element("live").textContent = spoken(shown);
  }, SPEAK);
}

/** What a screen reader says of a run. */
function spoken({ verdict, result }) {
  const text = verdictText(verdict, result);
  if (!verdict.covered) return text;
  const revenue = withUnit(money(verdict.targets[0].value), "亿元");
  const total = told(word("total_in", { year: verdict.year }), revenue);
  return language === "zh" ? `${text}${total}。` : `${text} ${total}.`;
}

/** Draw what there is. */
function show() {
  document.body.classList.toggle("empty", !shown);
  for (const id of ["pin", "csv", "band", "share"]) element(id).disabled = !shown;
  if (labelled !== setting.preset) labelTargets(setting.preset);
  showLevers(setting);
  element("pin").textContent = word(pinned ? "unpin" : "pin");
  if (!shown) return;
  showCharts(shown, pinned, futures);
  showScorecard(shown, pinned);
  element("preset").value = setting.preset.name;
  element("undo").disabled = past.length === 0;
  element("pin").setAttribute("aria-pressed", String(Boolean(pinned)));
  element("pinned").textContent = pinned ? word("pinned", { title: titleOf(pinned) }) : "";
}

/** Put the setting into the address: not at every move, which browsers count and refuse. */
function writeLink() {
  window.history.replaceState(null, "", toFragment(setting));
}

/** When the levers rest: the link, and the second thread. */
function follow() {
  writeLink();
  ask();
}

function remember() {
  past.push(setting);
  if (past.length > MOST_STEPS_BACK) past.shift();
}

/** Take another setting; it can be undone. */
function take(next) {
  remember();
  setting = next;
  say("");
  refresh();
}

/** A lever was moved: one step back for the whole movement. */
function moveLever(lever, value, done) {
  if (!gesture) {
    gesture = setting;
    remember();
  }
  if (finalValue(setting.levers, lever) !== value) setting = { ...setting, levers: withLever(setting, lever, value) };
  if (done) {
    if (gesture === setting) past.pop();
    gesture = null;
  }
  say("");
  refresh();
}

function undo() {
  if (past.length) {
    setting = past.pop();
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
  writeLink();
  try {
    await navigator.clipboard.writeText(location.href);
    say(word("shared"), true);
  } catch {
    say(word("share_by_hand"), true);
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
  labelTargets(setting.preset);
  setOptions(
    "preset",
    page.presets.map(({ name, title }) => [name, second(title)]),
  );
  element("assumed").textContent = word("assumed", page.confidence);
  element("made").textContent = word("made", { version: page.version });
  element("language").hidden = page.languages.length < 2;
  element("language").lang = language === "zh" ? "en" : "zh-CN";
  showPrecision();
  show();
  if (futures) showFutures(futures);
  else if (wantFutures) noteFutures();
  if (effects.length) showEffects(effects, element("effects-target").value, shown);
}

function setOptions(id, pairs) {
  element(id).replaceChildren(...pairs.map(([value, text]) => make("option", { value, text })));
}

/** Labels that name the targets of a preset. */
function labelTargets(preset) {
  const { year, parks_at_least: least } = preset.targets;
  const before = element("effects-target").value;
  const names = targetsOf(page, preset).map(({ name }) => name);
  setOptions(
    "effects-target",
    names.map((name) => [name, word(`margin_${name}`, { count: least.count })]),
  );
  element("effects-target").value = names.includes(before) ? before : "total";
  element("effects-help").textContent = word("effects_help", { year });
  element("span-short").textContent = word("span_short", { year: year + YEARS_AFTER_TARGET });
  element("span-long").textContent = word("span_short", { year: Math.floor(engine.model.scenario.time.end) - 1 });
  labelled = preset;
}

const on = (id, event, listener) => element(id).addEventListener(event, listener);

function listenToTools() {
  on("preset", "change", () => {
    const preset = page.presets.find(({ name }) => name === element("preset").value);
    take({ preset, levers: preset.levers });
  });
  on("undo", "click", undo);
  on("reset", "click", () => take({ preset: setting.preset, levers: setting.preset.levers }));
  on("pin", "click", () => {
    pinned = pinned ? null : shown;
    show();
  });
  on("share", "click", share);
  on("toml", "click", () => download(fileName("toml"), toToml(setting), "application/toml"));
  on("csv", "click", () => download(fileName("csv"), toCsv(shown.result), "text/csv"));
  on("language", "click", () => speak(language === "en" ? "zh" : "en"));
  on("theme", "click", () => {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  });
}

function listenToView() {
  on("span-short", "click", () => showSpan(false));
  on("span-long", "click", () => showSpan(true));
  on("band", "click", toggleFutures);
  on("effects-target", "change", () => showEffects(effects, element("effects-target").value, shown));
}

function showSpan(long) {
  longSpan = long;
  element("span-short").setAttribute("aria-pressed", String(!long));
  element("span-long").setAttribute("aria-pressed", String(long));
  show();
}

function listenToWindow() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
    const wantsUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (wantsUndo && !event.target.matches("input[type=text]")) {
      event.preventDefault();
      undo();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".clause")) hideTip();
  });
  addEventListener("hashchange", open);
  let restore = null;
  addEventListener("beforeprint", () => {
    restore ??= layOutForPrint(setting);
  });
  addEventListener("afterprint", () => {
    restore?.();
    restore = null;
  });
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
    if (shown) writeLink();
    else offerStart();
  }
  return undefined;
}

/** Nothing has been run: a button begins with the reference. */
function offerStart() {
  element("verdict").textContent = word("waiting");
  element("message").append(
    " ",
    make("button", {
      type: "button",
      text: word("start", { title: second(page.presets[0].title) }),
      on: {
        click: () => {
          say("");
          begin();
        },
      },
    }),
  );
  document.body.classList.add("empty");
}

/** The first run of the page; the reference is pinned beside it. */
function begin() {
  const [reference] = page.presets;
  runAndShow();
  pinned =
    setting.preset === reference && changedLevers(setting).length === 0
      ? shown
      : runSetting({ preset: reference, levers: reference.levers });
  show();
}

function followTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", apply);
  apply();
}

followTheme();
buildLevers(moveLever);
buildView();
listenToTools();
listenToView();
listenToWindow();
speak(language);
open();
