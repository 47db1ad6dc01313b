// The computed styles of two emails, in each of the states: which elements differ, and which texts cannot be read.
// Comes after library.js.
async ({ one, other, states }) => {
  const sides = ["top", "right", "bottom", "left"];
  const properties = [
    "display", "position", "float", "visibility", "color", "background-color", "background-image", "opacity",
    "font-family", "font-size", "font-weight", "font-style", "line-height", "letter-spacing",
    "text-align", "text-decoration-line", "text-indent", "text-transform", "vertical-align", "white-space",
    "width", "height", "max-width", "border-spacing", "box-sizing", "direction", "list-style-type", "overflow-x",
    ...sides.flatMap(side => [`margin-${side}`, `padding-${side}`, `border-${side}-width`, `border-${side}-color`]),
  ];
  const elements = frame => [...frame.contentDocument.body.querySelectorAll("*")]
    .concat(frame.contentDocument.body).filter(e => e.tagName !== "STYLE");
  const changes = {
    "no styles": html => html.replace(/<style[^>]*>[^]*?<\/style>/g, ""),
    "no doctype": html => html.replace(/<!doctype[^>]*>/i, ""),
    "no pictures": html => html.replace(/<img[^>]*alt="([^"]*)"[^>]*>/g, "<span>$1</span>"),
  };
  const later = {
    "no backgrounds": (frame, { dark }) => elements(frame).forEach(e => {
      const cell = dark ? null : e.getAttribute("bgcolor"); // what drops CSS grounds in light keeps those in attributes
      e.style.setProperty("background", cell || "none", "important");
    }),
    "outlook dark": frame => ["data-ogsc", "data-ogsb"].forEach(name =>
      frame.contentDocument.documentElement.setAttribute(name, "")),
  };
  const unreadable = (frame, { dark, change }) => {
    const invert = colour => colour.slice(0, 3).map(c => 255 - c);
    const shown = {
      inverted: pair => pair.map(invert),
      "partly inverted": ([ink, ground]) =>
        [light(ink) < 0.3 ? invert(ink) : ink, light(ground) > 0.3 ? invert(ground) : ground],
    }[change] || (pair => pair);
    const [page, canvas] = [frame.contentDocument, dark ? [18, 18, 18] : [255, 255, 255]];
    const weak = texts(page, canvas).filter(({ pair }) => contrast(shown(pair)) < 4.5);
    const faint = edges(page, canvas).filter(({ pairs }) => pairs.every(pair => contrast(shown(pair)) < 3));
    return [...weak, ...faint].map(({ words }) => words);
  };
  return states.map(state => {
    const before = open(one, state.width, state.dark);
    const after = open((changes[state.change] || (html => html))(other), state.width, state.dark);
    (later[state.change] || (() => {}))(after, state);
    const [wanted, found] = [elements(before), elements(after)];
    const differing = wanted.flatMap((e, i) => {
      if (!found[i]) return ["missing"];
      const [a, b] = [getComputedStyle(e), getComputedStyle(found[i])];
      const name = properties.find(p => a.getPropertyValue(p) !== b.getPropertyValue(p));
      return name ? [`${e.tagName.toLowerCase()}.${e.className} ${name}: ${a.getPropertyValue(name)}`
        + ` became ${b.getPropertyValue(name)}`] : [];
    });
    const answer = {
      name: state.name, elements: wanted.length, first: differing[0] || "",
      changed: differing.length + Math.max(0, found.length - wanted.length), unreadable: unreadable(after, state),
    };
    before.remove();
    after.remove();
    return answer;
  });
}
