// Search without a server: the list is in the page; the words of every issue come when a reader starts to type.
(() => {
  const form = document.getElementById("search");
  const input = document.getElementById("words");
  const found = document.getElementById("found");
  const years = [...document.querySelectorAll("details.year")];
  const open = years.map((year) => year.open);
  const items = years.flatMap((year) => [...year.querySelectorAll("li")]);
  const plain = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  const seen = new Map(items.map((item) => [item, plain(item.textContent)]));
  let asked = false;

  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = "search-data.js";
    script.onload = () => {
      for (const item of items) {
        const day = item.querySelector("a").getAttribute("href").split("/")[0];
        seen.set(item, seen.get(item) + plain(window.mondaySearch[day] || ""));
      }
      show();
    };
    document.head.append(script);
  };

  const show = () => {
    const words = plain(input.value).split(" ").filter(Boolean);
    for (const item of items) item.hidden = !words.every((word) => seen.get(item).includes(` ${word}`));
    years.forEach((year, i) => {
      const some = year.querySelector("li:not([hidden])");
      year.hidden = !some;
      year.open = words.length ? Boolean(some) : open[i];
    });
    const count = items.filter((item) => !item.hidden).length;
    const none = "No issue has these words. Try fewer letters.";
    found.textContent = !words.length ? "" : count ? `${count} of ${items.length} issues` : none;
  };

  form.hidden = !items.length;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("focus", load);
  input.addEventListener("input", () => { load(); show(); });
})();
