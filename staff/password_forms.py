"""Django's forms for a new password, which write the password and nothing else of the account."""

from django.contrib.admin import forms as admin_forms
from django.contrib.auth import forms


class PasswordAlone:
    """Hashing takes half a second, and what an operator decides about the account meanwhile stays."""

    written = ("password",)

    def set_password_and_save(self, user, *args, commit=True, **kwargs):
        user = super().set_password_and_save(user, *args, commit=False, **kwargs)
        if commit:
            self.write(user)
        return user

    def write(self, user):
        user.save(update_fields=None if user._state.adding else self.written)


class NewPasswordForm(PasswordAlone, forms.SetPasswordForm):
    """By the link in a mail."""


class FirstPasswordForm(PasswordAlone, forms.SetPasswordForm):
    """With the name by which somebody was invited."""

    written = ("password", "first_name", "last_name")


class OwnPasswordForm(PasswordAlone, admin_forms.AdminPasswordChangeForm):
    """By who is signed in."""


class OperatorsPasswordForm(PasswordAlone, forms.AdminPasswordChangeForm):
    """By an operator."""
