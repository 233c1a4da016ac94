"""The process that runs pyxform: a workbook or a table on its way in, an XForm on its way out.

Started by ``conversion`` with nothing of the site loaded, so that its limits hold for it alone.
"""

import json
import resource
import sys


def main() -> None:
    seconds, mega = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (mega * 1024**2, mega * 1024**2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (5 * 1024**2, 5 * 1024**2))
    print(json.dumps(converted(sys.stdin.buffer.read(), sys.argv[3])))


def converted(content: bytes, ending: str) -> dict[str, object]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        source = json.loads(content) if ending == ".json" else content
        kind = None if ending == ".json" else ending
        found = convert(source, form_name="data", file_type=kind)
    except PyXFormError as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001 - a broken workbook raises whatever it likes
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    return {"xform": found.xform, "warnings": list(found.warnings)}


if __name__ == "__main__":
    main()
