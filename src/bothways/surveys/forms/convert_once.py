"""The process that runs pyxform: a workbook or a table on its way in, an XForm on its way out.

Started by ``conversion`` with nothing of the site loaded, so that its limits hold for it alone.
"""

import json
import resource
import sys
from typing import Any


def main() -> None:
    seconds, mega = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (mega * 1024**2, mega * 1024**2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (5 * 1024**2, 5 * 1024**2))
    print(json.dumps(converted(sys.stdin.buffer.read(), sys.argv[3])))


def converted(content: bytes, ending: str) -> dict[str, object]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform
    from pyxform.xls2xform import convert

    try:
        source = json.loads(content) if ending == ".json" else content
        kind = None if ending == ".json" else ending
        found = convert(source, form_name="data", file_type=kind)
    except PyXFormError as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001 - a broken workbook raises whatever it likes
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    rows = rows_of(get_xlsform(source, file_type=kind).survey)
    return {"xform": found.xform, "warnings": list(found.warnings), "rows": rows}


def rows_of(survey: Any) -> dict[str, int]:
    """Name of a question -> its row, 1 below the heads; the first if the name stands twice."""
    found: dict[str, int] = {}
    for number, row in enumerate(survey or (), start=1):
        found.setdefault(str(row.get("name") or row.get("Name") or ""), number)
    return found


if __name__ == "__main__":
    main()
