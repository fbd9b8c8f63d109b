"""Officers rate call types: rounds, raters by token, their answers, agreement."""
