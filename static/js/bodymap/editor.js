// @ts-check
/**
 * The editor of marks on a picture, of a body or of a photograph.
 *
 *     const editor = mountEditor({ holder, backdrop, store, tools, texts, parts });
 *     await editor.open();
 *
 * ``holder``: an element that it fills. ``backdrop(view)``: promises what is drawn upon, from the
 * model's view (see Backdrop in types.js). ``store``: {load(view), send(kind, body, number)};
 * what it answers is that of the contract, plain JSON. ``tools``: keys of the drawing tools.
 * ``texts``: every word that is shown. ``parts``: functions that add a panel each, called with
 * the editor: toolbar, palette, strip, panel … An editor without parts only draws.
 *
 * Events for parts, by ``editor.listen(name, listener)``: model, doc, select, tool, type, camera,
 * state, hover, draft, said, outlines.
 */

import { Actions } from "./actions.js";
import { fill, html, svg } from "./dom.js";
import { Scene } from "./canvas.js";
import { Selection } from "./selection.js";
import { History } from "./history.js";
import { drawingOf, paint } from "./marks.js";
import { Pointers } from "./pointer.js";
import { Sync } from "./sync.js";
import { makeTools } from "./tools/index.js";
import { chordAt } from "./limb.js";

/** @typedef {import("./types.js").Doc} Doc */
/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./types.js").Piece} Piece */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Backdrop} Backdrop */
/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./pointer.js").Press} Press */
/** @typedef {import("./tools/base.js").Tool} Tool */
/**
 * @typedef {{holder: HTMLElement, backdrop: (view: import("./types.js").View) => Promise<Backdrop>,
 *   store: Store, tools: string[], texts: Record<string, string>,
 *   parts?: ((editor: Editor) => void)[], askReason?: Editor["askReason"]}} Options
 */

const USUAL_GAP_MM = 14;
const USUAL_GAP = 0.03;

