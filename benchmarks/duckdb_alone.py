"""DuckDB's own scan-and-group as a process, columns as it detects them, no ledger.  duckdb_alone.py FILE WHAT"""

import sys

import duckdb

GROUPS = {
    "count": 'select "Call Type", count(*) from read_csv($file) group by 1',
    "hours": """
        select "Call Type", count(*), sum(seconds), median(seconds)
        from (select "Call Type", epoch("Cleared") - epoch("Dispatched") as seconds from read_csv($file))
        where seconds >= 0 group by 1
    """,
}

found = duckdb.connect().execute(GROUPS[sys.argv[2]], {"file": sys.argv[1]}).fetchall()
print(len(found), "call types")
