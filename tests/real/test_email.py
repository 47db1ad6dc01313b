"""The finished email and web page, judged by the tools that others would use."""

import itertools
import re
import subprocess
from pathlib import Path

import pytest

from pipeline.compose import compose
from tests import tools
from tests.compose import sample

pytestmark = pytest.mark.real

PAGES = ("email.html", "web.html")
OURS_TO_KEEP = ".*(mso-|xmlns:|center. element is obsolete).*"  # what Outlook needs and no validator knows


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The sample issue with a picture, as files."""
    made = tmp_path_factory.mktemp("issue")
    for name, data in compose(sample.illustrated(), sample.newsletter(), sample.TEMPLATES).items():
        (made / name).write_bytes(data)
    return made


def test_valid(folder):
    """The W3C's validator finds no error in the email or its web page."""
    jar = tools.module("vnu-jar/build/dist/vnu.jar")
    argv = [tools.need("java", "default-jre-headless"), "-jar", str(jar), "--errors-only", "--format", "gnu"]

    done = subprocess.run(
        [*argv, "--exit-zero-always", "--filterpattern", OURS_TO_KEEP, *(str(folder / name) for name in PAGES)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr == ""


@pytest.fixture(scope="module")
def chromium():
    """A Chromium without a network."""
    path = tools.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "light"),
        (700, "dark"),
        *(
            pytest.param(*each, marks=pytest.mark.prove)
            for each in [(320, "dark"), (375, "light"), (375, "dark"), (700, "light")]
        ),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_accessible(folder, chromium, name, width, scheme):
    """axe finds no violation, enhanced contrast and target sizes included, and nothing scrolls sideways."""
    axe = tools.module("axe-core/axe.min.js")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.set_content((folder / name).read_text())
    page.add_script_tag(path=axe)
    rules = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}}
    if name == "email.html":  # webmail has its own landmarks around ours
        rules |= {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}
    found = page.evaluate("rules => axe.run(document, { rules, resultTypes: ['violations'] })", rules)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []
    assert width == wide


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 700])
def test_targets(folder, chromium, width):
    """Every button is at least 44 px high and as wide as its card; links lie at least 8 px apart."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, offline=True)
    page = context.new_page()
    page.set_content((folder / "email.html").read_text())
    boxes = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => [a.className, a.getBoundingClientRect().top,"
        " a.getBoundingClientRect().bottom, a.getBoundingClientRect().width])"
    )
    context.close()

    buttons = [(bottom - top, wide) for kind, top, bottom, wide in boxes if kind in ("go", "leave")]
    assert len(buttons) == 7
    assert min(height for height, _ in buttons) >= 44
    assert len({round(wide) for _, wide in buttons}) == 1
    assert min(b[1] - a[2] for a, b in itertools.pairwise(boxes)) >= 8


@pytest.mark.prove
def test_spam_score(folder):
    """SpamAssassin's local rules find nothing suspicious."""
    spamassassin = tools.need("spamassassin", "spamassassin")

    done = subprocess.run(
        [spamassassin, "-L", "-t"], input=(folder / "email.eml").read_bytes(), capture_output=True, check=False
    )

    score = re.search(rb"score=(-?[\d.]+)", done.stdout)
    assert score is not None
    assert float(score[1]) <= 0
