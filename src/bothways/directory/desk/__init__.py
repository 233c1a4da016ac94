"""Where editors and people of organisations keep the directory right."""
