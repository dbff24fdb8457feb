# %% [markdown]
# # The ring
#
# **55 minutes.** You need lessons [00](00_start_here.ipynb) and [01](01_two_promises.ipynb): how to use the player, what the
# two promises are, and what a failure detector tells a node.
#
# After this lesson you can
#
# - **run** the ring election of the README by hand,
# - **find** the run that breaks it, and **repair** it, one missing idea at a time,
# - **implement** the algorithm of Chang and Roberts,
# - **measure** what a ring election costs, and set it beside what is proven.
#
# Here is a ring of five nodes. Every node can talk to one other node only: its *successor*, the next one clockwise.
# Node 3 starts an election. Press Play.

# %%
from leaderlab import simulate
from leaderlab.algorithms import readme_ring
from leaderlab.view import player

first = simulate(readme_ring([3, 7, 5, 9, 4], initiators=[3]))
assert first.last.leaders == {9}
player(first)

# %% [markdown]
# ## The recipe
#
# This course grew from a README. This is what it says about the ring:
#
# > N processes are organized in a logical ring. Any node can initiate an election in case of leader failure. Each node sends
# > a message to its successor containing the leader id. If the current node has a higher id, change the leader id to the
# > current node's. If the first node (that initiated) receives the highest id, it sends a message to all nodes containing
# > the elected leader.
#
# As a program, the recipe has five cases, and you have just seen all of them. Read them with the sentences that the nodes said
# in the player: they are the same words.

# %%
import inspect

from leaderlab.algorithms import ReadmeRing

print(inspect.getsource(ReadmeRing.on_message))

# %% [markdown]
# "It sends a message to all nodes": on a ring you cannot shout. The announcement goes round from node to node, like the search.
# So one election costs two hops for each node. (A *hop* is one message over one link.) This cell counts them on rings of
# several sizes, and checks the rule:

# %%
from leaderlab import simulate
from leaderlab.algorithms import readme_ring

hops = {n: simulate(readme_ring(range(n), initiators=[0])).messages for n in (2, 5, 10, 50)}
assert all(count == 2 * n for n, count in hops.items())
hops

# %% [markdown]
# ### Predict: three at once
#
# "*Any* node can initiate an election." On a ring of five, in the order 2, 8, 4, 6, 5, the nodes 2, 4 and 5 start at the same
# time. How many messages are sent in all, until the ring is silent?
#
# <details><summary>Hint 1</summary>What does one election cost on this ring?</details>
# <details><summary>Hint 2</summary>Look at the five cases above. Is there one in which a node throws somebody else's search away?</details>
# <details><summary>Hint 3</summary>No search is ever stopped. So every starter pays for a whole election.</details>

# %% answer="ring_starters"
### BEGIN SOLUTION
messages = 2 * 3 * 5
### STUB
# messages = ...    # a number
### END SOLUTION

# %% check="ring_starters" points=1
from leaderlab.exercises import check

check("ring_starters", messages)

# %% [markdown] only="solved"
# **Why.** Nobody stops anybody. Each of the three searches goes round, and each of the three starters announces the same winner.
# With *k* starters on a ring of *n* nodes that is 2·*k*·*n* messages.

# %% [markdown]
# ## Believe it
#
# Does the recipe keep its two promises? Not in one run: in *every* run. `verify` goes through all of them.

# %%
from leaderlab import all_agree, at_most_one_leader, quiet, verify
from leaderlab.algorithms import readme_ring

system = readme_ring([3, 7, 5], initiators=[3, 5])
verdict = verify(system, always=[at_most_one_leader], eventually=[all_agree, quiet])
assert verdict.holds
print(verdict.reason)

# %% [markdown]
# It does. At most one leader at any time, in the end all agree, and the ring comes to rest. You could stop here.
#
# But read the recipe again: an election begins "**in case of leader failure**". So somebody *does* crash. Once is enough to ask:
# what if it happens again?
#
# ## The README on trial
#
# The ring is 3, 7, 5. Node 3 has started an election, all three nodes have agreed on 7, and 7 has done its work for a while.
# At tick 100 node 7 crashes. The failure detector is perfect: a little later 3 and 5 are both told that 7 is down, and
# "any node can initiate an election in case of leader failure".
#
# ### Predict: after the crash
#
# Nothing else goes wrong. When the ring is silent again: **whom does node 5 follow?**
#
# <details><summary>Hint 1</summary>Do not think of what should happen. Think of what each message does, hop by hop.</details>
# <details><summary>Hint 2</summary>5 sends its search to 3. And 3 passes it on to its successor.</details>
# <details><summary>Hint 3</summary>The successor of 3 is 7. Who reads a message to a dead node?</details>

# %% answer="ring_fate"
### BEGIN SOLUTION
leader_of_5 = 7
### STUB
# leader_of_5 = ...    # an id
### END SOLUTION

# %% check="ring_fate" points=1
from leaderlab.exercises import check

check("ring_fate", leader_of_5)

