"""Released reports hold counts, with small ones hidden, and no name."""

NOBODY = {"funder_report", "funder_report_pdf", "funder_report_xlsx"}
