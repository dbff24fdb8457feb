# %% [markdown]
# # Start here: your first election
#
# **10 minutes.** You need some Python. You have heard of a network. That is enough.
#
# After this page you can
#
# - play an election forwards and backwards,
# - say why the winner won,
# - answer the four kinds of exercise, and read what a check tells you.
#
# Click into the first cell with code, below, and press **Shift + Enter**. That runs a cell and goes to the next one.
#
# Three nodes sit in a ring: 3, then 7, then 5, then 3 again. **Node 3 starts an election.**
# Who do you think will be the leader? Say it aloud. Then press Play.

# %%
from leaderlab import simulate
from leaderlab.algorithms import readme_ring
from leaderlab.view import player

first = simulate(readme_ring([3, 7, 5], initiators=[3]))
player(first)

# %% [markdown]
# ## What did you see?
#
# Node 3 started, node 7 leads. The one who asks for an election is not the one who wins it.
# The next cell looks into the last moment of the run. If the sentence above were wrong, the cell would fail.

# %%
assert first.last.leaders == {7}
{node.id: node.leader for node in first.last.nodes}

# %% [markdown]
# Here is the whole idea. It comes from the README that this course grew from:
#
# > Each node sends a message to its successor containing the leader id. If the current node has a higher id, change the
# > leader id to the current node's.
#
# So a number walks round the ring, and it can only grow. When it comes home to node 3, it is the largest of all.
# Then node 3 sends it round a second time, so that everybody knows.
#
# Go back to the player and walk through it slowly. **Click into the player first**, then use the keys:
#
# | key | what it does |
# |---|---|
# | <kbd>Space</kbd> | play and pause |
# | <kbd>→</kbd> <kbd>←</kbd> | one step on, one step back |
# | <kbd>Home</kbd> <kbd>End</kbd> | to the first step, to the last step |
# | <kbd>+</kbd> <kbd>−</kbd> | faster, slower |
# | <kbd>?</kbd> | help |
#
# You see the ring, and beside it (in a narrow window: below it) the same run as lanes: one lane for each node, time goes
# to the right, every arrow is a message. A click on the lanes takes you to that moment. Under the pictures stands what
# happened, what changed, and what the node said about it.
#
# The same run is also a text. Each line is one step:

# %%
for step in first:
    print(step.time, step.event)

# %% [markdown]
# ## Four kinds of exercise
#
# Every lesson has four kinds: you **predict**, you **implement** a rule, you **break** a promise, you **measure**.
# Here is a tiny one of each. Write your answer in the place of `...`, run the cell, then run the check below it.
#
# You can try as often as you like, and a wrong answer costs nothing. A wrong answer is even useful: the check says
# what goes wrong, and often it has a run to show.
#
# ### 1. Predict
#
# Now the ring is 4, 9, 2, 6, and node 2 starts. Who becomes the leader? Write the id.

# %% answer="first_winner"
### BEGIN SOLUTION
winner = 9
### STUB
# winner = ...
### END SOLUTION

# %% check="first_winner" points=1
from leaderlab.exercises import check

check("first_winner", winner)

# %% [markdown] only="solved"
# **Why.** The number on its way can only grow. It starts as 2, node 6 makes it 6, node 4 lets it pass, node 9 makes it 9.
# No node can make it larger than the largest id, and the owner of the largest id is on every way round.

# %% [markdown]
# Once you have answered, the check has a run for you. `show` plays it:

# %%
from leaderlab.exercises import show

show("first_winner")

# %% [markdown]
# ### 2. Implement
#
# You write the rule of the ring. A node has the id `my_id`. A message comes in with the largest id that it has met so
# far. Which of the two travels on?
#
# The check does not try your rule on one run. It tries it on **every** run of some small rings.
#
# <details><summary>Hint 1</summary>The number on its way must never shrink.</details>
# <details><summary>Hint 2</summary>Compare the two ids. There are two cases, and both need an answer.</details>
# <details><summary>Hint 3</summary>Python has a function that gives the larger of two numbers.</details>

# %% answer="first_rule"
def travels_on(my_id, largest):
    ### BEGIN SOLUTION
    return max(my_id, largest)
    ### END SOLUTION


# %% check="first_rule" points=1
from leaderlab.exercises import check

