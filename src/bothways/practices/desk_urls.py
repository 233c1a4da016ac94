"""Addresses of the desk."""

from django.urls import path

from bothways.practices.views import desk, editing, imports, rating, review, revisions, translating

RECORD = "desk/records/<slug:slug>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.practice_new, name="practice_new"),
    path("desk/imports/", imports.imports, name="imports"),
    path("desk/imports/<int:number>/", imports.import_batch, name="import_batch"),
    path(RECORD, editing.practice_edit, name="practice_edit"),
    path(f"{RECORD}merge/", editing.practice_merge, name="practice_merge"),
    path(f"{RECORD}revisions/", revisions.practice_revisions, name="practice_revisions"),
    path(f"{RECORD}difference/", revisions.practice_diff, name="practice_diff"),
    path(f"{RECORD}restore/", revisions.practice_restored, name="practice_restore"),
    path(f"{RECORD}review/", review.practice_review, name="practice_review"),
    path(f"{RECORD}rating/", rating.practice_rating, name="practice_rating"),
    path(f"{RECORD}rating/preview/", rating.rating_preview, name="rating_preview"),
    path(f"{RECORD}withdraw/", review.practice_withdrawn, name="practice_withdraw"),
    path(
        f"{RECORD}translations/<slug:language>/",
        translating.practice_translate,
        name="practice_translate",
    ),
]
