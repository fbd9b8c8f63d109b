"""Sentences with numbers: each number is a figure that can be opened, never a second calculation in prose."""
