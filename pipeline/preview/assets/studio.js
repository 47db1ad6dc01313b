// Keeps the page in step with the issue: the server renders, this swaps what changed and keeps the editor's place.
"use strict";

const page = document;
const byId = (id) => page.getElementById(id);
const fields = () => [...page.querySelectorAll("[data-field]")];
const isChanged = (field) => field.value !== field.defaultValue;
const isUnsaved = (field) => isChanged(field) && field.dataset.loose === undefined;
const named = (kind, name) => [...page.querySelectorAll(`[data-${kind}]`)].find((e) => e.dataset[kind] === name);

// ---- what the server sent last, so that an equal part is left alone
const sent = new Map([...page.querySelectorAll("[data-live]")].map((part) => [part.id, part.innerHTML]));

function swap(fresh, { settled = () => false, live = false } = {}) {
  for (const field of fields().filter(settled)) {
    field.value = field.defaultValue;
    mark(field);
    if (wasOf(field)) wasOf(field).value = field.defaultValue;
  }
  const typed = fields().filter((field) => isChanged(field));
  const kept = typed.map((f) => ({ name: f.dataset.field, value: f.value, was: wasOf(f)?.value, from: f.selectionStart, to: f.selectionEnd }));
  const active = page.activeElement;
  const focus = { place: active?.closest("#story article")?.id, id: active?.id, name: active?.dataset?.focus, part: active?.closest?.("[data-live]")?.id, card: active?.closest?.("form")?.elements?.url?.value };
  for (const part of page.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    Object.assign(part.dataset, next.dataset);
    if (next.innerHTML === sent.get(part.id)) continue;
    if (live && ["notice", "alert"].includes(part.id)) continue; // still being read: they answer this page's own act
    sent.set(part.id, next.innerHTML);
    const open = [...part.querySelectorAll("details[open][data-keep]")].map((d) => d.dataset.keep);
    part.replaceChildren(...next.childNodes);
    for (const details of part.querySelectorAll("details[data-keep]")) {
      if (open.includes(details.dataset.keep)) details.open = true;
    }
  }
  for (const { name, value, was, from, to } of kept) {
    const field = named("field", name);
    if (!field) continue;
    field.value = value;
    if (was !== undefined && wasOf(field) && isChanged(field)) wasOf(field).value = was;
    if (field.selectionStart !== null) field.setSelectionRange(from, to);
    mark(field);
    letter(field);
  }
  shelve();
  refocus(focus);
  byId("take-back")?.focus(); // a question: its answer is one key away
  page.title = fresh.title;
  show(fresh.getElementById("stage"));
}

function wasOf(field) {
  return field.form?.elements[`was.${field.name}`];
}

function refocus({ place, id, name, card, part }) {
  if (page.activeElement && page.activeElement !== page.body) return;
  const wanted = (name && named("focus", name)) || byId(id);
  if (wanted?.checkVisibility() && !wanted.disabled) {
    if (wanted.matches("h2, h3")) wanted.tabIndex = -1; // it had the focus, and is another element now
    return wanted.focus({ preventScroll: !name });
  }
  const form = card && [...page.querySelectorAll("form")].find((f) => f.elements.url?.value === card);
  // A swap leads to what stands in its place now.
  const heading = (byId(place) ?? form?.closest("article"))?.querySelector("h3") ?? (part ? byId(part)?.querySelector("h2") : null);
  if (heading) heading.tabIndex = -1;
  heading?.focus();
}

async function show(next) {
  const stage = byId("stage");
  if (!next || !stage) {
    if (Boolean(next) !== Boolean(stage)) location.reload();
    return;
  }
  stage.className = next.className;
  const frame = byId("frame");
  const wanted = next.querySelector("iframe");
  frame.width = wanted.width;
  const source = wanted.getAttribute("src");
  const before = frame.dataset.shown ?? frame.getAttribute("src");
  if (before === source) return draft();
  frame.dataset.shown = source; // src itself would be one more step for the Back button
  const [was, now] = [new URL(before, location), wanted.src].map((url) => new URL(url));
  const same = was.pathname === now.pathname && ![...now.searchParams].some(([name, value]) => name !== "look" && was.searchParams.get(name) !== value);
  if (same && was.searchParams.size === now.searchParams.size && frame.contentWindow.location.pathname === now.pathname) {
    const answer = await fetch(source);
    const html = await answer.text();
    if (frame.dataset.shown !== source) return; // something newer is on its way
    drafted = false;
    renew(html); // the place that is read stays
    return draft();
  }
  const top = frame.contentWindow.scrollY;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
  frame.contentWindow.location.replace(wanted.src);
}

let posting = 0;

