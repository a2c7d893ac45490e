// @ts-check
/**
 * Locks the vault: Esc twice within a second at once, and by itself when nobody touches the page.
 * While somebody types it tells the server so, which would lock it otherwise.
 *
 * Before it locks, the document gets the event "beforelock": what can still be saved is saved then.
 */

const WITHIN_MS = 1000;
const LOOK_EVERY_MS = 5000;
const TELL_EVERY_MS = 60_000;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("lock-form"));
const idleMs = Number(document.body.dataset.idleSeconds) * 1000;
let lastEscape = -Infinity;
let lastTouch = Date.now();
let lastTold = Date.now();

/** Blank the page first: locking may take a moment, and somebody may be looking. */
function lock() {
  document.dispatchEvent(new Event("beforelock"));
  document.body.hidden = true;
  document.title = "ipdoc";
  form?.submit();
}

/** Tell the server that somebody is here; nothing is said about what is typed. */
async function tell() {
  lastTold = Date.now();
  const token = form?.querySelector("input")?.value ?? "";
  const answer = await fetch(form?.dataset.awake ?? "", {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
  });
  if (answer.status === 401) document.dispatchEvent(new Event("lockedmeanwhile"));
}

document.addEventListener("keydown", (event) => {
  lastTouch = Date.now();
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - lastEscape < WITHIN_MS) lock();
  lastEscape = event.timeStamp;
});
document.addEventListener("pointerdown", () => { lastTouch = Date.now(); });
document.addEventListener("input", () => { lastTouch = Date.now(); });

setInterval(() => {
  const now = Date.now();
  if (now - lastTouch > idleMs) lock();
  else if (lastTouch > lastTold && now - lastTold > TELL_EVERY_MS) tell().catch(() => {});
}, LOOK_EVERY_MS);

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
