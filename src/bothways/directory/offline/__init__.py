"""A town to take along: kept by the browser, or printed as a booklet."""
