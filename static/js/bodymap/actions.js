// @ts-check
/** What a person can do to the document: each is one operation, one step back, one request. */

/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Covered} Covered */
/** @typedef {import("./model.js").Operation} Operation */
/** @typedef {import("./editor.js").Editor} Editor */

import { moved } from "./geometry.js";

const DUPLICATE_PX = 18;

export class Actions {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** Whether the next drawing is a further mark of the selected lesion. */
    this.further = false;
  }

  /** @param {Operation} operation */
  #perform(operation) {
    const { editor } = this;
    editor.history.perform(editor.doc, operation);
    editor.sync.push(operation);
    editor.refresh();
  }

  /** @param {Geometry} geometry @returns {Mark} */
  #mark(geometry) {
    const id = this.editor.sync.names.fresh();
    return { id, kind: geometry.kind, editable: true, geometry, pieces: this.editor.provisional(geometry) };
  }

  /** @param {string} type @param {Mark} mark @returns {Lesion} */
  #lesion(type, mark) {
    const look = this.editor.lookOf(type);
    return {
      ...look, id: this.editor.sync.names.fresh(), number: null, size: "", place: "",
      url: "", version: null, events: [], visit: null, earlier: false, same_as: null, status: null,
      marks: [mark],
    };
  }

  /** A drawing is finished: a new lesion, or a further mark of the selected one. @param {Geometry} geometry @param {{view: string, figure: string}} [on] @returns {string} id of the lesion */
  drawn(geometry, on = this.editor.on) {
    const mark = this.#mark(geometry);
    const chosen = this.editor.selection.lesion;
    if (this.further && chosen && !chosen.earlier) {
      this.#perform({ kind: "mark", id: chosen.id, mark, on });
      this.editor.select(chosen.id, mark.id);
      return chosen.id;
    }
    const lesion = this.#lesion(this.editor.type, mark);
    this.#perform({ kind: "add", lesion, on });
    this.editor.select(lesion.id, mark.id);
    return lesion.id;
  }

  /** @param {string} id @param {Mark} mark @param {Geometry} geometry */
  reshape(id, mark, geometry) {
    const pieces = this.editor.provisional(geometry);
    const content = { kind: geometry.kind, editable: true, geometry, pieces };
    this.#perform({ kind: "shape", id, mark: mark.id, content, on: this.editor.on });
  }

  /** The same lesion once more, a little beside, with a number of its own. */
  duplicate() {
    const { selection, scene } = this.editor;
    const lesion = selection.lesion;
    const mark = selection.editable;
    if (!lesion || !mark?.geometry) return;
    const { camera } = scene;
    const dx = DUPLICATE_PX / (camera.picture.width * camera.k);
    const dy = DUPLICATE_PX / (camera.picture.height * camera.k);
    const copy = this.#lesion(lesion.type, this.#mark(moved(mark.geometry, dx, dy)));
    this.#perform({ kind: "add", lesion: copy, on: this.editor.on, duplicateOf: lesion.id });
    this.editor.select(copy.id);
  }

  /** Take away the selected mark; the last one of a lesion only with the lesion and a reason. */
  erase() {
    const { selection } = this.editor;
    const lesion = selection.lesion;
    if (!lesion || lesion.earlier) return;
    if (selection.removeCorner()) return;
    const mark = selection.editable;
    if (lesion.marks.length > 1 && mark) {
      this.#perform({ kind: "erase", id: lesion.id, mark: mark.id, on: this.editor.on });
      this.editor.select(lesion.id);
      return;
    }
    this.editor.askReason(lesion, (reason) => this.takeOut(lesion.id, reason));
  }

  /** @param {string} id @param {string} reason */
  takeOut(id, reason) {
    this.editor.select(null);
    this.#perform({ kind: "takeOut", id, reason });
  }

  /** @param {string} type of the selected lesion from now on */
  changeType(type) {
    const lesion = this.editor.selection.lesion;
    if (!lesion || lesion.earlier || lesion.type === type) return;
    this.#perform({ kind: "type", id: lesion.id, look: this.editor.lookOf(type) });
  }

  /** @param {Record<string, Covered | null>} set */
  cover(set) {
    if (Object.keys(set).length) this.#perform({ kind: "coverage", set });
  }

  undo() {
    this.#step(this.editor.history.undo(this.editor.doc), this.editor.texts.undone);
  }

  redo() {
    this.#step(this.editor.history.redo(this.editor.doc), this.editor.texts.redone);
  }

  /** @param {{operation: Operation} | null} step @param {string} said */
  #step(step, said) {
    const { editor } = this;
    if (!step) {
      editor.say(editor.texts.nothing_to_undo);
      return;
    }
    editor.sync.push(step.operation);
    const { operation } = step;
    const id = "lesion" in operation ? operation.lesion.id : "id" in operation ? operation.id : null;
    const there = editor.doc.lesions.some((one) => one.id === id);
    editor.select(there ? id : null);
    editor.refresh();
    editor.say(said);
  }
}
