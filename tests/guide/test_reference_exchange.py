"""References out and in, as CSL-JSON and as BibTeX: nothing is lost on the way, nothing comes unseen."""

import json
import tomllib
from contextlib import suppress
from datetime import date

import bibtexparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from clinics.demo.content import FOLDER
from guide.models import Reference
from guide.references.bibtex import from_bibtex, to_bibtex
from guide.references.exchange import CannotRead, from_csl, to_csl
from guide.references.holding import is_late, unseen
from guide.references.importing import ReferenceFate, basis, carry_out, plan
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_operator,
    make_reference,
)
from tests.pages import form_on, text_of

DEMO = tomllib.loads((FOLDER / "references.toml").read_text())["reference"]
FORMATS = {"json": (to_csl, from_csl), "bib": (to_bibtex, from_bibtex)}
ZOTERO = [
    {
        "id": "Katz2022",
        "type": "article-journal",
        "title": "Diagnosis",
        "DOI": "10.1/X",
        "author": [{"family": "Katz", "given": "Jeffrey N."}, {"literal": "An Agency"}],
        "container-title": "JAMA",
        "volume": "327",
        "issue": "17",
        "page": "1688–1699",
        "issued": {"date-parts": [["2022", 5, 3]]},
    }
]
MENDELEY = r"""
@article{Mueller2020, author = {M{\"u}ller, Anna B. and {U.S. Food \& Drug} and others},
  title = {{Diagnosis} and 50\% of $x$}, journal = {JAMA}, year = 2020, month = may,
  volume = {3}, pages = {10--12}, doi = {10.1000/a_b}, abstract = {Left out}}
"""


def rows_of(guide):
    names = [
        f.name for f in Reference._meta.fields if f.name not in ("id", "version", "updated_at")
    ]
    return list(Reference.objects.filter(guide=guide).order_by("key").values(*names))


def take(entries, guide):
    looked_at = basis(plan(entries, guide))
    return carry_out(entries, guide, expected=looked_at, by=make_operator())


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_what_goes_out_comes_in_as_the_same_rows(ending):
    write, read = FORMATS[ending]
    guide = make_guide()
    for row in DEMO:
        Reference.objects.create(guide=guide, **row)
    make_reference(
        guide=guide, key="old", text="Doe A. 50% of {all} & $5 #1. 2020.", checked_on=None
    )
    make_reference(
        guide=guide, key="gone", title="Ñandú “x” – 1", authors="de la Cruz-Ruiz ÑM, et al."
    )
    Reference.objects.filter(key="gone").update(
        status="retracted",
        status_note="By the journal",
        passage="“So~\\ it^is_”",
        passage_place="p. 3",
    )
    before = rows_of(guide)

    text = write(Reference.objects.filter(guide=guide))
    planned = plan(read(text), guide)
    assert [one.changes for one in planned if one.fate != ReferenceFate.SAME] == []
    Reference.objects.all().delete()
    take(read(text), guide)

    assert rows_of(guide) == before


def test_what_other_programs_write_is_read_as_ours():
    [csl] = from_csl(json.dumps(ZOTERO))
    [bib] = from_bibtex(MENDELEY)

    assert csl.fields == {
        "key": "Katz2022",
        "authors": "Katz JN, An Agency",
        "title": "Diagnosis",
        "journal": "JAMA",
        "year": "2022",
        "details": "327(17):1688-1699",
        "doi": "10.1/X",
    }
    assert bib.fields == {
        "key": "Mueller2020",
        "authors": "Müller AB, U.S. Food & Drug, et al.",
        "title": "Diagnosis and 50% of $x$",
        "journal": "JAMA",
        "year": "2020",
        "details": "3:10-12",
        "doi": "10.1000/a_b",
    }


@pytest.mark.django_db
def test_each_entry_says_what_becomes_of_it_and_one_that_is_wrong_stops_no_other():
    make_reference(key="same", title="Same")
    make_reference(key="other", title="Before", status="retracted", passage="Kept.")
    entries = from_csl(
        json.dumps(
            [
                {"id": "same", "title": "Same"},
                {"id": "other", "title": "After", "custom": {"status": "current"}},
                {"id": "New One", "title": "New"},
                {"id": "wrong", "title": "Wrong", "DOI": "no doi"},
                {"id": "new-one", "title": "Twice"},
                {"title": "Nameless"},
                {"id": "empty"},
            ]
        )
    )

    planned = plan(entries, None)
    take(entries, None)

    assert [one.fate.value for one in planned] == [
        *("same", "changed", "new", "refused", "refused", "refused", "refused")
    ]
    assert "DOI: A DOI begins with 10." in planned[3].problems[0]
    assert "twice" in planned[4].problems[0]
    other = Reference.objects.get(key="other")
    assert (other.title, other.status, other.passage) == ("After", "retracted", "Kept.")
    assert set(Reference.objects.values_list("key", flat=True)) == {"same", "other", "new-one"}


