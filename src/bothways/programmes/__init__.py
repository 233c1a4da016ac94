"""Run it: programmes, cohorts, sessions, consent, certificates, reports to funders."""
