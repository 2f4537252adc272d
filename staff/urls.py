from django.contrib.auth import views
from django.urls import path

from staff.invitations import ResetForm

urlpatterns = [
    path(
        "password_reset/",
        views.PasswordResetView.as_view(
            form_class=ResetForm, email_template_name="registration/password_reset_email.txt"
        ),
        name="admin_password_reset",
    ),
    path("password_reset/done/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "reset/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
