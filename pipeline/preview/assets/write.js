// Writing in the email itself: a click or Enter on its words opens their field, and what is typed shows there at once,
// rendered by the server from the real template, before it is saved.
"use strict";

const PAUSE = 100; // milliseconds between two renders, at least
const SHOWN = /^(head (intro|ebook)|.* (title|blurb))$/; // fields whose words stand in the email as they are
const mail = () => byId("frame")?.contentDocument;
const plain = (words) => words.replaceAll("**", "").replace(/\s+/g, " ").trim();

// ---- where each field's words stand in the email
let places = new Map();

function locate() {
  places = new Map();
  if (!mail()?.body || !/^\/(email|web)$/.test(byId("frame").contentWindow.location.pathname)) return;
  const elements = [...mail().body.querySelectorAll("*")].map((element) => [element, plain(element.textContent)]);
  let from = 0; // a story's words come after those of the story before it
  for (const field of fields().filter((field) => SHOWN.test(field.dataset.field))) {
    const words = plain(field.value) || plain(field.dataset.default ?? "");
    const at = words ? elements.findIndex(([element, text], i) => i >= from && isOf(text, words) && element.getClientRects().length) : -1;
    if (at < 0) continue;
    if (field.name === "title") from = at;
    let place = elements[at][0];
    while (place.children.length === 1 && plain(place.children[0].textContent) === elements[at][1] && place.children[0].tagName !== "STRONG") place = place.children[0];
    invite(place, field.dataset.field, `Edit the ${field.labels[0].textContent.toLowerCase()}`);
  }
  for (const image of mail().images) {
    const name = storyAround(image);
    if (name) invite(image, `${name} picture`, "Add your own picture");
  }
  if (mail().getElementById("studio-marks")) return;
  const style = mail().createElement("style"); // also for the story that was changed last: it shows for a while
  style.id = "studio-marks";
  style.textContent = `[data-edits] { cursor: text; } [data-edits]:is(:hover, :focus-visible) { outline: 2px dashed #0b5a5a !important; outline-offset: 3px; }
    [data-edits].now { outline: 3px solid #0b5a5a !important; outline-offset: 3px; }
    .studio-turned { outline: 4px solid #d98e04 !important; outline-offset: 4px; animation: studio-fade 1s 4s forwards; }
    @keyframes studio-fade { to { outline-color: transparent; } }`;
  mail().head.append(style);
}

function invite(place, name, title) {
  Object.assign(place.dataset, { edits: name });
  place.title = title;
  if (!place.matches("a[href]")) {
    place.tabIndex = 0;
    place.setAttribute("role", "button");
  }
  places.set(name, place);
}

const titlesIn = (block) => [...places].filter(([name, place]) => name.endsWith(" title") && block.contains(place));

// The address of the story that a picture stands with: the only one with a title in the same block.
function storyAround(image) {
  for (let block = image.parentElement; block; block = block.parentElement) {
    const inside = titlesIn(block);
    if (inside.length) return inside.length === 1 ? inside[0][0].replace(/ title$/, "") : "";
  }
  return "";
}

// The email shows an intro in parts, and cuts what is too long.
const isOf = (text, words) => text === words || (text.length > 11 && words.startsWith(text.replace(/…$/, "").trim()));

// ---- from the email to the field, and back
function write(name) {
  if (name.endsWith(" picture")) return choose(named("picture", name.replace(/ picture$/, "")));
  const field = named("field", name);
  unfold(field);
  field?.focus({ preventScroll: true });
  field?.closest(".field").scrollIntoView({ block: "center", behavior: "instant" }); // typing would stop a smooth one
}

function wake() {
  locate();
  if (mail()) takePictures(mail());
  mail()?.addEventListener("mousedown", (event) => {
    // From one field to the next: without this a phone's page would move from under the finger.
    if (page.activeElement?.dataset?.field && event.target.closest("[data-edits]")) event.preventDefault();
  });
  mail()?.addEventListener("click", (event) => {
    const place = event.target.closest("[data-edits]");
    if (!place || event.ctrlKey || event.metaKey) return; // with Ctrl a link opens as ever
    event.preventDefault();
    write(place.dataset.edits);
  }, true);
  mail()?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset?.edits) return;
    event.preventDefault();
    write(event.target.dataset.edits);
  });
  draft();
}

