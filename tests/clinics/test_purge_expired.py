"""What is kept for a time only is gone after it."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from editions.models import Sending
from staff.models import AttemptCount
from tests.staff.signing import make_person, sign_in

pytestmark = pytest.mark.django_db
NOTHING = ["counted tries: 0", "ended sessions: 0"]
LAST = ["invitations ended: 0", "reminders: 0", "runs over many clinics: 0"]


def purged():
    out = StringIO()
    call_command("purge_expired", stdout=out)
    return out.getvalue().splitlines()


def test_what_has_run_out_is_deleted_and_counted_and_the_rest_stays():
    user = make_person()
    sign_in(Client(), user)
    Sending.objects.create(by=user, key="0" * 32)
    assert purged() == [*NOTHING, "forms sent: 0", *LAST]

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        sign_in(Client(), user)
        assert purged() == [
            *("counted tries: 0", "ended sessions: 1", "forms sent: 1", *LAST),
        ]
        assert purged() == [*NOTHING, "forms sent: 0", *LAST]
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=34)):
        assert purged() == [
            *("counted tries: 2", "ended sessions: 1", "forms sent: 0", *LAST),
        ]
    assert not AttemptCount.objects.exists()
