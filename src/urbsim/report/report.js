// Draws every chart of the report, in the colours of the page.
"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const coloured = (layout) => Object.fromEntries(Object.entries(layout).map(([name, given]) => [name,
    /^[xy]axis/.test(name) ? { ...given, gridcolor: read("--line"), linecolor: read("--line") } : given]));
  const draw = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const { data, layout, height } = charts[place.dataset.chart];
      Plotly.react(place, data, {
        ...coloured(layout), height, paper_bgcolor: read("--paper"), plot_bgcolor: read("--paper"),
        font: { color: read("--ink"), size: 11, family: getComputedStyle(document.body).fontFamily },
        margin: { t: 64, r: 12, b: 24, l: 24 }, legend: { orientation: "h", y: -84 / height, yanchor: "top" },
        hoverlabel: { namelength: -1 },
      }, { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["select2d", "lasso2d"] });
    }
  };
  draw();
  dark.addEventListener("change", draw);
})();
