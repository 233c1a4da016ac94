from django.urls import path

from bothways.programmes.credentials.views import certificates, learner_files, levels, public
from bothways.programmes.credentials.views import trainers as tree

ONE = "programmes/<int:number>/"
COHORT = f"{ONE}cohorts/<int:cohort>/"
urlpatterns = [
    path("verify/", public.verify_page, name="verify"),
    path("verify/offline.html", public.offline, name="verify_offline"),
    path("verify/<str:text>/", public.verify_text, name="verify_text"),
    path(f"{ONE}certificates/", certificates.overview, name="credentials"),
    path(f"{COHORT}certificates/", certificates.cohort_certificates, name="cohort_certificates"),
    path(f"{COHORT}certificates/rule/", certificates.rule, name="certificate_rule"),
    path(f"{COHORT}levels/", levels.cohort_levels, name="cohort_levels"),
    path(f"{ONE}certificates/jobs/<int:row>/", certificates.job, name="certificate_job"),
    path(f"{ONE}certificates/jobs/<int:row>/stop/", certificates.job_stop,
         name="certificate_job_stop"),
    path(f"{ONE}certificates/jobs/<int:row>/print.pdf", certificates.job_print,
         name="certificate_job_print"),
    path(f"{ONE}certificates/<int:row>.pdf", certificates.paper, name="certificate_pdf"),
    path(f"{ONE}certificates/<int:row>.<str:ending>", certificates.badge,
         name="certificate_badge"),
    path(f"{ONE}certificates/<int:row>/revoke/", certificates.revoke, name="certificate_revoke"),
    path(f"{ONE}people/<int:row>/certificates/", levels.person_record, name="person_credentials"),
    path(f"{ONE}people/<int:row>/learner-file/", learner_files.give, name="learner_file_give"),
    path(f"{ONE}learner-files/", learner_files.brought, name="learner_files"),
    path(f"{ONE}learner-files/<int:row>/", learner_files.one, name="learner_file"),
    path(f"{ONE}learner-files/sites/<int:row>/remove/", learner_files.distrust,
         name="site_distrust"),
    path(f"{ONE}trainers/", tree.trainers, name="trainers"),
    path(f"{ONE}trainers/results/", tree.results, name="cascade_results"),
    path(f"{ONE}trainers/results.xlsx", tree.results_xlsx, name="cascade_xlsx"),
    path(f"{ONE}trainers/new/", tree.trainer_new, name="trainer_new"),
    path(f"{ONE}trainers/steps/new/", tree.step_new, name="trainer_step_new"),
    path(f"{ONE}trainers/steps/<int:row>/", tree.step, name="trainer_step"),
    path(f"{ONE}trainers/<int:row>/remove/", tree.remove, name="trainer_remove"),
]  # fmt: skip
