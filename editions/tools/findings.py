"""What a check found in a draft: said to staff, and able to stop a publish."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `place` says where in words; `address` is the admin page to mend it.

    `quote` are the words it is about, at `start` to `end` of the text that `path` leads to, which
    is in `language`; where nothing is quoted, `about` tells it from others of this kind. No
    reason lifts one that `needs_signature`, since whoever could give it can sign; one that
    `needs_operator` is no reviewer's matter, and one that `is_final` nobody's. `fault` says what is
    wrong without what to do, for patients. `key` names it, with the exact words, and `let_stand` is
    the exemption that lifted it: see editions.publish.exceptions.
    """

    message: str
    place: str = ""
    blocks: bool = False
    address: str = ""
    code: str = ""
    needs_signature: bool = False
    needs_operator: bool = False
    is_final: bool = False
    quote: str = ""
    path: tuple = ()
    start: int = 0
    end: int = 0
    language: str = ""
    fault: str = ""
    about: tuple = ()
    key: str = ""
    let_stand: object = None
