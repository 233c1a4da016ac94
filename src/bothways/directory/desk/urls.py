from django.urls import path

from bothways.directory.desk import views
from bothways.directory.information import desk_views as information

urlpatterns = [
    path("desk/directory/", views.directory_desk, name="directory_desk"),
    path("desk/directory/import/", views.directory_import, name="directory_import"),
    path("desk/directory/services/<uuid:service>/", views.service_edit,
         name="directory_service_edit"),
    path("desk/directory/proposals/<int:number>/", views.proposal, name="directory_proposal"),
    path("desk/directory/words/<slug:place>/", information.information_desk,
         name="information_desk"),
    path("desk/directory/words/<slug:place>/new/", information.page_edit,
         name="information_new"),
    path("desk/directory/words/<slug:place>/pages/<slug:slug>/", information.page_edit,
         name="information_page"),
    path("desk/directory/words/<slug:place>/pages/<slug:slug>/<slug:language>/",
         information.page_translate, name="information_translate"),
    path("desk/directory/words/<slug:place>/<slug:language>.<slug:ending>",
         information.texts_export, name="texts_export"),
    path("desk/organisations/", views.organisations_desk, name="organisations"),
    path("desk/organisations/new/", views.organisation_new, name="organisation_new"),
    path("desk/organisations/<uuid:organisation>/", views.organisation_edit,
         name="organisation_edit"),
]  # fmt: skip
