// Drags an article to another place, by mouse, pen or finger. Up and Down do the same from the keyboard.
"use strict";

page.documentElement.classList.add("can-drag");

let drag = null;

page.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0 || drag) return;
  event.preventDefault(); // no text is selected on the way
  const card = grip.closest("article");
  const list = card.parentElement;
  const top = card.getBoundingClientRect().top;
  list.classList.add("sorting"); // only the headings stay: short cards are easy to carry
  scrollBy({ top: card.getBoundingClientRect().top - top, behavior: "instant" });
  const cards = [...list.querySelectorAll(":scope > article")];
  const boxes = cards.map((one) => one.getBoundingClientRect());
  const from = cards.indexOf(card);
  drag = {
    grip, card, list, cards, from, to: from, scrolled: scrollY,
    middles: boxes.map((box) => box.top + box.height / 2),
    tall: boxes[from].height + parseFloat(getComputedStyle(card).marginBottom),
    start: event.clientY, y: event.clientY,
  };
  card.classList.add("carried");
  grip.setPointerCapture(event.pointerId);
  follow();
});

page.addEventListener("pointermove", (event) => {
  if (!drag) return;
  drag.y = event.clientY;
  place();
});

function place() {
  if (!drag.card.isConnected) return end(); // somebody else changed the issue meanwhile
  const moved = drag.y - drag.start + scrollY - drag.scrolled;
  const middle = drag.middles[drag.from] + moved;
  drag.to = drag.middles.filter((other, i) => i !== drag.from && other < middle).length;
  drag.card.style.transform = `translateY(${moved}px)`;
  drag.cards.forEach((one, i) => {
    if (i === drag.from) return;
    const shift = i > drag.from && i <= drag.to ? -1 : i < drag.from && i >= drag.to ? 1 : 0;
    one.style.transform = shift ? `translateY(${shift * drag.tall}px)` : "";
  });
}

// Near the edge of the screen the page moves along.
function follow() {
  if (!drag) return;
  const edge = 70;
  const step = drag.y === drag.start ? 0 : drag.y < edge ? -8 : drag.y > innerHeight - edge ? 8 : 0;
  if (step) {
    scrollBy({ top: step, behavior: "instant" });
    place();
  }
  requestAnimationFrame(follow);
}

page.addEventListener("pointerup", () => end(true));
page.addEventListener("pointercancel", () => end());
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape") end();
});

async function end(drop = false) {
  if (!drag) return;
  const { card, list, cards, from, to } = drag;
  const top = card.getBoundingClientRect().top;
  drag = null;
  for (const one of cards) one.style.transform = "";
  list.classList.remove("sorting");
  card.classList.remove("carried");
  scrollBy({ top: card.getBoundingClientRect().top - top, behavior: "instant" });
  if (!drop || from === to) return;
  const { token, url } = card.querySelector("form").elements;
  await post(new URLSearchParams({ token: token.value, url: url.value, op: "place", to: to + 1 }), () => false);
  const there = [...page.querySelectorAll("#story form")].find((form) => form.elements.url.value === url.value);
  there?.closest("article").querySelector("h3").scrollIntoView({ block: "nearest" });
}
