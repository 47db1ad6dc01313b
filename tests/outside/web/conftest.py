"""No proxy of the machine's own in these tests."""

import pytest


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """What the environment says about proxies is for each test to say."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
