from django.urls import path

from bothways.tailoring.allocation.views import batches, families, reports

BATCH = "allocation/<int:number>/"

urlpatterns = [
    path("allocation/", batches.allocation, name="allocation"),
    path("allocation/new/", batches.allocation_new, name="allocation_new"),
    path("allocation/switch/", batches.allocation_switch, name="allocation_switch"),
    path("allocation/examples/<slug:name>.csv", reports.allocation_example,
         name="allocation_example"),
    path(BATCH, batches.allocation_batch, name="allocation_batch"),
    path(f"{BATCH}options/", families.allocation_options, name="allocation_options"),
    path(f"{BATCH}seats/", reports.allocation_seats, name="allocation_seats"),
    path(f"{BATCH}fairness/", reports.allocation_fairness, name="allocation_fairness"),
    path(f"{BATCH}allocation.<slug:ending>", reports.allocation_download,
         name="allocation_download"),
    path(f"{BATCH}families/<str:case>/", families.allocation_family, name="allocation_family"),
    path(f"{BATCH}families/<str:case>/explanation/", families.allocation_explanation,
         name="allocation_explanation"),
]  # fmt: skip
