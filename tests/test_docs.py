"""The documentation is true: what it shows runs, where it points exists, and the reference says what the code says."""

import importlib.util
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from pipeline import issue
from pipeline.check import RULES
from pipeline.cli import monday
from pipeline.collect import samples
from pipeline.config import Config, evergreen, profile
from pipeline.errors import MondayError
from pipeline.preview import views
from pipeline.text import grade
from tests.newsletter import DAY, NOW, ROOT, call, sample_feeds

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
NEXT = "2026-11-27T09:00"
EMPTY = {"README.md", "docs/install.md", "docs/tutorial.md"}
"""Pages that begin in an empty folder; all others have a newsletter with its own feeds, an issue sent and a draft."""
NEEDS = {
    "preview": "serves until it is stopped: tests/browser/test_studio_command.py",
    "send-test": "a mail server: tests/handoff/test_smtp.py",
    "feeds add": "the network: tests/work/test_feeds.py",
    "feeds move": "a feed that moved: tests/cli/test_feeds.py",
    "feeds rate": "feeds of those names: tests/work/test_set_aside.py",
    "edit read": "a story that waits for its reading: tests/work/test_required_reading.py",
    "feeds remove": "feeds of those names: tests/cli/test_feeds.py",
    "feeds import --starter": "the network: tests/cli/test_feeds.py",
    "shots": "Chromium: tests/cli/test_shots.py",
    "rollback": "a mail service: tests/test_handoff.py",
    "handoff": "a mail service: tests/test_handoff.py",
    "doctor": "the network, for the newsletter's own home page: tests/test_monday.py",
    "check --links": "the network: tests/work/test_links.py",
    "check --with": "programs of others: tests/check/test_tools.py",
}
"""Commands whose words are checked here, and which run elsewhere."""


# --- what the pages show


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """Every fenced or indented block of *page*, in order: its language ("" when it names none), and its text."""
    text = (ROOT / page).read_text(encoding="utf-8")
    block = r"^ *```(?P<language>\w*)\n(?P<fenced>.*?)^ *```$|(?P<indented>(?:^ {4,}\S.*\n)+)"
    for found in re.finditer(block, text, re.MULTILINE | re.DOTALL):
        yield found["language"] or "", found["fenced"] or found["indented"] or ""


def commands(block: str) -> list[str]:
    """The words after `monday` of each command line in *block*; two spaces begin a remark."""
    found = [re.search(r"(?:^\s*|&& |/)monday( .*)?$", line) for line in block.splitlines()]
    return [re.split(r" {2,}| [|>&#] ?", (hit[1] or "").strip())[0] for hit in found if hit]


def shown(page: str) -> list[str]:
    """Every command that stands on *page* to be typed."""
    return [words for language, block in blocks(page) if language != "text" for words in commands(block)]


def spoken(page: str) -> list[str]:
    """The words after `monday` of each command that a sentence of *page* names."""
    found = re.findall(r"(?<!`)`monday ([^`\n]+)`(?!`)", (ROOT / page).read_text(encoding="utf-8"))
    return [words.partition(" | ")[0] for words in found if not re.search(r"COMMAND|OPTIONS|\[", words)]


