"""The central text's access rules, asked directly."""

import pytest

from guide.models import Guide, access
from guide.models.access import EDITORS, REVIEWERS
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db
NOBODY = {
    "somebody without a role": lambda: make_user(),
    "clinic manager": lambda: make_manager(make_clinic()),
    "deactivated editor": lambda: make_guide_editor(is_active=False),
    "editor who is no staff": lambda: make_guide_editor(is_staff=False),
    "deactivated operator": lambda: make_operator(is_active=False),
    "reviewer without an entry": lambda: make_user(groups=[REVIEWERS]),
    "deactivated reviewer": lambda: make_reviewer(is_active=False),
    "member of another group": lambda: make_user(groups=["Guide editors of yesterday"]),
}


@pytest.mark.parametrize("who", NOBODY)
def test_who_may_neither_edit_nor_publish_nor_sign(who):
    user = NOBODY[who]()
    make_guide()

    assert not access.edits_guides(user)
    assert not access.publishes_guides(user)
    assert not access.signs_reviews(user)
    assert not access.may_add(Guide, user)
    assert not access.editable(Guide.objects.all(), user).exists()


@pytest.mark.parametrize(
    ("make_person", "edits", "publishes", "signs"),
    [
        (make_guide_editor, True, True, False),
        (make_reviewer, False, True, True),
        (make_operator, True, True, False),
        (lambda: make_reviewer(is_superuser=True), True, True, True),
    ],
)
def test_who_edits_publishes_and_signs(make_person, edits, publishes, signs):
    user, guide = make_person(), make_guide()

    assert access.edits_guides(user) == edits
    assert access.may_add(Guide, user) == edits
    assert (guide in access.editable(Guide.objects.all(), user)) == edits
    assert access.publishes_guides(user) == publishes
    assert access.signs_reviews(user) == signs


def test_an_editor_who_is_a_reviewer_is_both():
    user = make_reviewer()
    user.groups.add(make_guide_editor().groups.get(name=EDITORS))

    assert access.edits_guides(user)
    assert access.signs_reviews(user)


@pytest.mark.parametrize(
    ("make_person", "reads"),
    [
        (make_user, False),
        (lambda: make_manager(make_clinic()), True),
        (lambda: make_member(make_clinic()), True),
        (make_guide_editor, True),
        (make_reviewer, True),
        (lambda: make_user(is_staff=False), False),
        (lambda: make_user(is_active=False), False),
        (lambda: make_operator(is_active=False), False),
    ],
)
def test_everybody_who_works_here_reads_the_central_text(make_person, reads):
    user, guide = make_person(), make_guide()

    assert access.may_view(Guide, user) == reads
    assert (guide in access.viewable(Guide.objects.all(), user)) == reads