export class Editor {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.texts = options.texts;
    this.store = options.store;
    this.root = html("div", { class: "bm" });
    this.work = html("div", { class: "bm-work" });
    this.canvas = html("div", { class: "bm-canvas" });
    this.work.append(this.canvas);
    this.root.append(this.work);
    options.holder.append(this.root);
    /** @type {Map<string, Set<(detail?: any) => void>>} */
    this.listeners = new Map();
    this.scene = new Scene(this.canvas, this.texts);
    this.history = new History();
    this.sync = new Sync(this.store, {
      changed: () => this.refresh(),
      state: (state) => this.emit("state", state),
      answered: (answer, id) => this.#answered(answer, id),
    });
    /** @type {Model | null} */
    this.model = null;
    /** @type {Doc} */
    this.doc = { lesions: [], coverage: {} };
    /** @type {(lesion: Lesion) => boolean} */
    this.isShown = () => true;
    this.type = "";
    this.gapOf = 0;
    /** @type {Geometry | null} */
    this.drafted = null;
    this.draftFrame = 0;
    /** @type {Press | null} */
    this.held = null;
    this.panned = false;
    this.toolKey = "select";
    /** What a press does instead of drawing, such as marking what was examined. @type {((press: Press) => void) | null} */
    this.instead = null;
    /** Words for the region under a press; set by the part that knows names. @type {((press: Press) => string) | null} */
    this.regionWords = null;
    this.selection = new Selection(this);
    this.actions = new Actions(this);
    this.tools = makeTools(this.#context(), options.tools);
    this.pointers = new Pointers(this.scene.stage, this.#handler());
    this.scene.moved.add(() => this.emit("camera"));
    for (const part of options.parts ?? []) part(this);
  }

  /** @param {string} name @param {(detail?: any) => void} listener */
  listen(name, listener) {
    const list = this.listeners.get(name) ?? new Set();
    list.add(listener);
    this.listeners.set(name, list);
  }

  /** @param {string} name @param {unknown} [detail] */
  emit(name, detail) {
    for (const listener of this.listeners.get(name) ?? []) listener(detail);
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  text(key, values = {}) {
    return fill(this.texts[key] ?? key, values);
  }

  /** Say something to everybody: shown under the picture and read out. @param {string} text */
  say(text) {
    this.emit("said", text);
  }

  /** The view that is drawn on. */
  get on() {
    return this.sync.on;
  }

  get mmPerUnit() {
    return this.model?.view.mm_per_unit ?? this.scene.backdrop?.mmPerUnit ?? 0;
  }

  get tool() {
    return this.tools.get(this.toolKey) ?? null;
  }

  /** Load a view and show it; nothing unsaved is left behind. @param {string} [view] @returns {Promise<boolean>} */
  async open(view) {
    if (!(await this.sync.idle())) {
      this.say(this.texts.save_first);
      return false;
    }
    const model = await this.store.load(view);
    const backdrop = await this.options.backdrop(model.view);
    this.tool?.cancel();
    this.model = model;
    this.sync.loaded(model);
    if (!this.type) this.type = (model.types.find((one) => one.recent) ?? model.types[0])?.key ?? "";
    this.doc = this.sync.doc;
    this.scene.setBackdrop(backdrop);
    this.emit("model", model);
    this.refresh();
    window.setTimeout(() => this.#outline(backdrop), 0);
    return true;
  }

  /** The outlines of regions come after the picture. @param {Backdrop} backdrop */
  async #outline(backdrop) {
    try {
      await backdrop.outlines?.();
      if (backdrop === this.scene.backdrop) this.emit("outlines");
    } catch {
      this.say(this.texts.not_loaded);
    }
  }

  /** Show the document as it is now. */
  refresh() {
    this.doc = this.sync.doc;
    const lesions = this.doc.lesions.filter((lesion) => this.isShown(lesion));
    const top = (/** @type {Lesion} */ lesion) => {
      const mark = lesion.marks.find((one) => one.geometry || one.pieces.length);
      return mark?.pieces[0]?.points[0]?.[1] ?? mark?.geometry?.points[0]?.[1] ?? 2;
    };
    lesions.sort((a, b) => top(a) - top(b) || (a.number ?? 1e6) - (b.number ?? 1e6));
    this.scene.show(lesions, this.selection.id);
    if (!this.selection.dragging) this.selection.draw();
    this.emit("doc", this.doc);
  }

  /** @param {import("./types.js").Answer} answer @param {string | undefined} id */
  #answered(answer, id) {
    if (answer.said) this.emit("read", answer.said);
    if (answer.counts) this.emit("counts", answer.counts);
    if (answer.measures && this.model) this.model.measures = answer.measures;
    if (!id || id !== this.selection.id) return;
    this.refresh();
    this.emit("answered", id);
  }

  /** @param {string | null} id @param {string | null} [mark] */
  select(id, mark = null) {
    this.actions.further = false;
    this.selection.choose(id, mark);
    const { nodes } = this.scene;
    this.scene.show([...nodes.values()].map((node) => node.lesion), id);
    this.selection.draw();
    this.emit("select", id);
  }

  /** @param {string} key */
  chooseTool(key) {
    if (key !== "select" && !this.tools.has(key)) return;
    this.tool?.cancel();
    this.instead = null;
    this.toolKey = key;
    this.scene.stage.dataset.tool = key;
    this.emit("tool", key);
  }

  /** @param {string} key of the lesion type that is drawn from now on */
  chooseType(key) {
    const type = this.model?.types.find((one) => one.key === key);
    if (!type) return;
    this.type = key;
    const area = type.tool === "polygon" && this.tools.has("outline") ? "outline" : type.tool;
    this.chooseTool(this.tools.has(area) ? area : "point");
    this.emit("type", key);
  }

  /** @param {string} type @returns {Look} */
  lookOf(type) {
    const found = this.model?.types.find((one) => one.key === type);
    const { family = "grey", hatch = "", label = type } = found ?? {};
    return { type, family, hatch, label };
  }

  /** What can be shown of a drawing before the server has laid it on the body. @param {Geometry} geometry @returns {Piece[]} */
  provisional(geometry) {
    const { backdrop } = this.scene;
    if (geometry.kind !== "ring" || geometry.points.length > 1 || !backdrop?.inside) return [];
    return [{ points: chordAt(backdrop, geometry.points[0]), closed: false, bar: 0 }];
  }

  /** Ask why a lesion is taken out; a part replaces it with a dialogue. @param {Lesion} lesion @param {(reason: string) => void} then */
  askReason(lesion, then) {
    (this.options.askReason ?? ((_lesion, next) => next("removed")))(lesion, then);
  }

  /** @returns {import("./tools/base.js").Context} */
  #context() {
    const { camera } = this.scene;
    return {
      toFractions: (at) => camera.toFractions(at),
      toPixels: (at) => camera.toPixels(at),
      preview: (geometry) => this.#preview(geometry),
      commit: (geometry) => this.actions.drawn(geometry),
      say: (text) => this.say(text),
      changed: () => this.emit("draft", this.tool),
      texts: this.texts,
      aspect: () => camera.picture.height / camera.picture.width,
      gap: () => this.gapOf || (this.mmPerUnit
        ? USUAL_GAP_MM / (this.mmPerUnit * camera.picture.width) : USUAL_GAP),
    };
  }

