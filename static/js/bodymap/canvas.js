// @ts-check
/**
 * The scene: backdrop, marks, leaders, labels, draft and handles on one stage.
 *
 * Marks are drawn in pixels, so strokes and hatches keep their width at every zoom. While the
 * picture moves the group of marks moves along; it is drawn anew when it rests. Only lesions that
 * changed are drawn anew.
 */

import { Camera } from "./camera.js";
import { html, set, svg } from "./dom.js";
import { Hatches } from "./hatches.js";
import { LabelView } from "./labelview.js";
import { describe, drawingOf, paint } from "./marks.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Backdrop} Backdrop */
/** @typedef {import("./shapes.js").Drawing} Drawing */
/** @typedef {{lesion: Lesion, group: SVGGElement, marks: Map<string, SVGGElement>,
 *   drawing: Drawing | null, drawings: Map<string, Drawing>, selected: boolean}} Node */

const REST_MS = 90;
let scenes = 0;

export class Scene {
  /** @param {HTMLElement} holder @param {Record<string, string>} texts */
  constructor(holder, texts) {
    this.texts = texts;
    this.prefix = `bm${scenes++}`;
    this.camera = new Camera();
    this.defs = svg("defs");
    this.world = svg("g", { class: "bm-world" });
    this.backdropLayer = svg("g", { class: "bm-backdrop" });
    this.shade = svg("g", { class: "bm-shade" });
    this.world.append(this.backdropLayer, this.shade);
    this.leaders = svg("g", { class: "bm-leaders", "aria-hidden": "true" });
    this.marks = svg("g", { class: "bm-marks", role: "group", "aria-label": texts.marks ?? "" });
    this.draft = svg("g", { class: "bm-draft", "aria-hidden": "true" });
    this.handles = svg("g", { class: "bm-handles", "aria-hidden": "true" });
    this.svg = svg("svg", { class: "bm-svg" }, this.defs, this.world, this.leaders, this.marks, this.draft, this.handles);
    this.labelLayer = html("div", { class: "bm-labels", "aria-hidden": "true" });
    this.stage = html("div", { class: "bm-stage", tabindex: 0, role: "application" }, this.svg, this.labelLayer);
    holder.append(this.stage);
    this.hatches = new Hatches(this.defs, this.prefix);
    this.labels = new LabelView(this.labelLayer, this.leaders, texts);
    /** @type {Map<string, Node>} */
    this.nodes = new Map();
    /** @type {Set<string>} */
    this.signs = new Set();
    /** @type {Backdrop | null} */
    this.backdrop = null;
    this.drawnAt = { k: 1, x: 0, y: 0 };
    this.labelsOn = true;
    this.frame = 0;
    this.rest = 0;
    /** @type {Set<() => void>} called when the camera has moved */
    this.moved = new Set();
    this.#watchSize();
  }

  /** The signs of types, from the sprite; each gets a twin for its halo. @param {Document} sprite */
  addSigns(sprite) {
    for (const symbol of sprite.querySelectorAll("symbol")) {
      const key = symbol.id;
      const box = symbol.getAttribute("viewBox") ?? "0 0 24 24";
      const parts = [...symbol.children].map((part) => /** @type {Element} */ (document.importNode(part, true)));
      const halo = parts.map((part) => {
        const twin = /** @type {Element} */ (part.cloneNode(true));
        const width = Number(part.getAttribute("stroke-width") ?? 0);
        set(twin, { stroke: "currentColor", "stroke-width": width + 4.8, "stroke-linejoin": "round" });
        return twin;
      });
      this.defs.append(
        svg("symbol", { id: `${this.prefix}-sign-${key}`, viewBox: box, overflow: "visible" }, ...parts),
        svg("symbol", { id: `${this.prefix}-halo-${key}`, viewBox: box, overflow: "visible" }, ...halo),
      );
      this.signs.add(key);
    }
  }

  /** @param {string} type @returns {string} a type whose sign there is */
  signOf(type) {
    return this.signs.has(type) ? type : "unrelated";
  }

  /** @param {Backdrop} backdrop */
  setBackdrop(backdrop) {
    this.backdrop = backdrop;
    this.backdropLayer.replaceChildren();
    this.shade.replaceChildren();
    backdrop.mount(this.backdropLayer);
    this.camera.picture = { width: backdrop.width, height: backdrop.height };
    this.#measure();
    this.camera.fit();
    this.redraw();
  }