def test_a_broken_entry_of_bibtex_is_named_by_its_line():
    found = from_bibtex("@article{a, title={A}}\n@misc{b, title={B\n@misc{c, title={C}}\n")

    assert [(e.name, "Line 2" in e.problem) for e in found] == [
        *(("a", False), ("…", True), ("c", False))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from('@{}article,="\\%$#&~_^ \n[]:1a“ñ'), max_size=300))
def test_no_text_breaks_the_readers(text):
    from_bibtex(text)
    from_bibtex("@misc{a, title = {" + text + "}}")
    with suppress(CannotRead):
        from_csl(text)


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[1]", ""])
def test_what_is_no_csl_is_refused(text):
    with pytest.raises(CannotRead, match="CSL-JSON"):
        from_csl(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@a{" * 2001, "more than 2000 sources"),
        ("@misc{a, title={A}}\n" * 2001, "more than 2000 sources"),
        ("@misc{a, note={" + "é" * 2**19 + "}}", "up to 1 MB"),
    ],
    ids=["open", "whole", "large"],
)
def test_what_would_take_long_is_refused_before_it_is_parsed(monkeypatch, text, words):
    monkeypatch.setattr(bibtexparser, "parse_string", lambda text: pytest.fail("It was parsed."))

    with pytest.raises(CannotRead, match=words):
        from_bibtex(text)


@pytest.mark.parametrize("value", ["title = {" + r"\'e" * 200, "author = {" + "a, b and " * 200])
def test_what_would_take_long_is_refused_before_its_latex_is_read(monkeypatch, value):
    monkeypatch.setattr(LatexNodes2Text, "latex_to_text", lambda *_: pytest.fail("It was read."))

    with pytest.raises(CannotRead, match="too many names and LaTeX signs"):
        from_bibtex("\n".join(f"@misc{{a{number}, {value}x}}}}" for number in range(200)))


def test_what_has_too_many_sources_is_refused_before_they_are_read():
    with pytest.raises(CannotRead, match="more than 2000 sources"):
        from_csl(json.dumps([{"id": "a"}] * 2001))


def test_a_library_as_large_as_may_be_is_read():
    entry = "@article{a%s, author={Doe, Ann and Roe, Ben and others}, title={{A} title}, doi={10.1000/a_b}}"
    found = from_bibtex("\n".join(entry % number for number in range(2000)))

    assert {one.fields["authors"] for one in found} == {"Doe A, Roe B, et al."}
    assert len(found) == 2000


def test_values_of_another_form_are_read_as_nothing():
    [entry] = from_csl('[{"id": {}, "author": 3, "issued": [], "custom": [1]}]')

    assert entry.fields == {}


@pytest.mark.parametrize("deep", ["{" * 500 + "}" * 500, r"\begin{a}" * 500, r"\sqrt[" * 700])
def test_deep_braces_are_refused_by_name(deep):
    [entry] = from_bibtex("@misc{a, title = {" + deep + "}}")

    assert "braces" in entry.problem


@pytest.fixture
def editor(client_of, db):
    return client_of(make_guide_editor())


def page(name, *args):
    return reverse(f"admin:guide_reference_{name}", args=args)


def upload(client, text, name="library.json", **fields):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return client.post(page("exchange"), {"file": file, **fields})


def test_a_file_is_looked_at_first_and_then_taken(editor):
    guide = make_guide()

    look = upload(editor, json.dumps(ZOTERO).replace("10.1/X", "10.1000/x"), guide=guide.pk)
    assert "Katz2022 New" in text_of(look)
    assert not Reference.objects.exists()
    done = editor.post(page("exchange"), form_on(look))

    row = Reference.objects.get()
    assert done.status_code == 302
    assert (row.guide, row.key, row.authors) == (guide, "katz2022", "Katz JN, An Agency")
    assert row.history.get().history_user is not None


def test_a_library_that_changed_meanwhile_is_looked_at_again(editor):
    look = upload(editor, MENDELEY, "library.BIB")
    make_reference(key="mueller2020", title="Typed meanwhile")

    again = editor.post(page("exchange"), form_on(look))

    assert again.status_code == 409
    assert Reference.objects.get().title == "Typed meanwhile"
    assert editor.post(page("exchange"), form_on(again)).status_code == 302
    assert "Diagnosis" in Reference.objects.get().title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no json", "This is no JSON file"),
        (b"\xff\xfe", "not in UTF-8"),
        ("[]", "There is no source in this file"),
        (b" " * (5 * 2**20 + 1), "larger than 5 MB"),
        (json.dumps([{"id": "a"}] * 2001), "more than 2000 sources"),
    ],
    ids=["words", "encoding", "empty", "large", "many"],
)
def test_a_file_that_cannot_be_taken_says_why(editor, text, words):
    refused = upload(editor, text)

    assert refused.status_code == 422
    assert words in text_of(refused)


