"""Mistakes that people make: in what they type, and in the files that they edit."""

from tests.gallery.frame import ISSUE, LEDGER, World, case
from tests.newsletter import DAY

TYPED = {
    "a misspelt command": "aprove",
    "an unknown option": "run --issues next",
    "a value that is missing": "why",
    "a time that is none": "--now yesterday status",
    "a date that is none": "check --issue tomorrow",
    "a day that is no Monday": "check --issue 2026-11-24",
    "an issue that is not there": "check --issue 2026-12-07",
    "a place that is not a number": "edit swap first",
    "a place below one": "edit pin 0",
    "a place that is not there": "edit pin 9",
    "a place to move to that is not there": "edit move 1 9",
    "a bench place that is not there": "edit swap 1 9",
    "a rule that is not there": "check --explain links.al",
    "a tool that is not there": "check --with lighthouse",
    "an article that nobody carried": "why https://nowhere.org.uk/a",
    "a second newsletter in one folder": "init",
    "a template that is not shipped": "copy email/email.htm",
    "a file of feeds that is not there": "feeds import none.opml",
    "approving sample articles": "approve",
    "settling where no mail service is": "handoff --settle sent",
    "handing off where no mail service is": "handoff",
    "a draft at a service where no mail service is": "send-test --service me@river-trust.org.uk",
    "a test send without a mail server": "send-test me@river-trust.org.uk",
    "a correction without words": f"erratum {DAY} ''",
    "a correction before the issue is out": f"erratum {DAY} wrong",
}
for title, words in TYPED.items():

    @case(title)
    def _(world: World, words: str = words) -> None:
        import shlex

        world.type(*shlex.split(words))


@case("no issue at all")
def _(world: World) -> None:
    import shutil

    shutil.rmtree(world.folder / "issues")
    world.type("approve")


# What newsletter.toml says.

SETTINGS = {
    "broken TOML": "[choose\ncount = 5",
    "a curly quote": "tagline = “Walking on”",
    "an unknown key": "[choose]\ncuont = 5",
    "an unknown table": "[chose]\ncount = 5",
    "text where a number belongs": '[choose]\ncount = "5"',
    "a number out of range": "[choose]\ncount = 99",
    "a minimum above the count": "[choose]\ncount = 4\nminimum = 5",
    "a home that is no address": 'home = "example"',
    "a home with a question mark": 'home = "https://www.your-publisher.org/?page=monday"',
    "an empty emergency number": 'emergency = ""',
    "a draft that would come too late": '[schedule]\ntime = "00:30"\ndraft_days = 0',
    "a mail server with its port": '[smtp]\nhost = "smtp.your-publisher.org:587"',
    "a sender that is no address": 'from = "Monday"',
    "a time that is none": '[schedule]\ntime = "8"',
    "a zone that is none": '[schedule]\ntimezone = "Europe/Lodnon"',
    "a date that is none": "[schedule]\nskip = [5]",
    "a date that no calendar has": '[schedule]\nskip = ["2026-02-30"]',
    "a day to skip that is no Monday": "[schedule]\nskip = [2026-12-29]",
    "a colour that is none": 'brand = { colour = "blue" }',
    "a language that is none": 'language = "english"',
    "two lines where one belongs": 'tagline = "one\\ntwo"',
    "two senders": 'from = "a@b.org, c@d.org"',
    "an id with blanks": 'id = "Monday Five"',
    "a form without its address": '[signup]\nprovider = "custom"',
    "an unknown mail service": '[handoff]\ntarget = "mailchip"',
    "an unknown table below a feed": '[[feeds]]\nurl = "sample:talkback"\nname = "T"\n[x]\n',
    "a feed twice": '[[feeds]]\nurl = "sample:harbour"\nname = "Again"',
    "a feed without a name": '[[feeds]]\nurl = "https://a.org.uk/feed"',
    "a feed with an empty name": '[[feeds]]\nurl = "https://a.org.uk/feed"\nname = ""',
    "a feed by ftp": '[[feeds]]\nurl = "ftp://a.org.uk/feed"\nname = "A"',
    "a feed outside the folder": '[[feeds]]\nurl = "../feed.xml"\nname = "A"',
    "an unknown tier": '[[feeds]]\nurl = "https://a.org.uk/feed"\nname = "A"\ntier = "D"',
}
for title, more in SETTINGS.items():

    @case(f"newsletter.toml: {title}")
    def _(world: World, more: str = more) -> None:
        world.settings(more)
        world.type("status")


