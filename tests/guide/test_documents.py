"""Importing documents: what is refused, how text becomes sections, keys, kinds and titles."""

import re

import pytest

from guide.documents.outline import Block, Heading, guide_of
from guide.documents.reading import ONE_AT_A_TIME, CannotImport, read_document
from guide.markup.markdown import html, parse
from guide.models.address_field import RESERVED
from guide.models.kinds import Kind

GUIDE = """A sore shoulder is common, and most of the time it gets better without a treatment.
What is a frozen shoulder?
The capsule around the joint gets thick and tight. Moving the arm hurts, then gets hard.
What are the possible benefits of an injection?
People who have had one in studies reported two things:
- Less pain: for some weeks, in some people.
- More movement: in the first three months.
What are the risks?
An injection can cause:
- Infection: rare, but it needs help at once.
- Bleeding
Call us when you get a fever.
How much does it cost?
That depends on where you live and on what is included in the price of the visit.
Conclusion
Talk with your doctor about what matters to you, and take this page with you.
"""


def read(text, filename="guide.txt", language="en"):
    return read_document(text.encode() if isinstance(text, str) else text, filename, language)


def body_of(text):
    (section,) = read(text).sections
    return section.body


# Plain text


def test_a_plain_text_becomes_its_sections_with_their_kinds():
    guide = read(GUIDE)

    assert [section.kind for section in guide.sections] == [
        Kind.OVERVIEW,
        Kind.CONDITION,
        Kind.BENEFITS,
        Kind.RISKS,
        Kind.COST,
        Kind.CONCLUSION,
    ]
    assert guide.sections[1].title == "What is a frozen shoulder?"


def test_a_list_of_a_plain_text_is_a_markdown_list_between_its_paragraphs():
    risks = read(GUIDE).sections[3]

    assert risks.body == (
        "An injection can cause:\n\n"
        "- Infection: rare, but it needs help at once.\n"
        "- Bleeding\n\n"
        "Call us when you get a fever."
    )


@pytest.mark.parametrize("bullet", ["-", "*", "•", "–", "\uf0b7"])
def test_every_usual_bullet_makes_a_list(bullet):
    assert body_of(f"Bring:\n{bullet} your card\n{bullet}  your scans") == (
        "Bring:\n\n- your card\n- your scans"
    )


@pytest.mark.parametrize("text", ["1. rest\n2. ice\n3. call", "1) rest\n2) ice\n3) call"])
def test_a_numbered_list_keeps_its_numbers(text):
    assert body_of(text) == "1. rest\n2. ice\n3. call"


def test_numbers_out_of_order_are_not_renumbered():
    document = parse(body_of("2. rest\n3. ice\n7. call"))

    assert 'start="2"' in html(document)
    assert 'start="7"' in html(document)


def test_indented_items_are_nested_and_indented_lines_go_on_with_their_item():
    assert body_of("- one\n  goes on\n    - inner\n- two") == "- one goes on\n  - inner\n- two"


@pytest.mark.parametrize(
    "line",
    [
        "- Infection:",
        "   What may happen",
        "a) Bleeding",
        "(B) Bleeding",
        "IV. Bleeding",
        "including the arm",
        "x" * 130,
    ],
)
def test_such_lines_are_no_headings(line):
    text = f"{line}\nThis is a longer paragraph, which tells more about it than the line above did."

    (section,) = read(text).sections

    assert section.kind == Kind.OVERVIEW


@pytest.mark.parametrize(
    "line", ["The risks are:", "It helps.", "Call us today!", "One. And another"]
)
def test_sentences_are_no_headings(line):
    text = f"{line}\nThis is a longer paragraph, which tells more about it than the line above did."

    assert len(read(text).sections) == 1


@pytest.mark.parametrize("line", ["Risks:", "RISKS", "Possible risks", "Are there risks?"])
def test_short_lines_that_introduce_longer_text_are_headings(line):
    text = f"First some text.\n\n{line}\nThis is a longer paragraph, about what can happen to you."

    assert [section.kind for section in read(text).sections] == [Kind.OVERVIEW, Kind.RISKS]


def test_a_heading_may_be_followed_by_its_list_at_once():
    guide = read("Some text first, to begin with.\n\nSide effects\n- pain\n- fever")

    assert guide.sections[1].title == "Side effects"
    assert guide.sections[1].body == "- pain\n- fever"


def test_a_question_may_have_a_sentence_before_it():
    guide = read("Some text.\n\nMy arm hurts. What can I do?\nRest it.")

    assert guide.sections[1].title == "My arm hurts. What can I do?"


