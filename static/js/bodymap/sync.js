// @ts-check
/**
 * Tells the server every operation, in order, one at a time. Shown is always what the server has
 * (`base`) with what it does not know yet on top: nothing that was drawn is lost without a word,
 * and nothing is said to be saved before it is.
 *
 * States: saved · saving · unsaved (tries again by itself) · stale · refused · locked. In the
 * last three the queue waits until the person decides.
 */

import { put, replay } from "./model.js";
import { Names } from "./names.js";
import { addressed, foundDone, requestsOf } from "./requests.js";

/** @typedef {import("./types.js").Doc} Doc */
/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./model.js").Operation} Operation */
/** @typedef {import("./requests.js").Request} Request */
/** @typedef {{operation: Operation, requests: Request[] | null, doubtful: boolean}} Waiting */
/** @typedef {{name: string, problem?: string, at?: Date}} SaveState */

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;
const STOPPED = new Set(["stale", "refused", "locked"]);

export class Sync {
  /**
   * @param {Store} store
   * @param {{changed: () => void, state: (state: SaveState) => void,
   *   answered: (answer: Answer, id: string | undefined) => void}} listener
   */
  constructor(store, listener) {
    this.store = store;
    this.listener = listener;
    this.names = new Names();
    /** @type {Doc} */
    this.base = { lesions: [], coverage: {} };
    /** @type {Waiting[]} */
    this.queue = [];
    /** @type {SaveState} */
    this.state = { name: "saved" };
    this.on = { view: "", figure: "" };
    this.running = false;
    this.retryMs = FIRST_RETRY_MS;
    this.timer = 0;
    /** @type {(() => void)[]} */
    this.idlers = [];
  }

  /** @param {Model} model what the server gave for a view */
  loaded(model) {
    this.on = { view: model.view.key, figure: model.view.figure };
    this.base = {
      lesions: model.lesions.map((told) => this.names.adopt(told)),
      coverage: { ...model.coverage },
    };
  }

  /** The document as it is shown. @returns {Doc} */
  get doc() {
    return replay(this.base, this.queue.map((waiting) => waiting.operation));
  }

  get pending() {
    return this.queue.length > 0;
  }

