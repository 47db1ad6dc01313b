"""Does it assert something that could harm? Sentence by sentence: who says it, and which way. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.choose.phrases import Hit, Said, acted, before, denied
from pipeline.text import table

Rule = Mapping[str, Any]  # one of the claims of claims.toml
_REACH = 4  # words between an act and what it is done to
_SAID, _WARNED, _DENIED = 2, 1, -1
_HALF = 0.5  # what a claim counts, a small word such as "only", or a word that merely sobers
_LAST = 2  # times that what comes after a claim counts: the last word stays with a reader
_NEXT = 1  # words between a plain "not" and what it denies
_AROUND = 3  # sentences before and after that may take a claim back


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence that could harm whoever believes it."""

    kind: str
    words: str  # what it does, as an editor reads it
    quote: str  # the sentence
    clear: bool  # whether nothing in the text takes it back; only such a claim holds an article
    weak: bool  # whether it is of a kind that one sentence of a long page cannot show for sure


def claims(sentences: Sequence[Said]) -> tuple[Claim, ...]:
    """The claims of an article or of a page, the clear ones first."""
    ways = [_ways(at, sentences) for at in range(len(sentences))]
    rows = []
    for at, one in enumerate(sentences):
        for rule, way in ways[at]:
            clear = way == _SAID and _clear(at, sentences, ways, rule)
            if clear or way != _DENIED:
                weak = rule.get("weak", False)
                rows.append(Claim(kind=rule["name"], words=rule["words"], quote=one.text, clear=clear, weak=weak))
    return tuple(sorted(rows, key=lambda claim: not claim.clear))


def _ways(at: int, sentences: Sequence[Said]) -> list[tuple[Rule, int]]:
    """The rules that a sentence touches: whether it says so, says it with a warning, or says not to."""
    one, around = sentences[at], [sentences[0], *sentences[max(0, at - 1) : at + 2]]
    if one.text.rstrip("\"'”’) ").endswith("?"):  # it only asks
        return []
    touched = (r for r in table("claims")["claims"] if one.has(f"{r['name']} risk", f"{r['name']} care"))
    ways = ((rule, _way(one, rule, around)) for rule in touched)
    return [(rule, way) for rule, way in ways if way]


def _way(one: Said, rule: Rule, around: Sequence[Said]) -> int:
    """_SAID where a sentence asserts the rule's risk, _WARNED where it takes it back, _DENIED where it says not to."""
    name, reach = rule["name"], rule.get("reach", _REACH)
    risks, cares = one.hits.get(f"{name} risk", ()), one.hits.get(f"{name} care", ())
    if rule.get("acted") and not acted(one):
        risks = ()
    if "near" in rule and not any(other.has(f"{name} near") for other in (one, *around)):
        risks = ()
    if "on" in rule:
        things = one.hits.get(f"{name} on", ())
        risks = [hit for hit in risks if any(_close(hit, thing, reach, rule) for thing in things)]
    # a risk that is denied, or only named as a wish, a question, a condition, or as what can harm, is not said
    feared = {at for harm in one.hits.get("risky", ()) for at in range(harm.at, harm.end)}
    turned = [no for no in one.hits.get("disowned", ()) if feared.isdisjoint(range(no.end, no.end + _REACH))]
    stands = (
        hit
        for hit in risks
        if hit.at not in feared
        and not denied(one, hit)
        and not any(before(one, hit, "unsaid"))
        and not any(hit.end <= no.at <= hit.end + _REACH for no in turned)  # "holding … is not strength"
    )
    if any(_talked_out(one, hit, reach) for hit in cares) or any(stands):
        return _WARNED if _warns(one, rule) > _cheers(one) else _SAID
    return _DENIED if risks else 0


def _talked_out(one: Said, care: Hit, reach: int) -> bool:
    """Whether the sentence talks readers out of *care*, and is not itself turned round ("never … without")."""
    urged = one.hits.get("urge", ())
    denials = tuple(before(one, care, "deny", reach))
    plain = before(one, care, "plain", _NEXT)
    near = (*denials, *(no for no in plain if not any(no.end <= deny.at for deny in denials)))
    idle = (hit for hit in one.hits.get("idle", ()) if care.end <= hit.at <= care.end + _NEXT)
    return any(not denied(one, hit) for hit in idle) or any(
        not denied(one, deny) and not any(urge.at <= deny.at < urge.end for urge in urged) for deny in near
    )


def _close(act: Hit, thing: Hit, reach: int, rule: Rule) -> bool:
    """Whether an act and a thing stand together; *ahead* in a rule: the act must come first, as an order has it."""
    if act.at <= thing.at:
        return thing.at <= act.end + reach
    return not rule.get("ahead") and act.at - thing.end <= reach


def _clear(at: int, sentences: Sequence[Said], ways: Sequence[Sequence[tuple[Rule, int]]], rule: Rule) -> bool:
    """Whether no more around a claim takes it back than speaks for it; a title with a "not" takes something back."""
    near = [n for n in range(len(sentences)) if n == 0 or abs(n - at) <= _AROUND]
    told = [(n, other["name"], way) for n in near for other, way in ways[n]]
    claimed = {(n, name) for n, name, way in told if way == _SAID}
    denials = {n for n, _, way in told if way == _DENIED}
    cheers, title = {n: _cheers(sentences[n]) for n in near}, sentences[0]
    if rule.get("cheered") and sum(cheers.values()) < 1:
        return False
    around = sum((cheers[n] - _warns(sentences[n], rule)) * (_LAST if n > at else 1) for n in near)
    turned = title.has("not") and not title.has("brush", "deny", "encourage")
    return _HALF * (len(claimed) - turned) + around - len(denials) >= 0


def _cheers(one: Said) -> float:
    """How often a sentence waves a warning away or cheers readers on."""
    cheers = {hit.end for hit in one.hits.get("brush", ()) if not denied(one, hit)}
    small = sum(len(one.hits.get(name, ())) for name in ("small", "encourage"))
    return len(cheers) + _HALF * small


def _warns(one: Said, rule: Rule) -> float:
    """How often a sentence takes back what the rule is about. What a remedy is sold for is no warning of it."""
    if "back" in rule:
        return sum(_stands(one, name) for name in rule["back"])
    taken = sum(_stands(one, name) for name in ("correct", "risky", "danger")) + one.has("regret")
    return taken + _HALF * _stands(one, "sober")


def _stands(one: Said, name: str) -> int:
    """How many phrases of a list the sentence says, and neither denies nor talks readers out of."""
    hedges = one.hits.get("hedge", ())
    hits = [hit for hit in one.hits.get(name, ()) if not any(hit.at < h.end and h.at < hit.end for h in hedges)]
    return sum(not denied(one, hit) and not any(before(one, hit, "deny", _REACH)) for hit in hits)