@case("newsletter.toml: none here")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").unlink()
    world.type("status")


@case("a copy over one's own file")
def _(world: World) -> None:
    world.type("copy", "brain-injury", show=False)
    world.type("copy", "brain-injury")


@case("newsletter.toml: not text")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_bytes(b"\xff\xfe\x00")
    world.type("status")


@case("newsletter.toml: a key that only the program knows")
def _(world: World) -> None:
    path = world.folder / "newsletter.toml"
    path.write_text('folder = "/tmp"\n' + path.read_text())
    world.type("status")


@case("newsletter.toml: no title")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text(
        '[newsletter]\nid = "a"\n[[feeds]]\nurl = "sample:harbour"\nname = "H"\n'
    )
    world.type("status")


@case("newsletter.toml: no feeds")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text('[newsletter]\ntitle = "A"\n')
    world.type("collect")


@case("newsletter.toml: no newsletter")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text("[schedule]\n")
    world.type("status")


@case("removing a feed that is not there")
def _(world: World) -> None:
    world.type("feeds", "remove", "Harbour Strok Charity")
    world.type("feeds", "remove")


@case("removing a feed from a list on one line")
def _(world: World) -> None:
    (world.folder / "newsletter.toml").write_text(
        'feeds = [{ url = "sample:harbour", name = "Harbour" }]\n[newsletter]\ntitle = "A"\n'
    )
    world.type("feeds", "remove", "Harbour")


@case("newsletter.toml: a sample feed that is not there")
def _(world: World) -> None:
    world.replace("newsletter.toml", "sample:harbour", "sample:harbor")
    world.type("collect")


@case("newsletter.toml: a sender beyond ASCII")
def _(world: World) -> None:
    world.replace("newsletter.toml", "monday@example.org", "mondäy@example.org")
    world.type("compose")


