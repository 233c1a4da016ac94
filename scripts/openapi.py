"""``python -m scripts.openapi``: writes docs/openapi.json from the code of the read API."""

import json
import os
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def described() -> str:
    from bothways.publishing.api import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")
    import django

    django.setup()
    PATH.write_text(described())
