// @ts-check
/** Esc pressed twice within a second locks the vault; one press still closes menus. */

const WITHIN_MS = 1000;
let lastEscape = -Infinity;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - lastEscape < WITHIN_MS) {
    const form = /** @type {HTMLFormElement | null} */ (document.getElementById("lock-form"));
    form?.submit();
  }
  lastEscape = event.timeStamp;
});
