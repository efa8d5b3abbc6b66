// Small helps that every page can do without.
(() => {
  "use strict";

  // Other windows hear that a page was opened: somebody may have signed in again.
  try {
    localStorage.setItem("zonetrack-opened", String(Date.now()));
  } catch { /* a private window keeps it to itself */ }

  // The menu of a narrow screen.
  for (const button of document.querySelectorAll("[data-menu]")) {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const isOpen = menu.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(isOpen));
    });
  }

  // The list of the menu shows where one is, with the entry after it.
  const list = document.querySelector(".zt-menu nav"), here = list?.querySelector("[aria-current]");
  const below = here ? here.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom : 0;
  if (here && below > -here.offsetHeight) list.scrollTop += below + here.offsetHeight;

  // A table that scrolls sideways can be scrolled by keyboard.
  const boxes = document.querySelectorAll("[data-scroll]");
  const reach = () => {
    for (const box of boxes) {
      const scrolls = box.scrollWidth > box.clientWidth + 1;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      // A shade at the right edge says that columns are hidden there.
      const rest = box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft);
      box.classList.toggle("is-cut", rest > 1);
    }
  };
  for (const box of boxes) box.addEventListener("scroll", reach, { passive: true });
  reach();
  addEventListener("resize", reach);

  // The same phrase in the printed and in the adopted text lights up together.
  for (const text of document.querySelectorAll("[data-pairs]")) {
    const light = (event) => {
      const name = event.target.closest?.("[data-pair]")?.dataset.pair;
      const isOn = event.type === "mouseover" || event.type === "focusin";
      for (const mark of text.querySelectorAll("[data-pair]"))
        mark.classList.toggle("is-pair", isOn && mark.dataset.pair === name);
    };
    for (const kind of ["mouseover", "mouseout", "focusin", "focusout"])
      text.addEventListener(kind, light);
  }

  // A filter answers when a choice is made; without scripts its button does.
  for (const form of document.querySelectorAll("form[data-filter]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // What takes longer than a moment is seen to be on its way, until the next page is there; a form
  // that shows its own progress needs no other. A question is given up by a button or by Escape;
  // what is being written goes on, and says so.
  const busy = document.querySelector("[data-busy]");
  const stop = busy?.querySelector("[data-busy-stop]");
  let waiting = 0, halt = null;
  const rest = () => {
    clearTimeout(waiting);
    waiting = 0;
    halt = null;
    if (busy) busy.hidden = true;
  };
  const giveUp = () => {
    halt?.();
    rest();
    document.dispatchEvent(new CustomEvent("zonetrack:given-up"));
  };
  const wait = (stopped) => {
    if (!busy) return;
    clearTimeout(waiting);
    halt = stopped;
    stop.hidden = !halt;
    busy.querySelector("[data-busy-once]").hidden = Boolean(halt);
    waiting = setTimeout(() => { busy.hidden = false; }, 700);
  };
  const stopLoading = () => window.stop();
  for (const button of document.querySelectorAll("[data-busy-stop], [data-progress-stop]"))
    button.addEventListener("click", giveUp);
  // A form that is posted and only asks, a file to be read, says so; all others that are posted write.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.target === "_blank") return;
    const stopped = form.method === "post" && !("question" in form.dataset) ? null : stopLoading;
    if (form.querySelector("[data-progress]")) halt = stopped;
    else wait(stopped);
  });

  // A file that is printed when it is asked for comes without a next page: it is fetched, so that one
  // sees it is on its way and can give it up. Where that fails, the browser asks for it itself.
  const taken = async (link) => {
    if (link.dataset.taking) return;
    const control = new AbortController();
    link.dataset.taking = "yes";
    wait(() => control.abort());
    try {
      const answer = await fetch(link.href, { signal: control.signal });
      const name = answer.headers.get("Content-Disposition")?.match(/^attachment; filename="([^"]+)"/)?.[1];
      if (!answer.ok || !name) throw new Error("no file");
      const file = document.createElement("a");
      file.href = URL.createObjectURL(await answer.blob());
      file.download = name;
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
    } catch {
      if (!control.signal.aborted) location.assign(link.href);
    } finally {
      delete link.dataset.taking;
      rest();
    }
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.hasAttribute("data-printed") && !event.defaultPrevented) {
      event.preventDefault();
      taken(link);
      return;
    }
    const isElsewhere = link.hasAttribute("download") || link.target === "_blank" || link.origin !== location.origin;
    const isHere = link.hash && link.pathname + link.search === location.pathname + location.search;
    if (!isElsewhere && !isHere && !event.defaultPrevented) wait(stopLoading);
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && (waiting || halt)) giveUp(); });
  addEventListener("pageshow", rest);

  // The demonstration's logins fill in the form.
  for (const button of document.querySelectorAll("[data-login]")) {
    button.addEventListener("click", () => {
      document.getElementById("id_username").value = button.dataset.login;
      document.getElementById("id_password").value = button.dataset.password;
      document.getElementById("id_username").form.requestSubmit();
    });
  }
})();
