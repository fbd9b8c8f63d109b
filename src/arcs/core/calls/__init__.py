"""The call table: its columns, its intervals, its clock, and the ledger of data quality."""
