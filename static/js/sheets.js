// @ts-check
/** Sends scans one by one, says how far it is, and can be stopped; each sheet is taken in whole. */

const form = document.querySelector("form[data-sheets]");

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {HTMLFormElement} sent
 * @param {File} file
 * @returns {Promise<string>} why it was not taken in, empty if it was
 */
async function attach(sent, file) {
  const data = new FormData(sent);
  data.set("file", file, "scan");
  try {
    const answer = await fetch(sent.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
    });
    return (await answer.json()).problem ?? "";
  } catch {
    return sent.dataset.lost ?? "";
  }
}

/** @param {HTMLFormElement} sent */
async function attachAll(sent) {
  const chosen = /** @type {HTMLInputElement} */ (sent.elements.namedItem("file"));
  const files = [...(chosen.files ?? [])];
  const bar = /** @type {HTMLProgressElement} */ (part("sheet-bar"));
  const refused = part("sheet-refused");
  const button = /** @type {HTMLButtonElement} */ (sent.querySelector("button.primary"));
  let stopped = false;
  part("sheet-stop").addEventListener("click", () => (stopped = true), { once: true });
  part("sheet-course").hidden = false;
  button.disabled = true;
  refused.replaceChildren();
  bar.max = files.length;
  for (const [index, file] of files.entries()) {
    if (stopped) break;
    part("sheet-words").textContent = (sent.dataset.working ?? "")
      .replace("{number}", String(index + 1))
      .replace("{count}", String(files.length));
    bar.value = index;
    const problem = await attach(sent, file);
    if (problem) {
      const line = document.createElement("li");
      const name = (sent.dataset.file ?? "").replace("{number}", String(index + 1));
      line.textContent = files.length > 1 ? `${name}: ${problem}` : problem;
      refused.append(line);
    }
  }
  part("sheet-course").hidden = true;
  button.disabled = false;
  sent.reset();
  if (refused.childElementCount) part("sheet-look").hidden = false;
  else location.assign(sent.action);
}

if (form instanceof HTMLFormElement) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attachAll(form);
  });
}
