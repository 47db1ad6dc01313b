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

function swap(fresh, { settled = () => false, live = false, acted } = {}) {
  for (const field of fields().filter(settled)) {
    field.value = field.defaultValue;
    mark(field);
    if (wasOf(field)) wasOf(field).value = field.defaultValue;
  }
  const typed = fields().filter((field) => isChanged(field));
  const kept = typed.map((f) => ({ name: f.dataset.field, value: f.value, was: wasOf(f)?.value, from: f.selectionStart, to: f.selectionEnd }));
  const before = stories();
  const active = page.activeElement;
  const focus = { place: active?.closest("#story article")?.id, id: active?.id, name: active?.dataset?.focus, part: active?.closest?.("[data-live]")?.id, card: active?.closest?.("form")?.elements?.url?.value };
  for (const part of page.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    Object.assign(part.dataset, next.dataset);
    if (next.innerHTML === sent.get(part.id)) continue;
    if (live && ["notice", "alert"].includes(part.id)) continue; // still being read: they answer this page's own act
    sent.set(part.id, next.innerHTML);
    const open = new Map([...part.querySelectorAll("details[data-keep]")].map((d) => [d.dataset.keep, d.open]));
    part.replaceChildren(...next.childNodes);
    fold(part);
    for (const details of part.querySelectorAll("details[data-keep]")) {
      const was = open.get(details.dataset.keep);
      if (was || (was === false && details.dataset.fold !== undefined)) details.open = was;
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
  complain();
  byId("take-back")?.focus(); // a question: its answer is one key away
  if (acted) turned = changedStory(before, acted);
  page.title = fresh.title;
  show(fresh.getElementById("stage"));
}

// An error at a field has the focus; so has the field.
function complain() {
  const field = page.querySelector("[autofocus]");
  if (!field) return;
  unfold(field);
  field.focus();
  field.removeAttribute("autofocus");
}

// ---- which story an act changed: the email goes there
let turned = "";
const stories = () => [...page.querySelectorAll("#story [data-story]")].map((card) =>
  ({ url: card.dataset.story, look: [...card.querySelectorAll("[data-field]:not([data-loose])")].map((f) => f.defaultValue).join("\n") }));

function changedStory(before, acted) {
  const changed = stories().filter(({ url, look }, i) => before[i]?.url !== url || before[i].look !== look).map(({ url }) => url);
  return acted.find((url) => changed.includes(url)) ?? changed[0] ?? "";
}

// ---- folded on a phone, where the page would be long; open elsewhere
const narrow = matchMedia("(max-width: 47.99rem)");

function fold(root = page) {
  for (const details of root.querySelectorAll("details[data-fold]")) details.open = !narrow.matches;
}

function unfold(element) {
  for (let d = element?.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
}

narrow.addEventListener("change", () => {
  const { activeElement } = page;
  fold();
  unfold(activeElement); // a phone that is turned keeps what one writes in
});
fold();
unfold(byId(location.hash.slice(1)));
byId(location.hash.slice(1))?.scrollIntoView();

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
  // A move leads along with the story; a swap, to what stands in its place now.
  const moved = [...page.querySelectorAll("#story [data-story]")].find((story) => story.dataset.story === card);
  const heading = (moved ?? byId(place) ?? form?.closest("article"))?.querySelector("h3") ?? (part ? byId(part)?.querySelector("h2") : null);
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
  frame.dataset.width = wanted.width;
  fit();
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
    renew(html); // the place that is read stays, unless an act changed another
    if (turned) goTo(turned);
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
  newest = "";
  const acted = [body.get("with"), body.get("url")].filter(Boolean);
  try {
    const answer = await fetch(location.pathname + location.search, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (fresh.getElementById("version")) swap(fresh, answer.ok ? { settled, acted } : {});
    else alarm(fresh.querySelector("main")?.textContent ?? "The studio could not do that.");
  } catch {
    alarm("The studio is not responding: was it stopped? Your text is still here. Restart the studio, then save.");
  } finally {
    posting -= 1;
    catchUp();
  }
}

// A message in its place, "notice" or "alert", with its way to be closed.
function tell(place, words) {
  const box = page.createElement("div");
  box.className = place;
  const line = page.createElement("p");
  line.textContent = words;
  const close = page.createElement("button");
  Object.assign(close, { type: "button", className: "quietly close", textContent: "✕", ariaLabel: "Close the message" });
  close.dataset.close = "";
  box.append(...(place === "alert" ? [close, line] : [line, close]));
  byId(place).replaceChildren(box);
  sent.delete(place);
}

const say = (words) => tell("notice", words);
const alarm = (words) => tell("alert", words);

// An error at the field that it is about, until that field changes.
function slip(field, words) {
  byId("slip")?.remove();
  const line = page.createElement("p");
  Object.assign(line, { id: "slip", className: "bad", textContent: words });
  const described = field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `slip ${described}`);
  field.after(line);
  unfold(field);
  field.focus();
  field.addEventListener("input", () => {
    line.remove();
    field.setAttribute("aria-describedby", described);
  }, { once: true });
}

// The bar grows with a message: what stays in sight below it makes room. On a phone a message stands above the thumb's bar.
for (const [name, part] of [["--over", ".over"], ["--said", ".messages"]])
  new ResizeObserver(([{ target }]) => page.documentElement.style.setProperty(name, `${target.offsetHeight}px`)).observe(page.querySelector(part));

// ---- every view fits its pane: what is wider is made smaller, as a phone does it
function fit() {
  const [stage, frame] = [byId("stage"), byId("frame")];
  if (!frame) return;
  frame.style.cssText = "";
  frame.width = frame.dataset.width ??= frame.width;
  const wide = Math.max(frame.width, frame.contentDocument?.documentElement?.scrollWidth ?? 0);
  const share = stage.clientWidth / wide;
  frame.width = wide;
  if (share < 1) Object.assign(frame.style, { transform: `scale(${share})`, height: `${100 / share}%` });
}

byId("frame")?.addEventListener("load", fit);
if (byId("stage")) new ResizeObserver(fit).observe(byId("stage"));

// ---- looking
let reading = ""; // the link that an article was opened by, to go back to

function guide() {
  // A link in the frame opens beside the studio: the frame itself may show nothing but the issue.
  byId("frame")?.contentDocument?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    if (link.dataset.stay !== undefined) {
      byId("see").classList.remove("whole");
      byId(reading)?.focus({ preventScroll: true });
      byId(reading)?.scrollIntoView({ block: "nearest" });
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
    if (narrow.matches) byId("see").classList.add("whole"); // over the page, which stays where it is
    else byId("stage").scrollIntoView({ block: "nearest" });
    say("Fetching the article…");
    byId("frame").addEventListener("load", () => {
      byId("notice").replaceChildren();
      byId("frame").contentWindow.focus();
    }, { once: true });
  }
  const go = event.target.closest("a[data-go]");
  if (go) {
    const place = byId(go.hash.slice(1));
    unfold(place);
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
    const part = event.target.closest("[data-live]");
    part.replaceChildren();
    if (part.id !== "trouble") sent.delete(part.id); // the same again is news; a mistake in a file is the same one
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
  const unsaved = form.dataset.final && fields().find(isUnsaved);
  if (unsaved) return slip(unsaved, unsaved.dataset.unsaved ?? `${form.dataset.final}: these words are not saved yet. Save them, check the result, then try again.`);
  const filled = new FormData(form, button);
  const body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
  const { settles, settlesAll, wait } = button?.dataset ?? {};
  if (wait) say(wait);
  const history = form.closest(".history[open]");
  if (history) {
    history.open = false;
    byId("history").focus();
  }
  await post(body, ({ form: owner, dataset: { field } }) =>
    owner === form || field === settles || (settlesAll && field.startsWith(`${settlesAll} `)));
});
page.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const form = event.target.form;
  const save = event.ctrlKey || event.metaKey || event.target.matches("textarea[data-line]") ? form?.querySelector("[data-save]") : null;
  // Without this, Enter in a reason would press the first button of the form, which only saves.
  const inner = event.target.matches("article details:not([data-fold]) input:not([type=file])") ? event.target.closest("details").querySelector("button") : null;
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
let newest = ""; // what the server last called its version

function listen() {
  events?.close();
  events = null;
  if (page.hidden) return;
  events = new EventSource(`/events?version=${byId("version").dataset.version}`);
  events.onmessage = (message) => {
    newest = message.data;
    catchUp();
  };
}

function catchUp() {
  if (!posting && newest && newest !== byId("version").dataset.version) load({ live: true }); // else the answer brings it
}

page.addEventListener("visibilitychange", listen);
window.addEventListener("pagehide", () => events?.close());
listen();
