// @ts-check
/** The labels beside the picture and their leaders: HTML for the words, SVG for the lines. */

import { html, set, svg } from "./dom.js";
import { layout } from "./labels.js";
import { edgeOf } from "./marks.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./shapes.js").Drawing} Drawing */
/** @typedef {{lesion: Lesion, drawing: Drawing, selected: boolean}} Labelled */
/** @typedef {{label: HTMLElement, leader: SVGGElement, words: string, height: number,
 *   width: number, from: Point, to: Point, bend: number}} Shown */

const CIRCLE = 24;
const BEND = 22;
const EDGE = 12;
const MARGIN = 14;
const LEAST_TEXT = 136;
const NARROW = LEAST_TEXT + CIRCLE + EDGE + BEND + 6;
const NUMBERS_ONLY = CIRCLE + EDGE + BEND + 12;
/** A leader that would bend by less is level: the dot moves, not the label. */
const LEVEL = 3;

export class LabelView {
  /** @param {HTMLElement} holder @param {SVGGElement} leaders @param {Record<string, string>} texts */
  constructor(holder, leaders, texts) {
    this.holder = holder;
    this.leaders = leaders;
    this.texts = texts;
    /** @type {Map<string, Shown>} */
    this.shown = new Map();
    this.mode = "";
    this.text = 0;
  }

  /**
   * Room beside the picture that labels need: words beside a narrow picture, narrower words beside
   * a square one, numbers alone beside a wide one.
   * @param {number} width of the stage @param {number} shape width by height of the picture
   */
  static side(width, shape) {
    if (width < 560) return CIRCLE + 22;
    if (shape > 1.25) return NUMBERS_ONLY;
    const most = Math.min(238, Math.round(width * 0.29));
    return shape > 0.6 ? Math.max(Math.min(most, NARROW), most - Math.round((shape - 0.6) * 400)) : most;
  }

  /** @param {Labelled[]} labelled in sight @param {{width: number, height: number}} stage @param {number} middle @param {number} side room beside the picture */
  show(labelled, stage, middle, side) {
    const ids = new Set(labelled.map(({ lesion }) => lesion.id));
    for (const [id, one] of this.shown) {
      if (ids.has(id)) continue;
      one.label.remove();
      one.leader.remove();
      this.shown.delete(id);
    }
    const text = side - CIRCLE - EDGE - BEND - 6;
    for (const one of labelled) this.#write(one);
    const room = 2 * (stage.height - 2 * MARGIN - 48);
    const fit = labelled.length * (CIRCLE + 3) <= room;
    if (fit && text >= LEAST_TEXT) {
      this.#setMode("words", text);
      this.#measure(text);
      if (this.#columns(labelled, stage, middle, side)) return;
    }
    this.#setMode("numbers", 0);
    if (fit && this.#columns(labelled, stage, middle, side)) return;
    this.#setMode("tags", 0);
    this.#tags(labelled, stage);
  }

  /** @param {Labelled} labelled */
  #write({ lesion, selected }) {
    let one = this.shown.get(lesion.id);
    if (!one) {
      const label = html("div", { "data-lesion": lesion.id });
      const leader = svg("g", {}, svg("path", { class: "bm-leader-halo" }), svg("path"), svg("circle", { r: 2.8 }));
      one = { label, leader, words: "", height: 0, width: 0, from: [0, 0], to: [0, 0], bend: 0 };
      this.shown.set(lesion.id, one);
      this.holder.append(label);
      this.leaders.append(leader);
    }
    const states = `${lesion.earlier ? " earlier" : ""}${selected ? " selected" : ""}`;
    set(one.label, { class: `bm-label${states}` });
    set(one.leader, { class: `bm-leader${states}` });
    if (selected) this.leaders.append(one.leader);
    const number = lesion.number === null ? "·" : String(lesion.number);
    const words = [number, lesion.label, lesion.size].join("\n");
    if (words === one.words) return;
    one.words = words;
    one.height = 0;
    const size = lesion.size ? [html("small", {}, lesion.size)] : [];
    one.label.replaceChildren(
      html("span", { class: "bm-number" }, number),
      html("span", { class: "bm-words" }, html("b", {}, lesion.label), ...size),
    );
  }

  /** @param {string} mode @param {number} text width of the words in pixels */
  #setMode(mode, text) {
    if (this.mode === mode && this.text === text) return;
    this.mode = mode;
    this.text = text;
    this.holder.dataset.mode = mode;
    if (text) this.holder.style.setProperty("--words", `${text}px`);
  }

