"""The fields of a practice, edition 1, after ``docs/record.md``.

Order is the order of the form. Short names are those of the starter collection.
"""

from django.utils.translation import gettext_lazy as _

from bothways.practices.record.spec import Column, Field, Section, by_id

EDITION = 1

SECTIONS = (
    Section("identity", _("Identity")),
    Section("coding", _("Coding")),
    Section("people", _("Who it is for")),
    Section("work", _("What and how")),
    Section("place", _("Where and with whom")),
    Section("digital", _("Digital and persuasion")),
    Section("resources", _("Money and staff")),
    Section("evidence", _("Evidence")),
    Section("transfer", _("Transfer")),
    Section("safety", _("Rights and safety")),
    Section("sources", _("Sources")),
)

OUTCOME_COLUMNS = (
    Column("name", "text", _("Outcome"), required=True),
    Column("family", "code", _("Outcome family"), vocabulary="outcome_families"),
    Column("outcome_for", "code", _("Measured on"), vocabulary="outcome_for"),
    Column("instrument", "text", _("Instrument")),
    Column("estimate", "number", _("Estimate")),
    Column("unit", "text", _("Unit")),
    Column("ci_low", "number", _("Interval, lower end")),
    Column("ci_high", "number", _("Interval, upper end")),
    Column("se", "number", _("Standard error"), low=0),
    Column("p", "number", _("p value"), low=0, high=1),
    Column("lower_is_better", "yesno", _("A lower value is better")),
    Column("months", "number", _("Months after the start"), low=0, high=1200),
    Column("months_after_end", "number", _("Months after the end"), low=0, high=1200),
    Column("instrument_validated", "yesno", _("The instrument is validated")),
    Column("note", "text", _("In words")),
)

STUDY_COLUMNS = (
    Column("citation", "text", _("Citation")),
    Column("design", "code", _("Design"), vocabulary="design"),
    Column("year", "integer", _("Year"), low=1900, high=2100),
    Column("n", "integer", _("People measured"), low=0),
    Column("sample", "text", _("Sample, where several studies share it")),
    Column("sites", "integer", _("Sites"), low=1),
    Column("unit_of_randomisation", "text", _("Unit of the draw")),
    Column("n_clusters", "integer", _("Groups in the draw"), low=0),
    Column("icc", "number", _("Intraclass correlation"), low=0, high=0.999),
    Column("mdes", "number", _("Smallest effect it could detect"), low=0),
    Column("attrition_overall", "number", _("Lost before the end, share"), low=0, high=1),
    Column("attrition_differential", "number", _("Difference in loss, share"), low=0, high=1),
    Column("baseline_max_smd", "number", _("Largest difference at the start, SD"), low=0),
    Column("baseline_adjusted", "yesno", _("Difference at the start adjusted for")),
    Column("assumption_shown", "yesno", _("What the design rests on is shown")),
    Column("threats", "codes", _("Threats"), vocabulary="threat"),
    Column("threats_moderate", "codes", _("Of these, moderate"), vocabulary="threat"),
    Column("threats_high", "codes", _("Of these, high"), vocabulary="threat"),
    Column("threats_weighed", "yesno", _("All threats were weighed: the others are low")),
    Column("independent", "yesno", _("Independent of the developer")),
    Column("preregistered", "text", _("Registration")),
    Column("outcomes_measured", "integer", _("Outcomes measured"), low=1),
    Column("dose_or_norm", "yesno", _("More of it did more, or compared with norm values")),
    Column("outcomes", "table", _("Outcomes"), columns=OUTCOME_COLUMNS),
)

SOURCE_COLUMNS = (
    Column("id", "text", _("Number"), required=True),
    Column("title", "text", _("Title"), required=True),
    Column("url", "url", _("Address")),
    Column("read_as", "code", _("What was read"), vocabulary="source_reading"),
    Column("confidentiality", "code", _("Who may see it"), vocabulary="confidentiality"),
)

PROVENANCE_COLUMNS = (
    Column("field", "text", _("Field"), required=True),
    Column("source", "text", _("Source"), required=True),
    Column("page", "text", _("Page")),
    Column("quote", "prose", _("Quote")),
)

