"""Services, where they are, when they open and who speaks which language there (HSDS 3.1)."""
