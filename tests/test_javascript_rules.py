"""What `make check` refuses in JavaScript, by the rules of `biome.jsonc`."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MISTAKES = {
    "noUnusedVariables": "const nobody = 1;",
    "noUnusedImports": 'import { put } from "./editor_text.js";',
    "noUndeclaredVariables": "nowhere(1);",
    "noDoubleEquals": "document.body.hidden = document.title == 1;",
    "useConst": "let title = document.title; document.body.title = title;",
    "useAwait": "export const wait = async () => { document.title = ''; };",
    "noVar": "export var old = 1;",
    "noFloatingPromises": 'const ask = async () => { await fetch("/x"); };\nask();',
    "noShadow": "const one = 1;\nexport const two = (one) => one + 1;\nexport { one };",
}

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="the linter's package has no other machine's program: see requirements-dev.txt",
)


def lint(folder):
    """(its exit code, its words) for a folder with a `biome.jsonc`."""
    command = [Path(sys.executable).parent / "biome", "lint", "--error-on-warnings"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def lint_of(tmp_path):
    """A function of what a script of ours says: what the linter answers."""
    shutil.copy(ROOT / "biome.jsonc", tmp_path)
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
    assert f"/{rule} " in words


def test_what_is_waited_for_passes(lint_of):
    code, words = lint_of('export const ask = async () => { await fetch("/x"); };')

    assert code == 0, words


def test_every_script_of_ours_is_read_and_passes():
    code, words = lint(ROOT)

    scripts = list((ROOT / "static").rglob("*.js"))
    assert code == 0, words
    assert f"Checked {len(scripts) + 1} files" in words  # and biome.jsonc itself
