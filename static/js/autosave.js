// @ts-check
/**
 * Saves the page's form while one works: the same form to the same address, asking for JSON.
 * What is typed lives in the page and in the vault, never in the browser's storage.
 */

const WAIT_MS = 800;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

/**
 * @typedef {{id: string, message: string}} Problem
 * @typedef {{saved_at: string, version: string, was: string, rows: Record<string, string>, shown: string[],
 *   problems: Problem[], clash: string[], count_text: string}} Saved
 */

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("questions"));
if (form) start(form, /** @type {HTMLElement} */ (document.getElementById("saved-state")));

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} status
 */
function start(form, status) {
  let dirty = false;
  let leaving = false;
  /** Something that is typed here is not stored: somebody else changed the same answer. */
  let clashing = false;
  let timer = 0;
  let retryMs = FIRST_RETRY_MS;
  /** @type {Promise<void> | null} */
  let running = null;

  /** @param {string} state @param {string} [time] */
  function tell(state, time = "") {
    const words = (form.dataset[state] ?? "").replace("{time}", time);
    status.className = `saved-state ${state}`;
    const place = status.querySelector("span");
    if (place && place.textContent !== words) place.textContent = words;
  }

  /** @param {number} [wait] */
  function plan(wait = WAIT_MS) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  async function save() {
    window.clearTimeout(timer);
    if (running || !dirty || leaving) return;
    running = send(false);
    await running;
    running = null;
    if (dirty) plan(retryMs > FIRST_RETRY_MS ? retryMs : WAIT_MS);
  }

  /** @param {boolean} keepalive lets the request outlive the page */
  async function send(keepalive) {
    dirty = false;
    tell("saving");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: texts(form),
        headers: { Accept: "application/json", "X-CSRFToken": csrf(form) },
        credentials: "same-origin",
        keepalive,
      });
      if (answer.status !== 200 && answer.status !== 409) throw answer.status;
      retryMs = FIRST_RETRY_MS;
      took(/** @type {Saved} */ (await answer.json()));
    } catch (cause) {
      dirty = true;
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      tell(cause === 401 ? "locked" : "unsaved");
    }
  }

  /** @param {Saved} saved */
  function took(saved) {
    setValue(form, "page.was", saved.was);
    for (const [name, identity] of Object.entries(saved.rows)) setValue(form, name, identity);
    for (const question of form.querySelectorAll("[id^=question-]")) {
      const key = question.id.slice("question-".length);
      /** @type {HTMLElement} */ (question).hidden = !saved.shown.includes(key);
    }
    showProblems(form, saved.problems);
    showUndo(saved.version);
    showClash(form, saved.clash);
    clashing = saved.clash.length > 0;
    const note = document.getElementById("count-note");
    if (note) note.textContent = saved.count_text;
    if (saved.clash.length) tell("clash");
    else tell(saved.problems.length ? "faulty" : "saved", saved.saved_at);
  }

  form.addEventListener("input", () => {
    dirty = true;
    plan();
  });
  form.addEventListener("focusout", (event) => {
    const typed = event.target instanceof Element && event.target.matches("input, textarea");
    if (typed && dirty) save();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !running && !leaving) send(true);
  });
  form.addEventListener("submit", (event) => {
    if (!running) {
      leaving = true;
      return;
    }
    // A save is on its way: what it returns (row ids) belongs into what is sent next.
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
  });
  document.addEventListener("beforelock", (event) => {
    window.clearTimeout(timer);
    const { wait } = /** @type {CustomEvent} */ (event).detail;
    wait((running ?? Promise.resolve())
      .then(() => (dirty ? send(true) : undefined))
      .then(() => !dirty && !clashing));
  });
  document.addEventListener("unlockedagain", () => {
    retryMs = FIRST_RETRY_MS;
    if (dirty) save();
  });
  window.addEventListener("beforeunload", (event) => {
    const open = dirty || running || clashing;
    if (open && !leaving && !document.body.hidden) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) window.location.reload();
  });
}

/**
 * Says beside each answer that somebody else changed too that both versions can be looked at; the
 * button sends the page, and the page of both asks which version stays.
 * @param {HTMLFormElement} form
 * @param {string[]} keys
 */
function showClash(form, keys) {
  for (const old of form.querySelectorAll(".clash-note")) {
    const key = old.closest("[id^=question-]")?.id.slice("question-".length) ?? "";
    if (!keys.includes(key)) old.remove();
  }
  for (const key of keys) {
    const question = document.getElementById(`question-${key}`);
    if (!question || question.querySelector(".clash-note")) continue;
    const note = document.createElement("p");
    note.className = "clash-note";
    note.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = form.dataset.clash ?? "";
    const look = document.createElement("button");
    look.className = "link-button";
    look.name = "go";
    look.value = "stay";
    look.textContent = form.dataset.both ?? "";
    note.append(words, " ", look);
    question.querySelector("legend")?.after(note);
  }
}

/**
 * Lets the button under the page take back what was just saved.
 * @param {string} version
 */
function showUndo(version) {
  const undo = document.getElementById("undo-form");
  const stamp = undo?.querySelector("[name=stamp]");
  if (!(undo instanceof HTMLFormElement) || !(stamp instanceof HTMLInputElement)) return;
  if (stamp.value === version) return;
  stamp.value = version;
  undo.hidden = false;
  document.getElementById("last-change-text")?.remove();
}

/**
 * What is typed, without files: those go along when the page is sent.
 * @param {HTMLFormElement} form
 */
function texts(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value instanceof File) data.delete(name);
  }
  return data;
}

/** @param {HTMLFormElement} form */
function csrf(form) {
  const field = form.elements.namedItem("csrf_token");
  return field instanceof HTMLInputElement ? field.value : "";
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function setValue(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

/**
 * Puts each message beside its field, but never beside the one that is being typed in.
 * @param {HTMLFormElement} form
 * @param {Problem[]} problems
 */
function showProblems(form, problems) {
  const focused = document.activeElement;
  for (const old of form.querySelectorAll(".field-error")) {
    const around = old.closest(".wrong");
    around?.classList.remove("wrong");
    around?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    old.remove();
  }
  for (const problem of problems) {
    const field = document.getElementById(problem.id);
    const around = field?.closest(".item, .question");
    if (!field || !around || around.contains(focused)) continue;
    const line = document.createElement("p");
    line.className = "field-error";
    line.id = `${problem.id}-error`;
    line.textContent = problem.message;
    around.classList.add("wrong");
    field.setAttribute("aria-invalid", "true");
    const described = field.getAttribute("aria-describedby") ?? "";
    if (!described.split(" ").includes(line.id)) {
      field.setAttribute("aria-describedby", `${described} ${line.id}`.trim());
    }
    around.querySelector("legend, .item-head, label")?.after(line);
  }
}
