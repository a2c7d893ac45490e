// @ts-check
/** Closes open menus by Esc or by a click beside them; without scripts they close by themselves. */

const menus = /** @type {NodeListOf<HTMLDetailsElement>} */ (
  document.querySelectorAll("details.path-menu")
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  }
});
