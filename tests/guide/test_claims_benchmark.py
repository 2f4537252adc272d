import re

import pytest
from django.core.management import CommandError, call_command


def test_it_measures_four_sizes_beside_parsing(tmp_path, capsys):
    file = tmp_path / "text.md"
    file.write_text("Stem cells ease pain. Nobody knows how.\n\n- a bullet [@a]\n")

    call_command("benchmark_claims", file)

    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines] == [6_000, 12_500, 25_000, 50_000]
    assert all(
        re.search(r"parsed in [\d.]+ ms, checked in [\d.]+ ms \([\d.]+ times\)", one)
        for one in lines
    )


def test_without_a_text_it_says_so(tmp_path):
    with pytest.raises(CommandError, match="no file"):
        call_command("benchmark_claims", tmp_path / "none.md")
    (tmp_path / "empty.md").write_text(" ")
    with pytest.raises(CommandError, match="is empty"):
        call_command("benchmark_claims", tmp_path / "empty.md")
