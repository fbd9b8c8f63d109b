"""The tables of a study while people work on them: rows with versions, undo, conflicts."""
