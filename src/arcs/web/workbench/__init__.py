"""The pages of one evaluation, from its call types to the board's decision."""
