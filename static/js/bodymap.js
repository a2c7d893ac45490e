// @ts-check
/**
 * The body map with scripts: a click shows its region at once, without leaving the page, and fills
 * the form that records the lesion. The forms are the same as without scripts.
 */

const MARK_RADIUS_PX = 9;

/** @param {HTMLFormElement} form @param {number} x @param {number} y */
async function locate(form, x, y) {
  const body = new FormData(form);
  body.set("at.x", String(x));
  body.set("at.y", String(y));
  const answer = await fetch(form.action.split("#")[0], {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return null;
  return /** @type {{region: string, side: string, words: string}} */ (await answer.json());
}

/** @param {HTMLElement} figure @param {number} x @param {number} y */
function showPreview(figure, x, y) {
  document.querySelector(".map-preview")?.remove();
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  mark.setAttribute("class", "map-preview");
  mark.setAttribute("width", String(2 * MARK_RADIUS_PX));
  mark.setAttribute("height", String(2 * MARK_RADIUS_PX));
  mark.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  circle.setAttribute("cx", String(MARK_RADIUS_PX));
  circle.setAttribute("cy", String(MARK_RADIUS_PX));
  circle.setAttribute("r", String(MARK_RADIUS_PX - 2));
  mark.append(circle);
  const holder = /** @type {HTMLElement} */ (figure.querySelector(".map-picture"));
  holder.append(mark);
  mark.style.setProperty("left", `${x - MARK_RADIUS_PX}px`);
  mark.style.setProperty("top", `${y - MARK_RADIUS_PX}px`);
}

/** @param {string} view @param {number} x @param {number} y @param {string} words */
function fillForms(view, x, y, words) {
  for (const form of document.querySelectorAll(".map-panel form")) {
    for (const [name, value] of Object.entries({ view, x, y })) {
      const field = /** @type {HTMLInputElement | null} */ (form.querySelector(`[name="${name}"]`));
      if (field) field.value = String(value);
    }
    const region = /** @type {HTMLSelectElement | null} */ (form.querySelector('[name="region"]'));
    if (region) region.value = "";
    for (const side of form.querySelectorAll('[name="side"]')) {
      /** @type {HTMLInputElement} */ (side).checked = false;
    }
  }
  const title = document.getElementById("panel-title");
  if (title) title.textContent = words;
  const said = document.getElementById("point-words");
  if (said) said.textContent = words;
}

for (const figure of document.querySelectorAll(".map-view")) {
  const form = /** @type {HTMLFormElement} */ (figure.querySelector("form"));
  const picture = /** @type {HTMLInputElement} */ (form.querySelector('input[type="image"]'));
  picture.addEventListener("click", async (event) => {
    if (event.detail === 0) return; // from the keyboard: the server opens the list of regions
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    const x = Math.round(event.clientX - box.left);
    const y = Math.round(event.clientY - box.top);
    const found = await locate(form, x, y).catch(() => null);
    if (!found) {
      form.requestSubmit(picture);
      return;
    }
    showPreview(/** @type {HTMLElement} */ (figure), x, y);
    const view = /** @type {HTMLElement} */ (figure).dataset.view ?? "";
    fillForms(view, x / box.width, y / box.height, found.words);
    const type = document.getElementById("type");
    if (type) type.focus();
  });
}
