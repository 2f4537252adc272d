"""Too much, or no room for it: a page in words, what was typed, and no half file left behind."""

import errno
import io
import os
import subprocess
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clinics.models import Clinic
from config.files import WholeFiles
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_operator,
    make_section,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.slow

KEPT = "What you typed is still in your browser"


class FullDisk(WholeFiles):
    """The first half is written, then there is no room."""

    def _save(self, name, content):
        data = content.read()

        def chunks(*_size):
            yield data[: len(data) // 2]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        content.chunks = chunks
        return super()._save(name, content)


@pytest.fixture
def media(settings, tmp_path):
    """Where uploads go: a folder of the test's own, on a disk that is full."""
    full = {"BACKEND": "tests.config.test_refusals.FullDisk"}
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": full}
    return tmp_path


@pytest.fixture
def tiny_disk(tmp_path):
    """A real file system of 64 kB, where this machine lets one be made."""
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Only root may make a file system.")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def files_in(folder):
    return [file for file in Path(folder).rglob("*") if file.is_file()]


def picture():
    out = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_of_a_file_that_does_not_fit_nothing_is_left(tiny_disk):
    storage = WholeFiles(location=tiny_disk)
    storage.save("pictures/small.png", ContentFile(b"a" * 1000))

    with pytest.raises(OSError, match="No space left"):
        storage.save("pictures/large.png", ContentFile(b"b" * 200_000))

    assert [file.name for file in files_in(tiny_disk)] == ["small.png"]
    assert storage.save("pictures/next.png", ContentFile(b"c" * 1000))


def test_a_file_is_there_whole_with_its_rights_or_not_at_all(tmp_path):
    storage = WholeFiles(location=tmp_path, file_permissions_mode=0o644)

    name = storage.save("pictures/a.png", ContentFile(b"abc"))

    (file,) = files_in(tmp_path)
    assert (name, file.name, file.read_bytes()) == ("pictures/a.png", "a.png", b"abc")
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_logo_on_a_full_disk_gives_the_typed_text_back_and_leaves_no_half_file(media, client_of):
    clinic = make_clinic(name="Old name")
    browser = client_of(make_manager(clinic))
    browser.raise_request_exception = False
    address = f"/admin/clinics/clinic/{clinic.pk}/change/"
    sent = form_on(browser.get(address)) | {"phone": ["555-555-0199"], "logo": picture()}

    answer = browser.post(address, sent)

    assert answer.status_code == 507
    assert "The disk of this site is full" in text_of(answer)
    assert "555-555-0199" in text_of(answer)
    assert files_in(media) == []
    assert Clinic.objects.get().logo == ""


def test_a_picture_on_a_full_disk_is_refused_in_words_for_the_editor(media, client_of):
    section = make_section()
    browser = client_of(make_guide_editor())

    answer = browser.post(f"/admin/guide/section/{section.pk}/picture/", {"image": picture()})

    assert answer.status_code == 507
    assert "no room for pictures" in answer.json()["error"]
    assert files_in(media) == []


@pytest.mark.parametrize(
    ("setting", "limit", "words"),
    [
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 5, "Too many boxes"),
        ("DATA_UPLOAD_MAX_NUMBER_FILES", 0, "Too many files"),
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", 100, "larger than"),
        ("BODY_BYTES", 100, "larger than"),
    ],
)
def test_what_is_too_much_is_answered_in_words_with_the_way_back(
    client_of, settings, setting, limit, words
):
    clinic = make_clinic()
    browser = client_of(make_manager(clinic))
    address = f"/admin/clinics/clinic/{clinic.pk}/change/"
    sent = form_on(browser.get(address)) | {"street": "Long Street " * 50, "logo": picture()}
    setattr(settings, setting, limit)

    answer = browser.post(address, sent)

    assert answer.status_code == 413
    assert words in text_of(answer)
    assert KEPT in text_of(answer)
    assert f'href="{address}"' in answer.content.decode()
    clinic.refresh_from_db()
    assert clinic.street == ""


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_a_stranger_who_sends_too_much_is_refused_too(db, settings, path):
    settings.BODY_BYTES = 100

    answer = Client().post(path, {"q": "x" * 1000})

    assert answer.status_code in (400, 413)


def test_the_form_for_340_clinics_is_read_and_its_note_given_back(client_of):
    clinics = [make_clinic() for _number in range(340)]
    browser = client_of(make_operator())
    sent = {"note": "Too long. " * 300, "publish": [clinic.pk for clinic in clinics]}
    for clinic in clinics:
        sent |= {f"expected-{clinic.pk}": "x", f"after-{clinic.pk}": "0"}

    answer = browser.post(f"/admin/clinics/clinic/publish/?clinic={clinics[0].pk}", sent)

    assert answer.status_code == 422
    assert form_on(answer)["note"] == [sent["note"]]