TARGET_GROUP_COLUMNS = (
    Column("who", "text", _("Who"), required=True),
    Column("kind", "codes", _("Kind of group"), vocabulary="target_group_kind"),
    Column("age_min", "integer", _("Youngest age"), low=0, high=120),
    Column("age_max", "integer", _("Oldest age"), low=0, high=120),
    Column("gender", "code", _("Gender"), vocabulary="gender"),
    Column("stage", "code", _("Stage of stay"), vocabulary="stage"),
)

ORGANISATION_COLUMNS = (
    Column("name", "text", _("Name"), required=True),
    Column("kind", "code", _("Kind"), vocabulary="organisation_kind"),
    Column("role", "code", _("Role"), vocabulary="organisation_role"),
)

YEARS_COLUMNS = (
    Column("start", "integer", _("Start year"), low=1900, high=2100),
    Column("end", "integer", _("End year"), low=1900, high=2100),
    Column("ongoing", "yesno", _("Still running")),
)

REACH_COLUMNS = (
    Column("who", "text", _("Who"), required=True),
    Column("planned", "integer", _("Planned"), low=0),
    Column("reached", "integer", _("Reached"), low=0),
    Column("completed", "integer", _("Completed"), low=0),
)

DOSE_COLUMNS = (
    Column("sessions", "number", _("Sessions"), low=0),
    Column("minutes", "number", _("Minutes a session"), low=0),
    Column("weeks", "number", _("Weeks"), low=0),
    Column("group_size", "number", _("People in a group"), low=0),
)

COST_COLUMNS = (
    Column("ingredient", "text", _("Ingredient"), required=True),
    Column("amount", "number", _("Amount"), low=0),
    Column("currency", "text", _("Currency")),
    Column("year", "integer", _("Price year"), low=1900, high=2100),
    Column("per", "text", _("Per")),
)

STAFF_COLUMNS = (
    Column("role", "text", _("Role"), required=True),
    Column("fte", "number", _("Full-time posts"), low=0),
    Column("qualification", "text", _("Qualification")),
    Column("volunteers", "integer", _("Volunteers"), low=0),
)

CHANGE_COLUMNS = (
    Column("if_", "text", _("If"), required=True),
    Column("then", "text", _("Then"), required=True),
    Column("because", "text", _("Because")),
    Column("outcome", "code", _("Outcome family"), vocabulary="outcome_families"),
)

PART_COLUMNS = (
    Column("part", "text", _("Part"), required=True),
    Column("keep", "code", _("Keep or change"), vocabulary="component_part", required=True),
    Column("reason", "text", _("Reason")),
)

PRECONDITION_COLUMNS = (
    Column("what", "text", _("What is needed"), required=True),
    Column("must", "yesno", _("Cannot do without")),
)

OPINION_COLUMNS = (
    Column("who", "text", _("Who was asked"), required=True),
    Column("n", "integer", _("How many"), low=0),
    Column("share_positive", "number", _("Share who were content"), low=0, high=1),
    Column("quote", "prose", _("Quote, with consent")),
)

RELATED_COLUMNS = (
    Column("practice", "text", _("Practice"), required=True),
    Column("relation", "text", _("Relation")),
)

