"""Invented dispatch exports, for demonstration and test, and labelled as invented in every file and every row."""

from arcs.files.invented.year import COLUMNS, FILE_NAME, InventedYear, invent_year, write_invented_year

__all__ = ["COLUMNS", "FILE_NAME", "InventedYear", "invent_year", "write_invented_year"]
