"""Many logs become one story: which arrival belongs to which sending, and what came before what.

The clocks of the servers differ a little, and every log is in order only in itself. So the logs are merged by time, but
no message arrives before it was sent.
"""

from dataclasses import dataclass

from .lines import Line


@dataclass
class Place:
    """One line in the story; ``partner``: the Place where the message that arrives here was sent."""
    line: Line
    partner: "Place | None" = None
    told: bool = False


def merge(logs):
    """All lines in one order.

    Parameters
    ----------
    logs : iterable of list of Line
        One list for each log.

    Returns
    -------
    list of Place
    """
    queues = [[Place(line) for line in log] for log in logs]
    match([place for queue in queues for place in queue])
    story, heads = [], [0] * len(queues)
    while waiting := [q for q, head in enumerate(heads) if head < len(queues[q])]:
        free = [q for q in waiting if _is_free(queues[q][heads[q]])] or waiting
        q = min(free, key=lambda q: (queues[q][heads[q]].line.time, q))
        place = queues[q][heads[q]]
        if not _is_free(place):             # a damaged log: its own order contradicts the messages
            place.partner = None
        place.told = True
        heads[q] += 1
        story.append(place)
    return _in_time(story)


def _is_free(place):
    return place.partner is None or place.partner.told


def match(places):
    """Give every arrival its sending: the oldest one, not yet taken, that may be the same message."""
    sent = [place for place in places if place.line.send]
    for place in sorted((p for p in places if p.line.trigger and p.line.trigger[0] == "recv"),
                        key=lambda place: place.line.time):
        _, sender, letter = place.line.trigger
        for other in sent:
            to, offered = other.line.send
            if other.line.node == sender and to == place.line.node and letter.fits(offered) \
                    and other.line.time <= place.line.time + SLACK:
                place.partner = other
                sent.remove(other)
                break


SLACK = 20                              # milliseconds by which two clocks, or two threads of a server, may differ


def _in_time(story):
    """Times that never go back: a line that had to wait for another is not earlier than it."""
    now = min((place.line.time for place in story), default=0)
    for place in story:
        now = max(now, place.line.time)
        place.line = replace_time(place.line, now)
    return story


def replace_time(line, time):
    """The same line at another time."""
    return line if line.time == time else line._replace(time=time)