def wrong(words: list[str]) -> str:
    """What the command line has against *words*, without doing anything; "" when they can be run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click.Command, "invoke", lambda *_: None)  # everything is read and converted, nothing is called
        said = CliRunner().invoke(monday, words, catch_exceptions=False, prog_name="monday")
    return said.stderr[said.stderr.index("Error:") :] if "Error:" in said.stderr else ""


def need(words: list[str]) -> str:
    """Why *words* are not run here; "" when they are."""
    return next((why for what, why in NEEDS.items() if set(what.split()) <= set(words)), "")


def test_what_is_not_run_here_runs_elsewhere():
    """Each test that stands in for a command is there."""
    assert [why for why in NEEDS.values() if not (ROOT / why.rpartition(" ")[2]).exists()] == []


def test_the_pages_show_commands():
    """The tests below have something to look at."""
    assert len({words for page in PAGES for words in shown(page)}) > 20
    assert len({words for page in PAGES for words in spoken(page)}) > 20


# --- newsletters to run them in


def publish(folder: Path, now: str) -> None:
    """The sample articles of *now* on hosts that could be real, in files of the newsletter."""
    (folder / "feeds").mkdir(exist_ok=True)
    for feed in sample_feeds():
        name = feed.url.removeprefix("sample:")
        body = samples.body(name, datetime.fromisoformat(now).replace(tzinfo=UTC))
        (folder / "feeds" / name).write_bytes(body.replace(b".example", b"-trust.org.uk"))


def read_all(folder: Path, *, now: str) -> None:
    """Somebody reads what must be read before approval; a story that needs no reading stays as it is."""
    for place in "12345":
        call(folder, "edit", "read", place, "--by", "A. E.", now=now)


@pytest.fixture(scope="module")
def standing(tmp_path_factory) -> Path:
    """A newsletter with feeds of its own, an issue that is out, and the next one drafted."""
    folder = tmp_path_factory.mktemp("standing")
    assert call(folder, "init").exit_code == 0
    path = folder / "newsletter.toml"
    text = path.read_text()
    for sample, own in {
        "https://example.org/monday/": "https://news.river-trust.org.uk/monday/",
        "@example.org": "@river-trust.org.uk",
        "1 Example Street, Example Town": "4 River Lane, Leeds",
        "[schedule]": "[collect]\nfetch_picks = false\n\n[schedule]",
        'url = "sample:': 'url = "feeds/',
        'file = "sample:ebook.pdf"': 'file = "ebook.pdf"',
        'cover = "sample:ebook.png"': 'cover = "ebook.png"',
    }.items():
        text = text.replace(sample, own)
    path.write_text(text)
    for name in ("ebook.pdf", "ebook.png"):
        shutil.copy(ROOT / "pipeline" / "data" / "ebook" / name, folder / name)
    publish(folder, NOW)
    for words, now in (
        (("run", "--issue", "next"), NOW),
        (("approve", "--by", "A. E."), NOW),
        (("run",), f"{DAY}T08:30"),
    ):
        said = call(folder, *words, now=now)
        assert said.exit_code == 0, said.stderr
    publish(folder, NEXT)
    said = call(folder, "run", now=NEXT)
    assert said.exit_code == 0, said.stderr
    (folder / "feeds.opml").write_text(call(folder, "feeds", "export").stdout)
    return folder


@pytest.fixture
def newsletter(request, standing, tmp_path, monkeypatch) -> Path:
    """Where a page's reader stands: a copy of the newsletter above, or an empty folder."""
    folder = tmp_path / "newsletter"
    if getattr(request, "param", "") in EMPTY:
        folder.mkdir()
    else:
        shutil.copytree(standing, folder)
    monkeypatch.chdir(folder)
    return folder


def run(words: list[str], *, now: str) -> str:
    """Run what a page shows; the exit code is 0. What it printed, if it could be run."""
    assert wrong(words) == ""
    if need(words):
        return ""
    if words[0] == "approve":
        read_all(Path(), now=now)
    said = call(Path(), *words, now=now)
    assert said.exit_code == 0, f"monday {shlex.join(words)}: {said.stderr}{said.stdout[-500:]}"
    return said.output


def missing(printed: str, wanted: str) -> str:
    """The first line of *wanted* that was not *printed* there; "…" stands for anything."""
    lines = iter(printed.splitlines())
    for line in wanted.splitlines():
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        if line != "…" and not any(re.match(pattern, said) for said in lines):
            return line
    return ""


@pytest.mark.parametrize(
    ("newsletter", "page"),
    [(page, page) for page in PAGES if "reference" not in page and shown(page)],
    indirect=["newsletter"],
)
def test_what_a_page_shows_runs(newsletter, page):
    """The commands of a page run one after the other, as its reader types them, and print what the page shows."""
    printed = ""
    for language, block in blocks(page):
        if language == "text":
            assert not printed or missing(printed, block) == "", printed
        elif words := commands(block):
            printed = "".join(run(shlex.split(line), now=NOW if page in EMPTY else NEXT) for line in words)


