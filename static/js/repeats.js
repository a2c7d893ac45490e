// @ts-check
/** Adds an empty entry to a repeat without loading the page; without scripts the button saves. */

for (const button of document.querySelectorAll("button.add")) {
  const entries = button.closest(".question, .item")?.querySelector(":scope > .entries");
  if (!(entries instanceof HTMLElement)) continue;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const added = copyLast(entries);
    added?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

/**
 * @param {HTMLElement} entries
 * @returns {HTMLElement | null}
 */
function copyLast(entries) {
  const last = entries.querySelector(":scope > .entry.spare:last-child");
  if (!(last instanceof HTMLElement)) return null;
  const prefix = `${entries.dataset.entries}-`;
  const id = last.querySelector("input[type=hidden]");
  const number = Number.parseInt((id?.getAttribute("name") ?? "").slice(prefix.length), 10);
  const copy = /** @type {HTMLElement} */ (last.cloneNode(true));
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    renumber(element, `${prefix}${number}`, `${prefix}${number + 1}`);
    empty(element);
  }
  copy.classList.remove("wrong");
  entries.append(copy);
  return copy;
}

/** @param {Element} element @param {string} from @param {string} to */
function renumber(element, from, to) {
  for (const attribute of ["id", "name", "for", "aria-describedby", "data-entries"]) {
    const value = element.getAttribute(attribute);
    if (value?.includes(from)) element.setAttribute(attribute, value.split(from).join(to));
  }
}

/** @param {Element} element */
function empty(element) {
  if (element.matches(".field-error")) element.remove();
  if (element instanceof HTMLInputElement) {
    if (element.type === "radio" || element.type === "checkbox") element.checked = false;
    else element.value = "";
  } else if (element instanceof HTMLTextAreaElement) {
    element.value = "";
  } else if (element instanceof HTMLSelectElement && !element.matches(".offset")) {
    element.selectedIndex = 0;
  }
  element.classList.remove("wrong");
  element.removeAttribute("aria-invalid");
}
