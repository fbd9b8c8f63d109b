"""Workbooks: rating workbooks and survey forms, written and read back; safe cells for every workbook ARCS writes.

For documents: `write_table_sheet(workbook, table)` puts one `Table` on a sheet of its own and `save_workbook(workbook,
path)` saves it with the same bytes for the same content.
"""
