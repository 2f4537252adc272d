"""Two people's changes of one text, laid together where they touched different parts of it."""

Value = str | dict | None


def merge(base: Value, theirs: Value, mine: Value) -> Value:
    """One text out of two that began as `base`; None where both changed the same part.

    A text in several languages ({language: text}) has one part for each; any other has one.
    """
    before, left, right = (_parts(value) for value in (base, theirs, mine))
    found = {}
    for part in dict.fromkeys([*left, *right]):
        was, his, own = (side.get(part, "") for side in (before, left, right))
        if own != was and his not in (was, own):
            return None
        found[part] = his if own == was else own
    if isinstance(theirs, dict) or isinstance(mine, dict):
        return {part: text for part, text in found.items() if text}
    return found.get("", "")


def straight(value):
    """The same value with one kind of line end; browsers send two characters for each."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {key: straight(text) for key, text in value.items()}
    return value


def _parts(value):
    value = straight(value)
    return value if isinstance(value, dict) else {"": value or ""}
