// @ts-check
/** Tells while one types how long a new passphrase holds; the server counts, nothing is kept. */

const WAIT_MS = 400;

const part = /** @type {HTMLElement | null} */ (document.querySelector(".new-passphrase"));
if (part) start(part);

/** @param {HTMLElement} part */
function start(part) {
  const field = /** @type {HTMLInputElement} */ (part.querySelector("#passphrase"));
  const again = /** @type {HTMLInputElement} */ (part.querySelector("#again"));
  const told = /** @type {HTMLElement} */ (part.querySelector("#strength-told"));
  const phrase = /** @type {HTMLElement} */ (part.querySelector("#chance-phrase"));
  const take = /** @type {HTMLButtonElement} */ (part.querySelector("#chance-take"));
  const another = /** @type {HTMLButtonElement} */ (part.querySelector("#chance-another"));
  let timer = 0;
  let asked = 0;

  /** @param {string} address @param {Record<string, string>} fields */
  async function ask(address, fields) {
    const body = new URLSearchParams(fields);
    const token = part.closest("form")?.querySelector("input[name=csrf_token]");
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": token?.getAttribute("value") ?? "" },
    });
    return answer.ok ? answer.json() : null;
  }

  async function count() {
    const turn = ++asked;
    const name = document.getElementById("name");
    const known = name instanceof HTMLInputElement ? name.value : "";
    const said = await ask(part.dataset.check ?? "", { passphrase: field.value, name: known });
    if (turn !== asked || !said) return;
    told.textContent = said.text;
    told.className = `strength-told ${said.enough ? "enough" : "too-little"}`;
    told.hidden = !field.value;
  }

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { count().catch(() => {}); }, WAIT_MS);
  });
  take.hidden = false;
  take.addEventListener("click", () => {
    field.value = phrase.textContent ?? "";
    again.value = field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  another.addEventListener("click", (event) => {
    event.preventDefault();
    ask(part.dataset.another ?? "", {})
      .then((found) => { if (found) phrase.textContent = found.phrase; })
      .catch(() => {});
  });
}
