"""Why an article was picked, in plain words."""

from pipeline.model import Candidate

_CLAUSES = 5
_SHOWN = ("topic", "shelf", "source", "readers", "help")
_STATED = ("topic", "shelf")  # clauses that stand without points


def why(candidate: Candidate) -> tuple[str, ...]:
    """Why this one, in plain words: each clause stands for points in the score. Readers see them on the web page."""
    parts = {part.name: part for part in candidate.parts}
    shown = [parts[name] for name in _SHOWN if name in parts]
    clauses = [part.words for part in shown if part.words and (part.points > 0 or part.name in _STATED)]
    return tuple(clauses[:_CLAUSES])
