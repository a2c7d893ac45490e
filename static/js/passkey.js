// @ts-check
/** Makes a passkey, or uses one at the door; the browser and the key do the work. */

const maker = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-options]"));
const door = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-challenge]"));
const able = "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

/** @param {HTMLFormElement} form @param {() => Promise<Credential | null>} ask @param {string} name */
function start(form, ask, name) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[data-passkey]"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  button.hidden = !able;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    const made = await ask().catch(() => null);
    if (!(made instanceof PublicKeyCredential)) return;
    field.value = JSON.stringify(made.toJSON());
    form.requestSubmit();
  });
}

if (maker) {
  const options = JSON.parse(maker.dataset.options ?? "{}");
  start(maker, () => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  }), "credential");
}
if (door) {
  const { challenge } = door.dataset;
  start(door, () => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({
      challenge: challenge ?? "", allowCredentials: [], userVerification: "preferred",
    }),
  }), "assertion");
}