function reveal(field) {
  for (const place of places.values()) place.classList.remove("now");
  const place = places.get(field.dataset.field) ?? places.get(field.dataset.field.replace(/ \w+$/, " title"));
  if (!place) return;
  place.classList.toggle("now", places.get(field.dataset.field) === place);
  bring(place);
}

function bring(place, share = 1 / 3) {
  const box = place.getBoundingClientRect();
  const view = byId("frame").contentWindow;
  if (box.top < 0 || box.bottom > view.innerHeight) view.scrollTo({ top: view.scrollY + box.top - view.innerHeight * share });
}

// After a swap or a move the email shows the story where it is now, and marks it for a while.
function goTo(url) {
  turned = "";
  const title = places.get(`${url} title`);
  if (!title) return;
  let story = title;
  while (story.parentElement && titlesIn(story.parentElement).length === 1) story = story.parentElement;
  story.classList.add("studio-turned");
  if (!page.activeElement?.dataset?.field) bring(story, 0.05); // the words of a field are in view
}

page.addEventListener("focusin", (event) => {
  if (event.target.dataset.field) reveal(event.target);
});
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-edits]");
  if (!link) return;
  event.preventDefault();
  write(link.dataset.edits);
});

// ---- what is typed, in the email
let asking = false;
let again = false;
let asked = 0;
let drafted = false; // whether the frame shows words that are not saved
let timer = 0;

async function draft() {
  const typed = fields().filter(isUnsaved);
  if (!typed.length && !drafted) return;
  if (asking) return void (again = true);
  clearTimeout(timer);
  const wait = asked + PAUSE - performance.now();
  if (wait > 0) return void (timer = setTimeout(draft, wait));
  [asking, asked, drafted] = [true, performance.now(), typed.length > 0];
  const version = byId("version").dataset.version;
  const body = new URLSearchParams({ token: page.querySelector("#issue input[name=token]").value });
  for (const field of fields().filter((field) => isUnsaved(field) || field === page.activeElement && field.dataset.loose === undefined)) {
    body.append("field", field.dataset.field);
    body.append("words", field.value);
  }
  try {
    const answer = await fetch(`/draft${location.search}`, { method: "POST", body });
    const { html, counts = {} } = await answer.json();
    if (version !== byId("version").dataset.version) again = true; // the issue moved on meanwhile
    else if (html) renew(html);
    for (const [name, { words, over }] of Object.entries(counts)) {
      const place = named("field", name)?.closest(".field").querySelector(".count");
      if (place) place.textContent = words;
      place?.classList.toggle("over", over);
    }
  } catch { /* the words are kept here; Save says what is wrong */ }
  asking = false;
  if (!again) return;
  again = false;
  draft();
}

// Makes the frame's email like *html*, touching only what differs: pictures and the place that is read stay.
function renew(html) {
  const fresh = new (byId("frame").contentWindow.DOMParser)().parseFromString(html, "text/html");
  for (const mark of mail().querySelectorAll("[data-edits], .studio-turned")) unmark(mark);
  mail().getElementById("studio-marks")?.remove();
  become(mail().documentElement, fresh.documentElement);
  locate();
  const field = page.activeElement;
  if (field?.dataset?.field) reveal(field);
}

function unmark(place) {
  for (const name of ["data-edits", "title", ...(place.matches("a[href]") ? [] : ["tabindex", "role"])]) place.removeAttribute(name);
  place.classList.remove("now", "studio-turned");
  if (!place.className) place.removeAttribute("class");
}

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const like = old.nodeName === fresh.nodeName && old.childNodes.length === fresh.childNodes.length && old.nodeType === 1;
  if (!like) return old.replaceWith(mail().importNode(fresh, true));
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  [...old.childNodes].forEach((child, i) => become(child, fresh.childNodes[i]));
}

// ---- a picture: chosen, dropped at its story here or in the email, or pasted
function choose(input, files) {
  if (!input) return;
  unfold(input);
  if (files?.length) input.files = files;
  (files?.length ? input.form.elements.image_alt : input).focus({ preventScroll: true });
  input.closest("details").scrollIntoView({ block: "center", behavior: "instant" });
}

