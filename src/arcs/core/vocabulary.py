"""The field's words for a call: its risk, its class, who could answer it, and the needs behind it."""

from enum import StrEnum


class Risk(StrEnum):
    """Risk or potential danger as officers rate it (Table 3.1 of the Oak Park report)."""

    HIGH = "H"
    POSSIBLE = "P"
    LIMITED = "L"

    @property
    def label(self) -> str:
        """The word a person reads.

        >>> Risk("P").label
        'Possible'
        """
        return self.name.capitalize()


class CallClass(StrEnum):
    """What kind of matter a call type is (Table 3.1)."""

    CRIME = "C"
    ORDINANCE = "O"
    TRAFFIC = "T"
    SERVICE = "S"

    @property
    def label(self) -> str:
        """The word a person reads."""
        return self.name.capitalize()

    @property
    def is_criminal(self) -> bool:
        """Crime and ordinance types get the first set of administration questions (section 3.1.2)."""
        return self in {CallClass.CRIME, CallClass.ORDINANCE}


class Disposition(StrEnum):
    """The five outputs of section 5.0: who should answer a category of calls."""

    OFFICER = "officer"
    OUTSIDE = "outside"
    NON_SWORN = "non_sworn"
    TRU_ONLINE = "tru_online"
    HYBRID = "hybrid"

    @property
    def label(self) -> str:
        """The words a board reads."""
        return {
            Disposition.OFFICER: "Stays with officers",
            Disposition.OUTSIDE: "Outside resource",
            Disposition.NON_SWORN: "Non-sworn (CSO)",
            Disposition.TRU_ONLINE: "Telephone or online report",
            Disposition.HYBRID: "Hybrid response",
        }[self]


class Alternative(StrEnum):
    """The alternatives a survey asks residents about."""

    CSO = "cso"
    TRU_ONLINE = "tru_online"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """The words a resident reads."""
        return {
            Alternative.CSO: "Community service officer (unarmed)",
            Alternative.TRU_ONLINE: "By telephone or online",
            Alternative.OUTSIDE: "Someone outside the police",
        }[self]


class Labelled(StrEnum):
    """A code whose own words are its label, unless it says otherwise."""

    @property
    def label(self) -> str:
        """The words a person reads.

        >>> NatureFlag.MENTAL_HEALTH.label
        'Mental health'
        """
        return self.value.replace("_", " ").capitalize()


class NatureFlag(Labelled):
    """Needs that may stand behind a call, whatever its type says."""

    MENTAL_HEALTH = "mental_health"
    UNHOUSED = "unhoused"
    JUVENILE = "juvenile"
    SUBSTANCE = "substance"
    DOMESTIC = "domestic"
    ELDER = "elder"
