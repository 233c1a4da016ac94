from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "bothways.studies"
    label = "studies"

    def ready(self) -> None:
        from bothways.studies.checks import endline_must_wait
        from bothways.studies.queries import observed_beside
        from bothways.surveys.gates import register_gate
        from bothways.tailoring.plan.observed import register_source

        register_gate(endline_must_wait)
        register_source(observed_beside)
