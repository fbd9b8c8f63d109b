"""What is kept is what would be made, and never more than may be."""

from hypothesis import given
from hypothesis import strategies as st

from arcs.web.studies.kept import Kept

NAMES = st.sampled_from("abcdef")


@given(
    asked=st.lists(st.tuples(NAMES, st.sampled_from(["one", "two"])), max_size=40),
    weights=st.fixed_dictionaries({name: st.integers(0, 9) for name in "abcdef"}),
    most=st.integers(1, 5),
    heaviest=st.integers(0, 20),
)
def test_whatever_was_kept_the_answer_is_that_of_its_maker_and_no_more_stays_than_may(
    asked: list[tuple[str, str]], weights: dict[str, int], most: int, heaviest: int
) -> None:
    kept = Kept(most=most, heaviest=heaviest)
    for name, kind in asked:
        made = kept.get(name, kind, lambda name=name, kind=kind: name + kind, weight=lambda _, name=name: weights[name])
        assert made == name + kind
        names = list(kept._made)
        assert names[-1] == name
        assert len(names) <= most
        assert sum(weights[one] for one in names) <= heaviest or names == [name]
        assert kept._weights == {one: weights[one] for one in names}


def test_it_is_made_once_until_others_push_it_out() -> None:
    kept, made = Kept(most=2, heaviest=9), []
    for name in ("a", "b", "a", "c", "a", "b"):
        kept.get(name, "one", lambda name=name: made.append(name))
    assert made == ["a", "b", "c", "b"]


def test_what_was_changed_while_it_was_read_is_not_kept_under_the_old_name() -> None:
    kept = Kept(most=2, heaviest=9)
    assert kept.get("a", "one", lambda: "read too late", still=lambda: False) == "read too late"
    assert kept.get("a", "one", lambda: "read anew") == "read anew"
