"""An invented call-level export of any size, about 120 bytes a row, written once and kept under var/bench."""

from pathlib import Path

import duckdb

FOLDER = Path("var/bench")

# Everything is drawn from hashes of the row's number, so the same size gives the same file. 230 call types, skewed;
# lognormal times on the call; three in a hundred never dispatched, one in a hundred closed before it was dispatched.
ROWS = """
select
  'INV-' || lpad(i::varchar, 8, '0') as "Incident Number",
  (received)::varchar as "Call Received",
  'INVENTED TYPE ' || lpad(floor(230 * d * d * d)::int::varchar, 3, '0') as "Call Type",
  1 + floor(5 * b)::int as "Priority",
  case when a < 0.03 then '' else (received + to_seconds(wait))::varchar end as "Dispatched",
  case when a < 0.03 then '' else (received + to_seconds(wait + 300))::varchar end as "Arrived",
  (case when c < 0.01 then received - to_seconds(60) else received + to_seconds(wait + busy) end)::varchar as "Cleared",
  'B' || lpad(floor(24 * c)::int::varchar, 2, '0') as "Beat",
  case when d < 0.5 then 'E-911' when d < 0.8 then 'PHONE' else 'OFFICER' end as "Source"
from (
  select *, timestamp '2024-01-01' + to_seconds(floor(i * (366 * 86400.0 / {rows}))::bigint) as received,
    20 + floor(600 * a * a)::bigint as wait,
    greatest(floor(exp(6.9 + 0.9 * sqrt(-2 * ln(greatest(b, 1e-6))) * cos(6.2831853 * c)))::bigint, 1) as busy
  from (
    select i, (hash(i * 7 + 1) % 1000003) / 1000003.0 as a, (hash(i * 7 + 2) % 1000003) / 1000003.0 as b,
      (hash(i * 7 + 3) % 1000003) / 1000003.0 as c, (hash(i * 7 + 4) % 1000003) / 1000003.0 as d
    from range({rows}) numbers(i)
  )
)
"""


def invented_export(rows: int) -> Path:
    """The export of that many calls; made anew only when it is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"invented_{rows}.csv"
    if not path.exists():
        print(f"Writing {path} (once) ...", flush=True)
        part = path.with_suffix(".part")
        with duckdb.connect() as connection:
            connection.execute(f"copy ({ROWS.format(rows=rows)}) to '{part}' (format csv, header, delimiter ',')")
        part.replace(path)
    return path
