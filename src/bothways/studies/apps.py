from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "bothways.studies"
    label = "studies"

    def ready(self) -> None:
        from bothways.studies.checks import endline_must_wait
        from bothways.studies.erasing import erase_from_runs
        from bothways.studies.queries import observed_beside
        from bothways.surveys.copies import register_copy
        from bothways.surveys.gates import register_gate
        from bothways.tailoring.plan.observed import register_source

        register_gate(endline_must_wait)
        register_copy(erase_from_runs)
        register_source(observed_beside)
