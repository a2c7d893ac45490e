// @ts-check
/** The picture in words: what it is, how many marks, which; kept beside it for screen readers. */

/** @typedef {import("../editor.js").Editor} Editor */

import { html, plural } from "../dom.js";
import { saidOf } from "../marks.js";

/** @param {Editor} editor */
export function summary(editor) {
  const { texts, scene } = editor;
  const list = html("ul", {});
  const counted = html("p", {});
  const element = html("div", { class: "visually-hidden", id: "bm-summary" }, counted, list);
  editor.canvas.append(element);
  scene.stage.setAttribute("aria-describedby", "bm-stage-hint");
  editor.canvas.append(html("p", { class: "visually-hidden", id: "bm-stage-hint" }, texts.stage_hint));
  let said = "";

  const show = () => {
    const lesions = editor.doc.lesions.filter((lesion) =>
      lesion.marks.some((mark) => mark.geometry || mark.pieces.length));
    const lines = lesions.map((lesion) => saidOf(lesion, texts));
    const now = lines.join("\n");
    if (now === said) return;
    said = now;
    counted.textContent = plural(texts.marks_count, lines.length);
    list.replaceChildren(...lines.map((line) => html("li", {}, line)));
    const place = document.getElementById("map-counts");
    if (place) place.textContent = counts(editor, lesions.filter((one) => !one.earlier).length);
  };
  editor.listen("model", (model) => {
    scene.stage.setAttribute("aria-label", model.view.title);
    said = "\n";
    show();
  });
  editor.listen("doc", show);
}

/** @param {Editor} editor @param {number} here */
function counts(editor, here) {
  const all = editor.doc.lesions.filter((lesion) => !lesion.earlier).length;
  return `${plural(editor.texts.lesions_count, all)} · ${plural(editor.texts.here_count, here)}`;
}
