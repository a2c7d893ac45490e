// @ts-check
/** Asks the server: the model of a view, every change, the panel of a lesion. */

/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").Answer} Answer */

const TIMEOUT_MS = 20_000;
/** Browsers refuse to send more than 64 KiB after a page has gone. */
const MOST_KEPT_ALIVE = 60_000;

/** @param {URL} url */
const get = (url) => fetch(url, {
  headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS),
});

/**
 * A case says only how often its views and kinds occur; what they are called is the same for
 * every case and comes from an address that the browser keeps.
 * @param {any} model @param {any} words @returns {import("./types.js").Model}
 */
export function withWords(model, words) {
  if (!words) return model;
  const { view_counts: counts, kinds: own, ...rest } = model;
  const shown = words.views.filter((/** @type {any} */ view) => !view.restricted || model.restricted_url === null);
  const known = new Map(words.kinds.map((/** @type {any} */ kind) => [kind.key, { ...kind, count: 0, recent: false }]));
  for (const kind of own) known.set(kind.key, kind);
  return {
    ...rest,
    views: shown.map((/** @type {any} */ view) => ({ ...view, count: counts[view.key] ?? 0 })),
    types: [...known.values()],
  };
}

/**
 * @param {string} modelUrl address of map.json, with the view that is shown first
 * @param {string} [wordsUrl] address of the words of views and kinds; without it the model has them
 * @returns {Store}
 */
export function serverStore(modelUrl, wordsUrl) {
  const first = new URL(modelUrl, location.href);
  const lesions = new URL(".", first);
  /** The first model is asked for at once, while the rest of the editor is being built. */
  let early = /** @type {Promise<Response> | null} */ (get(first));
  early?.catch(() => {});
  const words = wordsUrl ? fetch(wordsUrl).then((answer) => answer.json()) : Promise.resolve(null);
  words.catch(() => {});
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

  return {
    async load(view) {
      const url = new URL(first);
      if (view) url.searchParams.set("view", view);
      const answer = await (early && !view ? early : get(url));
      early = null;
      if (!answer.ok) throw new Error(String(answer.status));
      return withWords(await answer.json(), await words);
    },

    async send(kind, body, number) {
      const path = number === undefined ? kind : `${number}/${kind}`;
      const sent = JSON.stringify(body);
      const answer = await fetch(new URL(path, lesions), {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: sent,
        keepalive: sent.length < MOST_KEPT_ALIVE,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const isJson = answer.headers.get("Content-Type")?.includes("json");
      const told = isJson ? await answer.json() : {};
      return /** @type {Answer} */ ({ ...told, status: answer.status });
    },

    async panel(number) {
      const answer = await fetch(new URL(`${number}/panel`, lesions), { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    },
  };
}
