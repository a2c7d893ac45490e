// @ts-check
/**
 * The document of one view and the operations on it. Pure: every operation returns a new document
 * and the operation that takes it back; unchanged lesions stay the same objects.
 *
 * Lesions and marks carry ids of this page ("n8" for number 8, "t1" for one that has no number
 * yet); what they are called by the server is known to `sync.js` alone.
 */

/** @typedef {import("./types.js").Doc} Doc */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Content} Content */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").Covered} Covered */

/**
 * @typedef {{view: string, figure: string}} On the view that a mark is drawn on
 * @typedef {{kind: "add", lesion: Lesion, on: On, duplicateOf?: string | null}} Add
 * @typedef {{kind: "takeOut", id: string, reason: string}} TakeOut
 * @typedef {{kind: "restore", lesion: Lesion, at: number}} Restore
 * @typedef {{kind: "mark", id: string, mark: Mark, at?: number, on: On}} AddMark
 * @typedef {{kind: "erase", id: string, mark: string, on: On}} Erase
 * @typedef {{kind: "shape", id: string, mark: string, content: Content, on: On}} Shape
 * @typedef {{kind: "type", id: string, look: Look}} ChangeType
 * @typedef {{kind: "coverage", set: Record<string, Covered | null>}} Coverage
 * @typedef {Add | TakeOut | Restore | AddMark | Erase | Shape | ChangeType | Coverage} Operation
 * @typedef {{doc: Doc, inverse: Operation}} Applied
 */

/** Why a lesion is taken out when its drawing is undone; a code of the server. */
export const UNDONE = "undone";

export class OperationError extends Error {}

/** @param {Doc} doc @param {string} id @returns {number} */
function indexOf(doc, id) {
  const index = doc.lesions.findIndex((one) => one.id === id);
  if (index < 0) throw new OperationError(`no lesion ${id}`);
  return index;
}

/** @param {Doc} doc @param {number} index @param {Lesion} lesion @returns {Doc} */
function replaced(doc, index, lesion) {
  const lesions = doc.lesions.slice();
  lesions[index] = lesion;
  return { ...doc, lesions };
}

/** @param {Lesion} lesion @param {string} mark @returns {number} */
function markIndex(lesion, mark) {
  const index = lesion.marks.findIndex((one) => one.id === mark);
  if (index < 0) throw new OperationError(`no mark ${mark}`);
  return index;
}

/** @param {Mark} mark @returns {Content} */
function contentOf(mark) {
  const { id: _id, ...content } = mark;
  return content;
}

/** @type {{[kind: string]: (doc: Doc, operation: any) => Applied}} */
const OPERATIONS = {
  add(doc, /** @type {Add} */ { lesion }) {
    if (doc.lesions.some((one) => one.id === lesion.id)) throw new OperationError("twice");
    return {
      doc: { ...doc, lesions: [...doc.lesions, lesion] },
      inverse: { kind: "takeOut", id: lesion.id, reason: UNDONE },
    };
  },

  takeOut(doc, /** @type {TakeOut} */ { id }) {
    const at = indexOf(doc, id);
    const lesions = doc.lesions.slice();
    const [lesion] = lesions.splice(at, 1);
    return { doc: { ...doc, lesions }, inverse: { kind: "restore", lesion, at } };
  },

  restore(doc, /** @type {Restore} */ { lesion, at }) {
    if (doc.lesions.some((one) => one.id === lesion.id)) throw new OperationError("twice");
    const lesions = doc.lesions.slice();
    lesions.splice(at, 0, lesion);
    return {
      doc: { ...doc, lesions },
      inverse: { kind: "takeOut", id: lesion.id, reason: UNDONE },
    };
  },

  mark(doc, /** @type {AddMark} */ { id, mark, at, on }) {
    const index = indexOf(doc, id);
    const marks = doc.lesions[index].marks.slice();
    if (marks.some((one) => one.id === mark.id)) throw new OperationError("twice");
    marks.splice(at ?? marks.length, 0, mark);
    return {
      doc: replaced(doc, index, { ...doc.lesions[index], marks }),
      inverse: { kind: "erase", id, mark: mark.id, on },
    };
  },

  erase(doc, /** @type {Erase} */ { id, mark, on }) {
    const index = indexOf(doc, id);
    const at = markIndex(doc.lesions[index], mark);
    const marks = doc.lesions[index].marks.slice();
    const [gone] = marks.splice(at, 1);
    return {
      doc: replaced(doc, index, { ...doc.lesions[index], marks }),
      inverse: { kind: "mark", id, mark: gone, at, on },
    };
  },

  shape(doc, /** @type {Shape} */ { id, mark, content, on }) {
    const index = indexOf(doc, id);
    const at = markIndex(doc.lesions[index], mark);
    const marks = doc.lesions[index].marks.slice();
    const was = contentOf(marks[at]);
    marks[at] = { ...content, id: mark };
    return {
      doc: replaced(doc, index, { ...doc.lesions[index], marks }),
      inverse: { kind: "shape", id, mark, content: was, on },
    };
  },

  type(doc, /** @type {ChangeType} */ { id, look }) {
    const index = indexOf(doc, id);
    const { type, family, hatch, label } = doc.lesions[index];
    return {
      doc: replaced(doc, index, { ...doc.lesions[index], ...look }),
      inverse: { kind: "type", id, look: { type, family, hatch, label } },
    };
  },

  coverage(doc, /** @type {Coverage} */ { set }) {
    const coverage = { ...doc.coverage };
    /** @type {Record<string, Covered | null>} */
    const was = {};
    for (const [key, covered] of Object.entries(set)) {
      was[key] = coverage[key] ?? null;
      if (covered) coverage[key] = covered;
      else delete coverage[key];
    }
    return { doc: { ...doc, coverage }, inverse: { kind: "coverage", set: was } };
  },
};

/**
 * Apply an operation.
 * @param {Doc} doc @param {Operation} operation @returns {Applied}
 * @throws {OperationError} it does not fit the document
 */
export function apply(doc, operation) {
  return OPERATIONS[operation.kind](doc, operation);
}

/** Apply what still fits, in order; leave the rest out. @param {Doc} doc @param {Operation[]} operations */
export function replay(doc, operations) {
  for (const operation of operations) {
    try {
      doc = apply(doc, operation).doc;
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
    }
  }
  return doc;
}

/** Put a lesion as the server has it into the document, in the place it had. @param {Doc} doc @param {Lesion} lesion */
export function put(doc, lesion) {
  const index = doc.lesions.findIndex((one) => one.id === lesion.id);
  if (index < 0) return { ...doc, lesions: [...doc.lesions, lesion] };
  return replaced(doc, index, lesion);
}
