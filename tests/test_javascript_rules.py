"""What `make check` refuses in JavaScript, by the rules of `.oxlintrc.json`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MISTAKES = {
    "no-unused-vars": "const nobody = 1;",
    "no-undef": "nowhere(1);",
    "eqeqeq": "document.body.hidden = document.title == 1;",
    "prefer-const": "let title = document.title; document.body.title = title;",
    "require-await": "export const wait = async () => { document.title = ''; };",
    "no-var": "export var old = 1;",
    "catch-or-return": 'fetch("/x").then((answer) => answer.json());',
    "no-shadow": "const one = 1;\nexport const two = (one) => one + 1;\nexport { one };",
    "no-param-reassign": "export const add = (sum) => { sum += 1; return sum; };",
}


def lint(folder):
    """(its exit code, its words) for the scripts of a folder with an `.oxlintrc.json`."""
    command = [Path(sys.executable).parent / "oxlint", "--deny-warnings", "static"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def lint_of(tmp_path):
    """A function of what a script of ours says: what the linter answers."""
    shutil.copy(ROOT / ".oxlintrc.json", tmp_path)
    script = tmp_path / "static" / "written.js"
    script.parent.mkdir()

    def written(text):
        script.write_text(text + "\n")
        return lint(tmp_path)

    return written


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_in_a_script_is_refused(lint_of, rule):
    code, words = lint_of(MISTAKES[rule])

    assert code == 1
    assert f"({rule})" in words


def test_what_is_waited_for_passes(lint_of):
    code, words = lint_of('export const ask = async () => { await fetch("/x"); };')

    assert code == 0, words


def test_every_script_of_ours_is_read_and_passes():
    code, words = lint(ROOT)

    scripts = list((ROOT / "static").rglob("*.js"))
    assert code == 0, words
    assert f"on {len(scripts)} files" in words
