"""A class of students: ``export`` the course for nbgrader, then ``grade`` what comes back, outside of any notebook.

``python -m leaderlab.classroom export DIR`` and ``python -m leaderlab.classroom grade DIR -o marks.csv``:
INSTRUCTORS.md tells the whole way. The idea: a student's code runs in a process of its own, without rights
(``child``, ``jail``), and only data comes back (``wire``). The search for a broken promise runs here. It asks the other
process for single reactions: this node, in this state, hears this message; what does it do (``stand_in``)? Whatever a
student patches over there is only their own answer.
"""
