// Opens a message in Thunderbird's own window and answers with what is seen there. Comes after library.js; Marionette
// gives the arguments: the file, the width, whether the theme is dark, and the function to answer with.
const [path, width, dark, done] = arguments;
const pause = milliseconds => new Promise(go => window.setTimeout(go, milliseconds));
const when = async found => {
  for (let tries = 0; tries < 600; tries++) {
    const answer = found();
    if (answer) return answer;
    await pause(50);
  }
  throw new Error("the message did not appear");
};
(async () => {
  Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", dark ? 0 : 1);
  Services.prefs.setIntPref("ui.systemUsesDarkTheme", dark ? 1 : 0);
  const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
  file.initWithPath(path);
  const url = Services.io.newFileURI(file).mutate().setQuery("type=application/x-message-display").finalize();
  const opened = window.openDialog(
    "chrome://messenger/content/messageWindow.xhtml", "_blank", "all,chrome,dialog=no,status,toolbar", url);
  const pane = await when(() => {
    const browser = opened.messageBrowser?.contentWindow?.getMessagePaneBrowser?.();
    const loaded = browser?.contentDocument?.readyState === "complete" && !browser.webProgress.isLoadingDocument;
    return loaded && browser.contentDocument.body?.childElementCount ? browser : null;
  });
  pane.style.width = pane.style.minWidth = pane.style.maxWidth = `${width}px`;
  await when(() => pane.contentWindow.innerWidth === width);
  await pause(200); // its own repair of dark colours comes after the load
  const page = pane.contentDocument;
  const height = page.documentElement.scrollHeight;
  const box = new opened.DOMRect(0, 0, width, height);
  const image = await pane.browsingContext.currentWindowGlobal.drawSnapshot(box, 1, dark ? "#1a1a1a" : "white");
  const canvas = page.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  const ground = dark ? [26, 26, 26] : [255, 255, 255];
  const answer = {
    png: canvas.toDataURL("image/png"), width, needed: page.documentElement.scrollWidth,
    unreadable: [...texts(page, ground).filter(({ pair }) => contrast(pair) < 4.5),
      ...edges(page, ground).filter(({ pairs }) => pairs.every(pair => contrast(pair) < 3))].map(({ words }) => words),
    links: [...page.querySelectorAll("a[href]")].map(a => a.href),
  };
  opened.close();
  done(answer);
})().catch(error => done({ failed: String(error) }));
