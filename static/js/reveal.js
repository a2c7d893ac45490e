// @ts-check
/** Shows what is typed into passphrase fields, and hides it again before it is sent. */

for (const button of document.querySelectorAll("button[data-reveal]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const fields = (button.dataset.reveal ?? "").split(" ").map((id) => document.getElementById(id));
  const words = { show: button.textContent ?? "", hide: button.dataset.hide ?? "" };
  const set = (/** @type {boolean} */ shown) => {
    for (const field of fields) {
      if (field instanceof HTMLInputElement) field.type = shown ? "text" : "password";
    }
    button.textContent = shown ? words.hide : words.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const first = fields[0];
    set(first instanceof HTMLInputElement && first.type === "password");
  });
  button.form?.addEventListener("submit", () => set(false));
}