def test_what_is_exported_is_one_library_at_a_time(editor):
    guide = make_guide()
    make_reference(guide=guide, key="own")
    make_reference(key="shared")

    named = text_of(editor.get(page("exchange")))
    own = editor.get(page("export", "json") + f"?guide={guide.pk}")
    shared = editor.get(page("export", "bib") + "?guide=")

    assert [item["id"] for item in own.json()] == ["own"]
    assert "@misc{shared," in shared.content.decode()
    assert "Shared by all guides:" in named
    assert f'filename="references-{guide.slug}.json"' in own["Content-Disposition"]
    assert 'filename="references-shared.bib"' in shared["Content-Disposition"]
    assert editor.get(page("export", "exe")).status_code == 404
    assert editor.get(page("export", "json") + "?guide=999999").status_code == 404
    assert editor.get(page("export", "json") + "?guide=x").status_code == 404


def test_where_nothing_is_new_or_changed_nothing_is_offered(editor):
    make_reference(key="a", title="A")

    same = upload(editor, '[{"id": "a", "title": "A"}, {"id": "b"}]')
    other = upload(editor, '[{"id": "a", "title": "B"}]')

    assert "Nothing here is new or changed" in text_of(same)
    assert "Import into the library" not in same.content.decode()
    assert "Nothing here is new or changed" not in text_of(other)
    assert "Import into the library" in other.content.decode()


def test_what_is_chosen_from_a_list_is_told_in_its_words(editor):
    make_reference(key="a", title="A", source_kind="payer")
    own = {"source_kind": "systematic-review", "same_condition": "no", "status": "retracted"}
    new = own | {"checked_on": "2020-02-03"}

    look = upload(
        editor,
        json.dumps([{"id": "a", "custom": own}, {"id": "b", "title": "B", "custom": new}]),
    )

    said = text_of(look)
    assert "kind of source: Policy of a payer Systematic review" in said
    assert "same condition as the guide: No" in said
    assert "status: Current Retracted" in said
    assert "looked at on: Feb. 3, 2020" in said
    assert "systematic-review" not in said


@pytest.mark.parametrize(
    ("name", "text", "sign"),
    [
        ("a.json", r'[{"id": "bad\ud800", "title": "A"}, {"id": "good", "title": "B"}]', "U+D800"),
        ("a.json", r'[{"id": "bad", "title": "A\udfff"}, {"id": "good", "title": "B"}]', "U+DFFF"),
        ("a.json", r'[{"id": "bad", "title": "A\u0000"}, {"id": "good", "title": "B"}]', "U+0000"),
        ("a.bib", "@misc{bad, title={A\0}}\n@misc{good, title={B}}", "U+0000"),
    ],
    ids=["surrogate in the key", "surrogate", "NUL", "raw NUL"],
)
def test_a_sign_that_cannot_be_kept_stops_its_own_entry_alone(editor, name, text, sign):
    look = upload(editor, text, name)
    assert f"It holds a sign that cannot be kept, {sign}." in text_of(look)

    assert editor.post(page("exchange"), form_on(look)).status_code == 302
    assert Reference.objects.get().key == "good"


def test_a_file_brings_in_nothing_longer_than_a_form_takes(editor):
    long = {"text": "a" * 2001, "passage": "a" * 1001}
    items = [{"id": name, "custom": {"text": "Doe A.", name: text}} for name, text in long.items()]

    look = upload(editor, json.dumps(items))

    said = text_of(look)
    assert "citation: Ensure this value has at most 2000 characters (it has 2001)." in said
    assert "passage: Ensure this value has at most 1000 characters (it has 1001)." in said
    assert "Nothing here is new or changed" in said


def test_nobody_has_looked_at_a_source_on_a_day_to_come(editor):
    far = {"id": "far", "title": "A", "custom": {"checked_on": "2999-01-01"}}
    row = make_reference(key="typed", checked_on=None)

    look = upload(editor, json.dumps([far]))
    form = form_on(editor.get(page("change", row.pk))) | {"checked_on": "2999-01-01"}
    typed = editor.post(page("change", row.pk), form)

    assert "looked at on: This day has not come yet." in text_of(look)
    assert "This day has not come yet." in text_of(typed)
    assert 'value="2999-01-01"' in typed.content.decode()
    Reference.objects.update(checked_on=date(2999, 1, 1))  # as it could be written before
    assert list(unseen(timezone.now())) == [row]
    assert is_late(date(2999, 1, 1), timezone.localdate())


def test_what_was_meant_for_a_guide_that_is_gone_is_not_shared_by_all(editor):
    guide = make_guide()
    look = upload(editor, MENDELEY, "library.bib", guide=guide.pk)
    guide.delete()

    refused = editor.post(page("exchange"), form_on(look))

    assert refused.status_code == 422
    assert "Somebody deleted the guide" in text_of(refused)
    assert not Reference.objects.exists()


def test_only_who_edits_guides_imports(client_of, db):
    manager = client_of(make_manager(make_clinic()))

    assert upload(manager, json.dumps(ZOTERO)).status_code == 403
    assert manager.get(page("exchange")).status_code == 403
