// Draws every chart of the report, in the colours of the page.
"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const coloured = (layout) => Object.fromEntries(Object.entries(layout).map(([name, given]) => [name,
    /^[xy]axis/.test(name) ? { ...given, gridcolor: read("--line"), linecolor: read("--line") } : given]));
  const chinese = {
    "Double-click on legend to isolate one trace": "双击图例只显示该项", "Double-click to zoom back out": "双击恢复原范围",
    "Download plot": "下载图片", "Download plot as a PNG": "下载为 PNG 图片", "Pan": "平移", "Reset axes": "恢复坐标轴",
    "Snapshot succeeded": "图片已生成", "Sorry, there was a problem downloading your snapshot!": "图片生成失败",
    "Taking snapshot - this may take a few seconds": "正在生成图片，请稍候", "Zoom": "框选放大", "Zoom in": "放大",
    "Zoom out": "缩小",
  };
  const config = {
    displaylogo: false, responsive: true, locale: document.documentElement.lang,
    locales: { "zh-CN": { dictionary: chinese, format: {} } },
    // Named one by one: a button that plotly adds by itself may send the chart away.
    modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    plotlyServerURL: "", topojsonURL: "",
  };
  const draw = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const { data, layout, height } = charts[place.dataset.chart];
      Plotly.react(place, data, {
        ...coloured(layout), height, paper_bgcolor: read("--paper"), plot_bgcolor: read("--paper"),
        font: { color: read("--ink"), size: 11, family: getComputedStyle(document.body).fontFamily },
        margin: { t: 104, r: 12, b: 24, l: 24 }, legend: { orientation: "h", y: -84 / height, yanchor: "top" },
        hoverlabel: { namelength: -1 },
      }, config);
    }
  };
  draw();
  dark.addEventListener("change", draw);
})();
