"""One page a student: each exercise with its card, its points and the answer that was marked."""

from html import escape

from ..exercises.card import number, table

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .6rem; border: 1px solid rgba(128,128,128,.4) }
table { border-collapse: collapse; display: block; overflow-x: auto }
td, th { border-bottom: 1px solid rgba(128,128,128,.3) }
code { overflow-wrap: anywhere }
"""


def page(student, lessons):
    """The HTML of a student's page.

    Parameters
    ----------
    student : str
    lessons : dict
        Name of a lesson -> list of Mark.
    """
    name = escape(student)
    totals = [[lesson, *total(marks)] for lesson, marks in lessons.items()]
    totals.append(["together", *total([mark for marks in lessons.values() for mark in marks])])
    parts = [f"<h1>Feedback for {name}</h1>", table(["lesson", "points", "of"], totals)]
    for lesson, marks in lessons.items():
        parts.append(f"<h2>{escape(lesson)}</h2>")
        parts += [section(mark) for mark in marks]
    body = "\n".join(parts)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Feedback for {name}</title>\n'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n'
            f"<body>\n{body}\n</body>\n</html>\n")


def section(mark):
    """One exercise."""
    answer = f"<details><summary>Your answer</summary><pre>{escape(mark.answer)}</pre></details>" if mark.answer else ""
    return f"<h3>{escape(mark.key)}</h3>\n{mark.card}\n{answer}"


def total(marks):
    """Points reached and points in all, as text."""
    return number(sum(mark.points for mark in marks)), number(sum(mark.maximum for mark in marks))