check("first_rule", travels_on)

# %% [markdown] only="solved"
# **Why.** The larger of the two travels on. An `if` with two branches is just as good. A rule that forgets one of the
# branches sends nothing useful, and the check shows the first run in which that hurts.

# %% [markdown]
# ### 3. Break it
#
# Now you play the enemy. You may let **one** node crash, whenever you like. Make a living node follow a dead leader.
#
# A run is a line of text. `3>7` means: the message from 3 arrives at 7. `crash:7` means what it says.
# Here is a run that does not do it: 5 fails, and nobody follows 5. Play it, then write a better one. Or press **By hand** in
# the player: then *you* choose what happens next, and *Copy as a line* gives you the text.
#
# <details><summary>Hint 1</summary>A dead node can only be followed by somebody who has already named it.</details>
# <details><summary>Hint 2</summary>Who names the winner first? In the player, look for the first step in which a leader changes.</details>
# <details><summary>Hint 3</summary>Let the message go once round the ring, so that 3 knows the winner. Then let the winner crash.</details>

# %%
from leaderlab import replay
from leaderlab.view import player

not_yet = "readme_ring([3, 7, 5], initiators=[3]) | 3>7 crash:5"
player(replay(not_yet))

# %% answer="first_break"
### BEGIN SOLUTION
my_run = "readme_ring([3, 7, 5], initiators=[3]) | 3>7 7>5 5>3 crash:7"
### STUB
# my_run = ...    # a line of text, such as the one above
### END SOLUTION

# %% check="first_break" points=1
from leaderlab.exercises import check

check("first_break", my_run)

# %% [markdown] only="solved"
# **Why.** After one time round, node 3 has named node 7, and node 7 does not know it yet. If 7 fails now, 3 follows a dead
# leader. Nobody can do it with fewer events: the check has searched all runs, shortest first.

# %% [markdown]
# So even a ring that looks perfect has a weak moment. You will meet many of them. That is what this course is about.
#
# ### 4. Measure
#
# How many messages does one election need, if the ring has 2, 4 or 8 nodes and only one node starts?
# Do not count by hand. Let the simulator count: `simulate(...).messages` is the number of messages of a run.
# Your answer is a mapping from the number of nodes to the number of messages.
#
# <details><summary>Hint 1</summary><code>readme_ring(range(8), initiators=[0])</code> is a ring of the nodes 0 to 7, where 0 starts.</details>
# <details><summary>Hint 2</summary>A loop over <code>(2, 4, 8)</code> that fills a dictionary, or a dictionary comprehension.</details>
# <details><summary>Hint 3</summary><code>{n: simulate(readme_ring(range(n), initiators=[0])).messages for n in ...}</code></details>

# %% answer="first_count"
### BEGIN SOLUTION
from leaderlab import simulate
from leaderlab.algorithms import readme_ring

messages = {n: simulate(readme_ring(range(n), initiators=[0])).messages for n in (2, 4, 8)}
### STUB
# messages = ...    # {2: ..., 4: ..., 8: ...}
### END SOLUTION

# %% check="first_count" points=1
from leaderlab.exercises import check

check("first_count", messages)

# %% [markdown] only="solved"
# **Why.** Once round to find the largest id, once more to announce it: two messages for each node. The order of the ids
# plays no part here, and that is not true for every ring algorithm. Lesson 02 measures the difference.

# %% [markdown]
# ## Your progress
#
# The course remembers what you have passed, in a small file beside the notebooks. `progress()` shows all lessons,
# `progress("00")` only this one.

# %%
from leaderlab.exercises import progress

progress("00")

# %% [markdown]
# ## How to use the rest
#
# - **Stuck?** Open the hints one after the other. The folder `solutions` has this same page with answers and reasons.
# - **More in the player:** *Explain* says why a step happened. *Predict* asks you what comes before it shows it.
# - **Curious?** Change anything. Give the first cell other ids, or more starters: `initiators=[3, 5]`. Nothing can break,
#   and *Kernel → Restart* brings everything back.
# - **No mouse?** Everything here works with keys, and every picture also stands there in words.
#
# Next: [01 · Two promises](01_two_promises.ipynb). You will meet an election that is so simple that it must work.
# One slow message is enough to make it fail.