# %% [markdown]
# Have you written down your answer? Then look. The player stands at the crash. Go on step by step and watch the two lights:
# each says whether a promise holds *at this moment*.

# %%
from leaderlab import Crash, nobody_follows_the_dead, simulate, somebody_leads
from leaderlab.algorithms import readme_ring
from leaderlab.view import player

crashed = simulate(readme_ring([3, 7, 5], initiators=[3]), faults=[(100, Crash(7))])
assert [node.leader for node in crashed.last.up] == [7, 7]
player(crashed, promises=[nobody_follows_the_dead, somebody_leads], step=7)

# %% [markdown]
# Both living nodes do what the recipe says. Both start an election. Both messages go to the successor of 3, which is the
# dead leader, and die there. **An election that is meant for the failure of the leader goes through the leader.** It can never
# come home, and 3 and 5 follow a dead node for ever.
#
# Was that bad luck? Let the search find the shortest run for each charge.
#
# ### Charge 1: the lost message
#
# A node crashes during the election. Can it happen that nobody is *ever* elected, although two nodes live?

# %%
from leaderlab import Faults, somebody_leads, verify
from leaderlab.algorithms import readme_ring
from leaderlab.view import player

system = readme_ring([3, 7, 5], initiators=[3])
charge1 = verify(system, eventually=[somebody_leads], faults=Faults(crashes=1))
assert charge1.holds is False and len(charge1.trace.last.up) == 2
print(charge1.reason)
player(charge1.trace)

# %% [markdown]
# The starter dies, and its message comes home to nobody. Both others are told of the crash and do nothing: it was
# not *their leader* that failed.
#
# ### Charge 2: the dead leader
#
# Can a living node follow a dead one, without any hope? You know the answer from above. The search is faster with it:

# %%
from leaderlab import Faults, nobody_follows_the_dead, verify
from leaderlab.algorithms import readme_ring
from leaderlab.view import player

system = readme_ring([3, 7, 5], initiators=[3])
charge2 = verify(system, eventually=[nobody_follows_the_dead], faults=Faults(crashes=1))
assert charge2.holds is False and charge2.doomed < 7
print(charge2.reason)
player(charge2.trace, promises=[nobody_follows_the_dead], step=charge2.doomed)

# %% [markdown]
# How much of all that can happen is hopeless? For a ring of two, here is every world. A dashed arrow is a crash. Click on a place to play a shortest run to it.

# %%
from leaderlab import Faults, somebody_leads, verify
from leaderlab.algorithms import readme_ring

two = verify(readme_ring([3, 7], initiators=[3]), eventually=[somebody_leads], faults=Faults(crashes=1))
chart = two.map()
assert chart.counts == {"open": 5, "elected": 6, "doomed": 21}
assert any(chart.places[there].status == "doomed" for here, there in chart.dashed if here == 0)
chart.explore()

# %% [markdown]
# 21 of 32 worlds are doomed, and a single dashed arrow can lead there from the very start.
#
# Guilty on both charges. Note what the recipe did *not* do: with one crash it never made two leaders. It is safe. It just does
# not work.

# %%
from leaderlab import Faults, at_most_one_leader, nobody_disagrees, verify
from leaderlab.algorithms import readme_ring

system = readme_ring([3, 7, 5], initiators=[3])
safe = verify(system, always=[at_most_one_leader, nobody_disagrees], faults=Faults(crashes=1))
assert safe.holds
print(safe.reason)

# %% [markdown]
# ## Repair it, one idea at a time
#
# We add one idea, ask the search, and let its answer tell us what is still missing. Each repair is a small class on top of the
# one before. This helper puts a class on trial: all runs with at most one crash.

# %%
from leaderlab import Faults, verify
from leaderlab.algorithms import ring


def trial(node, promise, builder=ring):
    system = builder([3, 7, 5], initiators=[3], node=node)
    verdict = verify(system, eventually=[promise], faults=Faults(crashes=1))
    print(verdict.reason)
    return verdict


# %% [markdown]
# ### Idea 1: skip the dead
#
# A node must know more of the ring than its successor. Now it knows all members, mine first, in order, and who of them is down.

# %%
from leaderlab import somebody_leads
from leaderlab.algorithms import ReadmeRing
from leaderlab.view import player


class Skip(ReadmeRing):
    members: tuple
    successor: int | None = None
    down: set = set()

    def on_start(self):
        self.successor = self.members[1]
        super().on_start()

    def skip(self, peer):
        self.down.add(peer)
        others = (*self.members[1:], self.id)       # if all are down, I am my own successor
        self.successor = next(id for id in others if id not in self.down)

    def on_suspect(self, peer):
        self.skip(peer)
        super().on_suspect(peer)


skipping = trial(Skip, somebody_leads)
assert skipping.holds is False
player(skipping.trace)

# %% [markdown]
# Not enough. The starter dies, 5 has just sent it the message, and only *then* 5 is told. Skipping helps the next message.
# What is lost stays lost.
#
# ### Idea 2: search again for what was lost
#
# If the next node fails, my last message may have died with it. Nobody else can know. So I start an election of my own.