  /** @param {SaveState} state */
  #tell(state) {
    this.state = state;
    this.listener.state(state);
  }

  /** @param {Operation} operation */
  push(operation) {
    if (this.#takesBack(operation)) {
      if (!this.queue.length || STOPPED.has(this.state.name)) this.#tell({ name: "saved" });
    } else {
      this.queue.push({ operation, requests: null, doubtful: false });
    }
    if (!STOPPED.has(this.state.name)) this.#run();
  }

  /**
   * Whether an operation only takes back a drawing that was never sent: then neither is sent.
   * @param {Operation} operation
   */
  #takesBack(operation) {
    if (operation.kind !== "takeOut" || this.names.number(operation.id) !== null) return false;
    const first = this.queue.findIndex(({ operation: one, requests }) =>
      !requests?.length && (one.kind === "add" || one.kind === "restore")
      && one.lesion.id === operation.id);
    const stopped = this.queue.length > 0 && STOPPED.has(this.state.name);
    if (first < 0 && !stopped) return false;
    if (first === 0 && this.running) return false;
    this.queue = this.queue.filter(({ operation: one }) =>
      ("lesion" in one ? one.lesion.id : "id" in one ? one.id : "") !== operation.id);
    return true;
  }

  /** Resolves when everything is saved; false when that will not happen by itself. */
  async idle() {
    if (!this.queue.length) return true;
    if (STOPPED.has(this.state.name) || this.state.name === "unsaved") return false;
    await new Promise((resolve) => this.idlers.push(() => resolve(null)));
    return this.queue.length === 0;
  }

  async #run() {
    if (this.running) return;
    window.clearTimeout(this.timer);
    this.running = true;
    while (this.queue.length && !STOPPED.has(this.state.name)) {
      if (this.state.name !== "unsaved") this.#tell({ name: "saving" });
      const waiting = this.queue[0];
      waiting.requests ??= requestsOf(waiting.operation, this.names, this.base, this.on);
      const went = await this.#send(waiting);
      if (!went) break;
      if (!waiting.requests.length) this.queue.shift();
      this.listener.changed();
    }
    this.running = false;
    if (!this.queue.length && !STOPPED.has(this.state.name)) {
      this.#tell({ name: "saved", at: new Date() });
    }
    for (const done of this.idlers.splice(0)) done();
  }

  /** Send the next request of an operation. @param {Waiting} waiting @returns {Promise<boolean>} */
  async #send(waiting) {
    const requests = /** @type {Request[]} */ (waiting.requests);
    const request = addressed(requests[0], this.names, this.on.view, this.base.coverage);
    try {
      const found = waiting.doubtful ? await this.#whatHappened(request) : null;
      const answer = found ?? await this.store.send(request.kind, request.body, request.number);
      if (answer.status !== 200) return this.#refused(answer);
      requests.shift();
      waiting.doubtful = false;
      this.retryMs = FIRST_RETRY_MS;
      this.#took(request, waiting.operation, answer);
      this.listener.answered(answer, request.id);
      return true;
    } catch {
      waiting.doubtful = true;
      this.#tell({ name: "unsaved" });
      this.timer = window.setTimeout(() => this.#run(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
      return false;
    }
  }

  /** The answer that got lost on its way, if the request had arrived. @param {Request} request */
  async #whatHappened(request) {
    const model = await this.store.load(this.on.view);
    const done = foundDone(request, model.lesions, this.names);
    if (!done) return null;
    return done === true ? { status: 200 } : { status: 200, lesion: done };
  }

  /** @param {Answer} answer */
  #refused(answer) {
    const names = /** @type {Record<number, string>} */ ({ 409: "stale", 401: "locked", 423: "locked" });
    if (answer.status >= 500) throw new Error(String(answer.status));
    this.#tell({ name: names[answer.status] ?? "refused", problem: answer.problem ?? "" });
    return false;
  }

  /** @param {Request} request @param {Operation} operation @param {Answer} answer */
  #took(request, operation, answer) {
    if (answer.coverage) this.base = { ...this.base, coverage: answer.coverage };
    if (!request.id) return;
    if (operation.kind === "takeOut") {
      const lesions = this.base.lesions.filter((one) => one.id !== operation.id);
      this.base = { ...this.base, lesions };
      if (answer.lesion) this.names.bindLesion(request.id, answer.lesion);
      return;
    }
    if (!answer.lesion) return;
    if (request.kind === "draw") {
      this.names.bindLesion(request.id, answer.lesion);
      if (request.mark && !this.names.mark(request.id, request.mark)) {
        this.names.bindMark(request.id, request.mark, answer.lesion);
      }
    }
    this.#place(operation, this.names.adopt(answer.lesion));
  }

  /** @param {Operation} operation @param {import("./types.js").Lesion} lesion */
  #place(operation, lesion) {
    const there = this.base.lesions.some((one) => one.id === lesion.id);
    if (operation.kind === "restore" && !there) {
      const lesions = this.base.lesions.slice();
      lesions.splice(operation.at, 0, lesion);
      this.base = { ...this.base, lesions };
    } else {
      this.base = put(this.base, lesion);
    }
  }

  /** Try again now: after unlocking elsewhere, or when the person wants the change all the same. */
  async again() {
    const was = this.state.name;
    this.#tell({ name: "saving" });
    if (was === "stale" && !(await this.#reload())) return;
    this.#run();
  }

  /** Leave out the change that was refused, keep the others. @returns {Promise<void>} */
  async drop() {
    this.queue.shift();
    this.#tell({ name: "saving" });
    if (await this.#reload()) this.#run();
  }

  /** Take what the server has now, after something was changed beside the editor. @returns {Promise<boolean>} */
  fresh() {
    return this.#reload();
  }

  /** @returns {Promise<boolean>} */
  async #reload() {
    try {
      this.loaded(await this.store.load(this.on.view));
      this.listener.changed();
      return true;
    } catch {
      this.#tell({ name: "unsaved" });
      this.timer = window.setTimeout(() => this.#run(), this.retryMs);
      return false;
    }
  }
}