async function load(how) {
  const answer = await fetch(location.pathname + location.search);
  const text = await answer.text();
  if (!posting) swap(new DOMParser().parseFromString(text, "text/html"), how); // else its answer is newer
}

async function post(body, settled) {
  posting += 1;
  try {
    const answer = await fetch(location.pathname + location.search, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (fresh.getElementById("version")) swap(fresh, answer.ok ? { settled } : {});
    else alarm(fresh.querySelector("main")?.textContent ?? "The studio did not understand.");
  } catch {
    alarm("The studio does not answer: was it stopped? Your words are still here. Start it again, then save.");
  } finally {
    posting -= 1;
  }
}

function say(words) {
  const line = page.createElement("p");
  line.textContent = words;
  byId("notice").replaceChildren(line);
  sent.delete("notice");
}

function alarm(words) {
  const box = page.createElement("div");
  box.className = "alert";
  box.textContent = words;
  byId("alert").replaceChildren(box);
  sent.delete("alert");
}

// ---- looking
let reading = ""; // the link that an article was opened by, to go back to

function guide() {
  // A link in the frame opens beside the studio: the frame itself may show nothing but the issue.
  byId("frame")?.contentDocument?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    if (link.dataset.stay !== undefined) {
      byId(reading)?.focus();
      byId(reading)?.scrollIntoView({ block: "center" });
      reading = "";
      link.href = byId("frame").dataset.shown ?? byId("frame").getAttribute("src");
      return;
    }
    if (event.defaultPrevented) return; // its words are to be changed
    event.preventDefault();
    if (/^https?:$/.test(link.protocol)) window.open(link.href, "_blank", "noopener,noreferrer");
  });
}

byId("frame")?.addEventListener("load", guide);
if (byId("frame")?.contentDocument?.readyState === "complete") guide();

page.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    history.pushState(null, "", link.href);
    load();
  }
  const text = event.target.closest("a[target=frame]");
  if (text) {
    reading = text.id;
    byId("stage").scrollIntoView({ block: "nearest" });
    byId("frame").addEventListener("load", () => byId("frame").contentWindow.focus(), { once: true });
  }
  const go = event.target.closest("a[data-go]");
  if (go) {
    const place = byId(go.hash.slice(1));
    const field = place?.querySelector("input:not([type=hidden]), textarea");
    if (field) setTimeout(() => field.focus());
  }
  const theirs = event.target.closest("[data-theirs]");
  if (theirs) {
    const field = named("field", theirs.dataset.settles);
    if (field) {
      field.value = field.defaultValue;
      wasOf(field).value = field.defaultValue;
      mark(field);
      field.focus();
    }
    load();
  }
  if (event.target.closest("[data-close]")) {
    byId("notice").replaceChildren();
    sent.delete("notice");
    byId("issue").focus({ preventScroll: true });
  }
  if (event.target.closest("[data-dismiss]")) {
    byId("alert").replaceChildren();
    sent.delete("alert");
    byId("issue").focus({ preventScroll: true });
  }
});
window.addEventListener("popstate", () => load());

// ---- changing
page.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  const button = event.submitter;
  if (form.dataset.final && fields().some(isUnsaved)) {
    alarm(`${form.dataset.final}: some words are not saved yet. Save them, look, then try again.`);
    return;
  }
  const filled = new FormData(form, button);
  const body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
  const { settles, settlesAll, wait } = button?.dataset ?? {};
  if (wait) say(wait);
  await post(body, ({ form: owner, dataset: { field } }) =>
    owner === form || field === settles || (settlesAll && field.startsWith(`${settlesAll} `)));
});
page.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const form = event.target.form;
  const save = event.ctrlKey || event.metaKey ? form?.querySelector("[data-save]") : null;
  // Without this, Enter in a reason would press the first button of the form, which only saves.
  const inner = event.target.matches("article details input:not([type=file])") ? event.target.closest("details").querySelector("button") : null;
  if (!save && !inner) return;
  event.preventDefault();
  form.requestSubmit(save ?? inner);
});

function mark(field) {
  field.classList.toggle("changed", isUnsaved(field));
}

window.addEventListener("beforeunload", (event) => {
  if (fields().some(isUnsaved)) event.preventDefault();
});

// ---- staying in step: one connection per visible page, as browsers allow only six; a hidden page catches up later
let events = null;

function listen() {
  events?.close();
  events = null;
  if (page.hidden) return;
  events = new EventSource(`/events?version=${byId("version").dataset.version}`);
  events.onmessage = (message) => {
    if (message.data !== byId("version").dataset.version) load({ live: true });
  };
}

page.addEventListener("visibilitychange", listen);
window.addEventListener("pagehide", () => events?.close());
listen();
