"""Does it assert something that could harm? Sentence by sentence: who says it, and which way. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.choose.phrases import Hit
from pipeline.choose.said import Said, before, denied, said
from pipeline.config import resources

_REACH = 4  # words between an act and what it is done to
_BUT = frozenset(["but", "yet", "still", "anyway", "regardless", "nevertheless"])
_DESPITE = frozenset(
    ["although", "though", "despite", "ignore", "ignoring", "ignored", "against", "forget", "whatever"]
)
_SAID, _DENIED = 1, -1
_NEXT = 1  # words between a plain "not" and what it denies
_AROUND = 3  # sentences before and after that may take a claim back


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence that could harm whoever believes it."""

    kind: str
    words: str
    """What it does, as an editor reads it."""
    quote: str
    """The sentence."""
    clear: bool
    """Whether nothing in the text takes it back; only such a claim holds an article."""
    weak: bool
    """Whether it is of a kind that one sentence of a long page cannot show for sure."""


def claims(title: str, body: str) -> tuple[Claim, ...]:
    """The claims of an article or of a page's plain text, the clear ones first."""
    return found(said(title, body))


def found(sentences: Sequence[Said]) -> tuple[Claim, ...]:
    """The claims of sentences that are read already."""
    senses = [_senses(at, sentences) for at in range(len(sentences))]
    claimed = {at for at, sense in enumerate(senses) if _SAID in sense.values()}
    turned = {at for at, sense in enumerate(senses) if sense and at not in claimed}
    rows = []
    for at in sorted(claimed):
        clear = _clear(at, sentences, claimed, turned)
        for rule in (_rules()[name] for name, way in senses[at].items() if way == _SAID):
            quote, weak = sentences[at].text, rule.get("weak", False)
            rows.append(Claim(kind=rule["name"], words=rule["words"], quote=quote, clear=clear, weak=weak))
    return tuple(sorted(rows, key=lambda claim: not claim.clear))


def _senses(at: int, sentences: Sequence[Said]) -> dict[str, int]:
    """By the rules that a sentence touches: whether it says so, or says not to."""
    one, around = sentences[at], [sentences[0], *sentences[max(0, at - 1) : at + 2]]
    touched = () if one.asked else _rules().items()
    ways = {name: _way(one, rule, around) for name, rule in touched if one.has(f"{name} risk", f"{name} care")}
    return {name: way for name, way in ways.items() if way}


@cache
def _rules() -> Mapping[str, Mapping[str, Any]]:
    return {rule["name"]: rule for rule in resources.table("claims")["claims"]}


def _way(one: Said, rule: Mapping[str, Any], around: Sequence[Said]) -> int:
    """_SAID where a sentence asserts the rule's risk, _DENIED where it says not to, else 0."""
    name, reach = rule["name"], rule.get("reach", _REACH)
    if any(_talked_out(one, hit, reach) for hit in one.hits.get(f"{name} care", ())):
        return _SAID
    near = f"{name} near"
    if "near" in rule and not any(other.has(near) for other in (one, *around)):
        return 0
    way = 0
    for hit in one.hits.get(f"{name} risk", ()):
        if "on" in rule and not any(_close(hit, other, reach, rule) for other in one.hits.get(f"{name} on", ())):
            continue
        if denied(one, hit):
            way = way or _DENIED
        else:
            way = _SAID
    return way


def _talked_out(one: Said, care: Hit, reach: int) -> bool:
    """Whether the sentence talks readers out of *care*, and is not itself turned round ("never … without")."""
    urged = one.hits.get("urge", ())
    near = (*before(one, care, "deny", reach), *before(one, care, "plain", _NEXT))
    return any(not denied(one, deny) and not any(urge.at <= deny.at < urge.end for urge in urged) for deny in near)


def _close(act: Hit, thing: Hit, reach: int, rule: Mapping[str, Any]) -> bool:
    """Whether an act and a thing stand together; *ahead* in a rule: the act must come first, as an order has it."""
    if act.at <= thing.at:
        return act.end <= thing.at <= act.end + reach
    return not rule.get("ahead") and act.at - thing.end <= reach


def _clear(at: int, sentences: Sequence[Said], claimed: Container[int], turned: Container[int]) -> bool:
    """Whether more around a claim speaks for it than takes it back."""
    near = [n for n in range(len(sentences)) if n == 0 or abs(n - at) <= _AROUND]
    harm = sum((n in claimed) + _shrugs(sentences[n]) for n in near)
    doubts = sentences[0].has("doubt") and not sentences[0].has("deny")
    return harm > doubts + sum((n in turned) + _warns(sentences[n]) for n in near)


def _shrugs(one: Said) -> int:
    """How often a sentence shrugs off a warning, or tells how well it went."""
    return len(one.hits.get("brush", ())) + one.has("worked") + 2 * _overrules(one)


def _overrules(one: Said) -> bool:
    """Whether a sentence names who advises something, and goes on with a "but"; or begins with a "despite"."""
    ends = [hit.end for hit in one.hits.get("authority", ())]
    return bool(ends) and (_BUT & {*one.words[min(ends) :]} or _DESPITE & {*one.words[: max(ends)]}) != frozenset()


def _warns(one: Said) -> int:
    """How often a sentence corrects or warns."""
    warned = sum(not denied(one, hit) for name in ("correct", "danger") for hit in one.hits.get(name, ()))
    forbids = any(not _within(hit, one.hits.get("excused", ())) for hit in one.hits.get("forbid", ()))
    return warned + forbids + 2 * one.has("regret")


def _within(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.at <= hit.at < other.end for other in others)
