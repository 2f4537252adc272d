"""Two people at one section, each in a browser of their own."""

import pytest

from tests.factories import make_guide_editor, make_section


@pytest.fixture
def two(client_of):
    """(a section, Ann's browser, Ben's browser)"""
    section = make_section(body="As it was.", title="Risks")
    return section, client_of(editor("Ann")), client_of(editor("Ben"))


def editor(name):
    return make_guide_editor(first_name=name)