FIELDS = (
    # Identity
    Field("title", "identity", "text", "lead", _("Title"), _("At most 15 words."),
          required=True, translatable=True, words=(1, 15)),
    Field("acronym", "identity", "text", "snapshot", _("Short name")),
    Field("other_names", "identity", "texts", "snapshot", _("Other names"), _("One a line.")),
    Field("summary", "identity", "prose", "lead", _("Summary"),
          _("75 to 100 words, plain language."), required=True, translatable=True,
          words=(75, 100)),
    Field("practice_type", "identity", "code", "lead", _("Kind of practice"),
          vocabulary="practice_type"),
    Field("status", "identity", "code", "lead", _("Status"), vocabulary="status"),
    Field("years", "identity", "group", "lead", _("Years"),
          _("Leave the end empty if it is still running."), columns=YEARS_COLUMNS),
    Field("language", "identity", "code", "lead", _("Language of this record"),
          vocabulary="language", required=True),
    # Coding
    Field("approach", "coding", "codes", "lead", _("Approach"), vocabulary="approach",
          facet=True),
    Field("focus", "coding", "codes", "lead", _("Focus"), vocabulary="focus", facet=True),
    Field("level", "coding", "codes", "lead", _("Level"), vocabulary="level", facet=True),
    Field("concepts", "coding", "codes", "snapshot", _("Integration concept"),
          _("Attach a source to every concept you tick."), vocabulary="concepts", facet=True),
    Field("components", "coding", "codes", "lead", _("Programme component"),
          vocabulary="components", facet=True),
    Field("aims", "coding", "codes", "snapshot", _("Aims"), vocabulary="aims"),
    Field("who_changes", "coding", "code", "snapshot", _("Who is asked to change"),
          _("Choose at least one source that says so."), vocabulary="who_changes", facet=True),
    Field("cross_linkage", "coding", "codes", "snapshot", _("Links across groups"),
          vocabulary="cross_linkage", facet=True),
    Field("generations", "coding", "code", "snapshot", _("Generations"),
          vocabulary="generations", facet=True),
    Field("innovation", "coding", "code", "snapshot", _("What is new"), vocabulary="innovation"),
    # Who it is for
    Field("target_groups", "people", "table", "lead", _("Target groups"),
          columns=TARGET_GROUP_COLUMNS),
    Field("stage", "people", "codes", "lead", _("Stage of stay"), vocabulary="stage",
          facet=True),
    Field("duration_of_stay", "people", "codes", "snapshot", _("Duration of stay"),
          vocabulary="duration_of_stay"),
    Field("legal_status", "people", "codes", "snapshot", _("Legal status of those reached"),
          _("Describes who took part. Never a condition for anything here."),
          vocabulary="legal_status"),
    Field("origin", "people", "codes", "snapshot", _("Countries of origin"),
          vocabulary="country"),
    Field("reach", "people", "table", "snapshot", _("Reach"), columns=REACH_COLUMNS),
    # What and how
    Field("problem", "work", "prose", "snapshot", _("Problem"), _("100 to 150 words."),
          translatable=True),
    Field("change_theory", "work", "table", "snapshot", _("Why it should work"),
          columns=CHANGE_COLUMNS),
    Field("activities", "work", "texts", "lead", _("Activities"), _("One a line."),
          translatable=True),
    Field("dose", "work", "group", "evidence", _("Dose"), columns=DOSE_COLUMNS),
    Field("setting", "work", "codes", "lead", _("Setting"), vocabulary="setting", facet=True),
    Field("delivery_mode", "work", "codes", "lead", _("Mode of delivery"),
          vocabulary="delivery_mode"),
    Field("deliverer", "work", "codes", "snapshot", _("Delivered by"), vocabulary="deliverer"),
    Field("training_hours", "work", "number", "evidence", _("Training of deliverers, hours")),
    Field("languages", "work", "codes", "lead", _("Languages used"), vocabulary="language",
          facet=True),
    Field("participation_design", "work", "code", "snapshot", _("Say of those concerned"),
          vocabulary="participation_design"),
    Field("results", "work", "texts", "snapshot", _("Results in words"), _("One a line."),
          translatable=True),
    # Where and with whom
    Field("countries", "place", "codes", "lead", _("Countries"), vocabulary="country",
          required=True, facet=True),
    Field("places", "place", "texts", "lead", _("Towns and regions"), _("One a line.")),
    Field("scope", "place", "code", "lead", _("Scope"), vocabulary="scope"),
    Field("organisations", "place", "table", "lead", _("Organisations"),
          columns=ORGANISATION_COLUMNS),
    Field("policy_area", "place", "codes", "lead", _("Policy area"), vocabulary="policy_area"),
    Field("legal_framework", "place", "prose", "snapshot", _("Law and policy behind it"),
          translatable=True),
    # Digital and persuasion
    Field("digital_role", "digital", "code", "lead", _("Role of digital technology"),
          vocabulary="digital_role", facet=True),
    Field("technologies", "digital", "codes", "snapshot", _("Technologies"),
          vocabulary="technologies", facet=True),
    Field("access_conditions", "digital", "codes", "snapshot", _("What access takes"),
          vocabulary="access_conditions"),
    Field("influence_target", "digital", "codes", "snapshot", _("Whom it seeks to influence"),
          vocabulary="influence_target"),
    Field("change_cell", "digital", "codes", "snapshot", _("Kind of change sought"),
          vocabulary="change_cell"),
    Field("persuasion", "digital", "codes", "snapshot", _("Persuasive features"),
          vocabulary="persuasion", facet=True),
    Field("influence_mechanism", "digital", "codes", "snapshot", _("Mechanism of influence"),
          vocabulary="influence_mechanism", facet=True),
    Field("fogg_role", "digital", "codes", "snapshot", _("Part the technology plays"),
          vocabulary="fogg_role"),
    Field("influence_ethics", "digital", "checklist", "snapshot", _("Ethics checklist"),
          _("A digital practice that may reach children is not released with a question open."),
          vocabulary="influence_ethics"),
    # Money and staff
    Field("cost", "resources", "text", "snapshot", _("Cost as reported")),
    Field("cost_table", "resources", "table", "evidence", _("Cost by ingredient"),
          columns=COST_COLUMNS),
    Field("cost_per_child", "resources", "text", "evidence", _("Cost per child")),
    Field("funding", "resources", "texts", "snapshot", _("Funding"), _("One a line.")),
    Field("staff", "resources", "table", "snapshot", _("Staff"), columns=STAFF_COLUMNS),
    Field("sustainability", "resources", "code", "snapshot", _("After the grant"),
          vocabulary="sustainability"),
    # Evidence
    Field("studies", "evidence", "table", "evidence", _("Studies"), columns=STUDY_COLUMNS),
    Field("outcome_families", "evidence", "codes", "snapshot", _("Outcomes"),
          vocabulary="outcome_families", facet=True),
    Field("outcome_for", "evidence", "codes", "snapshot", _("Outcome measured on"),
          vocabulary="outcome_for", facet=True),
    Field("harms", "evidence", "codes", "snapshot", _("Side effects and harm"),
          vocabulary="harms"),
    Field("not_worked", "evidence", "prose", "snapshot", _("What did not work"),
          translatable=True),
    Field("opinions", "evidence", "table", "snapshot", _("What users said"),
          columns=OPINION_COLUMNS),
    Field("lessons", "evidence", "texts", "snapshot", _("Lessons"), _("One a line."),
          translatable=True),
    Field("information_gaps", "evidence", "texts", "snapshot", _("What nobody knows yet"),
          _("One a line."), translatable=True),
    # Transfer
    Field("parts", "transfer", "table", "evidence", _("Core and adaptable parts"),
          columns=PART_COLUMNS),
    Field("preconditions", "transfer", "table", "snapshot", _("Preconditions"),
          columns=PRECONDITION_COLUMNS),
    Field("related", "transfer", "table", "snapshot", _("Related practices"),
          columns=RELATED_COLUMNS),
    # Rights and safety
    Field("safeguarding", "safety", "checklist", "snapshot", _("Child safeguarding"),
          vocabulary="safeguarding"),
    Field("equity", "safety", "texts", "snapshot", _("Equity: who was looked at apart"),
          _("One a line.")),
    Field("licence", "safety", "text", "snapshot", _("Licence of the materials")),
    # Sources
    Field("sources", "sources", "table", "lead", _("Sources"), columns=SOURCE_COLUMNS,
          required=True),
    Field("provenance", "sources", "table", "snapshot", _("Where each field comes from"),
          columns=PROVENANCE_COLUMNS),
)  # fmt: skip

FIELD = by_id(FIELDS)
FACETS = tuple(field for field in FIELDS if field.facet)
# Not fields that a form asks for: who coded, what other languages say, why a field is empty.
ENVELOPE = ("id", "edition", "coding", "translations", "missing")
