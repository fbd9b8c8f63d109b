"""What headers say: the words and abbreviations of dispatch systems, scored for each meaning.

A header is first brought to plain words (`TIME_FirstUnitEnrt` -> "time first unit enroute"), then each meaning's
patterns are tried; the weight is how surely that wording means it. Content can veto or promote what a header says.
"""

import re
import unicodedata
from functools import lru_cache

_WORDS = {
    "number": "no num nbr nr nmbr numb numero folio id ident identifier",
    "incident": "inc inci incid incidente evt event evento case caso",
    "call": "cfs llamada llamado calls servicio",
    "dispatch": "disp dsp dispatched dispd dispatches despacho despachado despachada despachos asignado "
    "assigned asgn assign assignment",
    "received": "rcvd recd rcv rec rcd receive receipt recv recibido recibida recepcion entrada reported",
    "arrive": "arr arrv arvd arrivd arrived arrival arrivals arvl onscene llegada llego atscene os ats",
    "enroute": "enrt enr er responding rolling camino salida enruta",
    "clear": "clr clearance cleared clears clrd close closed closing closng cls complete completed completion cierre "
    "cerrado finalizado end ended finish "
    "finished fin2 available avail libre",
    "priority": "pri prty prio prior prioridad urgency severity",
    "type": "typ tipo tycod nature problem problema clase naturaleza",
    "description": "desc dscr descr descripcion descrip text txt",
    "time": "tm tms ts dttm datetime timestamp dtm tstamp hora stamp times dt clock",
    "date": "fecha day2",
    "initial": "init orig original initially inicial",
    "final": "fnl last close2",
    "address": "addr adr direccion domicilio location loc street ubicacion calle block blk place",
    "latitude": "lat latitud ycoord",
    "longitude": "lon long lng longitud xcoord",
    "agency": "agy ag agcy agencia dependencia corporacion department dept jurisdiction juris",
    "officer": "ofc ofcr officers oficial oficiales personnel staff",
    "count": "cnt qty quantity cantidad numof",
    "unit": "units unidad unidades apparatus vehicle resource",
    "first": "fst 1st primer primera primero earliest",
    "disposition": "dispo dispos disposicion resultado outcome result",
    "source": "src origin origen medio how method channel",
    "create": "created creation cre opening entry entered enter add added start started begin "
    "began opened open inicio answered",
    "queue": "queued pending ready",
    "district": "zone zona sector sectors cuadrante dist precinct grid esz quadrant rptdist",
    "category": "cat categoria",
    "response": "resp",
    "initiated": "initiate",
    "duration": "duracion elapsed dur",
    "minutes": "min mins minutos",
    "seconds": "sec secs segundos",
    "hours": "hrs horas",
    "report": "rpt reporte reports",
    "epoch": "unix",
}  # fmt: skip
_ABBREVIATIONS = {short: word for word, shorts in _WORDS.items() for short in shorts.split()}
# Further words of which headers are glued together without a sign between them (`timercvd`, `HUNDREDBLOCKADDR`).
_PLAIN = frozenset(
    {
        *_WORDS, "code", "name", "total", "travel", "scene", "primary", "self", "group", "flag", "level", "user",
        "update", "record", "status", "hundred", "signal", "zip", "city", "key", "sign", "handle", "stop",
    }
)  # fmt: skip
_SHORT_PIECES = frozenset({"id", "no", "dt", "tm", "ts", "num"})
_WHOLE = frozenset({"timezone", "category", "person", "callsign"})

