// Before the page is drawn: the chosen colours, and word to the style sheet that scripts run.
(() => {
  "use strict";
  const root = document.documentElement;
  const KEY = "zonetrack-theme";
  const chosen = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const wanted = () =>
    chosen() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const show = (theme) => {
    if (root.dataset.bsTheme === theme) return;
    root.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("zonetrack:theme"));
  };

  root.classList.add("zt-js");
  show(wanted());
  // Paper is white.
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", () => show(wanted()));

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      const tell = () => button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
      button.hidden = false;
      tell();
      button.addEventListener("click", () => {
        const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
        try { localStorage.setItem(KEY, theme); } catch { /* it lasts for this page */ }
        show(theme);
        tell();
      });
    }
  });
})();
