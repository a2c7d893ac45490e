// @ts-check
/**
 * The selected mark: its handles, moving it, changing its shape; by pointer and by keys. While
 * something is dragged only that mark and its leader change, once for each frame.
 */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./handles.js").Handle} Handle */
/** @typedef {import("./pointer.js").Press} Press */
/** @typedef {import("./editor.js").Editor} Editor */

import { crossesItself, distance, moved } from "./geometry.js";
import { drawHandles, handlesOf, reshaped, withoutCorner } from "./handles.js";

const DRAG_PX = 4;

export class Selection {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {string | null} */
    this.id = null;
    /** @type {string | null} */
    this.mark = null;
    /** @type {Handle[]} */
    this.handles = [];
    this.chosen = -1;
    /** @type {{from: Point, handle: Handle | null, by: Point, went: boolean, geometry: Geometry} | null} */
    this.dragging = null;
    this.frame = 0;
    editor.scene.moved.add(() => this.draw());
  }

  /** @returns {Lesion | null} */
  get lesion() {
    return this.editor.doc.lesions.find((one) => one.id === this.id) ?? null;
  }

  /** The mark that is worked on; it was drawn on this view. @returns {Mark | null} */
  get editable() {
    const marks = this.lesion?.marks ?? [];
    const chosen = marks.find((mark) => mark.id === this.mark) ?? marks.find((mark) => mark.editable);
    if (!chosen?.editable || !chosen.geometry || this.lesion?.earlier) return null;
    return chosen;
  }

  /** @param {string | null} id @param {string | null} [mark] */
  choose(id, mark = null) {
    this.id = id;
    this.mark = mark ?? this.editor.doc.lesions.find((one) => one.id === id)?.marks[0]?.id ?? null;
    this.chosen = -1;
  }

  draw() {
    const { scene } = this.editor;
    const node = this.id === null ? null : scene.nodes.get(this.id);
    const mark = this.editable;
    const shown = this.mark ?? "";
    if (!node || this.dragging?.went) {
      scene.handles.replaceChildren();
      return;
    }
    this.handles = mark?.geometry ? handlesOf(mark.geometry, this.#toPixels, this.#gapPx(mark.geometry)) : [];
    drawHandles(scene.handles, node.drawings.get(mark?.id ?? shown) ?? node.drawing, this.handles, this.chosen);
  }

  #toPixels = (/** @type {Point} */ point) => this.editor.scene.camera.toPixels(point);

  /** @param {Geometry} geometry */
  #gapPx(geometry) {
    const { camera } = this.editor.scene;
    return (geometry.gap ?? 0) * camera.picture.width * camera.k;
  }

  /** Begin to drag a handle or the mark. @param {Press} press @returns {boolean} whether there is something to drag */
  down(press) {
    const handle = this.handleAt(press);
    const mark = this.editable;
    if (!mark?.geometry) return false;
    this.dragging = { from: press.at, handle, by: [0, 0], went: false, geometry: mark.geometry };
    return true;
  }

  /** @param {Press} press @returns {Handle | null} */
  handleAt(press) {
    const index = press.target?.closest("[data-handle]")?.getAttribute("data-handle");
    return index === null || index === undefined ? null : this.handles[Number(index)] ?? null;
  }

  /** @param {Press} press */
  move(press) {
    const dragging = this.dragging;
    if (!dragging) return;
    if (!dragging.went && distance(press.at, dragging.from) < DRAG_PX) return;
    if (!dragging.went) this.editor.scene.handles.replaceChildren();
    dragging.went = true;
    dragging.by = [press.at[0] - dragging.from[0], press.at[1] - dragging.from[1]];
    if (!this.frame) this.frame = requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.frame = 0;
    const { dragging, id } = this;
    const mark = this.editable;
    if (!dragging || !mark || id === null) return;
    if (dragging.handle) {
      this.editor.scene.redrawMark(id, mark.id, this.#result(dragging));
    } else {
      this.editor.scene.drag(id, mark.id, dragging.by[0], dragging.by[1]);
    }
  }

  /** @param {NonNullable<Selection["dragging"]>} dragging @returns {Geometry} */
  #result({ handle, by, geometry }) {
    const { camera } = this.editor.scene;
    if (!handle) {
      const [wide, high] = [camera.picture.width * camera.k, camera.picture.height * camera.k];
      return moved(geometry, by[0] / wide, by[1] / high);
    }
    const to = camera.toFractions([handle.at[0] + by[0], handle.at[1] + by[1]]);
    const inside = /** @type {Point} */ (to.map((value) => Math.min(1, Math.max(0, value))));
    return reshaped(geometry, handle, inside, camera.picture.height / camera.picture.width);
  }

  /** End the drag. @returns {boolean} whether something was moved */
  up() {
    const { dragging } = this;
    this.#stop();
    const mark = this.editable;
    if (!dragging?.went || !mark || this.id === null) return false;
    this.#commit(mark, this.#result(dragging));
    return true;
  }

  /** @param {Mark} mark @param {Geometry} geometry */
  #commit(mark, geometry) {
    const id = /** @type {string} */ (this.id);
    const closed = geometry.kind === "polygon" || geometry.kind === "outline";
    if (closed && crossesItself(geometry.points)) {
      this.editor.say(this.editor.texts.crosses);
      this.editor.scene.redrawMark(id, mark.id, /** @type {Geometry} */ (mark.geometry));
      this.draw();
      return;
    }
    this.editor.actions.reshape(id, mark, geometry);
  }

  #stop() {
    this.dragging = null;
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** @returns {boolean} whether a drag was given up */
  cancel() {
    const { dragging } = this;
    const mark = this.editable;
    this.#stop();
    if (!dragging?.went || !mark || this.id === null) return false;
    this.editor.scene.redrawMark(this.id, mark.id, dragging.geometry);
    this.draw();
    return true;
  }

  /** Choose the next handle for the keys. @param {number} by */
  cycle(by) {
    const count = this.handles.length;
    if (!count) return;
    this.chosen = this.chosen < 0 ? (by > 0 ? 0 : count - 1) : (this.chosen + by + count) % count;
    this.draw();
    this.editor.say(this.editor.text("handle_of", { number: this.chosen + 1, count }));
  }

  /** Move the mark or the chosen handle by millimetres of the person. @param {number} dx @param {number} dy */
  nudge(dx, dy) {
    const mark = this.editable;
    if (!mark?.geometry) {
      if (this.id !== null) this.editor.say(this.editor.texts.drawn_elsewhere);
      return;
    }
    const { camera } = this.editor.scene;
    const unit = 1 / (this.editor.mmPerUnit || 1);
    const by = /** @type {Point} */ ([dx * unit, dy * unit]);
    const handle = this.handles[this.chosen];
    const chosen = this.chosen;
    const shift = /** @type {Point} */ ([by[0] * camera.k, by[1] * camera.k]);
    const geometry = this.#result({ from: [0, 0], handle: handle ?? null, by: shift, went: true, geometry: mark.geometry });
    this.#commit(mark, geometry);
    this.chosen = handle?.kind === "between" ? -1 : chosen;
    this.draw();
  }

  /** Take the chosen corner away. @returns {boolean} */
  removeCorner() {
    const mark = this.editable;
    const handle = this.handles[this.chosen];
    if (!mark?.geometry || handle?.kind !== "corner") return false;
    const geometry = withoutCorner(mark.geometry, handle.index);
    if (!geometry) return false;
    this.chosen = -1;
    this.#commit(mark, geometry);
    return true;
  }
}
