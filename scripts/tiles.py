"""Draws the topics' tiles, pipeline/data/tiles/NAME.png and NAME-wide.png, and docs/tiles.png, the sheet of them all.

Objects that adults use, never faces. Cream ground, ink lines of one weight, one amber area. Opaque, so that one file
serves light and dark mail clients and every brand; at twice the size at which it is shown.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).parents[1]
OUT: Final = ROOT / "pipeline" / "data" / "tiles"
sys.path.insert(0, str(ROOT))

from pipeline.outside import browser  # noqa: E402  after the path

CREAM: Final = "#fbf4e6"
INK: Final = "#26343b"
AMBER: Final = "#f0b13c"
LINE: Final = 3.2
SIZES: Final = {"": (96, 96), "-wide": (544, 306)}
"""CSS pixels at which each kind is shown, by the end of its file's name."""
SCALE: Final = 2


def limb(*paths: str, width: float, fill: str = CREAM, palm: str = "") -> str:
    """Round-ended limbs along *paths*, melted into one outline: fingers with the closed path *palm*, a rope."""
    outer = "".join(f'<path d="{path}" stroke-width="{width + LINE / 2:.2f}"/>' for path in paths)
    inner = "".join(f'<path d="{path}" stroke="{fill}" stroke-width="{width - LINE * 1.5:.2f}"/>' for path in paths)
    flesh = f'<path d="{palm}" fill="{fill}" stroke="none"/>' if palm else ""
    return (f'<path d="{palm}" stroke-width="{2 * LINE}"/>' if palm else "") + outer + flesh + inner


def rows(*y: float, left: float, right: float) -> str:
    """Level lines, such as those of a text or of a floor."""
    return "".join(f'<path d="M{left} {at}H{right}"/>' for at in y)


A: Final = f'fill="{AMBER}"'
C: Final = f'fill="{CREAM}"'
K: Final = f'fill="{INK}" stroke="none"'

