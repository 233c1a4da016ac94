"""The state of a translation over whole histories of edits."""

from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.texts.state import is_same_wording, standing


@given(st.lists(st.sampled_from(["source", "translate", "machine"]), max_size=12))
def test_state_follows_the_source_and_nothing_else(history: list[str]) -> None:
    source, of, origin, behind = 1, None, "human", 0
    for edit in history:
        if edit == "source":
            source += 1
            behind += 1
        else:
            of, origin, behind = source, "machine" if edit == "machine" else "human", 0
        found = standing(source, of, origin)
        if of is None:
            assert found.kind == "missing"
        elif behind:
            assert (found.kind, found.by) == ("behind", behind)
        else:
            assert found.kind == ("machine" if origin == "machine" else "current")


def test_moving_a_line_or_doubling_a_space_is_no_new_wording() -> None:
    assert is_same_wording("Bring a\npassport ", "Bring  a passport")
    assert not is_same_wording("Bring a passport", "Bring a password")
