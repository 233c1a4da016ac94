from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "bothways.studies"
    label = "studies"

    def ready(self) -> None:
        from bothways.studies.checks import endline_must_wait
        from bothways.surveys.gates import register_gate

        register_gate(endline_must_wait)