const hasFile = (data) => [...data?.types ?? []].includes("Files");
const inputOf = (target) => target.closest?.("article")?.querySelector("[data-picture]") ?? named("picture", target.dataset?.edits?.replace(/ \w+$/, ""));

function takePictures(place) {
  place.addEventListener("dragover", (event) => {
    if (hasFile(event.dataTransfer)) event.preventDefault(); // else the browser would leave the studio for the file
  });
  place.addEventListener("drop", (event) => {
    if (!hasFile(event.dataTransfer)) return;
    event.preventDefault();
    choose(inputOf(event.target), event.dataTransfer.files);
  });
  place.addEventListener("paste", (event) => {
    if (!hasFile(event.clipboardData) || !inputOf(event.target)) return;
    event.preventDefault();
    choose(inputOf(event.target), event.clipboardData.files);
  });
}

// ---- unsaved words outlive a reload and a server that went away
const SHELF = `words ${page.title.split(" · ").at(-2)}`;

function shelve() {
  const typed = fields().filter(isUnsaved).map((field) => [field.dataset.field, { words: field.value, was: wasOf(field)?.value }]);
  if (typed.length) localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(typed)));
  else localStorage.removeItem(SHELF);
}

function unshelve() {
  const kept = Object.entries(JSON.parse(localStorage.getItem(SHELF) ?? "{}"));
  const back = kept.map(([name, { words, was }]) => {
    const field = named("field", name);
    if (!field || field.value === words) return false;
    field.value = words;
    if (wasOf(field) && was !== undefined) wasOf(field).value = was;
    mark(field);
    unfold(field);
    return true;
  });
  if (back.includes(true)) say("Your unsaved text is back in its fields.");
}

page.addEventListener("input", (event) => {
  if (!event.target.dataset.field) return;
  mark(event.target);
  letter(event.target);
  shelve();
  draft();
});

function letter(field) {
  const line = [...page.querySelectorAll("#letter [data-edits]")].find((line) => line.dataset.edits === field.dataset.field);
  if (line) line.querySelector("[data-words]").textContent = field.value.trim() || "Nothing yet";
}

// ---- keys
page.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.dataset.field || field.dataset.loose !== undefined) return;
  if (event.key === "Escape") {
    if (!isChanged(field)) return toEmail(field);
    field.value = field.defaultValue;
    if (wasOf(field)) wasOf(field).value = field.defaultValue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (event.key.toLowerCase() === "b" && (event.ctrlKey || event.metaKey) && field.matches("textarea:not([data-line])")) {
    event.preventDefault();
    embolden(field);
  }
});

function toEmail(field) {
  const name = field.dataset.field;
  const place = places.get(name) ?? [...page.querySelectorAll("#letter [data-edits]")].find((line) => line.dataset.edits === name);
  place?.ownerDocument.defaultView.focus();
  place?.focus();
}

page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-bold]");
  if (button) embolden(byId(button.dataset.bold));
});

// Bold for what is selected, or for the word at the caret; the same again takes it away.
function embolden(field) {
  const { value } = field;
  let [from, to] = [field.selectionStart, field.selectionEnd];
  if (from === to) {
    while (from && /[^\s*]/.test(value[from - 1])) from -= 1;
    while (to < value.length && /[^\s*]/.test(value[to])) to += 1;
  }
  while (from < to && /\s/.test(value[from])) from += 1;
  while (to > from && /[\s.,;:!?]/.test(value[to - 1])) to -= 1;
  if (from === to) return;
  const words = value.slice(from, to);
  const bold = value.slice(from - 2, from) === "**" && value.slice(to, to + 2) === "**";
  field.focus();
  field.setSelectionRange(bold ? from - 2 : from, bold ? to + 2 : to);
  page.execCommand("insertText", false, bold ? words : `**${words}**`); // keeps the browser's own undo
  const start = bold ? from - 2 : from + 2;
  field.setSelectionRange(start, start + words.length);
}

takePictures(page);
byId("frame")?.addEventListener("load", wake);
unshelve();
if (mail()?.readyState === "complete") wake();
