from django.urls import path

from bothways.directory.steps.keeping import consent_views, desk_views, family_views

DESK = "desk/directory/plans/"
urlpatterns = [
    path(DESK, desk_views.plans, name="directory_plans"),
    path(DESK + "new/<slug:place>/", consent_views.plan_new, name="directory_plan_new"),
    path(DESK + "<uuid:plan>/", desk_views.plan, name="directory_plan"),
    path(DESK + "<uuid:plan>/compare/", desk_views.plan_compare, name="directory_plan_compare"),
    path(DESK + "<uuid:plan>/agree/", consent_views.plan_agree, name="directory_plan_agree"),
    path(DESK + "<uuid:plan>/sheet/", desk_views.plan_sheet, name="directory_plan_sheet"),
    path(DESK + "<uuid:plan>/file/", desk_views.plan_file, name="directory_plan_file"),
    path(DESK + "<uuid:plan>/end/", desk_views.plan_end, name="directory_plan_end"),
    path("guide/<reading:place>/steps/kept/", family_views.guide_kept, name="guide_kept"),
]
