"""Where an issue goes, and when, in an editor's words."""

from datetime import timedelta

import pytest

from pipeline.handoff import explain
from tests.handoff.said import having
from tests.handoff.world import SEND_AT, make_config

WHEN = "Monday, November 23, 08:00"


@pytest.mark.parametrize(("target", "keys", "where", "step"), [
    ("none", {}, "", f"the site shows it from {WHEN}. No mail service is set, so nothing is sent"),
    ("mailchimp", {"audience": "a1"}, "Mailchimp, audience a1",
     f"the next `monday run` hands it to Mailchimp, audience a1, for {WHEN}"),
    ("mailchimp", {"audience": ""}, "Mailchimp", f"the next `monday run` hands it to Mailchimp, for {WHEN}"),
    ("listmonk", {"lists": (3,)}, "listmonk, list 3",
     f"the next `monday run` hands it to listmonk, list 3, for {WHEN}"),
    ("listmonk", {"lists": (3, 5)}, "listmonk, lists 3 and 5",
     f"the next `monday run` hands it to listmonk, lists 3 and 5, for {WHEN}"),
    ("listmonk", {"lists": ()}, "listmonk", f"the next `monday run` hands it to listmonk, for {WHEN}"),
    ("buttondown", {}, "Buttondown", f"the next `monday run` hands it to Buttondown, for {WHEN}"),
    ("smtp", {"to": "list@example.org"}, "the list list@example.org",
     f"the first `monday run` after {WHEN} sends it to the list list@example.org"),
    ("smtp", {"to": ""}, "the list", f"the first `monday run` after {WHEN} sends it to the list"),
])  # fmt: skip
def test_words(tmp_path, target, keys, where, step):
    """An editor reads which service and list get the issue, and when, in the newsletter's own time."""
    config = having(make_config(tmp_path, target), handoff=keys)

    assert (where, step, WHEN) == (
        explain.destination(config),
        explain.after_approval(config, SEND_AT),
        explain.clock(config, SEND_AT),
    )
    assert explain.clock(config, SEND_AT + timedelta(days=14, minutes=5)) == "Monday, December 7, 08:05"
