"""Tab completion in the shells that people use, each started for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tools

pytestmark = pytest.mark.real

COMPLETE = {
    "bash": """source <(_MONDAY_COMPLETE=bash_source monday)
               COMP_WORDS=(monday ap) COMP_CWORD=1; _monday_completion monday; printf '%s\\n' "${COMPREPLY[@]}" """,
    "zsh": """autoload -Uz compinit && compinit -u -D && source <(_MONDAY_COMPLETE=zsh_source monday)
              [[ $_comps[monday] == _monday_completion ]] || exit 3
              COMP_WORDS="monday ap" COMP_CWORD=1 _MONDAY_COMPLETE=zsh_complete monday""",
    "fish": """_MONDAY_COMPLETE=fish_source monday | source
               complete --do-complete "monday ap" """,
}


@pytest.mark.parametrize("shell", COMPLETE)
def test_a_command_is_completed(tmp_path, shell):
    """After the line of `monday --help` in its start-up file, a shell completes `monday ap` to `monday approve`."""
    program = tools.need(shell, shell)
    environment = {"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "TERM": "dumb"}
    no_startup_files = {"bash": "--norc", "zsh": "-f", "fish": "--no-config"}[shell]

    done = subprocess.run(
        [program, no_startup_files, "-c", COMPLETE[shell]], capture_output=True, text=True, check=False, env=environment
    )

    assert done.returncode == 0, done.stderr
    assert "approve" in done.stdout
    assert "handoff" not in done.stdout


def test_the_help_says_how():
    """The help gives the line for the start-up file."""
    from click.testing import CliRunner

    from pipeline.cli import monday

    assert 'eval "$(_MONDAY_COMPLETE=bash_source monday)"' in CliRunner().invoke(monday, ["--help"]).stdout
