// @ts-check
// Checks a bundle in the browser, alone: no network, no module, nothing kept.
"use strict";
(function () {
  const STRETCH = 64 * 1024 * 1024;
  const TAGS = "tagmanifest-sha256.txt", MANIFEST = "manifest-sha256.txt";
  const SIGNATURE = "signature.der", SIGNER = "signer.pem", DATA = "data/";
  const NEEDED = ["bagit.txt", "bag-info.txt", MANIFEST, SIGNER];
  const ORDER = ["intact", "unpicked", "unjudged", "changed", "missing", "added"];
  const SHAPES = {
    intact: "M4 10.5 8.2 15 16 5.5",
    unpicked: "M4 10h12",
    unjudged: "M4 10h12",
    changed: "M5 5l10 10M15 5 5 15",
    missing: "M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM5.4 5.4l9.2 9.2",
    added: "M10 4v12M4 10h12",
  };
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  let run = 0;

  /** Words in all languages; the style shows one. */
  function words(key) {
    const found = byId("words").content.querySelector('[data-key="' + key + '"]');
    return found.cloneNode(true);
  }

  function titles(said) {
    const all = document.createElement("span");
    for (const language of ["en", "ru", "kk"]) {
      const one = document.createElement("span");
      one.lang = language;
      one.textContent = String(said[language] || said.en || "");
      all.append(one);
    }
    return all;
  }

  function sign(state) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "sign");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({
      d: SHAPES[state], fill: "none", stroke: "currentColor", "stroke-width": "2",
      "stroke-linecap": "round", "stroke-linejoin": "round",
    })) path.setAttribute(name, value);
    svg.append(path);
    return svg;
  }

  function stateWords(state) {
    const said = document.createElement("span");
    said.className = "state " + (state === "intact" ? "good" : SHAPES[state] === SHAPES.unpicked ? "" : "bad");
    said.append(sign(state), words(state));
    return said;
  }

  function verdict(place, good, keys) {
    place.className = "verdict " + (good ? "good" : "bad");
    const said = document.createElement("span");
    for (const key of keys) said.append(words(key), " ");
    place.replaceChildren(sign(good ? "intact" : "changed"), said);
  }

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");
  const groups = (digits) => (digits.match(/.{1,4}/g) || []).join(" ");
  const digest = async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));

  /** Path → digest; with stretches, path → digests in their order. */
  function manifest(text) {
    const found = new Map();
    for (const line of text.matchAll(/^([0-9a-f]{64}) {2}([^\r\n]+)$/gm)) found.set(line[2], line[1]);
    return found;
  }

  function stretches(text) {
    const found = new Map();
    for (const line of text.matchAll(/^([0-9a-f]{64}) {2}[1-9][0-9]* {2}([^\r\n]+)$/gm)) {
      if (!found.has(line[2])) found.set(line[2], []);
      found.get(line[2]).push(line[1]);
    }
    return found;
  }

  async function isIntact(file, expected, parts, told) {
    if (file.size <= STRETCH) {
      const same = (await digest(file)) === expected;
      told(file.size);
      return same;
    }
    if (!parts || parts.length !== Math.ceil(file.size / STRETCH)) return false;
    for (let at = 0; at < parts.length; at += 1) {
      const piece = file.slice(at * STRETCH, (at + 1) * STRETCH);
      if ((await digest(piece)) !== parts[at]) return false;
      told(piece.size);
    }
    return true;
  }

  /** An ECDSA signature of DER as r and s, 32 bytes each; null if it is none. */
  function rawSignature(der) {
    const raw = new Uint8Array(64);
    let at = 2;
    if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
    for (const end of [32, 64]) {
      if (der[at] !== 2) return null;
      let number = der.subarray(at + 2, at + 2 + der[at + 1]);
      at += 2 + der[at + 1];
      while (number.length > 32 && number[0] === 0) number = number.subarray(1);
      if (number.length > 32 || number.length === 0) return null;
      raw.set(number, end - number.length);
    }
    return at === der.length ? raw : null;
  }

  async function signedBy(files, listed) {
    const none = { signed: false, fingerprint: "" };
    if (!files.has(SIGNER)) return none;
    const pem = /-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----/.exec(await files.get(SIGNER).text());
    if (!pem) return none;
    try {
      const spki = Uint8Array.from(atob(pem[1].replace(/\s/g, "")), (one) => one.charCodeAt(0));
      const fingerprint = groups(hex(await crypto.subtle.digest("SHA-256", spki)).slice(0, 40));
      const kind = { name: "ECDSA", namedCurve: "P-256" };
      const key = await crypto.subtle.importKey("spki", spki, kind, false, ["verify"]);
      const der = files.has(SIGNATURE) ? new Uint8Array(await files.get(SIGNATURE).arrayBuffer()) : null;
      const raw = der && rawSignature(der);
      const how = { name: "ECDSA", hash: "SHA-256" };
      return { signed: Boolean(raw) && (await crypto.subtle.verify(how, key, raw, listed)), fingerprint };
    } catch (_error) {
      return none;
    }
  }

  async function textOf(files, name) {
    return files.has(name) ? files.get(name).text() : "";
  }

  /** What is known of a bag: a state for every file, as ipdoc verify tells it. */
  async function check(bag, told) {
    const { files, partial } = bag;
    const listed = files.has(TAGS) ? await files.get(TAGS).arrayBuffer() : new ArrayBuffer(0);
    const text = new TextDecoder().decode(listed);
    const expected = new Map();
    for (const [path, one] of manifest(text)) if (!path.startsWith(DATA)) expected.set(path, one);
    for (const [path, one] of manifest(await textOf(files, MANIFEST))) if (path.startsWith(DATA)) expected.set(path, one);
    const parts = stretches(await textOf(files, "stretches-sha256.txt"));
    const states = new Map(), absent = partial ? "unpicked" : "missing";
    const waiting = [...expected];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [path, one] = next;
        const same = files.has(path) && isIntact(files.get(path), one, parts.get(path), told).catch(() => false);
        states.set(path, !files.has(path) ? absent : (await same) ? "intact" : "changed");
      }
    };
    await Promise.all([work(), work(), work()]); // one is read while another is hashed
    const { signed, fingerprint } = await signedBy(files, listed);
    for (const path of NEEDED) {
      if (!files.has(path)) states.set(path, absent);
      else if (!states.has(path) && text) states.set(path, "changed");
    }
    pair(files, text, signed, states);
    for (const path of files.keys()) {
      if (!states.has(path) && files.has(path.startsWith(DATA) ? MANIFEST : TAGS)) states.set(path, "added");
    }
    const sum = files.has(TAGS) ? hex(await crypto.subtle.digest("SHA-256", listed)) : "";
    return { name: bag.name, states, signed, fingerprint, digest: sum, exhibits: await exhibits(files) };
  }

  /** The list and its signature vouch for each other; where a third is missing, only that is named. */
  function pair(files, text, signed, states) {
    const both = files.has(TAGS) && files.has(SIGNATURE), signer = states.get(SIGNER) || "intact";
    const doubted = { intact: [TAGS, SIGNATURE], changed: [TAGS] }[signer] || [];
    for (const path of [TAGS, SIGNATURE]) {
      const state = both && !signed && doubted.includes(path) ? "changed" : "intact";
      states.set(path, files.has(path) ? state : "missing");
    }
    if (text && text.replace(/^[0-9a-f]{64} {2}[^\r\n]+\n/gm, "")) states.set(TAGS, "changed");
  }

  async function exhibits(files) {
    try {
      const rows = JSON.parse(await textOf(files, "exhibits.json")).exhibits;
      return rows.filter((row) => Array.isArray(row.files) && row.titles);
    } catch (_error) {
      return [];
    }
  }

  const worst = (states) => states.reduce((bad, one) => (ORDER.indexOf(one) > ORDER.indexOf(bad) ? one : bad), "intact");

  function row(number, title, state, files, states) {
    const line = document.createElement("tr");
    const head = document.createElement("th"), content = document.createElement("td"), said = document.createElement("td");
    head.scope = "row";
    line.setAttribute("role", "row"); // said again: on a phone the rows are no table to look at
    head.setAttribute("role", "rowheader");
    for (const cell of [content, said]) cell.setAttribute("role", "cell");
    head.append(number);
    content.append(title);
    said.append(stateWords(state));
    const list = document.createElement("ul");
    for (const path of files) {
      const one = document.createElement("li");
      one.append(path.replace(DATA, ""));
      if (files.length > 1 && states.get(path) !== "intact") one.append(" ", stateWords(states.get(path)));
      list.append(one);
    }
    content.append(list);
    line.append(head, content, said);
    return line;
  }

  function show(found, partial) {
    const result = byId("result").content.cloneNode(true);
    const part = (name) => result.querySelector('[data-part="' + name + '"]');
    const states = [...found.states.values()];
    const bad = states.filter((one) => one !== "intact" && one !== "unpicked");
    const good = !bad.length && found.signed;
    const keys = [good ? (partial ? "all_picked_intact" : "all_intact") : bad.length ? "some_not" : "all_intact"];
    if (!found.signed) keys.push("not_signed");
    part("name").textContent = found.name;
    verdict(part("verdict"), good, keys);
    part("digest").textContent = groups(found.digest) || "–";
    part("signer").textContent = found.fingerprint || "–";
    listen(part("paper-label"), part("paper"), part("paper-said"), found.digest);
    const rest = new Set(found.states.keys());
    for (const one of found.exhibits) {
      const files = one.files.map(String);
      files.forEach((path) => rest.delete(path));
      const known = files.map((path) => found.states.get(path) || "unjudged");
      part("rows").append(row(String(one.number), titles(one.titles), worst(known), files, found.states));
    }
    const others = [...rest].sort();
    const fine = others.filter((path) => found.states.get(path) === "intact" && !path.startsWith(DATA));
    for (const path of others.filter((one) => !fine.includes(one))) {
      const added = found.states.get(path) === "added";
      const kind = added ? "foreign_file" : path.startsWith(DATA) ? "plain_file" : "other_file";
      part("rows").append(row("–", words(kind), found.states.get(path), [path], found.states));
    }
    if (fine.length) part("rows").append(row("–", words("other_file"), "intact", fine, found.states));
    byId("results").append(result);
  }

  /** Compare what is typed from paper with the digest, as it is typed. */
  function listen(label, input, said, sum) {
    input.id = "paper-" + Math.random().toString(36).slice(2);
    label.htmlFor = input.id;
    input.addEventListener("input", () => {
      const typed = input.value.toLowerCase().replace(/[^0-9a-f]/g, "");
      if (typed.length < 16) said.replaceChildren();
      else verdict(said, sum.startsWith(typed), [sum.startsWith(typed) ? "paper_same" : "paper_differs"]);
    });
  }

  /** Bags in a picked folder: wherever a manifest lies; files picked by hand are one bag. */
  function bagsOf(list, folder) {
    const all = [...list];
    if (!folder) return picked(all);
    const roots = new Set();
    for (const one of all) {
      const path = one.webkitRelativePath;
      for (const name of [TAGS, MANIFEST]) if (path.endsWith("/" + name)) roots.add(path.slice(0, -name.length));
    }
    return [...roots].sort().map((root) => ({
      name: root.replace(/\/$/, ""),
      partial: false,
      files: new Map(all.filter((one) => one.webkitRelativePath.startsWith(root)).map((one) => [one.webkitRelativePath.slice(root.length), one])),
    }));
  }

  async function picked(all) {
    const named = new Map(all.map((one) => [one.name, one]));
    if (!named.has(TAGS)) return [];
    const files = new Map(named);
    for (const path of manifest(await textOf(named, MANIFEST)).keys()) {
      const base = path.slice(path.lastIndexOf("/") + 1);
      if (path.includes("/") && named.has(base)) {
        files.delete(base);
        files.set(path, named.get(base));
      }
    }
    return [{ name: "", partial: true, files }];
  }

  async function start(list, folder) {
    const mine = (run += 1);
    byId("results").replaceChildren();
    byId("course").hidden = true;
    const bags = await bagsOf(list, folder);
    if (!bags.length) {
      const said = document.createElement("p");
      verdict(said, false, ["no_bundle"]);
      byId("results").append(said);
      return;
    }
    const all = bags.reduce((sum, bag) => sum + [...bag.files.values()].reduce((size, one) => size + one.size, 0), 0);
    const bar = /** @type {HTMLProgressElement} */ (byId("bar"));
    let done = 0;
    byId("course").hidden = false;
    byId("course-words").replaceChildren(words("checking"));
    const told = (more) => {
      done += more;
      bar.value = all ? Math.min(done / all, 1) : 1;
    };
    for (const bag of bags) {
      const found = await check(bag, told);
      if (mine !== run) return;
      show(found, bag.partial);
    }
    bar.value = 1;
    byId("course-words").replaceChildren(words("checked"));
  }

  function speak(language) {
    document.documentElement.dataset.to = language;
    document.documentElement.lang = language;
    for (const one of byId("languages").children) {
      one.setAttribute("aria-pressed", String(one.dataset.to === language));
    }
  }

  const wanted = (navigator.language || "en").slice(0, 2);
  speak(["en", "ru", "kk"].includes(wanted) ? wanted : "en");
  byId("languages").hidden = false;
  byId("languages").addEventListener("click", (event) => {
    const one = /** @type {HTMLElement} */ (event.target).closest("[data-to]");
    if (one) speak(one.dataset.to);
  });
  if (!window.crypto || !crypto.subtle) {
    const said = document.createElement("p");
    verdict(said, false, ["cannot"]);
    byId("results").append(said);
    return;
  }
  byId("picking").hidden = false;
  for (const [id, folder] of [["folder", true], ["files", false]]) {
    const input = /** @type {HTMLInputElement} */ (byId(String(id)));
    input.addEventListener("click", () => { input.value = ""; }); // the same choice again checks again
    input.addEventListener("change", () => input.files && input.files.length && start(input.files, folder));
  }
})();
