"""What people take with them: certificates, levels, the learner file; and who trained whom."""
