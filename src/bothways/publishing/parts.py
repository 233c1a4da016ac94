"""Some keys of a stored document, without the rest of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Func, JSONField


class Parts(Func):
    """Some keys of a stored document as one array: the database parses it once, Python not."""

    output_field = JSONField()

    def __init__(self, column: str, keys: Iterable[str]) -> None:
        super().__init__(F(column))
        self.keys = tuple(keys)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        places = ", ".join(["%s"] * len(self.keys))
        paths = [f"$.{key}" for key in self.keys]
        return f"JSON_EXTRACT({column}, {places})", [*parameters, *paths]

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        places = ", ".join([f"{column} -> %s"] * len(self.keys))
        return f"JSONB_BUILD_ARRAY({places})", [
            part for key in self.keys for part in (*parameters, key)
        ]
