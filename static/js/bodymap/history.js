// @ts-check
/**
 * What can be taken back and done again. It keeps operations, never documents: taking one back
 * is itself an operation, which the server is told like any other.
 */

/** @typedef {import("./model.js").Operation} Operation */
/** @typedef {import("./types.js").Doc} Doc */

import { apply, OperationError } from "./model.js";

export class History {
  /** @param {number} [most] how many steps are kept */
  constructor(most = 500) {
    this.most = most;
    /** @type {Operation[]} */
    this.back = [];
    /** @type {Operation[]} */
    this.forth = [];
  }

  get canUndo() {
    return this.back.length > 0;
  }

  get canRedo() {
    return this.forth.length > 0;
  }

  /** Do something new. @param {Doc} doc @param {Operation} operation @returns {Doc} */
  perform(doc, operation) {
    const done = apply(doc, operation);
    this.back.push(done.inverse);
    if (this.back.length > this.most) this.back.shift();
    this.forth = [];
    return done.doc;
  }

  /** @param {Doc} doc @returns {{doc: Doc, operation: Operation} | null} what was done to undo */
  undo(doc) {
    return this.#step(doc, this.back, this.forth);
  }

  /** @param {Doc} doc @returns {{doc: Doc, operation: Operation} | null} what was done to redo */
  redo(doc) {
    return this.#step(doc, this.forth, this.back);
  }

  /**
   * Take one step; steps that no longer fit (the lesion was changed elsewhere) are left out.
   * @param {Doc} doc @param {Operation[]} from @param {Operation[]} to
   */
  #step(doc, from, to) {
    for (let operation = from.pop(); operation; operation = from.pop()) {
      try {
        const done = apply(doc, operation);
        to.push(done.inverse);
        return { doc: done.doc, operation };
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
      }
    }
    return null;
  }
}