  /** Heights of the labels whose words or width are new. @param {number} width */
  #measure(width) {
    const fresh = [...this.shown.values()].filter((one) => !one.height || one.width !== width);
    const heights = fresh.map((one) => one.label.offsetHeight);
    fresh.forEach((one, i) => {
      one.height = Math.max(CIRCLE, heights[i]);
      one.width = width;
    });
  }

  /** @param {Labelled[]} labelled @param {{width: number, height: number}} stage @param {number} middle @param {number} side */
  #columns(labelled, stage, middle, side) {
    const circle = this.mode === "words" ? side - BEND : EDGE + CIRCLE;
    const room = {
      middle, left: circle + BEND, right: stage.width - circle - BEND,
      top: MARGIN + 26, bottom: stage.height - MARGIN - 22,
    };
    const drawings = new Map(labelled.map(({ lesion, drawing }) => [lesion.id, drawing]));
    const wanted = labelled.map(({ lesion, drawing }) => {
      const left = edgeOf(drawing, "left");
      const right = edgeOf(drawing, "right");
      const anchor = (left[0] + right[0]) / 2 < middle ? left : right;
      return { id: lesion.id, anchor, height: this.#height(lesion.id) };
    });
    const { placed, fit } = layout(wanted, room);
    if (!fit) return false;
    for (const { id, side: column, y } of placed) {
      const one = /** @type {Shown} */ (this.shown.get(id));
      const x = column === "left" ? circle : stage.width - circle;
      const top = Math.round(y - this.#height(id) / 2);
      one.label.dataset.side = column;
      one.label.style.transform = `translate(${Math.round(x)}px, ${top}px)`;
      one.label.hidden = false;
      one.from = edgeOf(/** @type {Drawing} */ (drawings.get(id)), column);
      one.to = [x, top + this.#height(id) / 2];
      if (Math.abs(one.from[1] - one.to[1]) < LEVEL) one.from[1] = one.to[1];
      one.bend = column === "left" ? room.left : room.right;
      one.leader.removeAttribute("visibility");
      this.lead(id, 0, 0);
    }
    return true;
  }

  /** @param {string} id */
  #height(id) {
    return this.mode === "words" ? this.shown.get(id)?.height || CIRCLE : CIRCLE;
  }

  /** Numbers at the marks themselves: too many for columns; those in the way of others are left out. @param {Labelled[]} labelled @param {{width: number, height: number}} stage */
  #tags(labelled, stage) {
    const cell = 22;
    const taken = new Set();
    const order = labelled.slice().sort((a, b) => Number(b.selected) - Number(a.selected));
    for (const { lesion, drawing } of order) {
      const one = /** @type {Shown} */ (this.shown.get(lesion.id));
      const [x, y] = edgeOf(drawing, "right");
      const key = `${Math.floor(x / cell)}/${Math.floor(y / cell)}`;
      one.label.hidden = taken.has(key) || x > stage.width || y > stage.height;
      taken.add(key);
      one.label.dataset.side = "tag";
      one.from = one.to = [x, y];
      one.label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      one.leader.setAttribute("visibility", "hidden");
    }
  }

  /** Draw a leader anew while its mark is dragged. @param {string} id @param {number} dx @param {number} dy */
  lead(id, dx, dy) {
    const one = this.shown.get(id);
    if (!one) return;
    const [x, y] = [one.from[0] + dx, one.from[1] + dy];
    if (this.mode === "tags") {
      one.label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      return;
    }
    const end = one.to[0] + (one.bend > one.to[0] ? CIRCLE / 2 : -CIRCLE / 2);
    const d = `M${x.toFixed(1)} ${y.toFixed(1)}L${one.bend} ${one.to[1]}H${end}`;
    const [halo, line, dot] = one.leader.children;
    halo.setAttribute("d", d);
    line.setAttribute("d", d);
    dot.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }
}
