// Draws every chart of the report, in the colours of the page; the printed figure stays where one cannot be drawn.
"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = (given) => ({ gridcolor: read("--line"), zerolinecolor: read("--soft"), ...given });
  const layout = (given) => ({
    ...given, paper_bgcolor: read("--paper"), plot_bgcolor: read("--paper"),
    font: { color: read("--ink"), size: 13, family: getComputedStyle(document.body).fontFamily },
    margin: { t: 24, r: 16, b: 48, l: 56 }, xaxis: axis(given.xaxis), yaxis: axis(given.yaxis),
    legend: { orientation: "h", y: -0.2 }, hoverlabel: { namelength: -1 },
  });
  const draw = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const chart = charts[place.dataset.chart];
      place.parentElement.classList.add("drawn");
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", place.parentElement.querySelector("img").alt);
      Plotly.react(place, chart.data, layout(chart.layout), { displaylogo: false, responsive: true });
    }
  };
  draw();
  dark.addEventListener("change", draw);
})();
