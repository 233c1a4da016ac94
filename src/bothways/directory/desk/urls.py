from django.urls import path

from bothways.directory.desk import views

urlpatterns = [
    path("desk/directory/", views.directory_desk, name="directory_desk"),
    path("desk/directory/import/", views.directory_import, name="directory_import"),
    path("desk/directory/services/<uuid:service>/", views.service_edit,
         name="directory_service_edit"),
    path("desk/directory/proposals/<int:number>/", views.proposal, name="directory_proposal"),
    path("desk/organisations/", views.organisations_desk, name="organisations"),
    path("desk/organisations/new/", views.organisation_new, name="organisation_new"),
    path("desk/organisations/<uuid:organisation>/", views.organisation_edit,
         name="organisation_edit"),
]  # fmt: skip
