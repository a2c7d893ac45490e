// @ts-check
/**
 * The drawings over one photograph in the terms of the editor: every drawing is a "lesion" with one
 * mark, its number is that of the drawing (d5 → 5). Whatever changes, all drawings are sent
 * together with the version that they were made on; the server refuses what is stale.
 */

/** @typedef {import("../bodymap/types.js").Store} Store */
/** @typedef {import("../bodymap/types.js").Answer} Answer */
/** @typedef {import("../bodymap/types.js").Point} Point */
/** @typedef {{id: string, kind: string, points: Point[], lesion: number | null, text: string}} Drawing */
/** @typedef {{number: number, label: string}} Named */
/** @typedef {{width: number, height: number, title: string, words: Record<string, string>}} Picture */

const TIMEOUT_MS = 20_000;
const NONE = "none";

/** @param {string} type @returns {number | null} the lesion that a type stands for */
export const lesionOf = (type) => (type === NONE ? null : Number(type.slice(1)));
/** @param {number | null} lesion */
export const typeOf = (lesion) => (lesion === null ? NONE : `n${lesion}`);

export class PhotoStore {
  /** @param {{model: string, save: string}} urls @param {Picture} picture */
  constructor(urls, picture) {
    this.urls = urls;
    this.picture = picture;
    /** @type {Drawing[]} */
    this.overlay = [];
    /** @type {Named[]} */
    this.lesions = [];
    this.version = 0;
    /** @type {Map<number, Drawing>} drawings that were taken away and may come back */
    this.away = new Map();
    /** One change after the other. @type {Promise<unknown>} */
    this.last = Promise.resolve();
    this.token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  }

  async load() {
    const answer = await fetch(this.urls.model, {
      headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    this.#take(await answer.json());
    return this.#model();
  }

  /** @param {{overlay: Drawing[], lesions: Named[], version: number}} told */
  #take(told) {
    this.overlay = told.overlay;
    this.lesions = told.lesions;
    this.version = told.version;
  }

  #model() {
    const { width, height, title } = this.picture;
    const view = { key: "photograph", figure: "photograph", title, kind: "photograph", width, height, svg: "", subject_right: "" };
    const types = [null, ...this.lesions.map((one) => one.number)].map((lesion) => ({
      ...this.#look(lesion), key: typeOf(lesion), count: 0, recent: lesion === null, tool: "arrow",
    }));
    return {
      figure: "photograph", height_cm: null, view, views: [], types, regions: [], coverage: {},
      lesions: this.overlay.map((one) => this.#lesion(one)), layers: { events: [], visits: [] },
    };
  }

  /** @param {number | null} lesion */
  #look(lesion) {
    const named = this.lesions.find((one) => one.number === lesion);
    const label = lesion === null ? this.picture.words.none : named?.label ?? String(lesion);
    return { type: typeOf(lesion), family: "black", hatch: "none", label };
  }

  /** @param {Drawing} drawing */
  #lesion(drawing) {
    const kind = drawing.kind === "number" ? "point" : drawing.kind;
    const geometry = { kind, points: drawing.points };
    return {
      ...this.#look(drawing.lesion), id: drawing.id, number: Number(drawing.id.slice(1)),
      size: "", place: this.picture.words[drawing.kind], sentence: drawing.text, url: "",
      version: this.version, events: [], visit: null, earlier: false, same_as: null, status: null,
      marks: [{ id: "m1", kind, editable: true, geometry, pieces: [] }],
    };
  }

  /** @param {string} kind @param {Record<string, any>} body @param {number} [number] @returns {Promise<Answer>} */
  send(kind, body, number) {
    return this.#inTurn(() => this.#change(kind, body, number));
  }

  /** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
  #inTurn(act) {
    const next = this.last.then(act, act);
    this.last = next.catch(() => {});
    return next;
  }

  /** @param {string} kind @param {Record<string, any>} body @param {number} [number] */
  async #change(kind, body, number) {
    if (kind === "draw") return this.#draw(body);
    const id = `d${number}`;
    if (kind === "take-out") {
      const gone = this.overlay.find((one) => one.id === id);
      const answer = await this.#save(this.overlay.filter((one) => one.id !== id));
      if (gone && answer.status === 200) this.away.set(Number(number), gone);
      return { ...answer, lesion: /** @type {any} */ ({ number, removed: true, version: this.version }) };
    }
    const known = kind === "restore" ? this.away.get(Number(number)) : null;
    const next = known
      ? [...this.overlay, known]
      : this.#with(id, { lesion: lesionOf(String(body.type)) });
    return this.#told(await this.#save(next), id);
  }

  /** @param {Record<string, any>} body */
  async #draw(body) {
    const { geometry, number } = body;
    const kind = geometry.kind === "point" ? "number" : geometry.kind;
    if (number !== null && number !== undefined) {
      const id = `d${number}`;
      return this.#told(await this.#save(this.#with(id, { kind, points: geometry.points })), id);
    }
    const drawn = { kind, points: geometry.points, lesion: lesionOf(body.type), text: "" };
    const answer = await this.#save([...this.overlay, /** @type {any} */ (drawn)]);
    return this.#told(answer, this.overlay[this.overlay.length - 1]?.id ?? "");
  }

  /** @param {string} id @param {Partial<Drawing>} changes */
  #with(id, changes) {
    return this.overlay.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  /** @param {Answer} answer @param {string} id @returns {Answer} */
  #told(answer, id) {
    const drawing = this.overlay.find((one) => one.id === id);
    if (answer.status !== 200 || !drawing) return answer;
    return { ...answer, lesion: /** @type {any} */ (this.#lesion(drawing)) };
  }

  /** @param {Drawing[]} overlay @returns {Promise<Answer>} */
  async #save(overlay) {
    const answer = await fetch(this.urls.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify({ version: this.version, overlay }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    const told = isJson ? await answer.json() : {};
    if (answer.status === 200) this.#take(told);
    return { status: answer.status, said: told.said, problem: told.problem };
  }

  /** Save the words beside a drawing. @param {number} number @param {string} text */
  setText(number, text) {
    return this.#inTurn(() => this.#save(this.#with(`d${number}`, { text })));
  }

  /** @param {number | null} number @returns {Drawing | null} */
  drawing(number) {
    return this.overlay.find((one) => one.id === `d${number}`) ?? null;
  }
}
