"""What a document holds and its reader was not meant to read here: left out, and said."""

import re

from django.utils.translation import gettext as _

from guide.documents.word_parts.looks import marked, runs_in
from guide.documents.word_parts.styles import WordStyles
from guide.documents.word_parts.tree import Element, child, is_on, line_of_words, text_of, w

MARKS = (w("rPr"), w("fldChar"), w("instrText"))  # of a run that shows nothing; fields stay whole
ERRORS = re.compile(r"Error! [^.!]{5,120}\.|¡Error! [^.!]{5,120}\.")
PROMPTS = re.compile(
    r"Choose an item\.|Click (?:or tap )?(?:here )?to enter (?:text|a date)\."
    r"|Elija un elemento\.|Haga clic (?:o pulse )?aquí para escribir (?:texto|una fecha)\."
)


def leave_out_hidden(root: Element, styles: WordStyles) -> list[str]:
    """Hidden words and rows leave; the remarks name them, those of one paragraph together."""
    hidden = [
        (run, paragraph)
        for run, paragraph in runs_in(root)
        if marked(run, paragraph, styles, "vanish")
    ]
    words: dict[Element | None, str] = {}
    for run, paragraph in hidden:
        words[paragraph] = words.get(paragraph, "") + text_of(run)
        _empty(run)
    found = [" ".join(text.split()) for text in words.values()]
    for table in list(root.iter(w("tbl"))):
        for row in table.findall(w("tr")):
            if is_on(child(row, "trPr", "hidden")):
                found.append(line_of_words(row))
                table.remove(row)
    remark = _("Hidden text was left out: “%(words)s”.")
    return [remark % {"words": text[:80]} for text in found if text]


def leave_out_instructions(root: Element) -> None:
    """Words within a field's instruction: answers that it asks for, which no reader sees."""
    fields: list[list[Element] | None] = []  # of each open field its words, None from its result on
    for element in root.iter():
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            fields.append([])
        elif kind == "separate" and fields:
            for words in fields[-1] or []:
                words.text = ""
            fields[-1] = None
        elif kind == "end" and fields:
            fields.pop()
        elif element.tag == w("t"):
            asking = next((field for field in fields if field is not None), [])
            asking.append(element)


def leave_out_prompts(root: Element) -> list[str]:
    """Fields that nobody filled in lose the words that asked for it."""
    remark = _(
        "A field that nobody had filled in was left out: “%(words)s”. Write what belongs there."
    )
    remarks = []
    for field in root.iter(w("sdt")):
        if not is_on(child(field, "sdtPr", "showingPlcHdr")):
            continue
        if words := line_of_words(field):
            remarks.append(remark % {"words": words[:80]})
        for run in field.iter(w("r")):
            _empty(run)
    return remarks


def remark_on_errors(root: Element) -> list[str]:
    """What the word processor wrote instead of words stays where it is, and is named."""
    text = text_of(root)
    error = _("The document shows an error: “%(words)s”. Write what belongs there, or remove it.")
    prompt = _("The text still asks to be filled in: “%(words)s”. Write what belongs there.")
    return [error % {"words": found} for found in ERRORS.findall(text)] + [
        prompt % {"words": found} for found in PROMPTS.findall(text)
    ]


def remark_on_other_files(root: Element) -> list[str]:
    """A part that is a whole file of its own inside the document."""
    count = len(root.findall(f".//{w('altChunk')}"))
    remark = _(
        "Texts from other files were left out: %(count)d. Copy their words into the document."
    )
    return [remark % {"count": count}] if count else []


def _empty(run):
    run[:] = [element for element in run if element.tag in MARKS]
