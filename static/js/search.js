// The list below the search field: answers while one types, else what is pinned and was opened
// lately. Without it Enter leads to the page of answers.
(() => {
  "use strict";
  const MOST_RECENT = 8, PAUSE = 120;
  const box = document.querySelector("[data-search]");
  if (!box) return;
  const form = box.querySelector("form");
  const field = box.querySelector("input[type=search]");
  const list = box.querySelector("[data-search-list]");
  const said = box.querySelector("[data-search-said]");
  const words = box.dataset;
  const KEY = `zonetrack-recent-${words.person}`;

  // What this person opened lately, in this browser alone; signing out forgets it.
  const here = location.pathname + location.search;
  const recent = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  };
  const remember = () => {
    const text = document.querySelector("h1")?.textContent.trim();
    if (!text || location.pathname === form.getAttribute("action")) return;
    const rest = recent().filter((one) => one.href !== here);
    try {
      localStorage.setItem(KEY, JSON.stringify([{ href: here, text }, ...rest].slice(0, MOST_RECENT + 1)));
    } catch { /* a private window remembers nothing */ }
  };
  remember();
  document.querySelector("form[action$='/logout/']")?.addEventListener("submit", () => {
    try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
  });

  const links = () => [...list.querySelectorAll("a, button")];
  const show = (isShown) => { list.hidden = !isShown; };
  const titled = (title, items) => {
    const head = document.createElement("p");
    head.className = "zt-nav-title";
    head.textContent = title;
    const rows = document.createElement("ul");
    for (const { href, text } of items) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = text;
      const row = document.createElement("li");
      row.append(link);
      rows.append(row);
    }
    return [head, rows];
  };

  let asking = null, waiting = 0;
  const fetched = async (asked) => {
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ list: "1", q: asked, here });
    const response = await fetch(`${form.action}?${query}`, { signal: asking.signal });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    return response.text();
  };
  const look = async () => {
    const asked = field.value.trim();
    try {
      list.innerHTML = await fetched(asked);
    } catch (error) {
      if (error.name === "AbortError") return;
      list.textContent = words.failed;
      show(true);
      return;
    }
    const others = asked ? [] : recent().filter((one) => one.href !== here);
    if (others.length) list.append(...titled(words.recent, others));
    if (asked && !links().length) list.textContent = words.none;
    const title = list.querySelector("input[name=title]");
    if (title) title.value = document.querySelector("h1")?.textContent.trim() ?? "";
    const first = links()[0];
    said.textContent = asked ? (first ? `${links().length}: ${first.textContent.trim()}` : words.none) : "";
    show(document.activeElement === field || list.contains(document.activeElement));
  };

  field.addEventListener("focus", look);
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (!field.value.trim()) event.preventDefault();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      field.focus();
      show(false);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || list.hidden) return;
    const stops = [field, ...links()];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
