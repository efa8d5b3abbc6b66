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

  // What takes longer than a moment is seen to be on its way, until the next page is there. A file
  // comes without a next page; a form that shows its own progress needs no other.
  const busy = document.querySelector("[data-busy]");
  let waiting = 0;
  const rest = () => {
    clearTimeout(waiting);
    if (busy) busy.hidden = true;
  };
  const wait = (event) => {
    if (!busy || event.defaultPrevented) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { busy.hidden = false; }, 700);
  };
  addEventListener("submit", (event) => {
    if (event.target.target !== "_blank" && !event.target.querySelector("[data-progress]")) wait(event);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const isElsewhere = link.hasAttribute("download") || link.target === "_blank" || link.origin !== location.origin;
    const isHere = link.hash && link.pathname + link.search === location.pathname + location.search;
    if (!isElsewhere && !isHere) wait(event);
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); });
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
