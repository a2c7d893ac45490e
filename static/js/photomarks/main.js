// @ts-check
/** The page of the drawings over a photograph: puts the editor in the place of the forms. */

import { svg } from "../bodymap/dom.js";
import { mountEditor } from "../bodymap/editor.js";
import { keyboard } from "../bodymap/parts/keyboard.js";
import { announce, hints, saving } from "../bodymap/parts/notices.js";
import { toolbar } from "../bodymap/parts/toolbar.js";
import { numbers, panel } from "./panel.js";
import { PhotoStore } from "./store.js";

/** Longest side of the picture in the editor's units: an arrow key moves by one. */
const UNITS = 400;

/** @param {string} url @param {number} width @param {number} height */
function backdropOf(url, width, height) {
  return async () => ({
    width, height,
    mount: (/** @type {SVGGElement} */ layer) => {
      layer.append(svg("image", { href: url, width, height, preserveAspectRatio: "none" }));
    },
  });
}

/** @param {HTMLElement} place */
async function start(place) {
  const texts = JSON.parse(place.dataset.texts ?? "{}");
  const words = JSON.parse(place.dataset.words ?? "{}");
  const [wide, high] = [Number(place.dataset.width), Number(place.dataset.height)];
  const scale = UNITS / Math.max(wide, high);
  const picture = { width: wide * scale, height: high * scale, title: words.title, words };
  const store = new PhotoStore({ model: place.dataset.model ?? "", save: place.dataset.save ?? "" }, picture);
  const forms = /** @type {HTMLElement[]} */ ([...place.children]);
  const usual = place.dataset.lesion ? Number(place.dataset.lesion) : null;
  const tools = ["arrow", "polygon", "outline", ...(place.dataset.numbered ? ["point"] : [])];
  const editor = mountEditor({
    holder: place, backdrop: backdropOf(place.dataset.image ?? "", picture.width, picture.height),
    store: /** @type {any} */ (store), tools, texts: { ...texts, ...words.editor },
    parts: [toolbar, panel(store, words, usual), numbers, hints, saving, announce, keyboard],
    askReason: (_drawing, then) => then("undone"),
  });
  editor.scene.labelsOn = false;
  const sign = svg("symbol", { id: "unrelated", viewBox: "0 0 24 24" });
  const signs = document.implementation.createDocument(null, "svg", null);
  signs.documentElement.append(signs.importNode(sign, true));
  editor.scene.addSigns(signs);
  editor.scene.stage.setAttribute("aria-label", words.stage);
  try {
    await editor.open();
  } catch {
    // Without the drawings there is nothing to change: the forms still work.
    editor.root.remove();
    return;
  }
  for (const form of forms) form.remove();
  editor.chooseTool(editor.doc.lesions.length ? "select" : "arrow");
  document.documentElement.dataset.editor = "ready";
}

const place = document.getElementById("photomarks");
if (place) start(place);