def test_a_wrong_transcript_is_noticed():
    """A line that was not printed, or not in this order, is named."""
    assert missing("one  (0.2 s)\ntwo\nthree\n", "one\n…\nthr…\n") == ""
    assert missing("one\ntwo\n", "two\none\n") == "one"


@pytest.mark.parametrize("words", sorted(set(shown("docs/reference/commands.md"))))
def test_what_the_reference_shows_runs(newsletter, words):
    """Each example of the reference runs by itself; made-up articles are those of a newsletter on sample feeds."""
    if ".example/" in words:
        assert call(Path("sample"), "init").exit_code == 0
        assert call(Path("sample"), "run", "--issue", "next").exit_code == 0
        words = f"-C sample {words}"
    if words.startswith("init"):
        (newsletter / "newsletter.toml").unlink()
    run(shlex.split(words), now=NEXT)


@pytest.mark.parametrize("page", [page for page in PAGES if spoken(page)])
def test_what_a_page_speaks_of_exists(page):
    """Each command that a sentence names exists, with these options."""
    found = {words: wrong(shlex.split(words.replace("…", "2026-11-23"))) for words in spoken(page)}

    assert {words: said for words, said in found.items() if said and "Missing " not in said} == {}


def test_a_wrong_command_is_noticed():
    """A command, option or value that does not exist is told, wherever it stands."""
    assert "No such command 'aprove'" in wrong(["aprove"])
    assert "No such option" in wrong(["run", "--sooner"])
    assert "not a Monday" in wrong(["compose", "--issue", "2026-11-24"])
    assert "No such command 'swop'" in wrong(["edit", "swop", "2"])


def test_options_from_the_environment(newsletter):
    """The two variables that the reference names do what it says."""
    surroundings = {"MONDAY_FOLDER": str(newsletter), "MONDAY_RUN_UNTIL": "collect"}

    said = CliRunner().invoke(monday, ["--now", "2026-12-01T09:00", "run"], env=surroundings, catch_exceptions=False)

    assert "until then, feeds are only collected" in said.stdout
    assert all(f"`{name}`" in (DOCS / "reference" / "commands.md").read_text() for name in surroundings)


def test_every_key_of_a_profile_is_explained():
    """A key that a profile may hold is in the reference, as a row or as a table of its own."""
    page = (DOCS / "reference" / "profile.md").read_text()
    own = [kind for kind in vars(profile).values() if getattr(kind, "__module__", "") == profile.__name__]
    tables = [kind for kind in own if isinstance(kind, type) and issubclass(kind, profile.Section)]
    keys = {name for kind in tables for name in kind.model_fields}

    assert len(keys) > 30
    assert [key for key in keys if f"| `{key}` |" not in page and f"[{key}" not in page] == []


def test_every_command_has_an_example():
    """The reference shows each command at least once as it is typed."""

    def leaves(command: click.Command, path: str) -> Iterator[str]:
        if not isinstance(command, click.Group):
            yield path
            return
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from leaves(command.get_command(context, name), f"{path} {name}".strip())

    examples = shown("docs/reference/commands.md")

    assert [path for path in leaves(monday, "") if not any(words.startswith(path) for words in examples)] == []


# --- files that the pages show


def load(block: str) -> object:
    """Read a TOML example as the tool would read it, completed by what the page does not repeat."""
    data = tomllib.loads(block)
    if "standing" in data:
        return evergreen.read_evergreen(block)
    if {"topics", "subject", "gates", "signs"} & set(data):
        return profile.read_profile(("" if "title" in data else 'title = "x"\n') + block, "profile.toml")
    if {"story", "bench"} & set(data):
        return issue.parse('number = 1\ndate = 2026-11-23\nsubject = "s"\npreheader = "p"\n' + block)
    base = {"folder": ROOT, "feeds": [{"url": "sample:harbour", "name": "Harbour"}]}
    return Config.model_validate({**base, **data, "newsletter": {"title": "x", **data.get("newsletter", {})}})


