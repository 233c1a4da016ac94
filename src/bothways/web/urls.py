from django.urls import path
from django.views.generic import TemplateView

from bothways.web import views

urlpatterns = [
    path("", views.home, name="home"),
    # Stands before the page that would promise a mail: no mail leaves this site.
    path(
        "accounts/password/reset/",
        TemplateView.as_view(
            template_name="account/password_reset.html", http_method_names=["get", "head"]
        ),
        name="account_reset_password",
    ),
]
