"""Looks at a packed file before anything is unpacked."""

import io
import zipfile

from django.utils.translation import gettext as _

from bothways.core.problems import Problem

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
SMALL = 1024 * 1024  # a part below this cannot hurt, whatever its ratio
MAX_PARTS = 500


def zip_problems(content: bytes, *, workbook: bool = True) -> list[Problem]:
    """Why this workbook, or other archive, must not be opened; an empty list if it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        message = _("This is not an XLSX workbook, or it is damaged (%(reason)s).")
        return [Problem(0, "", "broken_file", message % {"reason": error})]
    return _too_much(parts) or _not_wanted(parts, workbook)


def _too_much(parts: list[zipfile.ZipInfo]) -> list[Problem]:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or any(map(_is_bomb, parts)):
        message = _(
            "The workbook would unpack to %(size)s MB in %(parts)s parts. It was not opened. "
            "Bring fewer records at a time."
        )
        values = {"size": unpacked // 1_000_000, "parts": len(parts)}
        return [Problem(0, "", "zip_bomb", message % values)]
    return []


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _not_wanted(parts: list[zipfile.ZipInfo], workbook: bool) -> list[Problem]:
    if any(part.flag_bits & 1 for part in parts):
        message = _("The workbook is locked with a password. Save it without one.")
        return [Problem(0, "", "locked_file", message)]
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in names):
        message = _("The workbook holds macros. Save it as a plain .xlsx workbook.")
        return [Problem(0, "", "macros", message)]
    if workbook and "xl/workbook.xml" not in names:
        message = _("This is not an XLSX workbook: it has no list of sheets.")
        return [Problem(0, "", "broken_file", message)]
    return []