  #watchSize() {
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.stage;
      const { stage } = this.camera;
      if (!this.backdrop || (width === stage.width && height === stage.height)) return;
      this.#measure();
      this.camera.resize(width, height);
      this.redraw();
    }).observe(this.stage);
  }

  #measure() {
    const width = this.stage.clientWidth;
    const shape = this.backdrop ? this.backdrop.width / this.backdrop.height : 0.5;
    const side = this.labelsOn ? LabelView.side(width, shape) : 16;
    this.camera.margins = { side, top: shape > 0.6 ? 44 : 20, bottom: shape > 0.6 ? 40 : 24 };
    this.camera.stage = { width, height: this.stage.clientHeight };
  }

  /**
   * Show lesions; those that are the same objects as before stay untouched.
   * @param {Lesion[]} lesions head to toe @param {string | null} selected
   */
  show(lesions, selected) {
    const ids = new Set(lesions.map((one) => one.id));
    for (const [id, node] of this.nodes) {
      if (ids.has(id)) continue;
      node.group.remove();
      this.nodes.delete(id);
    }
    let before = /** @type {Element | null} */ (null);
    for (const lesion of lesions) {
      const chosen = lesion.id === selected;
      let node = this.nodes.get(lesion.id);
      if (!node) {
        node = { lesion, group: svg("g"), marks: new Map(), drawing: null, drawings: new Map(), selected: !chosen };
        this.nodes.set(lesion.id, node);
        this.#draw(node);
      } else if (node.lesion !== lesion) {
        node.lesion = lesion;
        node.selected = !chosen;
        this.#draw(node);
      }
      if (node.selected !== chosen) describe(node.group, lesion, chosen, this.texts);
      node.selected = chosen;
      const next = before ? before.nextElementSibling : this.marks.firstElementChild;
      if (next !== node.group) this.marks.insertBefore(node.group, next);
      before = node.group;
    }
    this.relabel();
  }

  /** @param {Node} node */
  #draw(node) {
    node.drawings.clear();
    const ids = new Set(node.lesion.marks.map((mark) => mark.id));
    for (const [id, group] of node.marks) {
      if (ids.has(id)) continue;
      group.remove();
      node.marks.delete(id);
    }
    for (const mark of node.lesion.marks) {
      const drawing = drawingOf(node.lesion, mark, this.camera);
      let group = node.marks.get(mark.id);
      if (!group) {
        group = svg("g", { class: "bm-mark", "data-mark": mark.id });
        node.marks.set(mark.id, group);
        node.group.append(group);
      }
      group.removeAttribute("transform");
      if (!drawing) {
        group.replaceChildren();
        continue;
      }
      node.drawings.set(mark.id, drawing);
      paint(group, drawing, node.lesion, this.hatches, this.signOf(node.lesion.type));
    }
    node.drawing = [...node.drawings.values()][0] ?? null;
    node.group.toggleAttribute("hidden", !node.drawing);
    if (node.drawing) node.group.removeAttribute("display");
    else node.group.setAttribute("display", "none");
  }

  /**
   * Draw one mark with another geometry, while its shape is changed.
   * @param {string} id @param {string} mark @param {import("./types.js").Geometry} geometry
   */
  redrawMark(id, mark, geometry) {
    const node = this.nodes.get(id);
    const group = node?.marks.get(mark);
    if (!node || !group) return;
    const content = { kind: geometry.kind, editable: true, geometry, pieces: [] };
    const drawing = drawingOf(node.lesion, content, this.camera);
    group.removeAttribute("transform");
    if (drawing) paint(group, drawing, node.lesion, this.hatches, this.signOf(node.lesion.type));
  }

  /** Draw everything at the camera of now. */
  redraw() {
    window.clearTimeout(this.rest);
    this.rest = 0;
    const { k, x, y } = this.camera;
    this.drawnAt = { k, x, y };
    this.marks.removeAttribute("transform");
    this.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
    for (const node of this.nodes.values()) this.#draw(node);
    this.relabel();
    for (const listener of this.moved) listener();
  }

  /** The camera has moved: follow now, draw anew when it rests. */
  follow() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const { k, x, y } = this.camera;
      this.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
      const by = k / this.drawnAt.k;
      const [dx, dy] = [x - this.drawnAt.x * by, y - this.drawnAt.y * by];
      this.marks.setAttribute("transform", `translate(${dx} ${dy}) scale(${by})`);
      this.stage.classList.add("moving");
      window.clearTimeout(this.rest);
      this.rest = window.setTimeout(() => {
        this.stage.classList.remove("moving");
        this.redraw();
      }, REST_MS);
    });
  }

  /** Lay out the labels of the lesions in sight. */
  relabel() {
    const { width, height } = this.camera.stage;
    if (!width || !this.labelsOn) return;
    const labelled = [];
    for (const node of this.nodes.values()) {
      const at = node.drawing?.ink[0];
      if (!node.drawing || !at) continue;
      if (at[0] < 0 || at[1] < 0 || at[0] > width || at[1] > height) continue;
      labelled.push({ lesion: node.lesion, drawing: node.drawing, selected: node.selected });
    }
    const middle = this.camera.x + (this.camera.picture.width * this.camera.k) / 2;
    this.labels.show(labelled, this.camera.stage, Math.min(width * 0.8, Math.max(width * 0.2, middle)), this.camera.margins.side);
  }

  /** Move one mark and its leader while it is dragged. @param {string} id @param {string} mark @param {number} dx @param {number} dy pixels */
  drag(id, mark, dx, dy) {
    const node = this.nodes.get(id);
    const group = node?.marks.get(mark);
    if (!node || !group) return;
    group.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
    if (node.drawings.get(mark) === node.drawing) this.labels.lead(id, dx, dy);
  }

  /** The pixel on the stage of a pointer event. @param {{clientX: number, clientY: number}} event @returns {Point} */
  at(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @param {Element | null} target @returns {{id: string, mark: string | null} | null} */
  markAt(target) {
    const holder = target?.closest("[data-lesion]");
    if (!holder || !this.stage.contains(holder)) return null;
    const mark = target?.closest("[data-mark]");
    return {
      id: /** @type {string} */ (holder.getAttribute("data-lesion")),
      mark: mark?.getAttribute("data-mark") ?? null,
    };
  }
}
