// What the other scripts stand on. `texts(document, canvas)` lists each visible text with its colors, `edges` each solid
// line with the grounds on both sides; `contrast(pair)` is WCAG 2's ratio.

// document.write keeps the mode that the doctype asks for; srcdoc never enters quirks mode
const open = (markup, width, dark) => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.style.cssText = `border: 0; width: ${width}px; height: 900px; color-scheme: ${dark ? "dark" : "light"}`;
  frame.contentDocument.open();
  frame.contentDocument.write(markup);
  frame.contentDocument.close();
  return frame;
};

const channels = colour => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
const contrast = pair => {
  const [low, high] = pair.map(light).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const style = e => e.ownerDocument.defaultView.getComputedStyle(e);
const behind = (e, canvas) => {
  for (; e; e = e.parentElement) {
    const found = channels(style(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found;
  }
  return canvas;
};
const texts = (page, canvas) => {
  return [page.body, ...page.body.querySelectorAll(":not(style)")].flatMap(e => {
    const words = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join("");
    if (!words || !e.getClientRects().length) return [];
    return [{ words: words.slice(0, 40), pair: [channels(style(e).color), behind(e, canvas)] }];
  });
};
const edges = (page, canvas) => [...page.body.querySelectorAll("td")].flatMap(e => {
  const side = ["top", "left", "bottom"].find(s => style(e)[`border-${s}-style`] === "solid"
    && parseFloat(style(e)[`border-${s}-width`]) >= 2);
  if (!side || !e.getClientRects().length) return [];
  const line = channels(style(e)[`border-${side}-color`]);
  const grounds = [behind(e, canvas), behind(e.parentElement, canvas)];
  if (grounds.some(ground => contrast([line, ground]) === 1)) return []; // it keeps things apart, and shows none
  return [{ words: `the edge of ${e.className}`, pairs: grounds.map(ground => [line, ground]) }];
});
