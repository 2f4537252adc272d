"""What somebody tries who may not invite any more, floods, or acts in the invited person's stead."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinics.models import Invitation, Membership
from clinics.people.inviting import CannotInvite, accept, invite, take_back
from clinics.people.rights import end_rights
from staff.models import User
from tests.clinics.test_inviting import ANA, CHOSEN, ask, deed, link_in, page_of
from tests.factories import make_clinic, make_manager, make_member, make_operator, make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(name="North Ridge")


@pytest.fixture
def maria(clinic):
    return make_manager(clinic, first_name="Maria")


def later(**wait):
    return time_machine.travel(timezone.now() + timedelta(**wait))


def removed(person):
    person.memberships.all().delete()


def stepped_down(person):
    person.memberships.update(role="editor")


def deactivated(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("end", [removed, stepped_down, deactivated])
def test_an_invitation_ends_with_the_right_to_invite(client_of, clinic, maria, mailoutbox, end):
    ask(client_of(maria), clinic, role="manager")
    asked, link = Invitation.objects.get(), link_in(mailoutbox[0])
    end(maria)

    answer = Client().post(link, CHOSEN)
    with pytest.raises(CannotInvite):
        accept(asked, user=make_user(email=ANA))

    assert answer.status_code == 410
    assert not Membership.objects.filter(user__email=ANA).exists()


def test_another_manager_reads_that_it_ended_and_sends_it_in_her_own_name(
    client_of, clinic, maria, mailoutbox
):
    ask(client_of(maria), clinic)
    eva = client_of(make_manager(clinic, first_name="Eva"))
    assert "no manager here any more" not in text_of(eva.get(page_of(clinic)))
    removed(maria)

    told = text_of(eva.get(page_of(clinic)))
    with later(minutes=6):
        deed(eva, clinic, "renew")
        answer = Client().post(link_in(mailoutbox[-1]), CHOSEN)

    assert "whoever invited is no manager here any more" in told
    assert "Eva invites you" in mailoutbox[-1].body
    assert answer.status_code == 302


def test_an_operators_invitation_stands(client_of, clinic, mailoutbox):
    client = client_of(make_operator())
    ask(client, clinic)

    assert "no manager here any more" not in text_of(client.get(page_of(clinic)))
    assert Client().post(link_in(mailoutbox[0]), CHOSEN).status_code == 302


@pytest.mark.slow
def test_an_invitation_sent_again_counts_like_a_new_one(client_of, clinic, maria, mailoutbox):
    manager = client_of(maria)
    for number in range(10):
        ask(manager, clinic, f"person-{number}@example.org")
    for round_number in range(1, 10):
        with later(minutes=6 * round_number):
            for invitation in clinic.invitations.all():
                manager.post(reverse("admin:clinics_clinic_renew", args=[clinic.pk, invitation.pk]))

    assert len(mailoutbox) <= 30


def test_who_takes_back_and_invites_anew_is_counted_too(clinic, maria):
    for _number in range(20):
        asked, _token = invite(clinic, email=ANA, role="editor", by=maria)
        take_back(asked, by=maria)

    with pytest.raises(CannotInvite, match="Many mails"):
        invite(clinic, email=ANA, role="editor", by=maria)


@pytest.mark.slow
def test_strangers_who_ask_for_the_mail_again_use_up_nothing_of_the_managers(
    client_of, clinic, maria, mailoutbox
):
    manager, reset = client_of(maria), reverse("admin_password_reset")
    for number in range(20):
        ask(manager, clinic, f"person-{number}@example.org")
    with later(hours=2):
        for number in range(20):
            stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
            stranger.post(reset, {"email": f"person-{number}@example.org"})
        assert len(mailoutbox) == 40

        answer = ask(manager, clinic, "eva@example.org")

    assert answer.status_code == 200
    assert mailoutbox[-1].to == ["eva@example.org"]


def test_asking_for_the_mail_again_makes_an_invitation_hold_no_longer(
    client_of, clinic, maria, mailoutbox
):
    ask(client_of(maria), clinic)
    until = Invitation.objects.get().expires_at

    with later(days=5):
        Client().post(reverse("admin_password_reset"), {"email": ANA})

    assert Invitation.objects.get().expires_at == until
    assert "within 7 days" in mailoutbox[0].body
    assert "within 2 days" in mailoutbox[1].body
    with later(days=8):
        assert Client().get(link_in(mailoutbox[1])).status_code == 410


@pytest.mark.parametrize("length", [254, 255, 300, 320, 5000])
def test_an_address_that_no_column_holds_is_refused_in_words(
    client_of, clinic, maria, mailoutbox, length
):
    address = "a" * (length - len("@example.org")) + "@example.org"

    answer = ask(client_of(maria), clinic, address)

    assert answer.status_code == (200 if length == 254 else 422)
    assert len(mailoutbox) == (length == 254)


def test_nobody_is_made_a_member_again_without_a_yes(client_of, clinic, maria):
    """Neither who left, nor whose rights an operator ended, nor who was erased."""
    record = Membership.history.model.objects
    left, ended, erased = (make_member(clinic) for _ in range(3))
    left.memberships.all().first().delete()
    end_rights(ended, by=make_operator())
    call_command("erase_person", erased.username)
    client, operator = client_of(maria), client_of(make_operator())
    addresses = [
        reverse("admin:clinics_membership_again", args=[row.history_id])
        for row in record.filter(history_type="-")
    ]
    assert len(addresses) >= 2

    answers = [who.post(address).status_code for address in addresses for who in (client, operator)]

    assert set(answers) == {404}
    assert [row.user for row in clinic.memberships.all()] == [maria]


def test_who_removes_somebody_is_not_sent_to_a_page_that_is_closed(client_of, clinic, maria):
    row = make_member(clinic).memberships.get()
    address = reverse("admin:clinics_membership_delete", args=[row.pk])

    answer = client_of(maria).post(address, {"post": "yes"}, follow=True)

    assert answer.status_code == 200
    assert "brought back" not in text_of(answer)


def old(outcome, days):
    moment = timezone.now() - timedelta(days=days)
    ended = {"outcome": outcome, "ended_at": moment} if outcome else {"expires_at": moment}
    Invitation.objects.filter(outcome="").update(**ended)


@pytest.mark.parametrize("outcome", ["", *Invitation.Outcome.values])
def test_an_invitation_is_kept_for_some_months_and_no_longer(clinic, maria, outcome):
    kept = settings.INVITATIONS_KEPT_DAYS
    invite(clinic, email=ANA, role="editor", by=maria)
    old(outcome, days=kept - 1)

    call_command("purge_expired")
    assert Invitation.objects.count() == 1
    with later(days=2):
        call_command("purge_expired")

    assert not Invitation.objects.exists()
