"""The form in which an operator keeps an account."""

from django.contrib.auth.forms import UserChangeForm

RIGHTS = ("is_active", "is_superuser", "groups")


class PersonForm(UserChangeForm):
    """A right that is not touched stays as it is by now: an old page gives nobody back what ended."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in RIGHTS:
            self.fields[name].show_hidden_initial = True  # as shown, to tell what was touched

    def clean(self):
        cleaned, touched = super().clean(), self.changed_data
        for name in RIGHTS:
            if name in cleaned and name not in touched:
                cleaned[name] = self.initial[name]
        return cleaned