DRAWINGS: Final = {
    # a soft ball in an open hand
    "hand": limb(
        "M35 56L26 28",
        "M45 54L43 18",
        "M57 54L60 20",
        "M66 58L75 34",
        "M36 72L17 54",
        width=13,
        palm="M30 50C38 46 64 46 72 52V68C72 80 64 88 51 88S30 80 30 68z",
    )
    + f'<circle cx="52" cy="68" r="13" {A}/><path d="M45 63C47 60 50 59 53 59"/>',
    # a shirt with one arm in color
    "arm": f'<path d="M34 18L18 26L6 52L22 60L28 48V84H68V48L74 60L90 52L78 26L62 18C58 26 38 26 34 18z" {C}/>'
    f'<path d="M68 48L74 60L90 52L78 26L70 22z" {A}/><path d="M28 48V40M68 48V36"/>',
    # a walking shoe
    "walking": f'<path d="M16 34C22 40 32 40 38 30L62 50C70 55 82 54 86 62V68H14C12 56 14 44 16 34z" {C}/>'
    f'<path d="M12 68H87V76H12z" {A}/><path d="M46 37L40 45M53 43L47 51M60 49L54 57"/>',
    # stairs with a handrail
    "balance_falls": f'<path d="M10 86V74H30V62H50V50H70V38H88V86z" {C}/><path d="M20 48V74M40 36V62M60 24V50"/>'
    + limb("M12 48L66 16H84", width=8, fill=AMBER),
    # a closed fist that rests on a rolled towel
    "spasticity_tone": f'<g transform="translate(2 86) rotate(-90)"><path d="M36 58V88H62V58z" {C}/>'
    f'<path d="M24 22C24 16 28 14 32 14S40 16 40 22C40 16 44 14 48 14S56 16 56 22C56 16 60 14 64 14S72 16 72 22V46C72 56 64 62 48 62S24 56 24 46z" {C}/>'
    f'<path d="M40 22V36M56 22V36"/><path d="M72 36H36A8 8 0 0 0 36 52H52" {C}/></g>'
    f'<rect x="10" y="66" width="76" height="20" rx="10" {A}/><path d="M76 66A10 10 0 0 0 76 86"/>',
    # a hot-water bottle
    "pain": f'<path d="M40 30C40 24 36 20 30 18V10H66V18C60 20 56 24 56 30C70 32 76 40 76 52V76C76 84 68 90 48 90S20 84 20 76V52C20 40 26 32 40 30z" {A}/>'
    f'<path d="M30 18H66M40 30H56"/><path d="M30 50H66M30 60H66M30 70H66M30 80H66" stroke-width="2.4"/>',
    # two people's words
    "speech_aphasia": f'<path d="M10 16H60A5 5 0 0 1 65 21V46A5 5 0 0 1 60 51H32L20 62V51H15A5 5 0 0 1 10 46z" {C}/>'
    f'<path d="M40 58H82A5 5 0 0 1 87 63V76A5 5 0 0 1 82 81H78V90L68 81H45A5 5 0 0 1 40 76z" {A}/>'
    + rows(28, 38, left=22, right=52),
    # a glass and a spoon
    "swallowing": f'<path d="M24 18H62L57 84H29z" {C}/><path d="M26.3 46H59.7L57 84H29z" {A}/>'
    f'<path d="M78 40V86"/><ellipse cx="78" cy="28" rx="7" ry="12" {C}/>',
    # a calendar and a list
    "cognition_memory": f'<rect x="10" y="20" width="54" height="60" rx="4" {C}/><path d="M10 36H64M24 12V26M50 12V26"/>'
    + "".join(
        f'<circle cx="{x}" cy="{y}" r="2.4" {K}/>'
        for x, y in ((20, 47), (31, 47), (42, 47), (53, 47), (20, 59), (31, 59), (20, 71))
    )
    + f'<path d="M46 52H88V94L46 94z" {A}/><path d="M53 64L57 68L63 60M68 65H81M53 80L57 84L63 76M68 81H81" stroke-width="2.6"/>',
    # reading glasses on a book
    "vision_neglect": f'<path d="M48 60C38 52 22 52 10 56V86C22 82 38 82 48 88V60z" {A}/><path d="M48 60C58 52 74 52 86 56V86C74 82 58 82 48 88V60z" {C}/>'
    f'<circle cx="30" cy="32" r="14" {C}/><circle cx="66" cy="32" r="14" {C}/><path d="M44 30C46 27 50 27 52 30M16 30L8 24M80 30L88 24"/><path d="M22 30A9 9 0 0 1 29 23M58 30A9 9 0 0 1 65 23" stroke-width="2.2"/>',
    # an armchair
    "fatigue": f'<path d="M26 60V26A10 10 0 0 1 36 16H60A10 10 0 0 1 70 26V60" {C}/><path d="M20 78V88M76 78V88"/><path d="M10 78V54A8 8 0 0 1 26 54V66H70V54A8 8 0 0 1 86 54V78z" {C}/>'
    f'<path d="M26 56H70V66H26z" {A}/>',
    # a bed at night
    "sleep": f'<path d="M10 34V84M10 76H88V84M88 76V66"/><path d="M10 62H88V76H10z" {A}/><path d="M16 62C14 50 18 48 26 48S40 50 38 62z" {C}/>'
    f'<path d="M74 12A14 14 0 1 0 86 34A17 17 0 0 1 74 12z" {C}/>',
    # an umbrella, and the sun comes out
    "emotions_mood": f'<circle cx="72" cy="26" r="11" {A}/><path d="M72 8V4M90 26H94M85 13L88 10M85 39L88 42M59 13L56 10" stroke-width="2.6"/>'
    f'<path d="M8 56A32 32 0 0 1 72 56C66 51 56 51 51 56C47 51 34 51 30 56C25 51 14 51 8 56z" {C}/><path d="M40 24V18M40 54V82A7 7 0 0 1 26 82"/>',
    # two mugs
    "carers_family": f'<path d="M16 44H46V76A8 8 0 0 1 38 84H24A8 8 0 0 1 16 76z" {C}/><path d="M16 52A9 9 0 0 0 16 72"/>'
    f'<path d="M54 44H84V76A8 8 0 0 1 76 84H62A8 8 0 0 1 54 76z" {A}/><path d="M84 52A6 9 0 0 1 84 72"/>'
    '<path d="M26 34C22 28 30 24 26 16M37 34C33 28 41 24 37 16M64 34C60 28 68 24 64 16M75 34C71 28 79 24 75 16"/>',
    # two chairs that face each other
    "relationships_intimacy": f'<path d="M14 14V50M14 50H40V60H14zM14 60V86M40 60V86" {C}/><path d="M82 14V50M56 50H82V60H56zM82 60V86M56 60V86" {C}/>'
    f'<path d="M14 26H24M82 26H72"/><path d="M48 40C42 33 37 30 37 24A6 6 0 0 1 48 21A6 6 0 0 1 59 24C59 30 54 33 48 40z" {A}/>',
    # a plate with a knife and a fork
    "nutrition": f'<circle cx="48" cy="50" r="23" {C}/><circle cx="48" cy="50" r="13" {A}/><path d="M13 16V36M6 16V28A7 7 0 0 0 20 28V16M13 36V84"/>'
    f'<path d="M81 16C88 26 90 42 88 54H81zM81 54H87V80A3 3 0 0 1 81 80z" {C}/>',
    # a heart above a pill box of a week
    "prevention_secondary": f'<rect x="6" y="54" width="84" height="30" rx="4" {C}/><path d="M27 54V84M48 54V84M69 54V84"/>'
    f'<circle cx="16.5" cy="69" r="5" {C}/><circle cx="37.5" cy="69" r="5" {C}/><circle cx="58.5" cy="69" r="5" {C}/><circle cx="79.5" cy="69" r="5" {C}/>'
    f'<path d="M48 46C36 36 28 30 28 20A10 10 0 0 1 48 16A10 10 0 0 1 68 20C68 30 60 36 48 46z" {A}/>',
    # a tablet on its stand
    "technology_devices": f'<rect x="24" y="8" width="48" height="80" rx="7" {C}/><rect x="31" y="18" width="34" height="52" {A}/><circle cx="48" cy="79" r="2.800" {K}/>'
    + rows(30, 40, left=38, right=58)
    + '<path d="M38 50H50"/>',
    # a car
    "driving_work": f'<path d="M8 68V52C8 48 12 46 20 45L32 28H62L76 45C84 46 88 50 88 56V68z" {A}/><path d="M29 45L37 34H46V45zM52 34H59L68 45H52z" {C}/>'
    f'<circle cx="27" cy="69" r="9" {C}/><circle cx="69" cy="69" r="9" {C}/>',
    # a kettle
    "daily_living": f'<path d="M66 62C76 62 76 44 88 42L84 36C68 38 70 50 62 50" {C}/><path d="M26 42H62C66 50 70 66 70 82H18C18 66 22 50 26 42z" {A}/><path d="M28 42C28 32 60 32 60 42" {C}/><circle cx="44" cy="30" r="3" {K}/><path d="M24 40C12 4 76 4 64 40"/>',
    # a roll of toilet paper
    "continence": f'<path d="M30 22H70A14 22 0 0 1 70 66H30z" {C}/><path d="M30 44V84L38 80L46 84L54 80L58 82V44" {C}/><ellipse cx="30" cy="44" rx="14" ry="22" {C}/><ellipse cx="30" cy="44" rx="5" ry="8" {A}/>',
    # a banknote and coins
    "money_benefits": f'<rect x="8" y="24" width="74" height="42" rx="3" {C}/><circle cx="38" cy="45" r="9"/><path d="M18 34V56"/>'
    + "".join(f'<ellipse cx="70" cy="{y}" rx="18" ry="7" {A}/>' for y in (80, 71, 62, 53)),
    # a dumbbell
    "exercise_fitness": f'<path d="M30 43H66V53H30z" {C}/><rect x="18" y="28" width="12" height="40" rx="4" {A}/><rect x="66" y="28" width="12" height="40" rx="4" {A}/>'
    f'<rect x="8" y="36" width="10" height="24" rx="4" {A}/><rect x="78" y="36" width="10" height="24" rx="4" {A}/>',
    # a plant that puts out new leaves
    "neuroplasticity": f'<path d="M30 62H66L61 88H35z" {A}/><path d="M26 58H70V66H26z" {A}/><path d="M48 58V28"/><path d="M48 48C34 48 26 40 24 28C38 28 46 36 48 48z" {C}/><path d="M48 36C50 22 60 14 74 14C74 28 64 36 48 36z" {C}/>',
    # the sun over hills
    "hope_motivation": f'<circle cx="48" cy="48" r="18" {A}/><path d="M48 20V10M28 28L21 21M68 28L75 21M20 48H10M76 48H86"/><path d="M6 70C22 52 40 52 54 62C66 70 78 68 90 58V88H6z" {C}/><path d="M6 84C28 70 52 74 66 84"/>',
    # a suitcase
    "travel": f'<rect x="12" y="34" width="72" height="48" rx="6" {A}/><path d="M34 34V22A4 4 0 0 1 38 18H58A4 4 0 0 1 62 22V34"/><path d="M28 34V82M68 34V82"/>',
    # a folded newspaper
    "neutral": f'<path d="M14 18H72V80H22A8 8 0 0 1 14 72z" {C}/><path d="M72 34H84V74A6 6 0 0 1 72 74" {C}/><rect x="24" y="40" width="18" height="16" {A}/>'
    + rows(29, left=24, right=62)
    + rows(42, 53, left=50, right=62)
    + rows(66, left=24, right=62),
}


