// What a chart is taken home as: a drawing with its title and finding, or its table.
// static/js/charts.js hands each chart over; the addresses of blobs are given back at once.
(() => {
  "use strict";
  const WIDTH = 960, LINE = 104;
  // Han characters are about twice as wide as letters; Plotly reads marks in a text, so it has none.
  const wide = (sign) => (sign.codePointAt(0) > 0x2e7f ? 1.85 : 1);
  const lines = (text) => {
    const found = [""];
    let long = 0;
    for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
      const its = [...part].reduce((sum, sign) => sum + wide(sign), 0);
      if (long && long + its > LINE) { found.push(""); long = 0; }
      found[found.length - 1] += part;
      long += its;
    }
    return found.map((line) => line.trim());
  };
  const plain = (text) => text.replaceAll("&", "＆").replaceAll("<", "‹").replaceAll(">", "›");
  const words = (element) => element?.textContent.trim().replace(/\s+/g, " ") ?? "";

  const saved = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // Every file of the demonstration says that it is one.
  const mark = words(document.getElementById("banner")?.parentElement);

  const picture = async (chart, format, { data, layout }) => {
    const said = [mark, words(chart.querySelector(".zt-chart-finding"))].filter(Boolean).flatMap(lines);
    const above = 64 + 17 * said.length;
    const address = await Plotly.toImage({ data, layout: {
      ...layout, autosize: false, paper_bgcolor: "#ffffff", width: WIDTH, height: layout.height + above,
      margin: { ...layout.margin, l: 16, r: 24, b: 16, t: above + (layout.showlegend === false ? 0 : 28) },
      title: {
        text: plain(words(chart.querySelector(".zt-chart-title"))), x: 0, xref: "container", xanchor: "left",
        y: 1, yref: "container", yanchor: "top", pad: { l: 16, t: 14 }, font: { size: 17 },
        subtitle: { text: said.map(plain).join("<br>"), font: { size: 12.5 } },
      },
    } }, { format, width: WIDTH, height: layout.height + above, scale: format === "png" ? 2 : 1 });
    return fromAddress(address);
  };
  // An address that holds its data, base64 or not, without asking for it: connect-src stays closed.
  const fromAddress = (address) => {
    const [, type, coded, data] = address.match(/^data:([^;,]+)[^,]*?(;base64)?,(.*)$/s);
    const bytes = coded ? Uint8Array.from(atob(data), (one) => one.charCodeAt(0)) : decodeURIComponent(data);
    return new Blob([bytes], { type });
  };

  // As the site's other files have it: a number plain, no dash for what is missing, and what a
  // spreadsheet would run marked as text.
  const cell = (element) => {
    const text = words(element);
    if (text === "—") return "";
    if (/^[+\-−]?\d[\d,]*(\.\d+)?%?$/.test(text)) return text.replaceAll(",", "").replace("−", "-").replace(/^\+/, "");
    const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
    return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const table = (chart) => {
    const rows = [...chart.querySelectorAll("table tr")].map((row) => [...row.cells].map(cell).join(","));
    const text = [...rows, ...(mark ? ["", `"${mark.replaceAll('"', '""')}"`] : [])].join("\r\n");
    return new Blob([`\ufeff${text}\r\n`], { type: "text/csv;charset=utf-8" });
  };

  // A drawing that the site itself makes, with its words in it, is taken home as a picture too.
  const drawn = async (address) => {
    const drawing = new Image();
    drawing.src = address;
    await drawing.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawing.naturalWidth;
    canvas.height = drawing.naturalHeight;
    canvas.getContext("2d").drawImage(drawing, 0, 0);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  };
  for (const button of document.querySelectorAll("[data-drawing]")) {
    button.hidden = false;
    const name = `${button.dataset.name}${mark ? "-demonstration" : ""}.png`;
    button.addEventListener("click", async () => saved(await drawn(button.dataset.drawing), name));
  }

  globalThis.zonetrackChartFiles = (place, figure) => {
    const chart = place.closest(".zt-chart");
    const tools = chart?.querySelector("[data-chart-files]");
    if (!tools) return;
    tools.hidden = false;
    const page = location.pathname.split("/").filter(Boolean).join("-") || "overview";
    for (const button of tools.querySelectorAll("button")) {
      const format = button.dataset.chartFile;
      const name = `${page}-${place.dataset.chart}${mark ? "-demonstration" : ""}.${format}`;
      button.addEventListener("click", async () =>
        saved(format === "csv" ? table(chart) : await picture(chart, format, figure()), name));
    }
  };
})();
