"""Dispatch: the board, the wall, the field page, outcomes, hand-overs and reviews."""
