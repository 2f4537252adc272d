"""Putting what an edition holds back into the draft: one item of it, or all. Never live by itself."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from editions.diff.compare import identities
from editions.publish.publishing import lock
from editions.tools.fingerprint import fingerprint

EVERYTHING = None
OWN = ("",)  # the key of the content's own fields, which no list holds


class CannotRestore(Exception):
    """The words say why, and what to do."""


@dataclass(frozen=True)
class Step:
    """One row to be written; `many` is {relation: rows}. With `goes` it leaves the draft instead."""

    row: models.Model
    values: dict = field(default_factory=dict)
    many: dict = field(default_factory=dict)
    goes: bool = False


class DraftRows:
    """The rows behind an owner's content. A room says which they are; `remarks` says what stays out."""

    groups: tuple[str, ...] = ()

    def __init__(self, owner):
        self.owner, self.remarks = owner, []

    def compose(self):
        raise NotImplementedError

    def querysets(self) -> list:
        """Every row that may be written, to be locked first."""
        raise NotImplementedError

    def rows(self, group: str, items) -> list:
        """The rows that these composed items of `group` were made of, in the same order."""
        raise NotImplementedError

    def own_steps(self, content) -> list[Step]:
        """How the content's own fields come back."""
        raise NotImplementedError

    def step(self, group: str, item, row: models.Model | None, place: int | None) -> Step | None:
        """How one item comes back, into `row` or anew; None, with a remark, when it cannot."""
        raise NotImplementedError

    def leave(self, group: str, row: models.Model, wanted) -> Step | None:
        """How a row that the edition lacks goes; None when it stays, with a remark if that matters."""
        return Step(row, goes=True)

    def arrange(self, content, *, everything: bool, by) -> None:
        """What is left to do for the order of the items."""

    def frozen(self) -> dict:
        return self.compose().model_dump(mode="json")

    def plan(self, frozen: dict, key: tuple | None) -> list[Step]:
        """What is to be written, those that go first. Refills `remarks`."""
        self.remarks = []
        draft = self.compose()
        wanted = type(draft).read(frozen)
        frozen = wanted.model_dump(mode="json")
        steps = self.own_steps(wanted) if key in (EVERYTHING, OWN) else []
        now = draft.model_dump(mode="json")
        for group in self.groups:
            rows = dict(
                zip(identities(now[group]), self.rows(group, getattr(draft, group)), strict=True)
            )
            then = dict(zip(identities(frozen[group]), getattr(wanted, group), strict=True))
            steps += self._of_group(group, rows, then, key, wanted)
        return sorted(filter(None, steps), key=lambda step: not step.goes)

    def _of_group(self, group, rows, then, key, wanted):
        for place, (identity, item) in enumerate(then.items()):
            if key in (EVERYTHING, (group, *identity)):
                yield self.step(
                    group, item, rows.get(identity), place if key is EVERYTHING else None
                )
        if key is EVERYTHING:
            gone = [row for identity, row in rows.items() if identity not in then]
            yield from (self.leave(group, row, wanted) for row in gone)


@transaction.atomic
def restore(draft: DraftRows, edition, *, key: tuple | None = EVERYTHING, expected: str, by) -> int:
    """The number of rows written, so that the draft says again what `edition` says; see `remarks`.

    `key` is (group, *identity) of one item, as editions.diff.compare knows it. `expected` is the
    fingerprint of the draft that the person looked at; another one refuses. Raises CannotRestore.
    """
    draft.owner = lock(draft.owner)
    for rows in draft.querysets():
        list(rows.select_for_update(of=("self",)).order_by("pk"))
    if fingerprint(draft.frozen()) != expected:
        raise CannotRestore(
            _("Somebody changed the draft since you opened this page. Look at it again, please.")
        )
    reason = _("Restored from edition %(number)s") % {"number": edition.number}
    written = [step for step in draft.plan(edition.content, key) if _take(step, draft, reason, by)]
    draft.arrange(edition.read(), everything=key is EVERYTHING, by=by)
    return len(written)


def _take(step, draft, reason, by):
    step.row._history_user, step.row._change_reason = by, reason
    if step.goes:
        step.row.delete()
        return True
    return _write(step, draft)


def _write(step, draft):
    """Saved through the model, so that its version grows and its history tells; False if the same."""
    row = step.row
    if not row._state.adding and not _differs(step):
        return False
    for name, value in step.values.items():
        setattr(row, name, value)
    try:
        row.validate_constraints()
    except ValidationError as refusal:
        draft.remarks.append(f"{row}: {' '.join(refusal.messages)}")
        return False
    row.save()
    for name, rows in step.many.items():
        getattr(row, name).set(rows)
    return True


def _differs(step):
    row = step.row
    if any(getattr(row, name) != value for name, value in step.values.items()):
        return True
    return any(set(getattr(row, name).all()) != set(rows) for name, rows in step.many.items())