  /** @param {Geometry | null} geometry */
  #preview(geometry) {
    const { draft, camera, hatches } = this.scene;
    this.drafted = geometry;
    this.emit("drafted");
    if (this.draftFrame) return;
    this.draftFrame = requestAnimationFrame(() => {
      this.draftFrame = 0;
      const shown = this.drafted;
      if (!shown) {
        draft.replaceChildren();
        return;
      }
      const look = this.lookOf(this.type);
      const content = { kind: shown.kind, editable: true, geometry: shown, pieces: this.provisional(shown) };
      const drawing = drawingOf(look, content, camera);
      const group = svg("g", { class: `family-${look.family}` });
      if (drawing) paint(group, drawing, look, hatches, this.scene.signOf(look.type));
      draft.replaceChildren(group);
    });
  }

  /** @returns {import("./pointer.js").Handler} */
  #handler() {
    return {
      down: (press) => this.#down(press),
      move: (press) => this.#move(press),
      up: (press) => this.#up(press),
      cancel: () => this.cancel(),
      hover: (press) => {
        if (press && this.tool) this.tool.hover(press);
        this.emit("hover", press);
      },
      pan: (dx, dy) => {
        this.scene.camera.pan(dx, dy);
        this.scene.follow();
      },
      zoom: (factor, at) => {
        this.scene.camera.zoom(factor, at);
        this.scene.follow();
      },
    };
  }

  /** @param {Press} press */
  #down(press) {
    this.held = press;
    if (this.instead) return;
    if (!this.tool?.busy && this.selection.handleAt(press) && this.selection.down(press)) return;
    if (this.tool) {
      const label = press.target?.closest(".bm-label");
      if (!label || this.tool.busy) this.tool.down(press);
      return;
    }
    const hit = this.scene.markAt(press.target);
    if (!hit) return;
    if (hit.id !== this.selection.id || (hit.mark && hit.mark !== this.selection.mark)) {
      this.select(hit.id, hit.mark);
    }
    if (hit.mark || this.scene.labels.mode === "tags") this.selection.down(press);
  }

  /** @param {Press} press */
  #move(press) {
    if (this.selection.dragging) {
      this.selection.move(press);
    } else if (this.instead || !this.tool) {
      this.#panBy(press);
    } else {
      this.tool.move(press);
      this.emit("hover", press);
    }
  }

  /** @param {Press} press */
  #panBy(press) {
    if (!this.held || this.held.target?.closest(".bm-label")) return;
    const [dx, dy] = [press.at[0] - this.held.at[0], press.at[1] - this.held.at[1]];
    if (!this.panned && Math.hypot(dx, dy) < 4) return;
    this.panned = true;
    this.held = press;
    this.scene.camera.pan(dx, dy);
    this.scene.follow();
  }

  /** @param {Press} press */
  #up(press) {
    const { held, panned } = this;
    this.held = null;
    this.panned = false;
    if (this.selection.dragging) {
      if (!this.selection.up()) this.selection.draw();
      return;
    }
    const label = held?.target?.closest(".bm-label");
    if (label && !this.tool?.busy) {
      this.select(label.getAttribute("data-lesion"));
    } else if (this.instead) {
      if (!panned) this.instead(press);
    } else if (this.tool) {
      this.tool.up(press);
    } else if (!panned && !this.scene.markAt(held?.target ?? null)) {
      this.select(null);
    }
  }

  /** Give up what is being drawn or dragged. @returns {boolean} whether there was something */
  cancel() {
    this.held = null;
    this.panned = false;
    if (this.selection.dragging) {
      this.selection.cancel();
      return true;
    }
    const busy = Boolean(this.tool?.busy);
    this.tool?.cancel();
    return busy;
  }
}

/** @param {Options} options @returns {Editor} */
export function mountEditor(options) {
  return new Editor(options);
}
