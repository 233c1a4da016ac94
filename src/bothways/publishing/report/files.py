"""Makes the file of a report in a format."""

from importlib import import_module

from bothways.core.paper_progress import Progress, quiet
from bothways.publishing.report.chapters import Report

# By name, since each of the two libraries takes a second to load.
MAKERS = {
    "pdf": "bothways.publishing.report.pdf:report_pdf",
    "docx": "bothways.publishing.report.docx:report_docx",
}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def make_file(report: Report, file_format: str, progress: Progress = quiet) -> bytes:
    module, _colon, function = MAKERS[file_format].partition(":")
    made: bytes = getattr(import_module(module), function)(report, progress)
    return made
