"""Pages of the plan whose addresses need a row: none of them can name who takes part."""

NOBODY = {
    "programme_budget", "programme_figures", "programme_indicator", "programme_member_remove",
    "programme_member_role", "programme_part_remove", "programme_partner", "programme_period",
    "programme_result", "programme_risk",
}  # fmt: skip
