"""Scales of levels: which skills each is for, in which order its steps come."""

from bothways.core.vocabularies import Code, vocabulary

SKILLS = ("listening", "speaking", "reading", "writing", "digital")
LANGUAGE_SKILLS = frozenset(SKILLS[:4])
SCALES = {
    "laslliam": frozenset(SKILLS),
    "cefr": LANGUAGE_SKILLS,
    "digcomp": frozenset({"digital"}),
}
# Signed certificates hold the place in this list: it only ever grows at its end.
WIRE = (
    "", "laslliam-1", "laslliam-2", "laslliam-3", "laslliam-4", "cefr-pre-a1", "cefr-a1",
    "cefr-a2", "cefr-b1", "cefr-b2", "cefr-c1", "cefr-c2", "digcomp-1", "digcomp-2", "digcomp-3",
    "digcomp-4", "digcomp-5", "digcomp-6", "digcomp-7", "digcomp-8",
)  # fmt: skip


def scale_of(level: str) -> str:
    """The scale that a level is a step of, or nothing for an unknown level."""
    code = vocabulary("skill_level").codes.get(level)
    return (code.broader or "") if code else ""


def fits(skill: str, level: str) -> bool:
    """Whether the level's scale measures this skill."""
    return skill in SCALES.get(scale_of(level), frozenset())


def levels_of(scale: str) -> list[str]:
    """The levels of a scale, lowest first."""
    return [code.id for code in vocabulary("skill_level").codes.values() if code.broader == scale]


def steps(skill: str) -> list[tuple[str, list[str]]]:
    """Each scale for the skill with its levels, lowest first."""
    return [(scale, levels_of(scale)) for scale, skills in SCALES.items() if skill in skills]


def level_label(level: str, language: str) -> str:
    return vocabulary("skill_level").label(level, language)


def level_words(level: str, language: str) -> str:
    """What the level means, in one sentence."""
    return vocabulary("skill_level").definition(level, language)


def skill_label(skill: str, language: str) -> str:
    return vocabulary("level_skill").label(skill, language)


def methods() -> tuple[Code, ...]:
    return vocabulary("level_method").offered()


def wire(level: str) -> int:
    """The number that a payload holds for the level; 0 for none and for one it cannot hold."""
    return WIRE.index(level) if level in WIRE else 0


def from_wire(number: int) -> str:
    return WIRE[number] if number < len(WIRE) else ""
