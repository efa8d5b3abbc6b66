/* Sends what waits, one request after the other, until the server has answered it.

   States: "" (nothing waits) · sending · offline (tried again by itself) · signed-out and
   other-person (tried again when somebody comes back to the page) · refused (the whole request). */

import { afterPress } from "./press.js";

const DELAYS = [1, 2, 4, 8, 15, 30]; // seconds before it is tried again
const TIMEOUT = 30_000;
const MOST = 6000;

const csrfToken = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
  document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** Whether nothing is wrong with what was sent: the server is hindered, or asked too often at once. */
const isForLater = ({ status }) => status >= 500 || status === 429;

export class Outbox {
  /** `load(most)` gives the next request or null; `answered`, `failed` and `told` hear of it. */
  constructor({ href, load, answered, failed, told }) {
    Object.assign(this, { href, load, answered, failed, told });
    this.state = "";
    this.message = "";
    this.attempt = 0;
    this.isSending = false;
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.isStuck && this.send());
    // A page opened in another window: the person may have signed in again there.
    addEventListener("storage", ({ key }) => key === "zonetrack-opened" && this.isStuck && this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.isStuck) this.send();
    });
  }

  get isStuck() {
    return ["offline", "signed-out", "other-person"].includes(this.state);
  }

  /** Sends what waits, unless a request is under way: what waits then goes after it. */
  async send() {
    if (this.isSending) return;
    clearTimeout(this.timer);
    for (let request = this.load(MOST); request; request = this.load(MOST)) {
      this.isSending = true;
      if (!this.isStuck) this.become("sending");
      const outcome = await this.post(request);
      await new Promise(afterPress); // what came of it is shown then
      this.isSending = false;
      if (outcome.state === "") {
        this.attempt = 0;
        this.become("");
        this.answered(request, outcome.data);
        continue;
      }
      this.failed(request, outcome);
      this.become(outcome.state, outcome.message);
      if (outcome.state === "refused") continue;
      const delay = DELAYS[Math.min(this.attempt, DELAYS.length - 1)] * 1000;
      this.attempt += 1;
      this.timer = setTimeout(() => this.send(), outcome.state === "offline" ? delay : 30_000);
      return;
    }
    if (this.state === "sending") this.become("");
  }

  become(state, message = "") {
    this.state = state;
    this.message = message;
    this.told(state, message);
  }

  /** What came of a request: its answer, or the state that it leaves the page in. */
  async post(request) {
    let response;
    try {
      response = await fetch(this.href, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(request.body),
        redirect: "manual", // to the login, once the session has ended
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      return { state: "offline" };
    }
    if (response.type === "opaqueredirect") return { state: "signed-out" };
    let data;
    try {
      data = await response.json();
    } catch {
      // Only the check against forged requests refuses in HTML: somebody signed in elsewhere.
      if (response.status === 403) return { state: "signed-out" };
      return { state: isForLater(response) || response.ok ? "offline" : "refused" };
    }
    if (response.ok) return { state: "", data };
    if (data.error === "other_person") return { state: "other-person", message: data.message };
    return { state: isForLater(response) ? "offline" : "refused", message: data.message };
  }
}
