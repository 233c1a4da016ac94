"""What others are told: funder tables, IATI, dashboards, what is due this week."""
