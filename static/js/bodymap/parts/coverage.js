// @ts-check
/**
 * What was examined: the shade over the picture, and marking regions. Clear skin = examined; light
 * hatch over a veil = not stated; cross-hatch = not examined, with a reason (LOOK §4).
 */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../body.js").BodyBackdrop} BodyBackdrop */
/** @typedef {import("../types.js").Covered} Covered */

import { html, set, svg } from "../dom.js";
import { toolButton } from "./toolbar.js";

const PITCH = 9;

/** @param {Editor} editor */
export function coverage(editor) {
  const { texts, scene } = editor;
  const shade = new Shade(editor);
  const button = toolButton("coverage", texts.coverage, () => toggle(), { key: "E", text: true });
  button.setAttribute("aria-pressed", "false");
  editor.root.querySelector(".bm-more")?.append(button);
  const bar = coverageBar(editor, shade);
  const legend = html("ul", { class: "bm-legend", hidden: true },
    html("li", {}, html("span", {}, texts.not_stated), html("i", { class: "bm-swatch unstated" })),
    html("li", {}, html("span", {}, texts.not_examined_because), html("i", { class: "bm-swatch unexamined" })));
  scene.stage.append(legend);
  editor.canvas.before(bar.element);

  const toggle = () => {
    shade.on = !shade.on;
    button.setAttribute("aria-pressed", String(shade.on));
    legend.hidden = !shade.on;
    bar.element.hidden = !shade.on;
    editor.cancel();
    editor.instead = shade.on ? (press) => {
      const [x, y] = scene.camera.toUnits(press.at);
      const region = scene.backdrop?.regionAt?.(x, y);
      if (region) bar.press(`${region.key}|${region.side}`);
    } : null;
    scene.stage.classList.toggle("covering", shade.on);
    shade.draw();
    editor.emit("mode");
    editor.emit("read", shade.on ? texts.coverage_on : texts.coverage_off);
  };
  editor.listen("tool", () => {
    if (shade.on) toggle();
  });
  editor.listen("coverage", toggle);
  editor.listen("outlines", () => shade.build());
  editor.listen("doc", () => shade.draw());
  editor.listen("camera", () => shade.scale());
}

class Shade {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.on = false;
    /** @type {Map<string, SVGPathElement[]>} */
    this.paths = new Map();
    const { prefix, defs } = editor.scene;
    const lines = { unstated: `M0 0V${PITCH}`, unexamined: `M0 0V${PITCH}M0 0H${PITCH}` };
    this.patterns = Object.entries(lines).map(([name, d]) => svg("pattern", {
      id: `${prefix}-${name}`, width: PITCH, height: PITCH, patternUnits: "userSpaceOnUse", class: "bm-shade-pattern",
    }, svg("rect", { width: PITCH, height: PITCH }), svg("path", { d })));
    defs.append(...this.patterns);
  }

  build() {
    const { scene } = this.editor;
    const backdrop = /** @type {BodyBackdrop} */ (scene.backdrop);
    this.paths.clear();
    scene.shade.replaceChildren();
    for (const { key, side, path } of backdrop.regionPaths?.() ?? []) {
      const name = `${key}|${side}`;
      this.paths.set(name, [...(this.paths.get(name) ?? []), path]);
      scene.shade.append(path);
    }
    this.scale();
    this.draw();
  }

  /** Hatches keep their pitch on the screen. */
  scale() {
    const k = 1 / this.editor.scene.camera.k;
    for (const pattern of this.patterns) set(pattern, { patternTransform: `rotate(-45) scale(${k})` });
  }

  draw() {
    const { scene, doc } = this.editor;
    scene.shade.toggleAttribute("hidden", !this.on);
    scene.shade.setAttribute("display", this.on ? "inline" : "none");
    if (!this.on) return;
    for (const [name, paths] of this.paths) {
      const state = doc.coverage[name]?.state;
      const paint = state === "examined" ? "none"
        : `url(#${scene.prefix}-${state === "not_examined" ? "unexamined" : "unstated"})`;
      for (const path of paths) set(path, { fill: paint });
    }
  }

  /** @returns {string[]} regions of this view */
  get names() {
    return [...this.paths.keys()];
  }
}

/** @param {Editor} editor @param {Shade} shade */
function coverageBar(editor, shade) {
  const { texts } = editor;
  const states = ["examined", "not_examined", "clear"];
  /** @type {HTMLInputElement[]} */
  const radios = states.map((state, i) => html("input", { type: "radio", name: "bm-coverage", value: state, checked: i === 0 }));
  const reason = html("input", { type: "text", class: "bm-reason", list: "bm-reasons", "aria-label": texts.reason, placeholder: texts.reason });
  const reasons = html("datalist", { id: "bm-reasons" },
    ...["reason_declined", "reason_time", "reason_dressing", "reason_other_doctor"].map((key) => html("option", { value: texts[key] })));
  const all = html("button", { type: "button", class: "bm-do secondary" }, texts.whole_view);
  const labels = states.map((state, i) => html("label", { class: "bm-radio" }, radios[i], html("span", {}, texts[`mark_${state}`])));
  const element = html("div", { class: "bm-cover-bar", hidden: true, role: "group", "aria-label": texts.coverage },
    html("span", { class: "bm-cover-hint" }, texts.coverage_hint), ...labels, reason, reasons, all);

  /** @returns {Covered | null | undefined} what the regions become; undefined while the reason is missing */
  const wanted = () => {
    const state = radios.find((one) => one.checked)?.value ?? "examined";
    if (state === "clear") return null;
    if (state === "examined") return { state, reason: "" };
    if (!reason.value.trim()) {
      editor.say(texts.reason_needed);
      reason.focus();
      return undefined;
    }
    return { state, reason: reason.value.trim() };
  };
  /** @param {string[]} names */
  const cover = (names) => {
    const covered = wanted();
    if (covered === undefined) return;
    const same = (/** @type {Covered | undefined} */ one) =>
      (one?.state ?? null) === (covered?.state ?? null) && (one?.reason ?? "") === (covered?.reason ?? "");
    const entries = names.filter((name) => !same(editor.doc.coverage[name])).map((name) => [name, covered]);
    editor.actions.cover(Object.fromEntries(entries));
  };
  const show = () => { reason.hidden = !radios[1].checked; };
  element.addEventListener("change", show);
  show();
  all.addEventListener("click", () => cover(shade.names));
  return { element, press: (/** @type {string} */ name) => cover([name]) };
}
