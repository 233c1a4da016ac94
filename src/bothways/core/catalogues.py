"""Translations of the interface: compile what changed, without any system tool."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_catalogues() -> list[Path]:
    """Write django.mo beside each django.po that is newer. Returns the files written."""
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")]
    return [_compiled(path) for path in sorted(sources) if _is_stale(path)]


def _is_stale(path: Path) -> bool:
    target = path.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < path.stat().st_mtime


def _compiled(path: Path) -> Path:
    target = path.with_suffix(".mo")
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name)
    with target.open("wb") as sink:
        write_mo(sink, catalogue)
    return target
