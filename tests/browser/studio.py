"""What the tests of the studio in a browser share: a newsroom with the real email, and how to read its page."""

from pipeline import compose
from pipeline.model import Finding
from pipeline.preview import Rendered
from tests.compose import sample
from tests.preview import door
from tests.preview.newsroom import Newsroom

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class RealNewsroom(Newsroom):
    """A newsroom whose email is the real one."""

    def render(self):
        small = super().render()
        made = self.draft(small.issue)
        news = sample.newsletter().newsletter
        served = compose.served(news, small.day, self.kept_pictures, b"")
        empty = [n for n, story in enumerate(small.issue.stories, 1) if not story.blurb]
        findings = tuple(
            Finding(level="error", rule="words.blurb", where=f"issue.toml: story {n}, blurb", message="No blurb.")
            for n in empty
        )
        return Rendered(
            files={**made, "issue.toml": small.files["issue.toml"]},
            findings=(*small.findings, *findings),
            issue=small.issue,
            day=small.day,
            step=small.step,
            pictures={**served, **{url.replace(news.home, "../"): data for url, data in served.items()}},
            sizes=(("1. " + small.issue.stories[0].title, 900, 1000), ("All of it", 9000, 10000)),
            made_up=small.made_up,
            defaults={"intro": news.tagline, "ebook": sample.newsletter().ebook.blurb},
        )

    def draft(self, changed):
        beside = compose.Extras(pictures=self.kept_pictures)
        return compose.compose(changed, sample.newsletter(), sample.TEMPLATES, beside)


def enter(page, address):
    """Open the studio in a browser that was let in before."""
    page.context.add_cookies(door.cookies(address))
    page.goto(address.split("?")[0])


def says(page, words):
    page.get_by_role("status").get_by_text(words).wait_for()


def titles(newsroom):
    return [story.title for story in newsroom.now.stories]


def email_of(page):
    return page.frame_locator("#frame")


def small(page, controls):
    """Those of the *controls*, a CSS selector, that a thumb may miss: less than 44 pixels high or wide (WCAG 2.5.5)."""
    return page.evaluate(
        """(controls) => [...document.querySelectorAll(controls)].filter((e) => {
            const box = e.getBoundingClientRect();
            return e.checkVisibility() && Math.min(box.width, box.height) < 44;
        }).map((e) => e.outerHTML)""",
        controls,
    )
