"""Who stands in the record is never deleted: the record would forget a name. The account is ended instead."""

from django.contrib.admin.models import LogEntry
from django.db.models import DO_NOTHING, SET_NULL, ProtectedError
from django.utils.translation import gettext_lazy as _


def has_entries(person) -> bool:
    """Whether a history or the admin's log says that the person did something, or was given something."""
    relations = person._meta.get_fields(include_hidden=True)  # those of histories are hidden
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: person.pk}).exists()
        for relation in relations
        if relation.one_to_many and _would_forget(relation)
    )


def _would_forget(relation):
    """A history forgets who did it (SET_NULL) or of whom it tells (DO_NOTHING); the log goes as a whole."""
    return relation.on_delete in (SET_NULL, DO_NOTHING) or relation.related_model is LogEntry


def refuse_to_forget(sender, instance, using, **kwargs):
    """Before any delete by Django, of one or of many, in the admin or in a shell, in its transaction."""
    people = sender._base_manager.using(using)
    people.select_for_update().filter(pk=instance.pk).first()  # nobody enters something meanwhile
    if has_entries(instance):
        raise ProtectedError(_("Who stands in the history is deactivated instead."), {instance})
