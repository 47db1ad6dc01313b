// How wide and how high an email is at each width, and which of its links are lower than 44 px.
async ({ markup, widths }) => widths.map(width => {
  const frame = open(markup, width, false);
  const page = frame.contentDocument;
  const links = [...page.querySelectorAll("a[href]")].filter(a => a.getClientRects().length);
  const answer = {
    width, needed: page.documentElement.scrollWidth, height: page.documentElement.scrollHeight,
    low: links.map(a => [a.innerText.trim(), Math.round(a.getBoundingClientRect().height)]).filter(([, h]) => h < 44),
  };
  frame.remove();
  return answer;
})
