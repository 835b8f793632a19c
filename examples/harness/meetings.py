"""The meetings of a log of joins and leaves, written from SPEC.md alone.

One instant after the other: at each, first the deadline that falls due, then the changes.
"""
import math
from collections import defaultdict

DEFAULTS = {
    "joinThreshold": 10, "shortVisits": "ignore", "soloStart": 30, "aloneReset": 600,
    "resetBoundary": "elapsed", "granularity": 15, "rounding": "floor",
}
WORDS = {
    "shortVisits": ("ignore", "occupy"), "resetBoundary": ("elapsed", "departure"),
    "rounding": ("floor", "nearest", "ceil"),
}
NEVER = math.inf


def meetings_of(rules, as_of, events):
    """The meetings in canonical order; as_of is None for the time of the latest event. ValueError for bad rules."""
    rules = check_rules(rules)
    if as_of is None:
        as_of = max((event["at"] for event in events), default=None)
    rooms = defaultdict(list)
    for event in events:
        if event["at"] <= as_of:
            rooms[event["room"]].append(event)
    found = []
    for name, own in rooms.items():
        visits = pair(own)
        for session in sessions(visits, rules, as_of):
            found.append((session["start"], utf16(name), listed(name, session, visits, rules, as_of)))
    return [meeting for _, _, meeting in sorted(found, key=lambda item: item[:2])]


def check_rules(given):
    rules = {**DEFAULTS, **given}
    for name, value in rules.items():
        if name not in DEFAULTS:
            raise ValueError(f"{name} is no option")
        if name in WORDS:
            good = value in WORDS[name]
        elif name == "aloneReset" and value is None:
            good = True
        else:
            good = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
            if good and name == "granularity":
                good = value >= 1 and value == int(value)
            elif good:
                good = round(value * 1000) / 1000 == value
        if not good:
            raise ValueError(f"{name}: {value!r} is not allowed")
    reset = rules["aloneReset"]
    if reset is not None and (reset <= 0 or reset < rules["joinThreshold"]):
        raise ValueError(f"aloneReset: {reset!r} is not allowed")
    return rules


def utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


# From events to visits

def pair(events):
    clears = {event["at"] for event in events if event["type"] == "clear"}
    people = defaultdict(lambda: defaultdict(lambda: {"join": [], "leave": []}))
    for event in events:
        if event["type"] != "clear":
            people[event["participant_id"]][event["at"]][event["type"]].append(event)
    visits = []
    for who, instants in people.items():
        opened = None
        for at in sorted(set(instants) | clears):
            joins, leaves = (instants[at]["join"], instants[at]["leave"]) if at in instants else ([], [])
            if opened is not None and (leaves or at in clears):
                visits.append({**opened, "leave": at, "leave_names": names(leaves)})
                opened = begin(who, at, joins) if joins else None
            elif opened is None and joins and not leaves:
                opened = begin(who, at, joins)
        if opened is not None:
            visits.append({**opened, "leave": NEVER, "leave_names": names([])})
    return sorted(visits, key=lambda visit: visit["join"])


def begin(who, at, joins):
    return {"who": who, "join": at, "join_names": names(joins)}


def names(events):
    agreed = {}
    for field in ("user_id", "user_name"):
        told = [event[field] for event in events if event.get(field) is not None]
        agreed[field] = min(told, key=utf16) if told else None
    return agreed


# Who counts

def admitted(visit, rules, as_of):
    return min(visit["leave"], as_of) - visit["join"] >= ms(rules["joinThreshold"])


def undecided(visit, rules, as_of):
    return visit["leave"] == NEVER and as_of - visit["join"] < ms(rules["joinThreshold"])


def ms(seconds):
    return NEVER if seconds is None else round(seconds * 1000)


# Sessions of a room

def sessions(visits, rules, as_of):
    occupy = rules["shortVisits"] == "occupy"
    solo, reset = ms(rules["soloStart"]), ms(rules["aloneReset"])
    departure = rules["resetBoundary"] == "departure"
    open_short = [visit for visit in visits if undecided(visit, rules, as_of)]
    frontier = NEVER if occupy else min((visit["join"] for visit in open_short), default=NEVER)
    counting = [visit for visit in visits if occupy or admitted(visit, rules, as_of)]
    changes = sorted({visit[edge] for visit in counting for edge in ("join", "leave")})
    changes = [at for at in changes if at <= as_of and at < frontier]

    done, running = [], None
    present, lone, waiting = set(), None, None

    def open_session(start, at_start):
        nonlocal running, waiting
        running = {"start": start, "end": NEVER, "max": len(at_start), "alone_since": None}
        waiting = None

    def close_session(end):
        nonlocal running
        done.append({**running, "end": end})
        running = None

    def occupants(at):
        return {visit["who"] for visit in counting if visit["join"] <= at < visit["leave"]}

    def deadline():
        if running is not None:
            since = running["alone_since"]
            return NEVER if since is None else since + reset
        return NEVER if waiting is None else waiting + solo

    for at in changes + [NEVER]:
        # Deadlines first, each at its own instant; a reset may make no other one due at once.
        while (due := deadline()) <= at and due <= as_of and due < frontier:
            if running is None:
                open_session(waiting, present)
                continue
            since = running["alone_since"]
            end = since if departure else due
            if any(visit["join"] < end for visit in open_short):
                return done + [running]
            close_session(end)
            if departure:
                open_session(since, present)
            elif occupants(due):
                present = occupants(due)
                lone = next(iter(present)) if len(present) == 1 else None
                open_session(due, present)
            else:
                present, lone = set(), None
        if at == NEVER:
            break
        now = occupants(at)
        if now == present:
            continue
        before, was_lone, present = present, lone, now
        lone = next(iter(now)) if len(now) == 1 else None
        if running is not None:
            if not now:
                close_session(at)
                continue
            running["max"] = max(running["max"], len(now))
            if lone is None:
                running["alone_since"] = None
            elif lone != was_lone:
                running["alone_since"] = at
        elif len(now) >= 2:
            open_session(waiting if was_lone in now and waiting is not None else at, now)
        elif lone is None:
            waiting = None
        elif lone != was_lone:
            waiting = at
    return done + ([running] if running is not None else [])


# The meeting object

def listed(room, session, visits, rules, as_of):
    start, end = session["start"], session["end"]
    records = []
    for visit in visits:
        if not admitted(visit, rules, as_of) or visit["join"] >= end or visit["leave"] <= start:
            continue
        join, leave = max(visit["join"], start), min(visit["leave"], end)
        named = visit["leave"] <= end
        record = {
            "user_id": name(visit, "user_id", named),
            "participant_id": visit["who"],
            "user_name": name(visit, "user_name", named),
            "join_time": snap(sec(join), rules),
            "duration": sec(min(leave, as_of)) - sec(join),
        }
        records.append((join, utf16(visit["who"]), record))
    return {
        "id": f"{room}\n{start}",
        "room": room,
        "start_time": snap(sec(start), rules),
        "duration": sec(min(end, as_of)) - sec(start),
        "ongoing": end == NEVER,
        "max_participants": session["max"],
        "participants": [record for _, _, record in sorted(records, key=lambda item: item[:2])],
    }


def name(visit, field, leave_counts):
    joined = visit["join_names"][field]
    return joined if joined is not None or not leave_counts else visit["leave_names"][field]


def sec(at):
    return at // 1000


def snap(value, rules):
    step = int(rules["granularity"])
    above = value % step
    up = {"floor": False, "nearest": above * 2 >= step, "ceil": above > 0}[rules["rounding"]]
    return value - above + (step if up else 0)
