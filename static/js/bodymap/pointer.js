// @ts-check
/**
 * Pointers on the stage: one finger, pen or mouse draws; two fingers move and zoom the picture.
 * Pressure is ignored. While a pen is near, and for a moment after, touches are the palm's and
 * are ignored.
 */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {{at: Point, type: string, target: Element | null, shift: boolean, time: number,
 *   trail: Point[]}} Press ``trail`` = every point since the last event, for freehand lines */
/**
 * @typedef {{down: (press: Press) => void, move: (press: Press) => void,
 *   up: (press: Press) => void, cancel: () => void, hover: (press: Press | null) => void,
 *   pan: (dx: number, dy: number) => void, zoom: (factor: number, at: Point) => void}} Handler
 */

const PALM_MS = 1000;
const LINE_PX = 18;

export class Pointers {
  /** @param {HTMLElement} stage @param {Handler} handler */
  constructor(stage, handler) {
    this.stage = stage;
    this.handler = handler;
    this.box = stage.getBoundingClientRect();
    /** @type {Map<number, Point>} */
    this.touches = new Map();
    /** @type {number | null} */
    this.drawing = null;
    this.drawingType = "";
    /** @type {number | null} */
    this.panning = null;
    /** @type {Point} */
    this.last = [0, 0];
    this.penSeen = -Infinity;
    this.spaceHeld = false;
    this.apart = 0;
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("pointerup", (event) => this.#up(event));
    stage.addEventListener("pointercancel", (event) => this.#gone(event));
    stage.addEventListener("pointerleave", () => this.handler.hover(null));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("contextmenu", (event) => {
      if (this.drawing !== null) event.preventDefault();
    });
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} */
  #at(event) {
    return [event.clientX - this.box.left, event.clientY - this.box.top];
  }

  /** @param {PointerEvent} event @returns {Press} */
  #press(event) {
    const steps = event.getCoalescedEvents?.() ?? [];
    return {
      at: this.#at(event), type: event.pointerType, shift: event.shiftKey, time: event.timeStamp,
      target: event.target instanceof Element ? event.target : null,
      trail: steps.length ? steps.map((step) => this.#at(step)) : [this.#at(event)],
    };
  }

  /** @param {PointerEvent} event */
  #isPalm(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp;
    return event.pointerType === "touch" && event.timeStamp - this.penSeen < PALM_MS;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.box = this.stage.getBoundingClientRect();
    if (this.#isPalm(event)) return;
    if (event.target instanceof Element && event.target.closest("[data-free]")) return;
    const middle = event.button === 1 || (event.button === 0 && this.spaceHeld);
    if (event.button > 1 || (event.button === 1 && event.pointerType !== "mouse")) return;
    this.#capture(event.pointerId);
    if (event.pointerType === "pen") this.#leaveTouches();
    if (event.pointerType === "touch") {
      this.touches.set(event.pointerId, this.#at(event));
      if (this.touches.size === 2) this.#startPinch();
      if (this.touches.size > 1) return;
    }
    if (middle) {
      this.panning = event.pointerId;
      this.last = this.#at(event);
      event.preventDefault();
      return;
    }
    if (this.drawing !== null) return;
    this.drawing = event.pointerId;
    this.drawingType = event.pointerType;
    this.handler.down(this.#press(event));
  }

  /** @param {number} id */
  #capture(id) {
    try {
      this.stage.setPointerCapture(id);
    } catch {
      // The pointer is gone already; its "cancel" follows.
    }
  }

  /** A pen has come: what fingers began is the palm's. */
  #leaveTouches() {
    this.touches.clear();
    if (this.drawing !== null && this.drawingType === "touch") {
      this.drawing = null;
      this.handler.cancel();
    }
  }

  #startPinch() {
    if (this.drawing !== null) {
      this.drawing = null;
      this.handler.cancel();
    }
    const [a, b] = [...this.touches.values()];
    this.apart = Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
    this.last = /** @type {Point} */ ([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#isPalm(event)) return;
    if (this.panning === event.pointerId) {
      const at = this.#at(event);
      this.handler.pan(at[0] - this.last[0], at[1] - this.last[1]);
      this.last = at;
    } else if (this.touches.size > 1 && this.touches.has(event.pointerId)) {
      this.touches.set(event.pointerId, this.#at(event));
      this.#pinch();
    } else if (this.drawing === event.pointerId) {
      this.handler.move(this.#press(event));
    } else if (this.drawing === null && event.pointerType !== "touch") {
      this.handler.hover(this.#press(event));
    }
  }

  #pinch() {
    const [a, b] = [...this.touches.values()];
    const apart = Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
    const middle = /** @type {Point} */ ([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    this.handler.pan(middle[0] - this.last[0], middle[1] - this.last[1]);
    this.handler.zoom(apart / this.apart, middle);
    this.last = middle;
    this.apart = apart;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.touches.delete(event.pointerId);
    if (this.panning === event.pointerId) this.panning = null;
    if (this.drawing !== event.pointerId) return;
    this.drawing = null;
    this.handler.up(this.#press(event));
  }

  /** @param {PointerEvent} event */
  #gone(event) {
    this.touches.delete(event.pointerId);
    if (this.panning === event.pointerId) this.panning = null;
    if (this.drawing !== event.pointerId) return;
    this.drawing = null;
    this.handler.cancel();
  }

  /** The wheel moves the picture; with Ctrl, and for a pinch on a touchpad, it zooms. @param {WheelEvent} event */
  #wheel(event) {
    if (event.target instanceof Element && event.target.closest("[data-free]")) return;
    event.preventDefault();
    this.box = this.stage.getBoundingClientRect();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      this.handler.zoom(Math.exp(-Math.max(-90, Math.min(90, dy)) / 240), this.#at(event));
    } else {
      this.handler.pan(event.shiftKey ? -dy : -dx, event.shiftKey ? 0 : -dy);
    }
  }
}