# %%
from leaderlab import quiet
from leaderlab.view import player


class Again(Skip):
    def on_suspect(self, peer):
        if peer in (self.leader, self.successor):
            self.skip(peer)
            self.say("{} was my leader, or next to me: I search again.", peer)
            self.start_election()
        else:
            super().on_suspect(peer)


searching = trial(Again, quiet)
assert searching.holds is False and searching.trace.loop is not None
player(searching.trace, step=searching.trace.loop)

# %% [markdown]
# Now look at the end of this run: it has none. The message of 3 goes round and round. Only 3 would recognise it, and 3 is dead.
# A promise of the form "in the end" needs an endless run to break. Here is one.
#
# ### Idea 3: take the orphans off the ring
#
# A message whose starter is down has no home. Whoever knows that takes it off the ring. News that it
# brings may still be read. (In the code `Search` and `News` are our names for the ring's two messages, `Election` and `Elected`.)

# %%
from leaderlab import nobody_follows_the_dead, quiet
from leaderlab.algorithms.readme_ring import Elected as News
from leaderlab.algorithms.readme_ring import Election as Search
from leaderlab.view import player


class Clean(Again):
    def on_message(self, message, sender):
        match message:
            case Search(initiator) if initiator in self.down:
                self.say("{} is down: I take its message off the ring.", initiator)
            case News(initiator, leader) if initiator in self.down:
                self.say("{} is down: its news of {} ends here.", initiator, leader)
                self.leader = leader
            case _:
                super().on_message(message, sender)


assert trial(Clean, quiet).holds
cleaning = trial(Clean, nobody_follows_the_dead)
assert cleaning.holds is False
player(cleaning.trace, promises=[nobody_follows_the_dead], step=cleaning.doomed)

# %% [markdown]
# Quiet at last. But look at this run: it is beautiful and terrible. Node 7 writes its id into the search and dies. The others search again,
# agree on 5, and then the *old* search comes home, with the dead 7 in it. It is announced and believed, by nodes that
# have been told already that 7 is down.
#
# ### Idea 4: refuse the dead. Your turn
#
# Write the last repair. A node knows who is down: `self.down`. There are two moments in which it is about to accept a leader:
#
# - its own search comes home: `Search(self.id, largest)`,
# - an announcement comes by: `News(initiator, leader)`.
#
# Everything else stays as it is in `Clean`. The check goes through every run of three rings, with one crash wherever it hurts.
#
# <details><summary>Hint 1</summary>Begin like <code>Clean</code>: a <code>match</code> with your own cases first, and <code>case _:</code> for the rest.</details>
# <details><summary>Hint 2</summary>A case can have a condition: <code>case News(_, leader) if leader in self.down:</code></details>
# <details><summary>Hint 3</summary>Refusing news means: do nothing, and do not pass it on. If your own search comes home with a dead
# id, you still have no leader: <code>self.start_election()</code>.</details>

# %% answer="ring_refuse"
class Refuse(Clean):
    def on_message(self, message, sender):
        ### BEGIN SOLUTION
        match message:
            case Search(self.id, largest) if largest in self.down:
                self.say("My search is home with the dead {}: I search again.", largest)
                self.start_election()
            case News(_, leader) if leader in self.down:
                self.say("{} is down: I do not follow it.", leader)
            case _:
                super().on_message(message, sender)
        ### END SOLUTION


# %% check="ring_refuse" points=3
from leaderlab.exercises import check

check("ring_refuse", Refuse)

# %% [markdown] only="solved"
# **Why.** The two cases come before `case _`, so a dead leader is refused before anything changes. A tempting mistake is to
# let `super()` act first and to set `self.leader = None` afterwards: then the dead leader has already pushed out a living one.

# %% [markdown]
# ## The verdict
#
# These four ideas are in the library, as one class: `Ring`. It stands trial for all promises at
# once, on a larger ring, and with a second crash. (`all_agree` is the strictest promise: all living nodes name the same leader, and it lives.)

# %%
from leaderlab import Faults, all_agree, at_most_one_leader, quiet, verify
from leaderlab.algorithms import ring

PROMISES = {"always": [at_most_one_leader], "eventually": [all_agree, quiet]}
repaired = verify(ring([3, 9, 7, 5], initiators=[3]), faults=Faults(crashes=1), **PROMISES)
twice = verify(ring([3, 7, 5], initiators=[3]), faults=Faults(crashes=2), **PROMISES)
assert repaired.holds and twice.holds
print(repaired.reason)
print(twice.reason)

# %% [markdown]
# Not guilty, even with two crashes on a ring of three. And while nobody crashes, `Ring` costs what the README costs: two hops for
# each node.
#
# `Ring` has a fifth idea: each starter **numbers its rounds**, and takes its own old ones off the ring. It looks wise.
# Is it needed? Do not argue. Take it out and ask the search:

# %%
from leaderlab import Crash, Faults, simulate, verify
from leaderlab.algorithms import Ring, ring
from leaderlab.algorithms.ring import Election as NumberedElection


class NoRounds(Ring):
    def start_election(self):       # as in Ring, but the number never grows
        self.pass_on(NumberedElection(self.id, self.round, largest=self.id))


def mean_cost(node, runs=100):
    system = ring([3, 9, 7, 5], initiators=[3], node=node)
    crashes = [[(seed % 40, Crash(9))] for seed in range(runs)]
    costs = [simulate(system, seed=i, faults=crash).messages for i, crash in enumerate(crashes)]
    return sum(costs) / runs


unnumbered = ring([3, 7, 5], initiators=[3], node=NoRounds)
without = verify(unnumbered, faults=Faults(crashes=2), **PROMISES)
costs = {node.__name__: mean_cost(node) for node in (Ring, NoRounds)}
assert simulate(ring(range(5), initiators=[0])).messages == 2 * 5
assert without.holds and costs["Ring"] < costs["NoRounds"]
print(without.reason)
costs

# %% [markdown]
# With a perfect failure detector the numbers are not needed to keep the promises, as far as this search sees. They save
# some messages, because an old search is not announced again. A search tells you what a part is *for*.
#
# ### Break it: two leaders
#
# The repaired ring is 3, 7, 5. Nodes 3 and 5 start, and you may let one node crash, whenever you like. Make **two living nodes
# lead at the same time**. Answer with a line, such as the beginning in this cell, or with `"impossible"`, if you think that no
# such run exists. In a line, `3>7` is the arrival of a message, and the other words are `crash:7` and `suspect:3:7`.

# %%
from leaderlab import replay
from leaderlab.view import player

beginning = "ring([3, 7, 5], initiators=[3, 5]) | 3>7 7>5 crash:7 suspect:3:7"
player(replay(beginning), step=-1)

# %% [markdown]
# <details><summary>Hint 1</summary>Two leaders means: two rounds end with two different ids, and both owners live and believe.</details>
# <details><summary>Hint 2</summary>When can two rounds find different ids? Only if one of the two ids is gone in between.</details>
# <details><summary>Hint 3</summary>If you have tried for ten minutes, what do you know? And what would the search know?</details>

# %% answer="ring_twice"
### BEGIN SOLUTION
two_leaders = "impossible"
### STUB
# two_leaders = ...    # a line, or "impossible"
### END SOLUTION

# %% check="ring_twice" points=2
from leaderlab.exercises import check

check("ring_twice", two_leaders)

# %% [markdown] only="solved"
# **Why.** Two rounds can only find different ids if the larger of the two has crashed in between. And then it is down, and
# does not count. But this argument could be wrong. The search cannot: it has seen every run with at most one crash.

# %% [markdown]
# ## What it needs
#
# An algorithm is right *under assumptions*. `Ring` has two, and both are easy to forget. The first: **the failure detector is perfect**.
# Lesson 01 said why no real one is: a slow node looks like a dead one. Allow **one** false
# suspicion in a run, which is even taken back later:

# %%
from leaderlab import Eventual, Network, Suspect, at_most_one_leader, verify
from leaderlab.algorithms import ring
from leaderlab.view import player

