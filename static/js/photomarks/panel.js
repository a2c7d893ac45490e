// @ts-check
/**
 * Beside the photograph: which lesion a drawing shows, a few words, the list of drawings; and on
 * it the numbers of lesions in their circles.
 */

/** @typedef {import("../bodymap/editor.js").Editor} Editor */
/** @typedef {import("./store.js").PhotoStore} PhotoStore */

import { html, svg } from "../bodymap/dom.js";
import { lesionOf, typeOf } from "./store.js";

const RADIUS = 11;

/** Numbers in circles: on a point, at the tail of an arrow, where an outline begins. @param {Editor} editor */
export function numbers(editor) {
  const place = () => {
    for (const node of editor.scene.nodes.values()) {
      const number = lesionOf(node.lesion.type);
      for (const [id, group] of node.marks) {
        group.querySelector(".pm-number")?.remove();
        const at = node.drawings.get(id)?.ink[0];
        if (!at || number === null) continue;
        group.append(svg("g", { class: "pm-number", transform: `translate(${at[0]} ${at[1]})` },
          svg("circle", { r: RADIUS + 2, class: "pm-edge" }), svg("circle", { r: RADIUS }),
          svg("text", { y: 4.5, "text-anchor": "middle" }, document.createTextNode(String(number)))));
      }
    }
  };
  editor.listen("doc", place);
  editor.listen("select", place);
  editor.scene.moved.add(place);
}

/** @param {PhotoStore} store @param {Record<string, string>} words @param {number | null} usual lesion of the photograph */
export function panel(store, words, usual) {
  return (/** @type {Editor} */ editor) => {
    const shows = html("select", { id: "pm-shows" });
    const text = html("input", { id: "pm-text", maxlength: 60, autocomplete: "off" });
    const list = html("ol", { class: "photo-drawn" });
    const none = html("p", {}, words.nothing);
    const remove = html("button", { type: "button", class: "bm-do secondary" }, words.remove);
    const own = html("p", { class: "field" }, html("label", { for: "pm-text" }, words.text), text);
    const side = html("div", { class: "pm-panel", "data-free": true },
      html("p", { class: "field" }, html("label", { for: "pm-shows" }, words.shows), shows),
      own, remove, html("h2", {}, words.drawings), list, none);
    editor.root.append(side);

    const chosen = () => editor.selection.lesion;
    const use = (/** @type {string} */ type) => {
      editor.type = type;
      shows.value = type;
    };
    editor.listen("model", () => {
      shows.replaceChildren(...(editor.model?.types ?? []).map((one) =>
        html("option", { value: one.key }, one.label)));
      use(editor.type && store.lesions.some((one) => typeOf(one.number) === editor.type) ? editor.type : "none");
    });
    shows.addEventListener("change", () => {
      const lesion = chosen();
      if (shows.value === "none" && (lesion?.marks[0]?.kind === "point" || editor.toolKey === "point")) {
        editor.say(words.needs_lesion);
        shows.value = lesion?.type ?? editor.type;
        return;
      }
      editor.type = shows.value;
      if (lesion) editor.actions.changeType(shows.value);
    });
    editor.listen("tool", () => {
      if (editor.toolKey !== "point" || editor.type !== "none") return;
      const first = store.lesions.find((one) => one.number === usual) ?? store.lesions[0];
      if (first) use(typeOf(first.number));
    });
    text.addEventListener("change", () => saveText(editor, store, text));
    remove.addEventListener("click", () => editor.actions.erase());

    const show = () => {
      const lesion = chosen();
      if (lesion) shows.value = lesion.type;
      own.hidden = remove.hidden = !lesion;
      if (document.activeElement !== text) text.value = store.drawing(lesion?.number ?? null)?.text ?? "";
      none.hidden = editor.doc.lesions.length > 0;
      list.replaceChildren(...editor.doc.lesions.map((one) => item(editor, one, words)));
    };
    for (const event of ["doc", "select", "answered"]) editor.listen(event, show);
  };
}

/** @param {Editor} editor @param {PhotoStore} store @param {HTMLInputElement} field */
async function saveText(editor, store, field) {
  const number = editor.selection.lesion?.number;
  if (number === null || number === undefined) return;
  const typed = field.value.trim();
  try {
    const answer = await store.setText(number, typed);
    if (answer.status !== 200) editor.say(answer.problem ?? editor.texts.state_refused);
    else if (answer.said) editor.say(answer.said);
  } catch {
    editor.say(editor.texts.state_unsaved);
  }
}

/** @param {Editor} editor @param {import("../bodymap/types.js").Lesion} lesion @param {Record<string, string>} words */
function item(editor, lesion, words) {
  const number = lesionOf(lesion.type);
  const kind = words[lesion.marks[0]?.kind === "point" ? "number" : lesion.marks[0]?.kind ?? "arrow"];
  const label = number === null ? kind : `${kind}: ${lesion.label}`;
  const pressed = String(lesion.id === editor.selection.id);
  const button = html("button", { type: "button", class: "link-button", "aria-pressed": pressed }, label);
  button.addEventListener("click", () => {
    editor.chooseTool("select");
    editor.select(lesion.id);
  });
  return html("li", {}, button);
}