PROFILES = {
    "a profile that is not there": ("strok", ""),
    "a profile outside the folder": ("../own.toml", ""),
    "a profile with an unknown key": ("own.toml", 'titel = "A"'),
    "a profile that is not text": ("own.toml", b"\xff\xfe\x00"),
    "a profile with a list that is not there": (
        "own.toml",
        'title = "A"\n[[gates]]\ncode = "a"\noutcome = "held"\nwords = "w"\ntext = ["@lst"]\n[lists]\nlist = ["a"]',
    ),
}
for title, (name, text) in PROFILES.items():

    @case(title)
    def _(world: World, name: str = name, text: str | bytes = text) -> None:
        world.settings(f'[choose]\nprofile = "{name}"')
        if text:
            (world.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        world.type("choose", "--issue", "2026-11-30")


@case("standing articles that cannot be read")
def _(world: World) -> None:
    (world.folder / "evergreen.toml").write_bytes(b"\xff\xfe\x00")
    world.type("choose", "--issue", "2026-11-30")


@case("standing articles with an unknown key")
def _(world: World) -> None:
    (world.folder / "evergreen.toml").write_text('[[article]]\ntitel = "A"\n')
    world.type("choose", "--issue", "2026-11-30")


# What issue.toml says.

EDITS = {
    "broken TOML": ('subject = "', "subject = "),
    "a curly quote": ('subject = "', "subject = “"),
    "an unknown key": ("preheader = ", "preheder = "),
    "a key in the wrong place": ("\n[[story]]", '\nurl = "https://a.org.uk"\n[[story]]'),
    "a head's key in a story": ("\n[[story]]", '\n[[story]]\nsubject = "A"'),
    "a key that is missing": ("subject = ", "# subject = "),
    "a story without a title": ("title = ", "# title = "),
    "an unknown block": ("\n[[story]]", "\n[[stroy]]"),
    "one bracket where two belong": ("\n[[story]]", '\n[dropped]\ntitle = "A"\nurl = "https://a.org.uk"\n[[story]]'),
    "a block as a key": ("\n[[story]]", '\ndropped = "A"\n[[story]]'),
    "a number as the title": ('title = "', 'title = 5 # "'),
    "text as the reasons": ("\n[[story]]", '\n[[story]]\nflagged = "A"'),
    "text as the number": ("number = ", 'number = "1" # '),
    "text as a switch": ("\n[[story]]", '\n[[story]]\npinned = "yes"'),
    "text as the date": (f"date = {DAY}", f'date = "{DAY}"'),
    "a picture by address": ("\n[[story]]", '\n[[story]]\nimage = "https://a.org.uk/p.png"'),
}
for title, (old, new) in EDITS.items():

    @case(f"issue.toml: {title}")
    def _(world: World, old: str = old, new: str = new) -> None:
        world.replace(ISSUE, old, new)
        world.type("check")


@case("issue.toml: another day's date")
def _(world: World) -> None:
    world.replace(ISSUE, f"date = {DAY}", "date = 2026-11-30")
    world.type("status", out=True)


@case("issue.toml: copied from another Monday")
def _(world: World) -> None:
    (world.folder / "issues/2026-11-30").mkdir()
    (world.folder / "issues/2026-11-30/issue.toml").write_bytes((world.folder / ISSUE).read_bytes())
    world.type("approve", "--issue", "2026-11-30")


@case("issue.toml: not text")
def _(world: World) -> None:
    (world.folder / ISSUE).write_bytes(b"\xff\xfe\x00")
    world.type("check")
    world.type("status", out=True)


@case("issue.toml: a folder of that name")
def _(world: World) -> None:
    (world.folder / ISSUE).unlink()
    (world.folder / ISSUE).mkdir()
    world.type("status", out=True)


@case("choosing again over an editor's words")
def _(world: World) -> None:
    world.replace(ISSUE, 'subject = "', 'subject = "New: ')
    world.type("choose", "--again")


@case("a program for blurbs that cannot be started")
def _(world: World) -> None:
    script = world.folder / "blurbs"
    script.write_text("echo hello")
    script.chmod(0o755)
    for command in (f"{world.folder}/blurbs", f"{world.folder}/blurbs/none", "  "):
        world.settings(f'[collect]\nfetch_picks = false\n[choose]\nminimum = 1\ncount = 1\nblurb_command = "{command}"')
        world.type("choose", "--discard")


@case("what readers got is gone")
def _(world: World) -> None:
    with (world.folder / LEDGER).open("a") as file:
        file.write('{"at": "2026-11-20T09:00:00+00:00", "kind": "public"}\n')
    (world.folder / ISSUE).unlink()
    world.type("run")


@case("a correction of a rehearsal")
def _(world: World) -> None:
    world.type("approve", "--sample", "--by", "an editor", show=False)
    world.type("erratum", DAY, "wrong", now="2026-11-24T09:00")


@case("a correction said twice")
def _(world: World) -> None:
    with (world.folder / LEDGER).open("a") as file:
        file.write('{"at": "2026-11-20T09:00:00+00:00", "kind": "public"}\n')
    world.type("erratum", DAY, "wrong", show=False)
    world.type("erratum", DAY, "wrong")


@case("choosing again what readers have")
def _(world: World) -> None:
    with (world.folder / LEDGER).open("a") as file:
        file.write('{"at": "2026-11-20T09:00:00+00:00", "kind": "public"}\n')
    world.type("choose", "--discard", "--issue", DAY)


@case("the choice is not known any more")
def _(world: World) -> None:
    (world.folder / f"issues/{DAY}/candidates.json").unlink()
    world.type("choose")


@case("the ledger is damaged")
def _(world: World) -> None:
    for line in (
        "not json",
        '{"kind": "drafted"}',
        '{"at": "2026-11-20T09:00:00", "kind": "drafted"}',
        '{"at": "2026-11-20T09:00:00+00:00", "kind": "approved", "send_at": "soon"}',
    ):
        (world.folder / LEDGER).write_text(line + "\n")
        world.type("run")


# Templates.

TEMPLATES = {
    "broken": ("email/email.txt", "{% if %}"),
    "a name that is not there": ("email/email.txt", "{{ nothing }}"),
    "without its end": ("email/email.html", "<p>no end"),
    "too deep": ("email/email.html", "<div>" * 300 + "<!-- end -->"),
    "a rule that cannot be inlined": ("email/inline.css", 'a[title="x,y"] { color: red }'),
    "not text": ("email/email.txt", b"\xff\xfe"),
}
for title, (name, source) in TEMPLATES.items():

    @case(f"a template: {title}")
    def _(world: World, name: str = name, source: str | bytes = source) -> None:
        path = world.folder / "templates" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        world.type("compose")