system = ring([3, 7, 5], initiators=[3], network=Network(detector=Eventual(mistakes=1)))
suspicion = verify(system, always=[at_most_one_leader])
assert suspicion.trace.last.leaders == {7, 5}
assert [event for event in suspicion.trace.events if isinstance(event, Suspect)] == [Suspect(3, 7)]
print(suspicion.reason)
player(suspicion.trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# Nobody has crashed, and two nodes lead. 3 has taken 7 for dead, and has found 5 without it. 7 does not know, and leads on. People
# call this a *split brain*. It does not help that 3 will trust 7 again: two leaders may have acted by then. The cure is a majority,
# and that is lesson 03.
#
# ### Break it: split your own ring
#
# Can you do that to any ring? Here is one that is only yours. Write your name, and run the two cells. The ids, their order
# and the starter follow from the name. Everybody gets another ring, and everybody's shortest run has as many events as
# yours. (In a course, write the name under which you hand in your work.)

# %% answer="ring_name"
### BEGIN SOLUTION
my_name = "Ada Lovelace"
### STUB
# my_name = ...    # a text, such as "Ada Lovelace"
### END SOLUTION

# %%
from leaderlab.exercises import personal

personal("ring_yours", my_name)

# %% [markdown]
# Make **two living nodes lead at the same time**. Nobody crashes. One false suspicion is all that you need: `suspect:3:7` tells
# 3 that 7 is down. Begin your line as it stands above, and go on event by event: `player(replay(split), step=-1)` shows how far
# you are. A longer way than the shortest earns half the points.
#
# <details><summary>Hint 1</summary>Who wins on your ring as long as nobody is left out? Let that search come home first.</details>
# <details><summary>Hint 2</summary>Only one node can leave the largest out: the one that sends to it. It must pass on the news before it is told.</details>
# <details><summary>Hint 3</summary>Then this node searches again, past the largest. Let its search come home, and the news
# of the second largest reach the second largest.</details>

# %% answer="ring_yours"
### BEGIN SOLUTION
split = "ring([52, 47, 34, 54], initiators=[34]) | 34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47 47>34 34>52"
### STUB
# split = ...    # a line
### END SOLUTION

# %% check="ring_yours" points=2
from leaderlab.exercises import check

check("ring_yours", (my_name, split))

# %% [markdown] only="solved"
# **Why.** The node before the largest has passed on the news, so the largest leads. Then it takes the largest for dead, and the
# ring closes without it. That smaller ring works as it should, and elects its own largest node. No message tells either of
# the two about the other.

# %% [markdown]
# The second assumption: **the dead stay dead**.
#
# ### Break it: the dead come back
#
# The ring is 3, 7, and 3 starts. The detector is perfect again. You may use one `Crash` and one `Restart`. Make two nodes lead at
# the same time, with as few events as you can. A longer way than the shortest earns half the points.
#
# There is one more word now: `restart:7`. And a node that is alone sends to itself: `3>3`. This cell shows a beginning.

# %%
from leaderlab import replay
from leaderlab.view import player

beginning = "ring([3, 7], initiators=[3]) | 3>7 7>3 crash:7"
player(replay(beginning), step=-1)

# %% [markdown]
# <details><summary>Hint 1</summary>First let 3 become the leader. What must 3 believe for that?</details>
# <details><summary>Hint 2</summary>A crash does not take away what is on the wire. What has 3 sent to 7 before the crash?</details>
# <details><summary>Hint 3</summary>3 announces 7, 7 crashes, 3 hears of it and elects itself. Then 7 restarts, and finds mail.</details>

# %% answer="ring_restart"
### BEGIN SOLUTION
back = "ring([3, 7], initiators=[3]) | 3>7 7>3 crash:7 suspect:3:7 3>3 restart:7 3>7"
### STUB
# back = ...    # a line
### END SOLUTION

# %% check="ring_restart" points=2
from leaderlab.exercises import check

check("ring_restart", back)

# %% [markdown] only="solved"
# **Why.** The announcement "7 leads" waits for a node that has lived twice. The new 7 has forgotten everything and believes old
# mail. A number that grows and that survives a crash would unmask it. You will meet such numbers as *ballots*, *epochs* and *terms*.

# %% [markdown]
# ## Chang and Roberts: stop the smaller ones
#
# Back to a ring without crashes, and to the waste that you have predicted: three starters, three times the price.
# In 1979 E. Chang and R. Roberts published a better rule. A message carries only the id of a *candidate*:
#
# - A starter is a candidate. It sends its id to its successor.
# - A **larger** id comes by: pass it on. You cannot win any more.
# - A **smaller** id comes by: **stop it**. If your own id is not on its way yet, send it now.
# - **Your own** id comes home: nobody was larger. You lead. Announce it.
#
# All five nodes start at once. Watch how the candidates disappear:

# %%
from leaderlab import largest_leads, simulate
from leaderlab.algorithms import chang_roberts
from leaderlab.view import player

everybody = simulate(chang_roberts([3, 7, 5, 9, 4]), seed=2)
assert everybody.last.leaders == {9} and everybody.messages < 2 * 5 * 5
player(everybody, promises=[largest_leads])

# %% [markdown]
# Now play with it. Change the order of the ids, the initiators, the delay. Then choose a node that crashes, and a time.
#
# - Which order makes the line under the controls say the fewest messages? Which one the most?
# - Let the successor of a candidate crash at time 5. Who leads?

# %%
from leaderlab.algorithms import chang_roberts
from leaderlab.view import lab

lab(chang_roberts, ids=[3, 7, 5, 9, 4], initiators=[3, 5])

# %% [markdown]
# Did nobody lead? Chang and Roberts promise nothing if a node crashes: the links are reliable and nobody fails, that is their
# assumption. The search confirms both halves.

# %%
from leaderlab import Faults, all_agree, largest_leads, quiet, somebody_leads, verify
from leaderlab.algorithms import chang_roberts

system = chang_roberts([3, 7, 5])
healthy = verify(system, always=[largest_leads], eventually=[all_agree, quiet])
crashing = verify(system, eventually=[somebody_leads], faults=Faults(crashes=1))
assert healthy.holds and crashing.holds is False
print(healthy.reason)
print(crashing.reason)

# %% [markdown]
# ### Make: the handler
#
# Write `on_message`. The rest is given. The messages are `Election(candidate)` and `Elected(leader)`; `self.participant` says whether
# your own id is on its way, or cannot win any more. The announcement goes round once, and its owner takes it off the ring.
#
# The check goes through every run: with one starter and with several.
#
# <details><summary>Hint 1</summary>There are two kinds of message, and for <code>Election</code> three cases: larger, smaller, your own.
# The order of your cases matters.</details>
# <details><summary>Hint 2</summary><code>case Election(self.id):</code> is your own id at home.
# <code>case Election(candidate) if candidate > self.id:</code> is a larger one.</details>
# <details><summary>Hint 3</summary>The smaller case: <code>case Election() if not self.participant: self.run_for_leader()</code>. If you are
# a participant, do nothing at all: that is how an id is stopped.</details>

# %% answer="ring_handler"
from leaderlab import Node
from leaderlab.algorithms.chang_roberts import Elected, Election


class MyRing(Node):
    successor: int
    initiator: bool = False
    participant: bool = False
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.run_for_leader()

    def run_for_leader(self):
        self.participant = True
        self.send(Election(self.id), to=self.successor)

    def on_message(self, message, sender):
        ### BEGIN SOLUTION
        match message:
            case Election(self.id):
                self.leader = self.id
                self.send(Elected(self.id), to=self.successor)
            case Election(candidate) if candidate > self.id:
                self.participant = True
                self.send(message, to=self.successor)
            case Election() if not self.participant:
                self.run_for_leader()
            case Elected(leader) if leader != self.id:
                self.leader = leader
                self.participant = False
                self.send(message, to=self.successor)
        ### END SOLUTION


# %% check="ring_handler" points=3
from leaderlab.exercises import check

check("ring_handler", MyRing)

# %% [markdown] only="solved"
# **Why it is safe.** Only one id can survive a whole turn: any other one meets the largest node that is on its way, and is stopped there.
# **Why it is live.** The largest id is never stopped, and it gets onto the ring as soon as any smaller id reaches its owner.

# %% [markdown]
# ## What does it cost?
#
# The price depends on the order of the ids. From now on all nodes start at once, and we count the `Election` messages only: the
# announcement costs *n* more in every order.
#
# ### Predict: the worst order
#
# The ids are 1, 2, 3, 4, 5. A ring has no beginning, so let us agree that your list **begins with 1**. In which order, in the direction of
# travel, are most election messages sent?
#
# <details><summary>Hint 1</summary>An id travels until it meets a larger one. How far can 4 get at most? And 3?</details>
# <details><summary>Hint 2</summary>It is bad if an id meets all the smaller ones first. So where should 4 stand, seen from 5?</details>
# <details><summary>Hint 3</summary>Behind 5 comes 4, behind 4 comes 3, and so on. In front of 5 stands 1.</details>

# %% answer="ring_worst"
### BEGIN SOLUTION
worst = [1, 5, 4, 3, 2]
### STUB
# worst = ...    # a list of the ids 1 to 5 that begins with 1
### END SOLUTION

# %% check="ring_worst" points=1
from leaderlab.exercises import check

check("ring_worst", worst)

# %% [markdown] only="solved"
# **Why.** The ids fall in the direction of travel. 1 is stopped after 1 hop, 2 after 2 hops, and so on: 1 + 2 + 3 + 4 + 5. If the ids rise,
# every id but 5 is stopped after its first hop.

# %% [markdown]
# ### Measure: the mean
#
# The worst order is rare. What does an election cost **on average**, over all orders of 1 … *n*? Sweep through all orders for
# *n* = 2, 3, 4, 5, 6 and give the exact mean for each. `itertools.permutations(range(1, n + 1))` makes all orders.
#
# <details><summary>Hint 1</summary>One run: <code>simulate(chang_roberts(order)).messages - n</code>. The announcement is not counted.</details>
# <details><summary>Hint 2</summary>For one <i>n</i>: a list of the counts for all orders; then its sum, divided by its length.</details>
# <details><summary>Hint 3</summary>A loop <code>for n in range(2, 7):</code> around it, which fills <code>means[n]</code>.</details>

# %% answer="ring_mean"
from itertools import permutations

from leaderlab import simulate
from leaderlab.algorithms import chang_roberts

### BEGIN SOLUTION
means = {}
for n in range(2, 7):
    orders = list(permutations(range(1, n + 1)))
    costs = [simulate(chang_roberts(order)).messages - n for order in orders]
    means[n] = sum(costs) / len(orders)
### STUB
# means = ...    # {2: ..., 3: ..., 4: ..., 5: ..., 6: ...}
### END SOLUTION

# %% check="ring_mean" points=2
from leaderlab.exercises import check

check("ring_mean", means)

# %% [markdown] only="solved"
# **Why n times 1 + 1/2 + … + 1/n.** An id makes its *k*-th hop if, and only if, it is the largest of *k* ids in a row, its own and the
# *k* − 1 that it has passed. The chance of that is 1/*k*. Add it up over all hops of all ids.

# %% [markdown]
# ### Measured on proven
#
# Now all of it in one picture. The signs are measured: all orders of up to seven ids. The lines are what is proven: *n*(*n*+1)/2
# for the worst order, *n*·*H*ₙ for the mean, with *H*ₙ = 1 + 1/2 + … + 1/*n*, and 2*n* − 1 for the best. The fourth is the README's ring with **one**
# starter, announcement included. The cell asserts that every sign lies exactly on its line.

# %%
from fractions import Fraction
from itertools import permutations

from leaderlab import simulate
from leaderlab.algorithms import chang_roberts, readme_ring
from leaderlab.view.plots import chart


def readme(n):
    return simulate(readme_ring(range(n), initiators=[0])).messages


# Turning the ring changes nothing, so 1 stays in front.
orders = {n: [(1, *rest) for rest in permutations(range(2, n + 1))] for n in range(2, 8)}
swept = {n: [simulate(chang_roberts(o), trace=False).messages - n for o in orders[n]] for n in orders}
measured = {
    "worst order": {n: max(c) for n, c in swept.items()},
    "mean of all orders": {n: Fraction(sum(c), len(c)) for n, c in swept.items()},
    "best order": {n: min(c) for n, c in swept.items()},
    "README, one starter": {n: readme(n) for n in swept},
}
proven = {
    "n(n+1)/2": {n: n * (n + 1) // 2 for n in swept},
    "n·Hₙ": {n: n * sum(Fraction(1, k) for k in range(1, n + 1)) for n in swept},
    "2n − 1": {n: 2 * n - 1 for n in swept},
    "2n": {n: 2 * n for n in swept},
}
assert list(measured.values()) == list(proven.values())
assert simulate(readme_ring(range(7))).messages == 2 * 7 ** 2
chart(measured, proven, title="Messages of a ring election", x="nodes n", y="messages")

# %% [markdown]
# With one starter the README is cheaper than the mean of Chang and Roberts. With *n* starters it costs 2*n*² (the cell checks it for 7). A good algorithm is
# one that stays cheap when everybody wakes up at once, and after a crash everybody does.
#
# ## Never worse than n log n
#
# Can the worst order be made cheap, too? D. Hirschberg and J. Sinclair did it in 1980, on a ring whose links work
# **both ways**. A candidate does not dare the whole way at once. It asks its neighbourhood: 1 node on either side, then 2, then 4, then 8. A larger
# id stops the question. Whoever gets two answers asks twice as far. So the survivors of a phase stand further and further apart, and few remain.

# %%
from leaderlab import simulate
from leaderlab.algorithms import hirschberg_sinclair
from leaderlab.view import player

asking = simulate(hirschberg_sinclair([3, 7, 5, 9, 4, 8]), seed=1)
assert asking.last.leaders == {9}
player(asking)

# %% [markdown]
# Both run on the order that is worst for Chang and Roberts. For Hirschberg and Sinclair we also take the most expensive of
# twenty random orders, since falling ids are easy for them. Their classical bound is 8*n*(1 + ⌈log₂ *n*⌉). The cell checks it.

# %%
import random
from math import ceil, log2

from leaderlab import simulate
from leaderlab.algorithms import chang_roberts, hirschberg_sinclair
from leaderlab.view.plots import chart


def search_cost(builder, order):        # without the announcement, which is n in both
    return simulate(builder(order), trace=False).messages - len(order)


dice, sizes = random.Random(0), (4, 8, 16, 32, 48, 64)
falling = {n: list(range(n, 0, -1)) for n in sizes}
cr = {n: search_cost(chang_roberts, falling[n]) for n in sizes}
hs = {n: search_cost(hirschberg_sinclair, falling[n]) for n in sizes}
shuffled = {n: [dice.sample(range(n), n) for _ in range(20)] for n in sizes}
hs_random = {n: max(search_cost(hirschberg_sinclair, o) for o in shuffled[n]) for n in sizes}
assert all(hs_random[n] <= 8 * n * (1 + ceil(log2(n))) for n in sizes)
assert hs_random[16] > cr[16] and hs_random[64] < cr[64]
series = {
    "Chang–Roberts, falling ids": cr,
    "Hirschberg–Sinclair, falling ids": hs,
    "Hirschberg–Sinclair, worst of 20 random": hs_random,
}
chart(series, title="When everybody starts", x="nodes n", y="election messages")

# %% [markdown]
# On small rings the careful way costs more, on large rings less: see the rows for 16 and 64 nodes. And one more surprise. Over all orders, the most expensive one for
# Hirschberg and Sinclair is *not* the one with falling ids. This cell finds the maximum for every ring of up to seven nodes:

# %%
from itertools import permutations

from leaderlab.algorithms import hirschberg_sinclair

orders = {n: [(1, *rest) for rest in permutations(range(2, n + 1))] for n in range(2, 8)}
maxima = {n: max(search_cost(hirschberg_sinclair, order) for order in orders[n]) for n in orders}
assert maxima == {2: 10, 3: 23, 4: 32, 5: 55, 6: 68, 7: 78}
assert all(maxima[n] > search_cost(hirschberg_sinclair, range(n, 0, -1)) for n in range(4, 8))
maxima

# %% [markdown]
# Can it be done with links that work one way only? Yes: G. Peterson, and D. Dolev, M. Klawe and M. Rodeh, both in 1982. The simple version needs at most
# 2*n*⌊log₂ *n*⌋ + *n* hops. Better than *n* log *n*, up to a constant, no algorithm can be that only compares ids.
#
# ## Close
#
# | compared | the README's ring | `Ring`, repaired | Chang–Roberts | Hirschberg–Sinclair |
# |---|---|---|---|---|
# | who may start | anybody | anybody | anybody | anybody |
# | hops of the search, all start | *n*² | *n*² | *n*·*H*ₙ on average, at most *n*(*n*+1)/2 | O(*n* log *n*) |
# | links | one way | one way | one way | both ways |
# | a crash | breaks it | survives it | breaks it | breaks it |
# | assumes | no crash at all | a perfect failure detector; the dead stay dead | no crash; ids differ | no crash; ids differ |
#
# The two entries of the table that you have not seen are checked here:

# %%
from leaderlab import Faults, simulate, somebody_leads, verify
from leaderlab.algorithms import hirschberg_sinclair, readme_ring, ring
from leaderlab.algorithms.readme_ring import Election as ReadmeElection
from leaderlab.algorithms.ring import Election as RingElection

assert simulate(readme_ring(range(6))).count(ReadmeElection) == 6 ** 2
assert simulate(ring(range(6))).count(RingElection) == 6 ** 2
system = hirschberg_sinclair([3, 7, 5], initiators=[3])
careful = verify(system, eventually=[somebody_leads], faults=Faults(crashes=1))
assert careful.holds is False
print(careful.reason)

# %% [markdown]
# **A real system.** *Token Ring* was a local network in which the right to speak went round as a token. One station, the *active monitor*,
# looked after it, and made a new token when one was lost. How was it chosen? According to a reference of a network analyser [4], a station that misses the monitor
# sends *claim token* frames. A station with a larger address puts its own in the place of a smaller one. A station that sees its own
# address come home three times in sequence becomes the monitor. You know this algorithm. The monitor also took frames off the ring that came by a second
# time: your idea 3. Rings are still in use. *Corosync*, which keeps
# server clusters together, passes a token round, after a protocol called Totem; according to one of its maintainers [5], it follows the thesis that describes Totem almost one to one.
#
# **A real bug.** ZooKeeper is lesson 04. In 2010 its election had this fault (ZOOKEEPER-569): when an elected leader failed, the others could go on
# voting for the dead one, and the election could go on without an end. The repair: a server that has no votes from live servers votes for itself again.
# Refuse the dead: your idea 4.
#
# ### Ask yourself
#
# <details><summary>1. Why does "nobody disagrees" not help the README's ring?</summary>
# It is a safety promise, and the ring keeps it: a ring that elects nobody never disagrees. What breaks is liveness.</details>
# <details><summary>2. Your successor has crashed. Why is it not enough to skip it?</summary>
# What you sent before you knew is lost. It may have been the only copy of somebody's search.</details>
# <details><summary>3. Why can only one id survive a whole turn in Chang and Roberts?</summary>
# Every other candidate must pass the owner of the largest id on its way, and is stopped there.</details>
# <details><summary>4. What would happen if two nodes had the same id?</summary>
# Each would take the other's message for its own. Two "own" ids come home, and two nodes lead. All ring algorithms of this lesson need ids that differ.</details>
# <details><summary>5. Your colleague runs <code>Ring</code> with a timeout of two seconds as its failure detector. What do you say?</summary>
# A slow node will be taken for dead one day. One false suspicion is enough for two leaders.</details>
#
# ### References
#
# 1. E. Chang, R. Roberts. "An improved algorithm for decentralized extrema-finding in circular configurations of processes."
#    *Communications of the ACM* 22(5), 1979.
# 2. D. Hirschberg, J. Sinclair. "Decentralized extrema-finding in circular configurations of processors." *Communications of the ACM* 23(11), 1980.
# 3. G. Le Lann. "Distributed systems: towards a formal approach." IFIP Congress, 1977. Where the problem comes from: a lost token in a ring.
# 4. Synapse Networks, BaNalyzer reference, "Monitor Contention Process: Claim Token" and "Active Monitor".
# 5. J. Friesse on the ClusterLabs developers' list, 12 May 2025, in the thread "how does totem token works and formula".
# 6. T. Chandra, S. Toueg. "Unreliable failure detectors for reliable distributed systems." *Journal of the ACM* 43(2), 1996.
# 7. Apache ZooKeeper, issue ZOOKEEPER-569, 2010.
#
# Further reading: G. Peterson (1982); D. Dolev, M. Klawe, M. Rodeh (1982); G. Frederickson, N. Lynch (*Journal of the ACM*, 1987), on why
# *n* log *n* cannot be beaten by comparing ids.

# %%
from leaderlab.exercises import progress

progress("02")