def svg(name: str, size: tuple[int, int]) -> str:
    """The drawing *name*, centered on a ground of *size* CSS pixels."""
    width, height = size
    zoom = height / 96 * (1 if width == height else 0.78)
    shift = f"translate({width / 2 - 48 * zoom:.2f} {height / 2 - 48 * zoom:.2f}) scale({zoom:.4f})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{CREAM}"/><g transform="{shift}" fill="none" stroke="{INK}"'
        f' stroke-width="{LINE}" stroke-linecap="round" stroke-linejoin="round">{DRAWINGS[name]}</g></svg>'
    )


def shoot(page: Page, markup: str, size: tuple[int, int]) -> bytes:
    """*markup* as the browser draws it, in as few colors as do, as PNG."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{markup}")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(32, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def sheet() -> str:
    """All tiles with their names, as a page."""
    cells = "".join(f"<figure>{svg(name, (96, 96))}<figcaption>{name}</figcaption></figure>" for name in DRAWINGS)
    return f"""<style>body{{display:grid;grid-template-columns:repeat(7,1fr);gap:20px;padding:20px;font:11px sans-serif;background:#fff}}
    figure{{margin:0;text-align:center}}svg{{margin:0 auto 6px;border-radius:8px}}</style>{cells}"""


@contextmanager
def browsing() -> Iterator[Page]:
    """A page of the installed Chromium, with as many pixels as the files have."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=browser.find())
        yield found.new_page(device_scale_factor=SCALE)
        found.close()


def main() -> None:
    """Write them all."""
    OUT.mkdir(exist_ok=True)
    with browsing() as page:
        for name in DRAWINGS:
            for end, size in SIZES.items():
                (OUT / f"{name}{end}.png").write_bytes(shoot(page, svg(name, size), size))
        (ROOT / "docs" / "tiles.png").write_bytes(shoot(page, sheet(), (940, 620)))


if __name__ == "__main__":
    main()
