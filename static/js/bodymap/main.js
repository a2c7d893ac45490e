// @ts-check
/** The page of the body map: puts the editor in the place of the forms without scripts. */

import { bodyBackdrop } from "./body.js";
import { mountEditor } from "./editor.js";
import { coverage } from "./parts/coverage.js";
import { keysHelp, reasons } from "./parts/dialogs.js";
import { drawers } from "./parts/drawers.js";
import { keyboard } from "./parts/keyboard.js";
import { layers } from "./parts/layers.js";
import { regionNames } from "./parts/names.js";
import { announce, hints, saving } from "./parts/notices.js";
import { palette } from "./parts/palette.js";
import { panel } from "./parts/panel.js";
import { loadRegions, regions } from "./parts/regions.js";
import { sight } from "./parts/sight.js";
import { strip } from "./parts/strip.js";
import { summary } from "./parts/summary.js";
import { toolbar } from "./parts/toolbar.js";
import { serverStore } from "./store.js";

const TOOLS = ["point", "line", "freehand", "polygon", "tramline", "outline", "cluster", "ring"];
const PARTS = [
  toolbar, palette, strip, panel, sight, regionNames, hints, saving, regions, coverage, layers,
  reasons, keysHelp, drawers, summary, announce, keyboard, loadRegions,
];

/** @param {string} url @returns {Promise<Document | null>} */
async function sprite(url) {
  if (!url) return null;
  const answer = await fetch(url);
  return new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
}

/** The words, from the page itself or from their own address. @param {HTMLElement} place */
async function textsOf(place) {
  if (!place.dataset.textsUrl) return JSON.parse(place.dataset.texts ?? "{}");
  return (await fetch(place.dataset.textsUrl)).json();
}

/** What the page offers beside drawing: the restricted views, another figure. @param {HTMLElement} place @returns {Element[]} */
function extrasOf(place) {
  const restricted = place.querySelector(".map-strip li:last-child > form, .map-strip li:last-child > a");
  const figure = place.querySelector("#figure")?.closest("details");
  return /** @type {Element[]} */ ([restricted, figure].filter(Boolean));
}

/** @param {HTMLElement} place */
async function start(place) {
  const store = serverStore(place.dataset.model ?? "", place.dataset.wordsUrl);
  const spriteComes = sprite(place.dataset.sprite ?? "").catch(() => null);
  const texts = await textsOf(place);
  const forms = [...place.children];
  const editor = mountEditor({
    holder: place, backdrop: bodyBackdrop, store,
    tools: TOOLS, texts, parts: PARTS,
  });
  editor.root.hidden = true;
  const signs = await spriteComes;
  if (signs) editor.scene.addSigns(signs);
  for (const form of forms) /** @type {HTMLElement} */ (form).hidden = true;
  editor.root.hidden = false;
  try {
    await editor.open();
  } catch {
    // Without the model there is nothing to draw upon: the forms still work.
    for (const form of forms) /** @type {HTMLElement} */ (form).hidden = false;
    editor.root.remove();
    return;
  }
  editor.emit("extras", extrasOf(place));
  for (const form of forms) form.remove();
  const asked = new URL(location.href).searchParams.get("lesion");
  const lesion = editor.doc.lesions.find((one) => String(one.number) === asked && !one.earlier);
  editor.chooseTool("select");
  if (lesion) {
    editor.select(lesion.id);
    editor.emit("show", lesion.id);
  }
  document.documentElement.dataset.editor = "ready";
  editor.listen("outlines", () => { document.documentElement.dataset.regions = "ready"; });
  performance.mark("first-mark-possible");
}

const place = document.getElementById("bodymap");
if (place) start(place);
