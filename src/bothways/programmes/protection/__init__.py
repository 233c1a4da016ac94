"""What protects people: consent, retention, safeguarding, the log of reads, their own copy."""
