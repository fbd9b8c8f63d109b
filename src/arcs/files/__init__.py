"""Reading and writing: dispatch exports, study folders, workbooks, tables."""
