// A width of the editor's own, without leaving the page: words that were typed stay.
"use strict";

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-width]")) return;
  event.preventDefault();
  history.pushState(null, "", `/?${new URLSearchParams(new FormData(event.target))}`);
  load();
});
