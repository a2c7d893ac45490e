// @ts-check
/** What the server is asked for an operation, and whether a model shows it as already done. */

/** @typedef {import("./types.js").Doc} Doc */
/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./model.js").Operation} Operation */
/** @typedef {import("./names.js").Names} Names */
/**
 * @typedef {{kind: string, number?: number, body: Record<string, unknown>, id?: string,
 *   mark?: string}} Request ``id`` and ``mark`` = what the answer's lesion and mark are here
 */

/** @param {Mark} mark @param {import("./model.js").On} on */
const drawing = (mark, on) => ({ view: on.view, figure: on.figure, geometry: mark.geometry });

/** @param {Lesion} lesion @param {import("./model.js").On} on @param {Names} names @param {string | null} [from] @returns {Request[]} */
function drawAll(lesion, on, names, from = null) {
  const [first, ...more] = lesion.marks.filter((mark) => mark.geometry);
  const duplicate = from ? names.number(from) : null;
  const body = { ...drawing(first, on), type: lesion.type, number: null, mark: null, version: null };
  return [
    { kind: "draw", id: lesion.id, mark: first.id, body: { ...body, duplicate_of: duplicate } },
    ...more.map((mark) => furtherMark(lesion.id, mark, on, lesion.type)),
  ];
}

/** @param {string} id @param {Mark} mark @param {import("./model.js").On} on @param {string} type @returns {Request} */
function furtherMark(id, mark, on, type) {
  return { kind: "draw", id, mark: mark.id, body: { ...drawing(mark, on), type, mark: null } };
}

/** @param {import("./model.js").Coverage} operation @returns {Request[]} */
function coverageRequests({ set }) {
  /** @type {Map<string, {state: string | null, reason: string, regions: string[][]}>} */
  const groups = new Map();
  for (const [key, covered] of Object.entries(set)) {
    const state = covered?.state ?? null;
    const reason = covered?.reason ?? "";
    const group = groups.get(`${state}|${reason}`) ?? { state, reason, regions: [] };
    group.regions.push(key.split("|"));
    groups.set(`${state}|${reason}`, group);
  }
  return [...groups.values()].map((body) => ({ kind: "coverage", body }));
}

/**
 * The requests of an operation. Number, mark and version are filled in when each is sent: they
 * come with the answers before.
 * @param {Operation} operation @param {Names} names @param {Doc} base @param {import("./model.js").On} on
 * @returns {Request[]}
 */
export function requestsOf(operation, names, base, on) {
  switch (operation.kind) {
    case "add":
      return drawAll(operation.lesion, operation.on, names, operation.duplicateOf);
    case "restore":
      if (names.number(operation.lesion.id) === null) return drawAll(operation.lesion, on, names);
      return [{ kind: "restore", id: operation.lesion.id, body: {} }];
    case "takeOut":
      return [{ kind: "take-out", id: operation.id, body: { reason: operation.reason } }];
    case "mark": {
      const type = base.lesions.find((one) => one.id === operation.id)?.type ?? "";
      return [furtherMark(operation.id, operation.mark, operation.on, type)];
    }
    case "erase":
      return [{ kind: "erase-mark", id: operation.id, mark: operation.mark, body: {} }];
    case "shape": {
      const type = base.lesions.find((one) => one.id === operation.id)?.type ?? "";
      const mark = { id: operation.mark, ...operation.content };
      return [{ kind: "draw", id: operation.id, mark: operation.mark,
        body: { ...drawing(mark, operation.on), type } }];
    }
    case "type":
      return [{ kind: "type", id: operation.id, body: { type: operation.look.type } }];
    case "coverage":
      return coverageRequests(operation);
  }
}

/**
 * The body with what the server calls things, for the view that is shown; of regions, with what the
 * server had told of them, so that what somebody else stated since is noticed.
 * @param {Request} request
 * @param {Names} names
 * @param {string} view
 * @param {Record<string, unknown>} stated
 */
export function addressed(request, names, view, stated) {
  if (request.kind === "coverage") {
    const regions = /** @type {string[][]} */ (request.body.regions).map((pair) => pair.join("|"));
    const was = Object.fromEntries(regions.map((key) => [key, stated[key] ?? null]));
    return { ...request, body: { ...request.body, was } };
  }
  if (request.id === undefined) return request;
  const number = names.number(request.id);
  /** @type {Record<string, unknown>} */
  const body = { view, ...request.body, version: names.version(request.id) };
  if (request.kind === "draw") {
    body.number = number;
    if (request.mark) body.mark = names.mark(request.id, request.mark);
  } else if (request.mark) {
    body.mark = names.mark(request.id, request.mark);
  }
  return { ...request, number: request.kind === "draw" ? undefined : number ?? undefined, body };
}

/** @param {Geometry | null | undefined} a @param {Geometry | null | undefined} b */
export function sameGeometry(a, b) {
  if (!a || !b || a.kind !== b.kind || a.points.length !== b.points.length) return false;
  return a.points.every((p, i) =>
    Math.abs(p[0] - b.points[i][0]) < 1e-4 && Math.abs(p[1] - b.points[i][1]) < 1e-4);
}

/**
 * Whether the server has done a request whose answer never came; the lesion it made, if any.
 * @param {Request} request as sent @param {any[]} told the server's lesions now @param {Names} names
 * @returns {any | null} the lesion, true, or null
 */
export function foundDone(request, told, names) {
  const mine = told.filter((one) => !one.earlier);
  const number = request.id === undefined ? null : names.number(request.id);
  const there = mine.find((one) => one.number === number);
  const geometry = /** @type {Geometry | undefined} */ (request.body.geometry);
  if (request.kind === "draw") {
    const among = number === null
      ? mine.filter((one) => !names.idOfNumber.has(one.number))
      : there ? [there] : [];
    return among.find((one) =>
      one.marks.some((/** @type {Mark} */ mark) => sameGeometry(mark.geometry, geometry))) ?? null;
  }
  if (request.kind === "take-out") return there ? null : true;
  if (request.kind === "restore") return there ?? null;
  if (request.kind === "type") return there?.type === request.body.type ? there : null;
  if (request.kind === "erase-mark" && there) {
    const left = there.marks.some((/** @type {Mark} */ mark) => mark.id === request.body.mark);
    return left ? null : there;
  }
  return null;
}
