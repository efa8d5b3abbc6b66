// The wall: shows one section after the other, and the page anew every few minutes. Where the site is
// away it goes on showing what it has, and says since when.
(() => {
  "use strict";
  const SHOWN = 15_000, ANEW = 5 * 60_000, STILL = 4_000, LARGEST = 2.2;
  const wall = document.querySelector("[data-wall]");
  const sections = [...wall.querySelectorAll("section")];
  const pause = wall.querySelector("[data-wall-pause]");
  const full = wall.querySelector("[data-wall-full]");
  const said = wall.querySelector("[data-wall-said]");
  const since = new Date().toLocaleTimeString(document.documentElement.lang);
  const words = { pause: pause.textContent, go: pause.dataset.go };
  let at = 0, isPaused = false, isOut = false;

  // What is little is set larger, what is too much smaller, down to half; nothing is cut off unseen.
  const main = wall.querySelector("main");
  const fitted = (section) => {
    for (let size = LARGEST; size >= 0.5; size -= 0.05) {
      section.style.fontSize = `${size}em`;
      if (main.scrollHeight <= main.clientHeight && main.scrollWidth <= main.clientWidth) return;
    }
  };
  const show = () => {
    sections.forEach((section, number) => section.classList.toggle("is-shown", number === at));
    if (wall.classList.contains("is-cycling")) fitted(sections[at]);
    else for (const section of sections) section.style.fontSize = "";
  };
  const step = (by) => {
    at = (at + by + sections.length) % sections.length;
    show();
    if (at === 0 && isOut && !isPaused) location.reload();
  };
  const fits = () => matchMedia("(min-width: 768px)").matches;
  const arrange = () => {
    wall.classList.toggle("is-cycling", fits() && sections.length > 1);
    show();
  };

  arrange();
  addEventListener("resize", arrange);
  setInterval(() => { if (!isPaused && fits()) step(1); }, SHOWN);
  // Anew only between two rounds, and only where the site answers and the person is still signed in.
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      isOut = true;
      said.textContent = "";
    } catch {
      said.textContent = `${wall.dataset.lost} ${since}`;
    }
  }, ANEW);

  // The buttons are seen while somebody moves, and leave the wall to the board when nobody does.
  let stillness;
  const stir = () => {
    wall.classList.remove("is-still");
    clearTimeout(stillness);
    stillness = setTimeout(() => wall.classList.add("is-still"), STILL);
  };
  for (const moved of ["pointermove", "pointerdown", "keydown", "focusin"]) addEventListener(moved, stir);
  stir();

  const halt = () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? words.go : words.pause;
    pause.setAttribute("aria-pressed", String(isPaused));
  };
  pause.hidden = sections.length < 2;
  pause.addEventListener("click", halt);
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () =>
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  }
  addEventListener("keydown", (event) => {
    if (event.target.closest("a, button") && event.key === " ") return;
    if (event.key === " ") { event.preventDefault(); halt(); }
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  });
})();
