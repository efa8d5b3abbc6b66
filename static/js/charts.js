// Draws every [data-chart] from the JSON figure beside it, in the page's colours and language.
(() => {
  "use strict";
  const root = document.documentElement;
  const drawings = document.querySelectorAll("[data-chart]");
  if (!drawings.length || !window.Plotly) return;

  Plotly.register({
    moduleType: "locale", name: "zh-CN", dictionary: {},
    format: {
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: Array.from({ length: 12 }, (_, month) => `${month + 1}月`),
      shortMonths: Array.from({ length: 12 }, (_, month) => `${month + 1}月`),
      date: "%Y-%m-%d", thousands: ",", decimal: ".",
    },
  });

  const isPlain = (thing) => thing && typeof thing === "object" && !Array.isArray(thing);
  // The figure's own choices win over the house's.
  const merged = (house, own) => {
    const both = { ...house };
    for (const [name, value] of Object.entries(own))
      both[name] = isPlain(value) && isPlain(house[name]) ? merged(house[name], value) : value;
    return both;
  };

  const house = (height) => {
    const css = getComputedStyle(root);
    const colour = (name) => css.getPropertyValue(`--zt-${name}`).trim();
    // A fresh one each time: plotly writes what it finds into the objects it is given.
    const axis = () => ({
      gridcolor: colour("line-soft"), zerolinecolor: colour("line"), linecolor: colour("line"),
      automargin: true, fixedrange: true, ticks: "", title: { standoff: 8 },
    });
    return {
      axis,
      layout: {
        height: Number(height) || 260, autosize: true, margin: { l: 8, r: 8, t: 8, b: 8 },
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
        colorway: ["series", "series-2", "series-3", "series-4", "series-5", "series-6"].map(colour),
        font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("ink") },
        xaxis: axis(), yaxis: { ...axis(), tickformat: "," }, hovermode: "x unified",
        hoverlabel: { bgcolor: colour("surface"), bordercolor: colour("line"), font: { color: colour("ink") } },
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", xanchor: "left" },
      },
    };
  };

  // A colour that a figure names by its variable is the page's own: of a zone, of ink, of the ground.
  const coloured = (thing, css) => {
    if (typeof thing === "string") {
      const name = thing.match(/^var\((--zt-[\w-]+)\)$/)?.[1];
      return name ? css.getPropertyValue(name).trim() : thing;
    }
    if (Array.isArray(thing)) return thing.map((one) => coloured(one, css));
    if (!isPlain(thing)) return thing;
    return Object.fromEntries(Object.entries(thing).map(([name, one]) => [name, coloured(one, css)]));
  };

  const dressed = (place) => {
    const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const { layout, axis } = house(place.dataset.height);
    const own = figure.layout || {};
    const both = merged(layout, own);
    for (const name of Object.keys(own))
      if (/^[xy]axis\d+$/.test(name)) both[name] = merged(axis(), own[name]);
    return { data: coloured(figure.data, getComputedStyle(root)), layout: both };
  };
  const draw = (place, onPaper = () => ({})) => {
    const { data, layout } = dressed(place);
    Plotly.react(place, data, { ...layout, ...onPaper(layout) }, {
      displayModeBar: false,
      locale: root.lang.startsWith("zh") ? "zh-CN" : "en-US",
    });
  };
  const drawAll = () => drawings.forEach((place) => draw(place));
  drawAll();
  // A file is read on white, whatever the page's theme; nothing is painted between the two lines.
  const onWhite = (place) => {
    const theme = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
    const figure = dressed(place);
    root.dataset.bsTheme = theme;
    return figure;
  };
  for (const place of drawings) globalThis.zonetrackChartFiles?.(place, () => onWhite(place));
  document.addEventListener("zonetrack:theme", drawAll);

  // In a window of another width a chart is drawn from the beginning: plotly's own answer keeps the
  // room of a key that had more lines, or fewer, and then the key lies on the bars.
  let width = innerWidth, soon;
  addEventListener("resize", () => {
    if (innerWidth === width || matchMedia("print").matches) return;
    width = innerWidth;
    clearTimeout(soon);
    soon = setTimeout(() => {
      drawings.forEach((place) => Plotly.purge(place));
      drawAll();
    }, 200);
  });

  // A sheet of A4 in portrait is 640 wide, and a column of what lies side by side on it 300; two alone
  // have more where a wide table lays the sheet across (zonetrack.css). A chart is drawn anew for it:
  // one that is only made wider keeps the room of a key that had more lines. It is lower
  // than on the screen where a sheet then holds more.
  const COLUMN = ".zt-grid, .zt-multiples, .zt-columns > * + *";
  const ACROSS = ".zt-table > thead > tr > :nth-child(8)";
  const LOW = 0.75;
  const roomOnPaper = (place, height) => {
    const column = place.closest(COLUMN);
    if (!column) return { width: 640, height: height * 0.9 };
    if (column.matches(".zt-multiples")) return { width: 300, height: height * LOW };
    const isPair = column.matches(".zt-grid") && column.children.length === 2;
    return isPair && document.querySelector(ACROSS) ? { width: 460, height: height * LOW } : { width: 300 };
  };
  addEventListener("beforeprint", () => {
    for (const place of drawings)
      draw(place, ({ height }) => ({ autosize: false, ...roomOnPaper(place, height) }));
  });
  addEventListener("afterprint", drawAll);
})();
