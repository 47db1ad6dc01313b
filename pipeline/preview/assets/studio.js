// Keeps the page in step with the issue: the server renders, this swaps what changed and keeps the reader's place.
"use strict";

const page = document;

function swap(fresh) {
  for (const part of page.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next || next.outerHTML === part.dataset.was) continue;
    const was = next.outerHTML;
    for (const details of part.querySelectorAll("details[open][id]")) {
      next.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
    }
    const focused = part.contains(page.activeElement) ? page.activeElement.id : "";
    part.replaceWith(next);
    next.dataset.was = was;
    if (focused) page.getElementById(focused)?.focus({ preventScroll: true });
  }
  const title = fresh.querySelector("title");
  if (title) page.title = title.textContent;
  show(fresh.getElementById("stage"));
}

function show(next) {
  const stage = page.getElementById("stage");
  if (!next || !stage) {
    if (Boolean(next) !== Boolean(stage)) location.reload();
    return;
  }
  stage.className = next.className;
  const frame = page.getElementById("frame");
  const wanted = next.querySelector("iframe");
  frame.width = wanted.width;
  if (frame.getAttribute("src") === wanted.getAttribute("src")) return;
  const top = frame.contentWindow.scrollY;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
  frame.setAttribute("src", wanted.getAttribute("src"));
}

async function refresh(address = location.href) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

page.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  await refresh();
});
window.addEventListener("popstate", () => refresh());

// One connection per visible page: browsers allow only six, and a hidden page can catch up later.
let events = null;

function listen() {
  events?.close();
  events = null;
  if (page.hidden) return;
  events = new EventSource(`/events?version=${page.getElementById("version").dataset.version}`);
  events.onmessage = (message) => {
    if (message.data !== page.getElementById("version").dataset.version) refresh();
  };
}

page.addEventListener("visibilitychange", listen);
window.addEventListener("pagehide", () => events?.close());
listen();
