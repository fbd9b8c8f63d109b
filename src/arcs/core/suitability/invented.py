"""Invented respondents: made-up survey answers whose means round to given printed scores. Nobody gave them."""

from collections.abc import Mapping

import numpy as np

from arcs.core.instruments.invented import scores_with_mean
from arcs.core.suitability.acceptance import SurveyAnswer

INVENTED_RESPONDENTS: Mapping[str, int] = {"resident": 100, "stakeholder": 24}  # 124 usable answers, as in Oak Park


def invented_answers(
    printed: Mapping[tuple[str, str], int],
    *,
    groups: Mapping[str, int] = INVENTED_RESPONDENTS,
    seed: int = 1,
) -> tuple[SurveyAnswer, ...]:
    """Answers for each (category, alternative) whose mean rounds half up to its printed score; some are left empty.

    >>> answers = invented_answers({("Graffiti", "cso"): 4}, groups={"resident": 6}, seed=2)
    >>> given = [one.score for one in answers if one.score is not None]
    >>> 3.5 <= sum(given) / len(given) < 4.5
    True
    """
    members = [group for group, count in groups.items() for _ in range(count)]
    people = {f"A{number:03d}": group for number, group in enumerate(members, start=1)}
    chance = np.random.default_rng(seed)
    made: list[SurveyAnswer] = []
    for (category, alternative), score in printed.items():
        silent = set(chance.permutation(list(people))[: int(chance.integers(0, max(1, len(people) // 10)))].tolist())
        speaking = [rater for rater in people if rater not in silent]
        mean = score + float(chance.uniform(-0.45, 0.45))
        scores = dict(zip(speaking, scores_with_mean(len(speaking), mean, score, (1, 5), chance), strict=True))
        made.extend(
            SurveyAnswer(
                respondent=rater, group=group, category=category, alternative=alternative, score=scores.get(rater)
            )
            for rater, group in people.items()
        )
    return tuple(made)