def test_questions_in_a_row_are_a_table_of_contents_and_no_headings():
    guide = read("What is it?\nIs it safe?\nWhat does it cost?\nThe cost is told by the clinic.")

    assert [section.title for section in guide.sections] == ["Overview", "What does it cost?"]


@pytest.mark.parametrize(
    "heading", ["Conclusion", "CONCLUSION", "Conclusión", "Próximos pasos", "Conclusion:"]
)
def test_a_conclusion_is_a_heading_however_short_its_text(heading):
    assert read(f"The text.\n{heading}\nAsk us").sections[1].kind == Kind.CONCLUSION


def test_a_line_with_a_rule_under_it_is_a_heading():
    guide = read("Intro.\n\nYour arm\n========\nRest it.")

    assert [(s.title, s.body) for s in guide.sections] == [
        ("Overview", "Intro."),
        ("Your arm", "Rest it."),
    ]


def test_numbered_headings_lose_their_numbers():
    text = "1. What is it?\nA tight capsule around the joint.\n2. Risks\nThere are a few of them, and they are rare."

    assert [section.title for section in read(text).sections] == ["What is it?", "Risks"]


def test_hard_wrapped_lines_are_joined_to_paragraphs():
    text = (
        "What is a frozen shoulder?\n"
        "The capsule around the joint gets thick and tight. Moving the arm hurts,\n"
        "and after some months it gets hard to move it at all, even with help from\n"
        "somebody else.\n"
        "\n"
        "  - Warmth: helps some people when it is used for a quarter of an hour and\n"
        "    no longer.\n"
        "  - Rest.\n"
        "It goes away in one to three years in most people, whatever is done about\n"
        "it.\n"
        "Conclusion\n"
        "Wait and see.\n"
    )

    first, last = read(text).sections

    assert first.body == (
        "The capsule around the joint gets thick and tight. Moving the arm hurts, and after some"
        " months it gets hard to move it at all, even with help from somebody else.\n\n"
        "- Warmth: helps some people when it is used for a quarter of an hour and no longer.\n"
        "- Rest.\n\n"
        "It goes away in one to three years in most people, whatever is done about it."
    )
    assert (last.title, last.body) == ("Conclusion", "Wait and see.")


def test_lines_that_are_not_wrapped_stay_paragraphs_of_their_own():
    assert (
        body_of("Rest your arm.\nUse ice.\n\nCall us.") == "Rest your arm.\n\nUse ice.\n\nCall us."
    )


def test_a_first_line_that_names_no_subject_is_the_title():
    guide = read("Frozen shoulder and you\n\n" + GUIDE)

    assert guide.title == "Frozen shoulder and you"
    assert len(guide.sections) == 6


def test_a_text_without_headings_is_one_section_and_says_so():
    guide = read("Only this.", language="es")

    assert [section.title for section in guide.sections] == ["Resumen"]
    assert "No headings were found: the whole text became one section." in guide.remarks


def test_a_document_without_a_title_is_named_after_its_file():
    guide = read("Only this.", filename="C:\\Texts\\frozen_shoulder-2.txt")

    assert guide.title == "Frozen shoulder 2"
    assert "the name of its file was taken" in guide.remarks[0]


# Sections, keys, titles


def headings_of(*titles):
    return guide_of(
        [item for title in titles for item in (Heading(2, title), paragraph_block(title))],
        language="en",
    )


def paragraph_block(text):
    return Block(f"About {text}.")


def test_keys_are_the_kinds_where_they_can_be_so_that_languages_match():
    guide = headings_of("What are the risks?", "Los riesgos", "Our team")

    assert [section.key for section in guide.sections] == ["risks", "los-riesgos", "our-team"]


def test_keys_are_unique_short_plain_and_never_empty():
    long = "The quick story of a very long heading that nobody wanted " * 2
    guide = headings_of("Our team", "Our team", "骨", "骨", long, long)
    keys = [section.key for section in guide.sections]

    assert keys[:4] == ["our-team", "our-team-2", "section", "section-2"]
    assert len(set(keys)) == 6
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) and len(key) <= 60 for key in keys)


def test_no_key_is_a_word_of_the_sites_own_addresses():
    for word in RESERVED:
        assert headings_of(word.title()).sections[0].key == f"section-{word}"


def test_long_titles_are_cut_with_a_remark():
    guide = headings_of("word " * 60)

    assert len(guide.sections[0].title) <= 200
    assert guide.sections[0].title.endswith("word…")
    assert guide.sections[0].remarks == ("The title was cut: it may have 200 characters.",)


