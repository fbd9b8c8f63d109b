"""What this study cannot say, in sentences, so that an absent table is never a silent one."""

from arcs.core.evaluation.measuring import few_answers
from arcs.core.evaluation.study import Study


def limits(study: Study, tables: tuple[str, ...]) -> tuple[str, ...]:
    """One sentence for each table that the study's own data cannot fill, and for each certainty it lacks."""
    said: list[str] = []
    if not study.ratings:
        said.append(study.participation.individual_ratings or "The study holds no individual ratings.")
        said.append("So agreement between raters and a comparison of coding rules cannot be shown, and a rule that "
                    "needs the share of Yes is listed as not evaluated.")  # fmt: skip
    few = few_answers(study.ratings)
    if few:
        said.append(f"In {len(few)} pairs of call type and item fewer than five raters answered; they are given no "
                    "code and enter none, so that nobody's answer can be told.")  # fmt: skip
    if not study.survey_answers:
        said.append(study.participation.individual_answers or "The study holds no individual survey answers.")
        said.append("So distributions, intervals and groups of respondents cannot be shown; a printed whole number "
                    "stands for the range beside it.")  # fmt: skip
    if not study.coding and study.lineage:
        said.append("The administration's own coding was not published; the lineage says for each call type what is "
                    "certain, counted or probable, and what cannot be told.")  # fmt: skip
    if "workload" not in tables:
        said.append("The study holds no dispatch export, so hours by time of day and area are not shown.")
    if "budget" not in tables:
        said.append("The study holds no rates, so no cost is shown.")
    return tuple(said)
