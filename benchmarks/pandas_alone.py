"""The same workload in pandas, as an analyst writes it: the same tables and quantiles.  pandas_alone.py FILE"""

import sys

import pandas as pd

TIMES = ["Call Received", "Dispatched", "Arrived", "Cleared"]
calls = pd.read_csv(sys.argv[1], parse_dates=TIMES)
calls = calls[~calls.duplicated()]
minutes = (calls["Cleared"] - calls["Dispatched"]).dt.total_seconds() / 60
print(int(minutes.isna().sum()), "missing,", int((minutes < 0).sum()), "negative")
calls["minutes"] = minutes.where(minutes >= 0)
received = calls["Call Received"]
calls["hour_of_week"] = received.dt.dayofweek * 24 + received.dt.hour
calls["month"] = received.dt.to_period("M")
for by in ("Call Type", "hour_of_week", "month", "Beat", "Priority", "Source"):
    groups = calls.groupby(by)["minutes"]
    table = pd.DataFrame(
        {
            "calls": groups.size(),
            "timed": groups.count(),
            "hours": groups.sum() / 60,
            "median": groups.median(),
            "p90": groups.quantile(0.9),
        }
    )
    table["fte"] = table["hours"] / 525
print(calls["minutes"].quantile([0.5, 0.9]).tolist())
