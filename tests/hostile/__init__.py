"""A class of students who do everything that students do, and some things that they should not."""
