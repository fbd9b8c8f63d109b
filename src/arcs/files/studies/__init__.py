"""Study folders: plain files that a person can read, compare and edit."""

from arcs.files.faults import Fault
from arcs.files.studies.checking import check_study
from arcs.files.studies.reading import read_study
from arcs.files.studies.schema import SCHEMA_VERSION, describe_schema, schema_parts
from arcs.files.studies.writing import write_study

__all__ = ["SCHEMA_VERSION", "Fault", "check_study", "describe_schema", "read_study", "schema_parts", "write_study"]
