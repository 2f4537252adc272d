from django.contrib.auth import views
from django.urls import path

from staff.new_password import ChoosePassword, ask

urlpatterns = [
    path("password_reset/", ask, name="admin_password_reset"),
    path("password_reset/done/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "reset/<uidb64>/<token>/",
        ChoosePassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