@pytest.mark.parametrize(
    ("page", "block"),
    [(page, block) for page in PAGES for language, block in blocks(page) if language == "toml"],
    ids=lambda value: value[:40],
)
def test_toml_examples_are_read(page, block):
    """Each TOML example is one that the tool accepts, keys and values alike."""
    try:
        assert load(block)
    except (MondayError, ValueError) as e:
        pytest.fail(f"{page}: {e}\n{block}")


def test_a_wrong_example_is_noticed():
    """The reader of examples is strict: a key that does not exist is refused."""
    with pytest.raises(ValueError, match="cuont"):
        load("[choose]\ncuont = 5\n")


def test_the_editors_guide_needs_no_terminal():
    """It speaks to people who write and choose, in words as easy as those that an issue needs."""
    words = (DOCS / "editors-guide.md").read_text()
    plain = re.sub(r"^[|#!].*$|\]\([^)]*\)|[*`\[]|^(?:-|\d\.) ", "", words, flags=re.MULTILINE)

    assert re.findall(r"(?i)`monday|terminal|command|folder|shell|\bcron|toml", words) == []
    assert grade(plain) < 6


def test_the_readme_is_short():
    """A newcomer reads all of it."""
    assert len((ROOT / "README.md").read_text().splitlines()) <= 70


def test_every_exit_code_is_told():
    """The reference explains each code that a run can end with; `monday run --help` names the same."""
    codes = {kind.code for kind in MondayError.__subclasses__()} - {1, 2}
    told = (DOCS / "reference" / "exit-codes.md").read_text()
    helped = CliRunner().invoke(monday, ["run", "--help"]).stdout

    assert codes == {int(code) for code in re.findall(r"^## (\d+)$", told, re.MULTILINE)} - {0, 1, 2}
    assert {0, *codes} == {int(code) for code in re.findall(r"^ +(\d+) {2,}", helped, re.MULTILINE)}


def test_every_module_has_a_place():
    """How it works names each module and folder of pipeline/."""
    page = (DOCS / "how-it-works.md").read_text()
    names = {path.stem for path in (ROOT / "pipeline").iterdir() if not path.name.startswith(("_", "templates"))}

    assert set() == {name for name in names if f"`{name}`" not in page}