# meaning: (pattern over the plain words, weight)
_MEANINGS: dict[str, tuple[tuple[str, float], ...]] = {
    "call_number": (
        (r"^(master |call |cad |the )*(incident|call|cad|master)( call| incident| cad)* number$", 0.95),
        (r"\b(call|incident|cad)\b.*\bnumber\b", 0.85), (r"^(number|call|cad|incident|cad call|eid)$", 0.6),
        (r"^(call|incident|cad|event)? ?key$", 0.55), (r"\bnumber\b", 0.4),
    ),
    "incident_number": ((r"^(report|ori|rms|crime) (incident )?number$", 0.9), (r"\breport number\b", 0.8)),
    "final_call_type": (
        (r"\bfinal\b.*\btype\b.*\bdescription\b", 1.0), (r"\bfinal\b.*\btype\b", 0.95), (r"\bclear type\b", 0.85),
        (r"\bfinal\b.*\b(description|code|nature)\b(?!.*\bdisposition\b)", 0.75),
        (r"\btype( code| number)? (description|eng)\b", 0.92), (r"^(call|incident|call incident)? ?type$", 0.88),
        (r"\b(call|incident)\b.*\btype\b", 0.82), (r"\btype\b", 0.62), (r"^(incident|call) description$", 0.8),
        (r"^(incident|call|offense|complaint|code|signal|subtype|title|category)$", 0.45),
    ),
    "initial_call_type": (
        (r"\binitial\b.*\btype\b.*\bdescription\b", 1.0), (r"\binitial\b.*\btype\b", 0.95), (r"\bcreate type\b", 0.85),
        (r"\btype\b.*\binitial\b", 0.9), (r"^initial (call|incident|description)$", 0.8),
    ),
    "priority": ((r"^(call |incident |final )*priority( number| code| description| level)?$", 0.95),
        (r"\bpriority\b", 0.75)),
    "reception": (
        (r"\b(call|incident) (source|reception)\b", 0.95), (r"\breception\b", 0.9), (r"^source( description)?$", 0.8),
        (r"\b(self initiated|initiated by|officer initiated|on view|onview)\b", 0.85), (r"\bsource\b", 0.6),
        (r"^call received (by|source|type|method)$|\b911\b", 0.7), (r"\breceived (by|source|method)$", 0.7),
    ),
    "agency": (
        (r"^agency( name| type| code| number| description)?$", 0.95), (r"\bagency\b", 0.8),
        (r"^(discipline|service)$", 0.7),
        (r"^(agency )?(fdid|ori)$", 0.5),
    ),
    "disposition": (
        (r"\bdisposition (code|number)$", 0.85), (r"\bdisposition\b", 0.95),
        (r"^(call |incident )?clear (code|description|reason)$", 0.8),
        (r"^(clear|final) (report )?(code|description)$", 0.7),
    ),
    "beat": ((r"^(police |patrol )?beat( number| name)?$", 0.95), (r"\bbeat\b", 0.85),
        (r"^(police |patrol |response )?district( number| name)?$", 0.8),
        (r"^(?!.*\b(council|school|fire|congressional|senate|house|tax|water)\b).*\bdistrict\b", 0.7),
        (r"^(patrol|division|area|ra|rd|ward|neighborhood)( area| number)?$", 0.6)),
    "address_block": (
        (r"^(call |incident |full |block |common |street |hundred )*address( address| name| number)*$", 0.9),
        (r"\baddress\b", 0.7),
        (r"\bintersection\b", 0.5),
    ),
    "latitude": ((r"\blatitude\b", 0.95), (r"^(y|geo y|point y)$", 0.7)),
    "longitude": ((r"\blongitude\b", 0.95), (r"^(x|geo x|point x)$", 0.7)),
    "unit_id": (
        (r"^(primary )?unit( number| name| call sign)?$", 0.92), (r"\b(call sign|callsign|radio name)\b|^radio$", 0.85),
        (r"\bunit\b(?!.*\b(time|date|count|dispatch|arrive|clear|enroute|type)\b)", 0.6),
        (r"^(car|badge|beat car)$", 0.5),
    ),
    "reported_units": ((r"\b(count|number)( of)? unit\b|\bunit count\b|\bunit (responded|dispatch) count\b", 0.9),),
    "reported_officers": ((r"\b(count|number)( of)? officer\b|\bofficer count\b|^officer$", 0.85),),
    "reopened": ((r"\breopen(ed)?\b(?!.*\b(time|date)\b)", 0.9),),
    "outcome_report": ((
        r"\breport (taken|written|made|filed|flag)\b|^(cr |crime |police )?report$|^(cr|crime|"
        r"police) report\b", 0.8
    ),),
    "outcome_arrest": ((r"^arrest(s|ed)?( made| flag)?$", 0.85),),
    "outcome_citation": ((r"^(citation|ticket|cite)s?( issued| flag)?$", 0.85),),
    "outcome_force": ((r"^(use of force|force( used)?)$", 0.85),),
    "outcome_injury": ((r"^injur(y|ies|ed)( flag)?$", 0.8),),
    "outcome_weapon": ((r"^weapons?( present| involved| flag)?$", 0.8),),
    "outcome_transport": ((r"^transport(ed)?( flag)?$", 0.7),),
    "nature_mental_health": ((
        r"^(mental health|mh|mental illness|cit|behavioral health|bh|psych)( flag| related|"
        r" call| involved)?$", 0.85
    ),),
    "nature_unhoused": ((r"^(homeless(ness)?|unhoused|unsheltered)( flag| related)?$", 0.85),),
    "nature_juvenile": ((r"^juveniles?( flag| involved)?$", 0.8),),
    "nature_domestic": ((r"^(domestic|dv|domestic violence)( flag| related)?$", 0.8),),
    "duration": (
        (
            r"^(total )?(call|incident|on call|committed|service|handle|time on call|"
            r"unit) ?(time )?(duration|minutes|seconds|hours)\b", 0.95
        ),
        (
            r"\b(time on call|time in service|time spent|handle time|service time|committed time|"
            r"time on scene|busy time)\b", 0.85
        ),
        (r"\bduration\b", 0.8), (r"\btotal (call |incident )?time\b|\b(minutes|seconds|hours) on (call|scene)\b", 0.75),
        (r"\b(total|call|officer)\b.*\b(minutes|hours|seconds)\b", 0.7),
    ),
    "received": (
        (r"\breceived\b", 0.92),
        (r"^(time )?(call|incident)( call| incident)? (create|initial|phone create|pickup)( time| date)*$", 0.9),
        (r"^(time|date)( time)? (create|received|call|incident)( incident| call)?$", 0.88), (r"\bcreate\b", 0.82),
        (r"^(call|incident|event)( incident)?( time| date)+$", 0.85), (r"^response( date| time)+$", 0.55),
        (r"^(date|time)+( time| date)?( of)?( call| incident)?$", 0.6),
        (r"\bphone pickup\b|\bcall taken\b|\bpickup\b", 0.7), (r"^ad time$", 0.7),  # of the vendor's ad_ts, ds_ts, …
    ),
    "queued": ((r"\bqueue\b", 0.92), (r"\b(route|sent to dispatch|to dispatch)\b", 0.6)),
    "dispatched": (
        (
            r"^(time )?(call |incident |unit )*(first )?(unit )?(call )?dispatch( call| incident|"
            r" unit)?( time| date)*$", 0.95
        ),
        (r"\bdispatch\b", 0.75), (r"^ds time$", 0.7),
    ),
    "enroute": ((r"\benroute\b", 0.92), (r"^en time$", 0.7), (r"\backnowledged?\b", 0.4), (r"\bturnout\b", 0.4)),
    "arrived": ((r"\barrive\b|\bscene\b", 0.92), (r"^ar time$", 0.7)),
    "cleared_first": (
        (r"\bfirst (incident )?clear\b", 0.95), (r"\bclear first\b|\bfirst unit clear\b|\bfirst call clear\b", 0.85),
    ),
    "cleared": (
        (r"\b(final|last)\b.*\bclear\b", 0.97), (r"\bclear\b.*\b(final|last)\b", 0.9), (r"\bclear\b", 0.88),
        (r"\bin service\b", 0.6), (r"^xdts$", 0.7),
    ),
}  # fmt: skip
TIME_MEANINGS = ("received", "queued", "dispatched", "enroute", "arrived", "cleared_first", "cleared")
_OTHER_TIMES = re.compile(
    r"\b(hospital|patient|staging|stage|transport|reopen|reopened|view|viewed|acknowledged?|fire out|under "
    r"control|diff|to|"
    r"duration|elapsed|phone "
    r"stop|import|export|upload|load|update|updated|modified|edit|edited|dow|week|weekday|shift|month|year|"
    r"quarter|hour|process|processing|rollout|transit|minutes|seconds|hours|interval|lag|age|birth|by|name|report "
    r"date|user)\b"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _pieces(word: str, at_most: int = 4) -> list[str] | None:
    """The known words that a glued word is made of, longest first; None where something is left over."""
    if word in _ABBREVIATIONS or word in _PLAIN:
        return [_ABBREVIATIONS.get(word, word)]
    for end in range(len(word) - 2, 1, -1) if at_most > 1 else ():
        first = word[:end]
        known = (first in _ABBREVIATIONS or first in _PLAIN) and (end > 2 or first in _SHORT_PIECES)
        rest = (
            _pieces(word[end:], at_most - 1) if known and (len(word) - end > 2 or word[end:] in _SHORT_PIECES) else None
        )
        if rest:
            return [_ABBREVIATIONS.get(first, first), *rest]
    return None


def _spelled(word: str) -> list[str]:
    """The plain words of one word of a header."""
    return [word] if word in _WHOLE else _pieces(word) or [word]


@lru_cache(maxsize=10_000)
def _written_out(header: str) -> str:
    """The header in lower-case words, abbreviations written out and glued words parted."""
    text = unicodedata.normalize("NFKD", header)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).replace("#", " number ")
    words = re.sub(r"\ben route\b", "enroute", " ".join(re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", text).lower())).strip())
    spelled = [plain for word in words.split() for plain in _spelled(word)]
    dropped = {"de", "la", "el", "the", "of", "del", "and", "en"}
    return " ".join(word for word in spelled if word not in dropped or len(spelled) <= 2)


def plain_words(header: str) -> str:
    """The header in plain lower-case words, abbreviations written out; a time on scene is an arrival.

    >>> plain_words("TIME_FirstUnitEnrt"), plain_words("CFS #"), plain_words("Hora de Llegada"), plain_words("timercvd")
    ('time first unit enroute', 'call number', 'time arrive', 'time received')
    """
    return _written_out(header).replace("on scene", "arrive").replace("at scene", "arrive")


def header_score(header: str, meaning: str) -> float:
    """How surely the header's words mean this, 0 to 1.

    >>> header_score("INIT_TYPE", "initial_call_type"), header_score("Elapsed_Queue_Disp", "dispatched")
    (0.95, 0.0)
    """
    words = _written_out(header) if meaning == "duration" else plain_words(header)
    if meaning in TIME_MEANINGS and _OTHER_TIMES.search(words):
        return 0.0
    if meaning == "final_call_type" and re.search(r"\b(initial|priority|unit|agency|address|clear by)\b", words):
        return 0.0
    return next((weight for pattern, weight in _MEANINGS[meaning] if re.search(pattern, words)), 0.0)


def names_another_time(header: str) -> bool:
    """The header names a time that is no point of a call's life.

    >>> names_another_time("Updated_Date"), names_another_time("ACTDATETIME")
    (True, False)
    """
    return bool(_OTHER_TIMES.search(plain_words(header)))


def is_meaningless(header: str) -> bool:
    """A header that says nothing: empty, a letter, or "column 7".

    >>> is_meaningless("Col7"), is_meaningless("Nature")
    (True, False)
    """
    return bool(re.fullmatch(r"(?i)\s*((col(umn)?|field|f|var|v|x|c|unnamed|campo|attr)?[ _:.-]*\d*|[a-z])\s*", header))


def meanings() -> tuple[str, ...]:
    """Every meaning that a header can have."""
    return tuple(_MEANINGS)
