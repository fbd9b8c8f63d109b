"""The whole evaluation from one study: its tables, its figures, its claims beside what can be recomputed."""

from arcs.core.evaluation.evaluating import Evaluation, evaluate
from arcs.core.evaluation.study import Budget, Study

__all__ = ["Budget", "Evaluation", "Study", "evaluate"]
