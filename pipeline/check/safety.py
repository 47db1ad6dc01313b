"""Rules about readers' safety: what a person must read first, what was released, and care with despair."""

from pipeline import text
from pipeline.check.material import Findings, Material, error, note, story_at, warning


def unread(given: Material) -> Findings:
    """A person has read what touches a reader's safety. Approval is refused until then. The machine does not know
    medicine; it only knows where somebody must look."""
    for reading in given.readings:
        if not reading.by:
            said = f"read it before approving: {reading.why[0]}"
            hint = f"if it is safe: monday edit read {reading.place} --by YOUR-NAME"
            yield warning(story_at(reading.place, "caution"), said, hint)


def released(given: Material) -> Findings:
    """An article that was held is pointed out, for a second pair of eyes."""
    for reading in given.readings:
        if reading.by and reading.held:
            said = f"it was held, and released by {reading.by}: {reading.why[0]}"
            yield note(story_at(reading.place, "read_by"), said, "have a second person read it before approving")


def despair(given: Material) -> Findings:
    """An article on suicide or self-harm comes with care. Below it readers need a number to call. It is never first and
    never the subject: nobody should meet it unprepared."""
    hint = "use another article, or set crisis_line in newsletter.toml"
    for reading in (reading for reading in given.readings if reading.despair):
        story, where = reading.story, story_at(reading.place, "title")
        if not given.news.crisis_line:
            yield error(where, "it may mention suicide or self-harm, and there is no number to call", hint)
        if reading.place == 1:
            yield error(where, "it may mention suicide or self-harm, and comes first", "move it further down")
        if text.names(given.issue.subject, story.title):
            yield error("issue.toml: subject", "it names an article on suicide or self-harm", "name another article")
