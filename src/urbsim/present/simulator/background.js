// The second thread: what it is asked, and what is shown of its answers. Its answers to an older setting are dropped.

let effects = [];
let futures = null;
let wantFutures = false;
let precision = {};
let job = 0; // of the setting on the page

/** The second thread; null where the browser does not let a page of this kind have one. */
function startWorker() {
  const sources = ["engine", "score", "worker"].map((id) => `${element(id).textContent}\n`);
  try {
    const started = new Worker(URL.createObjectURL(new Blob(sources, { type: "text/javascript" })));
    started.postMessage({ kind: "page", page });
    started.onmessage = ({ data }) => heard(data);
    return started;
  } catch {
    return null;
  }
}

const worker = startWorker();

/** Ask what a step of each lever does, the error of the step, and the futures where they are wanted. */
function ask() {
  const asked = { preset: setting.preset, levers: setting.levers, id: job };
  const steps = shown.verdict.covered ? stepsUp(setting) : [];
  effects = [];
  if (!worker) {
    element("effects-help").textContent = word("no_worker");
    return;
  }
  worker.postMessage({ ...asked, kind: "precision", time: { step: page.checkStep } });
  if (!shown.verdict.covered) return;
  worker.postMessage({ ...asked, kind: "effects", steps });
  if (wantFutures) askFutures();
}

/** Show what the second thread found, unless the setting has changed since it was asked. */
function heard(data) {
  if (data.kind === "progress" && wantFutures) note(word("band_running", data));
  if (data.id !== job) return;
  if (data.kind === "precision") precision = { ...precision, error: data.error };
  if (data.kind === "effects") {
    effects = data.found;
    precision = { ...precision, milliseconds: data.milliseconds };
    element("effects").setAttribute("aria-busy", "false");
    showEffects(effects, element("effects-target").value, shown);
  }
  if (data.kind === "band" && wantFutures) showFutures(data);
  showPrecision();
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
  const { method, step } = engine.model.scenario.time;
  const { error, milliseconds } = precision;
  if (error === undefined || milliseconds === undefined) return;
  element("precision").textContent = word("precision", {
    method: method.toUpperCase(),
    step: `1/${Math.round(1 / step)}`,
    check: `1/${Math.round(1 / page.checkStep)}`,
    error: error.toExponential(0).replace("-", "−"),
    time: fixed(milliseconds, 0),
  });
}

/** Draw uncertain futures of the scenario, or no longer. */
function toggleFutures() {
  wantFutures = !wantFutures;
  element("band").setAttribute("aria-pressed", String(wantFutures));
  futures = null;
  note("");
  if (wantFutures) {
    noteFutures();
    askFutures();
  } else worker?.postMessage({ kind: "stop", job: "band" });
  show();
}

function askFutures() {
  if (shown.verdict.covered && page.samples[setting.preset.sample].rows.length) {
    worker?.postMessage({ kind: "band", preset: setting.preset, levers: setting.levers, id: job });
  }
}

/** Say that the futures are under way, or that there are none. */
function noteFutures() {
  const count = page.samples[setting.preset.sample].rows.length;
  if (!worker) note(word("no_worker"));
  else note(count ? word("band_running", { done: 0, count }) : word("band_none"));
}