def test_a_heading_without_text_is_kept_with_a_remark():
    guide = guide_of(
        [Heading(2, "Empty"), Heading(2, "Full"), paragraph_block("it")], language="en"
    )

    assert [section.body for section in guide.sections] == ["", "About it."]
    assert guide.sections[0].remarks == ("This section has a heading but no text.",)


def test_more_than_a_hundred_sections_are_refused():
    assert len(headings_of(*(f"Part {n}" for n in range(100))).sections) == 100
    with pytest.raises(CannotImport, match="101 sections"):
        headings_of(*(f"Part {n}" for n in range(101)))


def test_a_section_that_is_too_long_is_refused_by_its_name():
    with pytest.raises(CannotImport, match="The section “What is it\\?” has more than 50,000"):
        read("What is it?\n" + "Many words. " * 5_000)


@pytest.mark.slow
def test_a_text_of_almost_five_megabytes_is_read():
    sentences = "It takes a while until it is better. " * 6
    paragraphs = f"{sentences}\n- One thing\n- Another thing\n" * 190
    text = "".join(f"What happens in part {number}?\n{paragraphs}" for number in range(99))

    guide = read(text[: 5 * 1024 * 1024])

    assert len(text) > 4_500_000
    assert len(guide.sections) == 99


# Refusals


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "No text was found"),
        ("\u00a0\u2003\n".encode(), "No text was found"),
    ],
)
@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_a_file_without_text_is_refused(data, words, ending):
    with pytest.raises(CannotImport, match=words):
        read(data, f"a.{ending}")


@pytest.mark.parametrize("text", ["A café.", "El niño — “sí”."])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252"])
def test_the_usual_encodings_are_read(text, encoding):
    assert read(text.encode(encoding)).sections[0].body == text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nsome text",
        b"PK\x03\x04 some text",
        b"MZ\x90 some text",
        b"\x89PNG\r\n\x1a\n some text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 some text",
        b"{\\rtf1 some text}",
        b"Plain until a \x00 comes",
        b"\x01\x02\x03 is \xff no text",
        "Without a mark".encode("utf-16-le"),
    ],
)
@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_a_disguised_file_is_refused(data, ending):
    with pytest.raises(CannotImport, match="does not hold text"):
        read(data, f"a.{ending}")


def test_text_whose_letters_are_damaged_is_refused():
    with pytest.raises(CannotImport, match="UTF-8"):
        read("Un café".encode() + b" \xff")


def test_a_few_control_and_invisible_characters_are_dropped():
    text = (
        "It came out of a PDF,\x02 so it has odd char\u00adac\u200bters" + " in it, as always" * 9
    )

    assert body_of(text).startswith("It came out of a PDF, so it has odd characters in it,")


def test_a_control_character_in_windows_text_makes_it_no_text():
    with pytest.raises(CannotImport, match="does not hold text"):
        read(("Un café. " * 50).encode("windows-1252") + b"\x07")


@pytest.mark.parametrize("name", ["a.pdf", "a.odt", "a", ".txt", "a.docx.exe", "a.doc"])
def test_other_kinds_of_files_are_refused_with_what_to_do(name):
    with pytest.raises(CannotImport, match=r"\.docx"):
        read("Some text.", name)


def test_a_file_over_five_megabytes_is_refused():
    with pytest.raises(CannotImport, match="5 MB"):
        read(b"a" * (5 * 1024 * 1024 + 1))


@pytest.mark.parametrize(("ending", "lines"), [("txt", 60_001), ("md", 20_001)])
def test_more_lines_than_anybody_wrote_are_refused(ending, lines):
    with pytest.raises(CannotImport, match=f"{lines - 1} lines"):
        read("a\n" * lines, f"a.{ending}")


def test_a_process_reads_one_document_at_a_time_and_says_so_to_the_next(settings):
    settings.DOCUMENT_WAIT_SECONDS = 0.01

    with ONE_AT_A_TIME, pytest.raises(CannotImport, match="being read just now"):
        read("What is it?\nSome text.")
    assert read("What is it?\nSome text.").sections


def test_a_document_that_cannot_be_read_leaves_its_turn_to_the_next():
    for _again in range(2):
        with pytest.raises(CannotImport, match="not hold text"):
            read(b"\x00" * 50)


def test_a_web_page_named_as_text_is_refused():
    with pytest.raises(CannotImport, match=r"\.html"):
        read("<!DOCTYPE html><p>Text")


def test_the_ending_may_be_in_capitals():
    assert read("Some text.", "A.TXT").sections
