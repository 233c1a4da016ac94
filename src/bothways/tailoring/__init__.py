"""What fits this group in this place: the anticipated-fit profile, the plan, the allocation."""
