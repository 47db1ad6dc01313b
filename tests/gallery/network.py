"""What feeds and their servers do."""

import shutil

from tests.gallery.frame import BARE, World, case
from tests.server import answer

RSS = b"<rss version='2.0'><channel><title>Ours</title>%s</channel></rss>"
ITEM = b"<item><title>A walk</title><link>https://a.org.uk/w</link></item>"
ANSWERS = {
    "not found": {},
    "empty": answer(200, b""),
    "a page without a feed": answer(200, b"<html><body>Hello"),
    "a test for robots": answer(200, b"<html><title>Just a moment</title>"),
    "no entries": answer(200, RSS % b""),
    "entities": answer(200, b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss/>'),
    "plain words": answer(200, b"hello"),
    "broken JSON": answer(200, b'{"version": "https://jsonfeed.org/version/1.1"', Content_Type="application/json"),
    "JSON that is no feed": answer(200, b'{"a": 1}', Content_Type="application/json"),
    "a circle": answer(302, Location="/feed"),
    "a way to plain http": answer(302, Location="ftp://a.org.uk/"),
    "a malformed way": answer(302, Location="http://[/"),
    "a broken body": answer(200, b"\x1f\x8bnothing", Content_Encoding="gzip"),
    "an odd compression": answer(200, b"x", Content_Encoding="snappy"),
    "not HTTP": [b"SSH-2.0-hello\r\n"],
    "nothing at all": [b""],
    "half of it": [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"],
    "too much": answer(200, b"", Content_Length="90000000"),
    "slow down": answer(429, Retry_After="600"),
    "boxes in boxes": answer(
        200,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000,
        Content_Type="application/json",
    ),
}
for title, reply in ANSWERS.items():

    @case(f"a feed that answers with: {title}")
    def _(world: World, reply: object = reply) -> None:
        url = world.serve(reply if isinstance(reply, dict) else {"/feed": reply})
        world.settings("[collect]\nallow_private = true")
        world.type("feeds", "add", url)
        world.replace("newsletter.toml", "sample:harbour", url)
        world.type("collect")


@case("adding a feed: too many redirects")
def _(world: World) -> None:
    world.settings("[collect]\nallow_private = true")
    world.type("feeds", "add", world.serve(lambda asked: answer(302, Location=asked.path + "x")))


@case("adding a feed: a bomb")
def _(world: World) -> None:
    import gzip

    world.settings("[collect]\nallow_private = true")
    packed = gzip.compress(b"a" * 4_000_000)
    world.type("feeds", "add", world.serve(lambda _: answer(200, packed, Content_Encoding="gzip")))


@case("adding a feed: a page that names two")
def _(world: World) -> None:
    world.settings("[collect]\nallow_private = true")
    link = "<link rel=alternate type=application/rss+xml title='{0}' href='/{0}'>"
    page = answer(200, "".join(map(link.format, ("news", "tips"))).encode(), Content_Type="text/html")
    feed = answer(200, RSS % ITEM)
    world.type("feeds", "add", world.serve({"/feed": page, "/news": feed, "/tips": feed}))


ADDRESSES = {
    "of this machine": "http://127.0.0.1:1/feed",
    "in disguise": "http://0x7f.1/feed",
    "with a blank": "http://a b.org.uk/",
    "malformed": "http://[::1/feed",
    "without a host": "http:///feed",
    "by ftp": "ftp://a.org.uk/feed",
    "of nobody": "http://nobody.invalid/feed",
}
for title, url in ADDRESSES.items():

    @case(f"adding an address {title}")
    def _(world: World, url: str = url) -> None:
        world.type("feeds", "add", url)


@case("adding an address where nobody listens")
def _(world: World) -> None:
    world.settings("[collect]\nallow_private = true")
    with world.closed_port() as port:
        world.type("feeds", "add", f"http://127.0.0.1:{port}/feed")


@case("every feed fails")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text(BARE.format(more="").replace("sample:harbour", "none.xml"))
    world.type("collect")


@case("a file of a feed that is too large")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text(BARE.format(more="").replace("sample:harbour", "big.xml"))
    with (world.folder / "big.xml").open("wb") as file:
        file.truncate(50_000_001)
    world.type("collect")


@case("a list of feeds that is broken, or none")
def _(world: World) -> None:
    for text in ("<opml><![x]]", "<html/>"):
        (world.folder / "feeds.opml").write_text(text)
        world.patch.chdir(world.folder)
        world.type("feeds", "import", "feeds.opml")


@case("a list of feeds of which none answers")
def _(world: World) -> None:
    world.settings("[collect]\nallow_private = true")
    with world.closed_port() as port:
        (world.folder / "feeds.opml").write_text(
            f'<opml><body><outline text="A" xmlUrl="http://127.0.0.1:{port}/feed"/></body></opml>'
        )
        world.patch.chdir(world.folder)
        world.type("feeds", "import", "feeds.opml")


@case("too few good articles")
def _(world: World) -> None:
    world.settings("")
    shutil.rmtree(world.folder / "issues")
    shutil.rmtree(world.folder / ".monday")
    world.type("collect", show=False)
    world.type("choose")
    world.type("choose", "--json")
