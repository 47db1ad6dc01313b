"""`monday preview` on a server: the ssh line for the editor's own computer."""

import pytest

from pipeline.cli.preview import tunnel


@pytest.mark.parametrize(
    ("env", "line"),
    [
        pytest.param(
            {"SSH_CONNECTION": "192.0.2.7 50000 198.51.100.4 22", "USER": "ann"},
            "ssh -L 8005:127.0.0.1:8005 ann@198.51.100.4",
            id="the usual",
        ),
        pytest.param(
            {"SSH_CONNECTION": "192.0.2.7 50000 198.51.100.4 2222", "LOGNAME": "ann"},
            "ssh -p 2222 -L 8005:127.0.0.1:8005 ann@198.51.100.4",
            id="another port of ssh",
        ),
        pytest.param(
            {"SSH_CONNECTION": "2001:db8::7 50000 2001:db8::4 22", "USER": "ann"},
            "ssh -L 8005:127.0.0.1:8005 ann@2001:db8::4",
            id="IPv6",
        ),
        pytest.param(
            {"SSH_CONNECTION": "fe80::7%eth0 50000 fe80::4%eth0 22"},
            "ssh -L 8005:127.0.0.1:8005 fe80::4%eth0",
            id="no user",
        ),
        pytest.param({}, "", id="no ssh"),
        pytest.param({"SSH_CONNECTION": ""}, "", id="empty"),
        pytest.param({"SSH_CONNECTION": "a b $(reboot) 22"}, "", id="no address"),
        pytest.param({"SSH_CONNECTION": "192.0.2.7 5 198.51.100.4 22;x"}, "", id="no port"),
    ],
)
def test_tunnel(env, line):
    """The line has the studio's port, and user, host and port of ssh as far as they are known."""
    assert line == tunnel(env, 8005)


def test_a_strange_user_is_quoted():
    """Whatever the environment holds, the line can be pasted into a shell."""
    env = {"SSH_CONNECTION": "192.0.2.7 50000 198.51.100.4 22", "USER": "a;b"}

    assert tunnel(env, 1) == "ssh -L 1:127.0.0.1:1 'a;b'@198.51.100.4"
