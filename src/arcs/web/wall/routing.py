"""One database behind two connections: only one of them ever migrates."""

from typing import Any


class OneSchema:
    """Migrations run through `default`; the read log's connection is the same database again."""

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool | None:
        """False for every alias but the first."""
        return None if db == "default" else False
