from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", include("bothways.practices.library_urls")),
    path("desk/", TemplateView.as_view(template_name="web/base.html"), name="desk"),
]
