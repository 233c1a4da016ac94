from django.urls import path

from bothways.programmes.delivery.views import (
    attendance,
    calendars,
    cohorts,
    people,
    rosters,
    sessions,
)

PEOPLE = "programmes/<int:number>/people/"
COHORT = f"{PEOPLE}<int:cohort>/"
SESSION = f"{COHORT}sessions/<int:session>/"
urlpatterns = [
    path(PEOPLE, cohorts.cohorts, name="cohorts"),
    path(f"{PEOPLE}new/", cohorts.cohort_new, name="cohort_new"),
    path(COHORT, cohorts.cohort, name="cohort"),
    path(f"{COHORT}edit/", cohorts.cohort_edit, name="cohort_edit"),
    path(f"{COHORT}end/", cohorts.cohort_end, name="cohort_end"),
    path(f"{COHORT}participants/new/", people.participant_new, name="participant_new"),
    path(f"{COHORT}participants/<int:row>/", people.participant, name="participant"),
    path(f"{COHORT}roster/new/", rosters.roster_new, name="roster_new"),
    path(f"{COHORT}roster/template.<str:ending>", rosters.roster_template, name="roster_template"),
    path(f"{COHORT}roster/roster.xlsx", rosters.roster_export, name="roster_export"),
    path(f"{COHORT}sessions/new/", sessions.session_new, name="session_new"),
    path(f"{COHORT}sessions/series/", sessions.session_series, name="session_series"),
    path(SESSION, sessions.session, name="session"),
    path(f"{SESSION}edit/", sessions.session_edit, name="session_edit"),
    path(f"{SESSION}join/", sessions.session_join, name="session_join"),
    path(f"{SESSION}signatures.pdf", sessions.session_sheet, name="session_sheet"),
    path(f"{SESSION}attendance/", attendance.attendance, name="attendance"),
    path(f"{SESSION}attendance/marks/", attendance.attendance_marks, name="attendance_marks"),
    path(f"{SESSION}attendance/file/", attendance.attendance_file, name="attendance_file"),
    path(f"{SESSION}attendance/history/", attendance.attendance_history,
         name="attendance_history"),
    path("programmes/offline.js", attendance.offline_worker, name="offline_worker"),
    path("programmes/<int:number>/calendars/", calendars.calendars, name="calendars"),
    path("programmes/<int:number>/calendars/<int:feed>/revoke/", calendars.calendar_revoke,
         name="calendar_revoke"),
    path("calendars/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("calendars/<str:token>/<int:session>/join/", calendars.calendar_join,
         name="calendar_join"),
]  # fmt: skip
