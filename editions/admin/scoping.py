"""The admin behind an access rule: what a person may not touch is not there."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models

FILTERED = (
    "",
    "__exact",
    "__isnull",
    "__isempty",
    "__id__exact",
)  # how Django's filters end their questions


def key_in(text: str) -> int | None:
    """The row's number that an address holds; None for what cannot be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def column_in_words(field):
    """What shows a column, whose field says how, in words."""

    @admin.display(description=field.verbose_name)
    def shown(row):
        return field.readable(getattr(row, field.attname))

    shown.__name__ = field.name
    return shown


class AddressInput(AdminURLFieldWidget):
    """Takes “example.org”: a browser's own check would refuse it before https:// is put in front."""

    input_type = "text"

    def __init__(self, attrs=None, **kwargs):
        super().__init__({"inputmode": "url", **(attrs or {})}, **kwargs)


class ScopedAdmin(admin.ModelAdmin):
    """Every door of one model behind its room's access rule: rows, choices, filters, look-ups."""

    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")},
        models.URLField: {"assume_scheme": "https", "widget": AddressInput},
    }
    access = None  # a module with viewable, editable, may_view and may_add
    view_on_site = False
    actions = None
    show_full_result_count = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    APOSTROPHES = re.compile("['’ʼ]")
    shown_as = {}  # for who may only read: a column's name, and what shows it in words
    nothing_here = ""  # said below an empty list: what belongs here

    def get_queryset(self, request):
        return self.access.viewable(super().get_queryset(request), request.user)

    def has_module_permission(self, request):
        return request.user.is_authenticated and self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.access.may_view(self.model, request.user)
        return self._within(self.access.viewable, obj, request)

    def has_change_permission(self, request, obj=None):
        return self._within(self.access.editable, obj, request)

    def has_add_permission(self, request):
        return self.access.may_add(self.model, request.user)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def _within(self, rule, obj, request):
        """Of one row, or of any. Django asks a dozen times for one page; the database is asked once."""
        answers = request.__dict__.setdefault("within", {})
        one = {} if obj is None else {"pk": obj.pk}
        asked = rule, self.model, *one.values()
        if asked not in answers:
            rows = rule(self.model._base_manager.all(), request.user)
            answers[asked] = rows.filter(**one).exists()
        return answers[asked]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self.choices_for(db_field.remote_field.model, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self.choices_for(db_field.remote_field.model, request))
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Who may only read is shown words where the column holds JSON."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (name, {**options, "fields": list(map(self._shown, options["fields"]))})
            for name, options in sets
        ]

    def _shown(self, name):
        if name in self.shown_as:
            return self.shown_as[name]
        field = {field.name: field for field in self.opts.fields}.get(name)
        return column_in_words(field) if hasattr(field, "readable") else name

    def choices_for(self, model, request):
        """What this person may pick: the rows that the model's own admin shows."""
        other = self.admin_site._registry.get(model)
        return other.get_queryset(request) if other else model._base_manager.none()

    def get_search_results(self, request, queryset, search_term):
        """Whichever apostrophe is typed: keyboards have one, phones and word processors another."""
        searched = super().get_search_results
        found, is_doubled = searched(request, queryset, search_term)
        if self.APOSTROPHES.search(search_term):
            for sign in "'’":
                other = self.APOSTROPHES.sub(sign, search_term)
                found |= searched(request, queryset, other)[0]
        return found, is_doubled

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """No links beside a choice that open other rows in a window."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for link in (
            "can_add_related",
            "can_change_related",
            "can_delete_related",
            "can_view_related",
        ):
            if hasattr(getattr(field, "widget", None), link):
                setattr(field.widget, link, False)
        return field

    def lookup_allowed(self, lookup, value, request):
        """To the letter what the list's own filters ask; any other would answer guesses at rows."""
        names = map(_asked_by, self.get_list_filter(request))
        return any(lookup == name + end for name in names for end in FILTERED)


def _asked_by(list_filter):
    """The field's name, or the word of a filter of our own."""
    if isinstance(list_filter, str):
        return list_filter
    return list_filter[0] if isinstance(list_filter, tuple) else list_filter.parameter_name
