// @ts-check
/**
 * Locks the vault: Esc twice within a second at once, and by itself when nobody touches the page or
 * another tab of it; a minute before, it says so. While somebody types it tells the server so.
 *
 * Before it locks, the document gets the event "beforelock"; whoever holds something unsaved calls
 * its `detail.wait` with a promise of whether it was saved. What cannot be saved keeps an idle page
 * alive behind a cover until the vault is unlocked in another tab; Esc Esc waits for nothing long.
 */

const WITHIN_MS = 1000;
const LOOK_EVERY_MS = 5000;
const TELL_EVERY_MS = 60_000;
const WARN_MS = 60_000;
const SAVING_MS = 3000;
const TABS_EVERY_MS = 2000;
const ASK_WORDS_MS = 3 * WARN_MS;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("lock-form"));
const idleMs = Number(document.body.dataset.idleSeconds) * 1000;
const tabs = new BroadcastChannel("touched");
let lastEscape = -Infinity;
let lastTouch = Date.now();
let lastTold = Date.now();
let lastTabs = 0;
let covered = false;
let locking = false;
/** @type {{warning: HTMLElement, cover: HTMLElement} | null} */
let notices = null;

/** Fetch the words well before they are needed, and keep them out of sight. */
async function prepare() {
  if (notices) return;
  const warning = document.createElement("p");
  const cover = document.createElement("div");
  notices = { warning, cover };
  const words = await (await fetch(form?.dataset.words ?? "")).json();
  for (const [place, name] of /** @type {[HTMLElement, string]} */ (
    [[warning, "lock-warning"], [cover, "lock-cover"]])) {
    place.id = place.className = name;
    place.setAttribute("role", "alert");
    place.hidden = true;
  }
  warning.textContent = words.warning;
  const link = document.createElement("a");
  Object.assign(link, { className: "button primary", href: words.door, target: "_blank", rel: "noopener" });
  link.textContent = words.unlock;
  const lines = [words.covered, words.advice].map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  });
  cover.append(...lines, link);
  document.body.prepend(warning, cover);
}

/** Ask everybody to save; whether all of it was saved in time. @returns {Promise<boolean>} */
async function saved() {
  /** @type {Promise<boolean>[]} */
  const waits = [];
  const detail = { wait: (/** @type {Promise<boolean>} */ promise) => { waits.push(promise); } };
  document.dispatchEvent(new CustomEvent("beforelock", { detail }));
  const all = Promise.all(waits).then((each) => each.every(Boolean), () => false);
  const late = new Promise((resolve) => { setTimeout(() => resolve(false), SAVING_MS); });
  return waits.length ? Promise.race([all, /** @type {Promise<boolean>} */ (late)]) : true;
}

/** Blank the page first: locking may take a moment, and somebody may be looking. */
async function lock() {
  if (locking) return;
  locking = true;
  document.body.hidden = true;
  document.title = "ipdoc";
  await saved();
  form?.submit();
}

/** Lock what nobody touches; a page that holds unsaved words stays behind the cover. */
async function lockIdle() {
  if (locking) return;
  if (await saved()) {
    lock();
    return;
  }
  covered = true;
  document.title = "ipdoc";
  document.body.classList.add("covered");
  if (notices) {
    notices.warning.hidden = true;
    notices.cover.hidden = false;
    notices.cover.querySelector("a")?.focus();
  }
  if (form) await post(form.action).catch(() => {});
}

/** Show a covered page again once the vault is unlocked. */
async function uncover() {
  if (!covered) return;
  const answer = await post(form?.dataset.awake ?? "");
  if (answer.status !== 204) return;
  covered = false;
  lastTouch = Date.now();
  document.body.classList.remove("covered");
  if (notices) notices.cover.hidden = true;
  document.dispatchEvent(new Event("unlockedagain"));
}

/** @param {string} address */
function post(address) {
  const token = form?.querySelector("input")?.value ?? "";
  return fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
  });
}

/** Tell the server that somebody is here; nothing is said about what is typed. */
async function tell() {
  lastTold = Date.now();
  const answer = await post(form?.dataset.awake ?? "");
  if (answer.status === 401) document.dispatchEvent(new Event("lockedmeanwhile"));
}

function touched() {
  lastTouch = Date.now();
  if (notices && !notices.warning.hidden) {
    notices.warning.hidden = true;
    tell().catch(() => {});
  }
  if (lastTouch - lastTabs < TABS_EVERY_MS) return;
  lastTabs = lastTouch;
  tabs.postMessage(null);
}

document.addEventListener("keydown", (event) => {
  touched();
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - lastEscape < WITHIN_MS) lock();
  lastEscape = event.timeStamp;
});
document.addEventListener("pointerdown", touched);
document.addEventListener("input", touched);
tabs.addEventListener("message", () => {
  lastTouch = Date.now();
  if (notices) notices.warning.hidden = true;
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  lock();
});

setInterval(() => {
  const idle = Date.now() - lastTouch;
  if (covered || locking) return;
  if (idle > idleMs) lockIdle();
  else if (notices && idle > idleMs - WARN_MS) notices.warning.hidden = false;
  else if (!notices && idle > idleMs - ASK_WORDS_MS) prepare().catch(() => { notices = null; });
  else if (lastTouch > lastTold && Date.now() - lastTold > TELL_EVERY_MS) tell().catch(() => {});
}, LOOK_EVERY_MS);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") uncover().catch(() => {});
});
window.addEventListener("focus", () => { uncover().catch(() => {}); });
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