def test_the_example_workflow_is_pinned():
    """Every action is named by its full commit hash, with its version beside it; its `monday` lines exist."""
    text = (DOCS / "examples" / "monday.yml").read_text()
    used = re.findall(r"uses: (.*)", text)

    assert used
    assert [use for use in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []
    assert [words for words in re.findall(r"run: monday (.*)", text) if wrong(shlex.split(words)) == ""] == ["run"]


def test_the_views_of_a_complaint_exist():
    """Each view that docs/cannot-read.md names is one of the studio's, by the studio's own words."""
    named = re.findall(r"\*\*([^*]+) → ([^*]+)\*\*", (DOCS / "cannot-read.md").read_text())
    known = {(views.LABELS[name], words) for name, values in views.CHOICES.items() for words in values.values()}

    assert len(named) > 8
    assert [view for view in named if view not in known] == []


def test_the_rules_of_a_complaint_exist():
    """Each check rule that a page names is one."""
    invented = ("docs/reference/", "CONTRIBUTING.md")  # the latter teaches with a rule that does not exist
    pages = "".join((ROOT / page).read_text() for page in PAGES if not page.startswith(invented))
    named = set(re.findall(rf"`((?:{'|'.join({name.split('.')[0] for name in RULES})})\.[a-z-]+)`", pages))

    assert len(named) > 8
    assert set() == {name for name in named if name not in RULES and not name.endswith((".md", ".py", ".css", ".html"))}


# --- links


def links(page: str) -> Iterator[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target)


def anchors(path: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_files_that_are_named_exist():
    """No page, comment or docstring names a file of this repository that is not there; NAME stands for any."""
    pattern = re.compile(r"(?<![\w./-])(?:docs|tests|pipeline|scripts|bench)/[\w./-]+\.(?:md|py|toml|txt)\b")
    code = [path for name in ("bench", "pipeline", "scripts", "tests") for path in (ROOT / name).rglob("*.py")]
    named = {name: path for path in (*map(ROOT.joinpath, PAGES), *code) for name in pattern.findall(path.read_text())}

    assert len(named) > 50
    assert {name: path for name, path in named.items() if "NAME" not in name and not (ROOT / name).exists()} == {}


def test_names_that_a_file_should_hold_are_there():
    """Where a page says that a name is in a module, as CONTRIBUTING.md does, the module has it."""
    pages = "".join((ROOT / page).read_text() for page in PAGES)
    told = re.findall(r"`(\w+)`(?:\s+\w+){0,2}?\s+in\s+`((?:pipeline|tests)/[\w/]+\.py)`", pages)

    assert len(told) > 5
    assert [(name, module) for name, module in told if not re.search(rf"\b{name}\b", (ROOT / module).read_text())] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    """Every link inside the documentation leads to a file, and to a heading that is there."""
    for target in links(page):
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        assert not anchor or anchor in anchors(path), f"{page}: {target}"


def test_every_page_is_on_the_map():
    """From docs/index.md one comes to every page."""
    seen, waiting = set(), ["docs/index.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.endswith(".md"):
            seen.add(page)
            here = (ROOT / page).parent
            found = [(here / target.partition("#")[0]).resolve() for target in links(page) if target[0] != "#"]
            waiting += [path.relative_to(ROOT).as_posix() for path in found]

    assert [page for page in PAGES if page.startswith("docs/") and page not in seen] == []


# --- the reference


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_benchmarks_keep_what_others_measured(tmp_path, monkeypatch, capfd):
    """A bench that fails or hangs is told on the page, the others run, and their tables stay until they run again."""
    runner = script("benchmarks")
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(runner, "LONGER", {"hangs": 0.02})
    (tmp_path / "bench").mkdir()
    for name, code in {
        "fails": "print('half')\nraise SystemExit('no data')",
        "good": "print('1.00')",
        "hangs": "import signal\nsignal.pause()",
        "new": "print('later')",
    }.items():
        (tmp_path / "bench" / f"{name}.py").write_text(f'"""About {name}."""\n{code}\n')

    ended = runner.main(["fails", "good", "hangs"])
    page = (tmp_path / "page.md").read_text()

    assert ended == 1
    assert "fails, hangs" in capfd.readouterr().err
    assert "**It ended with exit code 1.** What it printed until then:\n\n```text\nhalf\nno data\n```" in page
    assert "**It was stopped after 0.02 minutes.**" in page
    assert "## new\n\nAbout new.\n\nNot measured yet.\n" in page
    assert runner.main(["new"]) == 0
    assert "```text\n1.00\n```" in (tmp_path / "page.md").read_text()
    assert "```text\nlater\n```" in (tmp_path / "page.md").read_text()


@pytest.mark.golden
@pytest.mark.parametrize("name", ["commands.md", "settings.md", "profile.md", "checks.md", "exit-codes.md"])
def test_the_reference_says_what_the_code_says(name):
    """The pages in docs/reference/ are those that the code makes now; REFRESH=1 writes them."""
    made = script("reference").PAGES[name]()
    page = DOCS / "reference" / name
    if os.environ.get("REFRESH"):
        page.write_text(made, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == made


def test_every_setting_has_a_meaning():
    """No key of a hand-written file is without words, a kind of value and a default."""
    pages = (DOCS / "reference" / name for name in ("settings.md", "profile.md"))
    rows = [line for page in pages for line in page.read_text().splitlines() if line.startswith("| `")]

    assert len(rows) > 100
    assert [row for row in rows if any(not cell.strip() for cell in row.strip("|").split("|"))] == []
