// @ts-check
/**
 * What the server calls the lesions and marks of this page. A lesion keeps its id of this page
 * from the first stroke on; its number and version come with the server's answers.
 */

/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */

export class Names {
  constructor() {
    /** @type {Map<string, {number: number, version: string | number | null}>} */
    this.lesions = new Map();
    /** @type {Map<number, string>} */
    this.idOfNumber = new Map();
    /** @type {Map<string, string>} lesion id / mark id → the server's mark id */
    this.marks = new Map();
    this.count = 0;
  }

  /** A new id of this page. */
  fresh() {
    this.count += 1;
    return `t${this.count}`;
  }

  /** @param {string} id @returns {number | null} */
  number(id) {
    return this.lesions.get(id)?.number ?? null;
  }

  /** @param {string} id */
  version(id) {
    return this.lesions.get(id)?.version ?? null;
  }

  /** @param {string} id @param {string} mark @returns {string | null} */
  mark(id, mark) {
    return this.marks.get(`${id}/${mark}`) ?? null;
  }

  /** @param {string} id @param {string} serverMark */
  #localMark(id, serverMark) {
    for (const [key, value] of this.marks) {
      if (value === serverMark && key.startsWith(`${id}/`)) return key.slice(id.length + 1);
    }
    this.marks.set(`${id}/${serverMark}`, serverMark);
    return serverMark;
  }

  /**
   * Bind a new lesion of this page to what the server made of it.
   * @param {string} id @param {any} told the lesion as the server tells it
   */
  bindLesion(id, told) {
    this.idOfNumber.set(told.number, id);
    this.lesions.set(id, { number: told.number, version: told.version });
  }

  /**
   * Bind a new mark to the one that the server's lesion has and we do not know yet.
   * @param {string} id @param {string} mark @param {any} told
   */
  bindMark(id, mark, told) {
    const known = new Set();
    for (const [key, value] of this.marks) if (key.startsWith(`${id}/`)) known.add(value);
    const made = told.marks.filter((/** @type {Mark} */ one) => !known.has(one.id)).pop();
    if (made) this.marks.set(`${id}/${mark}`, made.id);
  }

  /**
   * The server's lesion under the ids of this page. Lesions of earlier visits have ids of their
   * own: their numbers may be the same.
   * @param {any} told @returns {Lesion}
   */
  adopt(told) {
    const id = told.earlier
      ? `v${told.visit?.id ?? ""}-${told.number}`
      : this.idOfNumber.get(told.number) ?? `n${told.number}`;
    if (!told.earlier) this.bindLesion(id, told);
    const marks = told.marks.map((/** @type {Mark} */ mark) => (
      { ...mark, id: told.earlier ? mark.id : this.#localMark(id, mark.id) }));
    return { ...told, id, marks };
  }
}
