"""Another condition is another profile: the second, small one chooses too."""

import pytest
from makers import article, chosen, profile, verdict


@pytest.mark.parametrize(
    ("expected", "title", "summary"),
    [
        (("pick", "picked"), "Headaches after a head injury: tips", "You can dim lights and rest."),
        (("pick", "picked"), "Pacing: how to cope with fatigue after a brain injury", "Plan rests with your family."),
        (("rejected", "sense"), "Concussion protocol: striker ruled out", "He sits out two games."),
        (("rejected", "off-topic"), "Hand exercises after stroke", "Squeeze a ball."),
        (("held", "safety"), "A cure for brain injury in 10 days", "Clinics keep this secret."),
        (("rejected", "audience"), "Biomarkers of TBI in a cohort of adults", "Methods: blood."),
    ],
)
def test_choice(expected, title, summary):
    """Its own topics, gates and words decide."""
    assert expected == verdict(chosen([article(title, summary)], using=profile("brain-injury")), title)


def test_topics():
    """Topics are the profile's own."""
    choice = chosen([article("Headaches after a head injury: tips", "Rest.")], using=profile("brain-injury"))

    assert choice.picks[0].candidate.topic == "headache"
