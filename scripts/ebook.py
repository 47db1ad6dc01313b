"""Makes the sample ebook in pipeline/data/ebook: a tagged PDF, its text twin and its cover, through Chromium."""
# ruff: noqa: E501  a drawing or a rule of style reads better on one line

import html
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.outside import browser  # noqa: E402  after the path

OUT = ROOT / "pipeline" / "data" / "ebook"
TITLE = "Free Rehab Exercise Ebook"
ABOUT = "This is a sample, made to try the newsletter with. No therapist has read it. It is not for patients."


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page: words, and a drawing of 300 by 210 units with the words that stand for it."""

    title: str
    lead: str = ""
    steps: Sequence[str] = ()
    """Numbered, in the order in which they are done."""
    points: Sequence[str] = ()
    end: str = ""
    drawing: str = ""
    alt: str = ""


def head(x: float, y: float) -> str:
    """A head, seen from the side."""
    return f'<circle cx="{x}" cy="{y}" r="17"/>'


def line(*points: float, kind: str = "") -> str:
    """A limb, or an edge, through *points* (x, y, x, y …)."""
    pairs = " ".join(f"{x},{y}" for x, y in zip(points[::2], points[1::2], strict=True))
    return f'<polyline points="{pairs}" class="{kind or "limb"}"/>'


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """Which way to move."""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="way" marker-end="url(#tip)"/>'


FLOOR = line(20, 200, 280, 200, kind="thing")
CHAIR = line(90, 70, 90, 200, kind="thing") + line(90, 140, 160, 140, 160, 200, kind="thing")
TABLE = line(150, 120, 275, 120, kind="thing") + line(255, 120, 255, 200, kind="thing")
SEATED = head(118, 40) + line(116, 60, 112, 132) + line(112, 132, 168, 136, 172, 196, 190, 196)


def seated(*arm: float) -> str:
    """A person on a chair; *arm* goes on from the shoulder."""
    return FLOOR + CHAIR + SEATED + line(115, 76, *arm)


def standing(x: float, *arm: float, heel: float = 196) -> str:
    """A person who stands at *x*; *arm* goes on from the shoulder."""
    legs = line(x, 118, x - 4, heel, x + 16, 197) + line(x, 118, x + 6, heel - 2, x + 26, 197)
    return head(x + 2, 26) + line(x, 46, x, 118) + legs + line(x, 60, *arm)


def palm(*fingers: tuple[float, float]) -> str:
    """A hand on a table, seen from above; each finger ends at its point."""
    roots = ((178, 78), (184, 96), (184, 114), (178, 132))
    parts = [line(*root, *tip, kind="finger") for root, tip in zip(roots, fingers, strict=True)]
    return '<rect x="96" y="66" width="88" height="80" rx="26"/>' + line(20, 106, 96, 106, kind="arm") + "".join(parts)


OPEN = palm((238, 48), (258, 88), (256, 124), (234, 160))
CURLED = palm((206, 84), (212, 98), (212, 114), (206, 128))
COUNTER = line(200, 98, 290, 98, kind="thing") + line(215, 98, 215, 200, kind="thing")

LEAVES = (
    Leaf(
        title="Before you begin",
        lead="Your safety comes first.",
        points=(
            "**Ask your therapist** which of these pages are right for you.",
            "Sit on a firm chair. Put both feet flat on the floor.",
            "Have someone near you when you stand.",
            "**Stop** when it hurts, or when you feel dizzy.",
        ),
        end="Signs of a stroke? Call 911 now. Do not wait.",
    ),
    Leaf(
        title="How to use these pages",
        lead="You do not have to do them all.",
        points=(
            "Choose **one** page for today.",
            "Do it slowly. Rest after each step.",
            "Five good minutes are enough.",
            "A tired day is a day to rest. Come back tomorrow.",
        ),
        drawing=seated(140, 112, 166, 130),
        alt="A person sits on a firm chair, with both feet on the floor.",
    ),
    Leaf(
        title="Sit tall",
        lead="You need: a firm chair.",
        steps=("Sit on the front half of the chair.", "Grow tall, as if a string pulls your head up.", "Hold for 5 slow breaths.", "Let go, and rest."),
        end="Do it 5 times.",
        drawing=seated(140, 112, 166, 130) + arrow(200, 100, 200, 24),
        alt="A person sits on a chair. An arrow points up, beside the back.",
    ),
    Leaf(
        title="Shoulder lifts",
        lead="You need: a firm chair.",
        steps=("Let both arms hang down.", "Lift both shoulders to your ears.", "Hold. Count to 3.", "Let them drop slowly."),
        end="Do it 10 times.",
        drawing=FLOOR + head(150, 40) + line(150, 58, 150, 150) + line(112, 140, 106, 88, 150, 74, 194, 88, 188, 140)
        + line(150, 150, 122, 156, 120, 197) + line(150, 150, 178, 156, 180, 197) + arrow(82, 104, 82, 56) + arrow(218, 104, 218, 56),
        alt="A person faces us. Two arrows show the shoulders going up.",
    ),
    Leaf(
        title="Opening your hand",
        lead="You need: a table.",
        steps=("Lay your weak hand on the table, palm down.", "Help it with your other hand. Lift each finger, one by one.", "Spread the fingers a little.", "Hold for 5 slow breaths. Rest."),
        end="Do it 5 times.",
        drawing=OPEN + arrow(216, 40, 262, 20) + arrow(216, 172, 258, 194),
        alt="A hand lies flat on a table. Arrows show the fingers as they spread.",
    ),
    Leaf(
        title="Towel squeeze",
        lead="You need: a small towel, rolled up.",
        steps=("Lay the towel in your weak hand.", "Close your fingers around it.", "Squeeze gently. Count to 3.", "Open your hand again. Take your time."),
        end="Do it 5 times.",
        drawing='<rect x="196" y="40" width="34" height="132" rx="15" class="cloth"/>' + CURLED,
        alt="Fingers close around a towel that is rolled up.",
    ),
    Leaf(
        title="Slide a cup",
        lead="You need: a table and an empty cup.",
        steps=("Sit at the table. Hold the cup with both hands.", "Slide it away from you, as far as is easy.", "Slide it back to you.", "Rest your arms on the table."),
        end="Do it 10 times.",
        drawing=seated(148, 104, 196, 108) + TABLE + line(192, 96, 196, 118, 212, 118, 216, 96) + arrow(226, 92, 268, 92),
        alt="A person sits at a table and slides a cup away. An arrow points forward.",
    ),
    Leaf(
        title="Heel and toe",
        lead="You need: a firm chair.",
        steps=("Sit with both feet flat.", "Lift your toes. Keep your heels down.", "Put them down. Now lift your heels.", "Change slowly, ten times."),
        end="Rest, then do it once more.",
        drawing=FLOOR + CHAIR + head(118, 40) + line(116, 60, 112, 132) + line(115, 76, 140, 112, 166, 130)
        + line(112, 132, 168, 136, 172, 196, 192, 180) + arrow(206, 194, 212, 160),
        alt="A person sits on a chair. The toes of one foot are lifted.",
    ),
    Leaf(
        title="Stand up, sit down",
        lead="You need: a chair against the wall, and someone near you.",
        steps=("Move to the front of the chair.", "Put your feet under your knees.", "Lean forward, and stand up slowly.", "Count to 3. Sit down slowly."),
        end="Do it 5 times. Rest after each one.",
        drawing=FLOOR + CHAIR + head(196, 48) + line(186, 66, 146, 122) + line(146, 122, 188, 140, 174, 196, 192, 196)
        + line(180, 76, 210, 112) + arrow(240, 120, 240, 44),
        alt="A person leans forward to stand up from a chair. An arrow points up.",
    ),
    Leaf(
        title="From side to side",
        lead="You need: a kitchen counter, and someone near you.",
        steps=("Stand at the counter. Hold it with both hands.", "Move your weight to your left leg. Count to 3.", "Move it to your right leg. Count to 3.", "Stand in the middle. Rest."),
        end="Do it 10 times.",
        drawing=FLOOR + line(50, 112, 250, 112, kind="thing") + head(150, 30) + line(150, 48, 150, 122) + line(116, 110, 114, 72, 150, 60, 186, 72, 184, 110)
        + line(150, 122, 134, 197) + line(150, 122, 166, 197) + arrow(92, 160, 46, 160) + arrow(208, 160, 254, 160),
        alt="A person faces us and holds a kitchen counter. Arrows point to both sides.",
    ),
    Leaf(
        title="Rise on your toes",
        lead="You need: a kitchen counter, and someone near you.",
        steps=("Stand at the counter. Hold it with both hands.", "Rise slowly on your toes.", "Count to 2.", "Come down slowly."),
        end="Do it 5 times.",
        drawing=FLOOR + COUNTER + standing(140, 170, 88, 202, 94, heel=180) + arrow(96, 190, 96, 150),
        alt="A person holds a kitchen counter and stands on the toes. An arrow points up.",
    ),
    Leaf(
        title="Say it out loud",
        lead="You need: a mirror.",
        steps=("Look at your face in the mirror.", "Smile wide. Then make a small round mouth.", "Say the days of the week. Take a breath after each.", "Say the name of someone you love."),
        end="Do it once in the morning and once in the evening.",
        drawing='<rect x="90" y="10" width="120" height="186" rx="14" class="thing"/><circle cx="150" cy="88" r="46"/>'
        '<circle cx="133" cy="78" r="3"/><circle cx="167" cy="78" r="3"/><path d="M128 106 Q150 126 172 106"/>',
        alt="A face smiles in a mirror.",
    ),
    Leaf(
        title="My week",
        lead="Write down one thing each day. One word is enough.",
        points=("Monday:", "Tuesday:", "Wednesday:", "Thursday:", "Friday:", "Saturday and Sunday: rest."),
        end="Show this page to your therapist.",
    ),
)  # fmt: skip

STYLE = """
@page { size: 8.5in 11in; margin: 0 }
* { box-sizing: border-box } body { margin: 0; font: 19pt/1.5 Arial, sans-serif; color: #1c2b2b }
.page { position: relative; width: 8.5in; height: 11in; padding: .75in .8in; overflow: hidden; break-after: page;
  border-left: 14px solid #0b5a5a; border-right: 14px solid #0b5a5a }
.page:last-child { break-after: auto }
h1 { font-size: 52pt; line-height: 1.15; color: #0b5a5a; margin: 0 0 .25in } h2 { font-size: 33pt; line-height: 1.2; color: #0b5a5a; margin: 0 0 .2in }
p { margin: 0 0 .2in } .lead { font-weight: bold } ol, ul { margin: 0 0 .25in; padding-left: .45in } li { margin-bottom: .12in }
.write { list-style: none; padding: 0 } .write li { border-bottom: 2px solid #7a8a8a; padding-bottom: .38in }
.end { background: #fff3cf; padding: .15in .25in; font-weight: bold }
svg { display: block; width: 100%; height: 3.55in; margin: .1in 0 .25in; background: #eef5f4 }
svg * { fill: none; stroke: #0b5a5a; stroke-width: 7; stroke-linecap: round; stroke-linejoin: round }
svg .thing { stroke: #8a7a55; stroke-width: 5 } svg .way { stroke: #b3261e; stroke-width: 5 } svg .finger { stroke-width: 17 }
svg .arm { stroke-width: 34 } svg circle, svg rect, svg .cloth { fill: #fff } svg .cloth { stroke: #8a7a55 } svg marker path { fill: #b3261e; stroke: none }
.stamp { position: absolute; left: 0; right: 0; top: 5in; text-align: center; transform: rotate(-35deg); font: bold 120pt Arial; color: #b3261e18 }
.foot { position: absolute; left: .8in; right: .8in; bottom: .4in; margin: 0; font-size: 15pt; font-weight: bold }
"""


def bold(words: str) -> str:
    """``**bold**`` as markup."""
    return "".join(f"<strong>{p}</strong>" if n % 2 else p for n, p in enumerate(html.escape(words).split("**")))


def figure(drawing: str, alt: str) -> str:
    """A drawing that a screen reader can tell of."""
    tip = '<marker id="tip" viewBox="0 0 10 10" refX="6" refY="5" markerWidth="4" markerHeight="4" orient="auto"><path d="M0 0L10 5L0 10z"/></marker>'
    return (
        f'<svg viewBox="0 0 300 210" role="img" aria-label="{html.escape(alt)}"><defs>{tip}</defs>{drawing}</svg>'
        if drawing
        else ""
    )


def page(n: int, inner: str) -> str:
    """One page, stamped."""
    return (
        f'<section class="page">{inner}<div class="stamp" aria-hidden="true">SAMPLE</div>'
        f'<p class="foot">SAMPLE. Page {n} of {len(LEAVES) + 1}</p></section>'
    )


def markup() -> str:
    """The whole ebook as HTML, a section to a page."""
    cover = (
        f'<h1>{TITLE}</h1><p class="lead">Simple exercises with pictures. Do them at home, at your own pace.</p>'
        + figure(seated(148, 104, 196, 108) + TABLE + line(192, 96, 196, 118, 212, 118, 216, 96), "A person sits at a table with a cup.")
        + f'<p class="end">{ABOUT}</p>'
    )  # fmt: skip
    pages = [page(1, cover)]
    for n, leaf in enumerate(LEAVES, 2):
        steps = "".join(f"<li>{bold(step)}</li>" for step in leaf.steps)
        points = "".join(f"<li>{bold(point)}</li>" for point in leaf.points)
        kind = " class=write" if leaf.points and leaf.points[0].endswith(":") else ""
        inner = f'<h2>{leaf.title}</h2><p class="lead">{leaf.lead}</p>{figure(leaf.drawing, leaf.alt)}'
        inner += f"<ol>{steps}</ol>" if steps else ""
        inner += f"<ul{kind}>{points}</ul>" if points else ""
        pages.append(page(n, inner + f'<p class="end">{leaf.end}</p>' * bool(leaf.end)))
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{TITLE} (sample)</title><style>{STYLE}</style><body>{"".join(pages)}'


def twin() -> str:
    """The same words as a text file: what a reader gets who cannot use a PDF."""
    parts = [f"# {TITLE}", f"**SAMPLE.** {ABOUT}"]
    for leaf in LEAVES:
        parts += [f"## {leaf.title}", leaf.lead]
        parts += [f"*The picture:* {leaf.alt}"] if leaf.alt else []
        parts += ["\n".join(f"{n}. {step}" for n, step in enumerate(leaf.steps, 1))] if leaf.steps else []
        parts += ["\n".join(f"- {point}" for point in leaf.points)] if leaf.points else []
        parts += [f"**{leaf.end}**"] if leaf.end else []
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write ebook.pdf, ebook.md and ebook.png."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser.find()), args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 816, "height": 1056}, device_scale_factor=0.75)
        tab.set_content(markup())
        printed = tab.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True)
        (OUT / "ebook.png").write_bytes(tab.screenshot())
        chromium.close()
    made = PdfWriter(clone_from=PdfReader(io.BytesIO(printed)))
    made.metadata = {"/Title": f"{TITLE} (sample)", "/Creator": "scripts/ebook.py"}
    made.compress_identical_objects()
    made.write(OUT / "ebook.pdf")
    (OUT / "ebook.md").write_text(twin(), encoding="utf-8")


if __name__ == "__main__":
    main()
