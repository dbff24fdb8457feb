# %% [markdown]
# # Two promises
#
# **50 minutes.** Before: [00 · Start here](00_start_here.ipynb).
#
# After this lesson you can
#
# - **write** the two promises of an election as functions,
# - **tell** safety from liveness, and say why you need both,
# - **break** an election with one crash and one slow message,
# - **explain** why every real system has timeouts, and why no timeout is ever surely right,
# - **repair** the election, and let a search through every run confirm it.
#
# ## An election that must work
#
# All nodes know all ids. So why send numbers round a ring? **The largest id shouts "I lead!", the others believe it.**
# Should the largest fail, a *failure detector* tells the others, and the next largest shouts.
#
# Play it, and watch the two lights under the picture. (*Not now* means: not true in this moment. Whether that is bad, we will see.)

# %%
from leaderlab import all_agree, at_most_one_leader, simulate
from leaderlab.algorithms import shout
from leaderlab.view import player

run = simulate(shout([1, 2, 3]))
assert run.messages == 2 and all_agree(run.last)
player(run, promises=[at_most_one_leader, all_agree])

# %% [markdown]
# Two messages, and everybody knows. This is the program of a node. Read it as a story: what do I do when I start, when
# my detector suspects somebody, when a message comes in?

# %%
import inspect

from leaderlab.algorithms import Shout

print(inspect.getsource(Shout))

# %% [markdown]
# ### Predict: be the nodes
#
# Now you are the computer. Four nodes run this program. All of them hear that 4 leads. Then 4 crashes, and the detector
# tells the others, one after another.
#
# Press **Predict** in the player, then *Play*. It stops before every step that you can know, and asks what comes. The
# answer is in the program above. Of the eight questions, six right ones will do.

# %%
from leaderlab import Crash, simulate
from leaderlab.algorithms import shout
from leaderlab.view import player

play = player(simulate(shout([1, 2, 3, 4]), seed=3, faults=[(30, Crash(4))]))
play

# %% [markdown]
# Through? Then run the next cell. This exercise is practice, and never worth points: only the player has seen your answers.

# %%
from leaderlab.exercises import check

check("shout_foresee", play)

# %% [markdown]
# Do you see a mistake? If not, good: that is how such programs reach production. We come back to it.
#
# ## What an election promises
#
# The README that this course grew from says it in two sentences. A leader election algorithm must
#
# > 1. Elect one leader only among the non-faulty processes.
# > 2. All non-faulty processes agree on who is the leader.
#
# *Non-faulty* means here: it has not crashed. A crashed node does nothing any more, and it forgets everything that is
# not on a disk. Nobody can promise anything about what a crashed node believes.
#
# You will put these sentences on trial, so they must be exact. Write them as functions of a **world**, one moment of a run:
#
# - `world.nodes` are all nodes, `world.up` are those that are not down;
# - `node.id` is who it is, `node.leader` is whom it names: an id, or `None`.
#
# **Promise 1** should be `True` in every moment in which *no two* non-faulty nodes believe to be the leader themselves.
#
# <details><summary>Hint 1</summary>Who believes to be the leader itself? A node that names its own id.</details>
# <details><summary>Hint 2</summary>Count the nodes with <code>node.leader == node.id</code>. Which nodes do you count?</details>
# <details><summary>Hint 3</summary><code>sum(node.leader == node.id for node in world.up)</code> is the number. Which numbers are allowed? Zero is.</details>

# %% answer="promise_one"
def promise_one(world):
    ### BEGIN SOLUTION
    return sum(node.leader == node.id for node in world.up) <= 1
    ### END SOLUTION


# %% check="promise_one" points=1
from leaderlab.exercises import check

check("promise_one", promise_one)

# %% [markdown] only="solved"
# **Why.** Zero leaders are allowed: before the election has ended, nobody leads, and nothing bad has happened.
# The library has this promise under the name `at_most_one_leader`.

# %% [markdown]
# **Promise 2** should be `True` in every moment in which all non-faulty nodes name the *same* leader, and this leader is
# non-faulty too.
#
# <details><summary>Hint 1</summary>Collect the names in a set. How large is it, if all agree?</details>
# <details><summary>Hint 2</summary>One name is not enough. It may be <code>None</code>, or the name of a node that is down.</details>
# <details><summary>Hint 3</summary>Make two sets: the names, and the ids of <code>world.up</code>. The first must have one element, and be part of the second.</details>

# %% answer="promise_two"
def promise_two(world):
    ### BEGIN SOLUTION
    names = {node.leader for node in world.up}
    return len(names) == 1 and names <= {node.id for node in world.up}
    ### END SOLUTION


# %% check="promise_two" points=1
from leaderlab.exercises import check

check("promise_two", promise_two)

# %% [markdown] only="solved"
# **Why.** The set of names has one element if all name the same. The second half refuses `None` and dead leaders at once,
# because neither is the id of a node that is up. The library calls this promise `all_agree`.

# %% [markdown]
# ## Nothing bad, something good
#
# The two promises are of two kinds. You cannot check them in the same way.
#
# **Safety: nothing bad ever happens.** Promise 1 must hold in *every* moment. If it breaks, you can point at the moment: the
# proof is a run that ends right there. So there is a shortest one.
#
# **Liveness: something good happens in the end.** Promise 2 cannot hold from the beginning, nobody has spoken yet.
# It should come true. If it does not, no single moment shows it: tomorrow could still be better.
# The proof is a way into a place from which there is no way back to hope. There the run stands still, or it goes round
# in a circle, for ever. Such a run is called a *lasso*: first the rope, then the loop.
#
# Now three nodes that never say a word:

# %%
from leaderlab import Node


class Silent(Node):
    leader: int | None = None


# %% [markdown]
# Which of these promises do three silent nodes keep? Write a set of names.
#
# - `"at_most_one_leader"`: in every moment, no two lead.
# - `"nobody_disagrees"`: in every moment, no two nodes name two different non-faulty leaders.
# - `"somebody_leads"`: in the end, a non-faulty node leads.
# - `"all_agree"`: in the end, all name the same non-faulty leader.
# - `"quiet"`: in the end, nothing is on the wire, and nothing is pending.

# %% answer="silent_keeps"
### BEGIN SOLUTION
kept = {"at_most_one_leader", "nobody_disagrees", "quiet"}
### STUB
# kept = ...    # {"...", "..."}
### END SOLUTION

# %% check="silent_keeps" points=1
from leaderlab.exercises import check

check("silent_keeps", kept)

# %% [markdown]
# Meet the judge. **`verify` does not try some runs, it walks through all of them**: every order of messages,
# every crash that you allow. `always=` is for safety, `eventually=` for liveness.
# A third node stands beside the silent one: `Chatty` elects as before, but answers every message. Two of the three nodes
# in this table you would not want in your data centre.

# %%
from leaderlab import all_agree, at_most_one_leader, nobody_disagrees, quiet, somebody_leads, verify


class Chatty(Shout):
    def on_message(self, message, sender):
        self.leader = max(sender, self.id)
        self.send(message, to=sender)


def row(node):
    system = shout([1, 2, 3], node=node)
    safe = [verify(system, always=p).holds for p in (at_most_one_leader, nobody_disagrees)]
    live = [verify(system, eventually=p).holds for p in (somebody_leads, all_agree, quiet)]
    return safe + live


table = {node.__name__: row(node) for node in (Shout, Silent, Chatty)}
assert table["Shout"] == [True] * 5
assert table["Silent"] == [True, True, False, False, True]
assert table["Chatty"] == [True] * 4 + [False]
for name, kept_promises in table.items():
    print(f"{name:8}", *("kept  " if kept else "BROKEN" for kept in kept_promises))

# %% [markdown]
# The columns stand in the order of the list above.
#
# **An election that elects nobody is perfectly safe.** So a proof of safety alone is worth nothing: always ask for liveness too.
# And ask for quiet. `Chatty` has a leader whom all follow, and still its messages run in circles until the power goes out.

# %% [markdown] only="solved"
# **Why.** Nobody leads, so no two lead. Nobody names a leader, so no two name different ones. Nothing is sent, so nothing
# is on the wire. That is three of five without moving a finger.

# %% [markdown]
# ## Believed
#
# As long as nobody fails, the shout keeps everything. Not in some runs: in all of them.

# %%
from leaderlab import all_agree, at_most_one_leader, quiet, verify
from leaderlab.algorithms import shout

verdict = verify(shout([1, 2, 3]), always=[at_most_one_leader], eventually=[all_agree, quiet])
assert verdict.holds
print(verdict)

# %% [markdown]
# ## On trial
#
# Now one node may crash. The detector is *perfect*: it reports every crash, and nothing else, but it takes its time.
# And one message is slow.
#
# Node 3 has shouted. Before its word arrives anywhere, it crashes. Node 2 hears of the crash, takes the lead and shouts.
# **Now the last word of node 3 arrives at node 2.** Whom does node 2 name after that? Look at the program again.

# %% answer="late_word"
### BEGIN SOLUTION
named = 3
### STUB
# named = ...    # an id, or None
### END SOLUTION

# %% check="late_word" points=1
from leaderlab.exercises import check

check("late_word", named)

# %% [markdown] only="solved"
# **Why.** `on_message` has no `if`. It believes whoever speaks, also the dead.

# %% [markdown]
# Does that happen often? It is enough that it can happen once. The next cell searches every run with at most one crash,
# shortest first, and asks whether the living always come to agree.

# %%
from leaderlab import Faults, all_agree, at_most_one_leader, somebody_leads, verify
from leaderlab.algorithms import shout
from leaderlab.view import player

verdict = verify(shout([1, 2, 3]), eventually=[all_agree], faults=Faults(crashes=1))
assert verdict.holds is False
assert {node.leader for node in verdict.trace.last.up} == {3}
print("There is no hope after these events:")
for step in verdict.trace[1:verdict.doomed + 1]:
    print("-", step.event)
player(verdict.trace, promises=[at_most_one_leader, somebody_leads, all_agree], step=verdict.doomed)

# %% [markdown]
# Go on to the end of that run. Both living nodes follow the dead one, nobody leads, and nothing is left that could wake
# them up. One crash and one slow message: that is an ordinary day in a data centre.
#
# With two nodes there are so few worlds that you can see them all. In this map each sign is a *world*: a moment of some run, with the
# state of every node and all that is on the wire. The first world stands on the left, and each arrow is a step. Click on a place and a run that leads there is played.

# %%
from leaderlab import Faults, all_agree, verify
from leaderlab.algorithms import shout

pair = verify(shout([3, 7]), eventually=[all_agree], faults=Faults(crashes=1))
chart = pair.map(goal=all_agree)
assert pair.holds is False and chart.counts["doomed"] == 2 and len(chart.places) == pair.worlds
chart.explore()

# %% [markdown]
# Here "elected" means: all living nodes agree. Once you are in one of the two doomed worlds, no arrow leads out to where they do.
#
# Look at the lights of the player, too. Promise 1 was never broken, and that is no accident:

# %%
from leaderlab import Faults, at_most_one_leader, verify
from leaderlab.algorithms import shout

verdict = verify(shout([1, 2, 3]), always=[at_most_one_leader], faults=Faults(crashes=1))
assert verdict.holds
print(verdict)

# %% [markdown]
# Safe, and dead. With one crash. Would **two** crashes make two living nodes lead at the same time? The detector is still perfect.
#
# Give a schedule: a list of events, such as `[Crash(3), Suspect(2, 3), Deliver(3, 2, Leader())]`.
# Here `Suspect(2, 3)` means: the detector tells 2 that 3 is down. If you are sure that it cannot happen,
# answer `"impossible"`. That is a claim about every run, and the check knows them all.
#
# <details><summary>Hint 1</summary>What must a node have heard before it takes the lead?</details>
# <details><summary>Hint 2</summary>Say that 1 and 2 both lead. What did 1 hear about 2?</details>
# <details><summary>Hint 3</summary>A perfect detector never reports a living node.</details>

# %% answer="two_at_once"
from leaderlab import Crash, Deliver, Suspect
from leaderlab.algorithms.shout import Leader

### BEGIN SOLUTION
two_leaders = "impossible"
### STUB
# two_leaders = ...    # a list of events, or "impossible"
### END SOLUTION

# %% check="two_at_once" points=1
from leaderlab.exercises import check

check("two_at_once", two_leaders)

# %% [markdown] only="solved"
# **Why.** Say that 1 and 2 both lead and live. Node 1 leads, so it has heard that 2 is down. But 2 lives, and a perfect
# detector never says so about a living node. This is a proof, and the search agrees.

# %% [markdown]
# ## Feel it yourself
#
# Five nodes, node 5 crashes at time 1, and messages take up to 30 ticks. The detector reports after 10 to 20 ticks.
# This run ends badly. Change the seed: how often do the living agree? Then make the slowest message faster, 8 ticks or so. What happens?

# %%
from leaderlab import Crash, Network, Perfect, all_agree, somebody_leads
from leaderlab.algorithms import shout
from leaderlab.view import lab

slow = Network(delay=(1, 30), detector=Perfect())
panel = lab(shout, ids=[1, 2, 3, 4, 5], seed=5, faults=[(1, Crash(5))], network=slow,
            promises=[somebody_leads, all_agree])
assert not panel.trace.last.leaders
panel

# %% [markdown]
# ## How patient must a detector be?
#
# Suppose that the detector waits for a fixed number of ticks before it reports. Call it its *patience*. Messages take 1 to 30 ticks.
# For each patience we run 200 elections with 200 seeds, and count those that end in agreement.
#
# Before you run the cell: where does the curve reach the top?

# %%
from leaderlab import Crash, Network, Perfect, all_agree, simulate
from leaderlab.algorithms import shout
from leaderlab.view.plot_agreement import plot_agreement


def ends_well(patience, seed):
    network = Network(delay=(1, 30), detector=Perfect(delay=(patience, patience)))
    system = shout([1, 2, 3, 4, 5], network=network)
    return all_agree(simulate(system, seed=seed, faults=[(1, Crash(5))], trace=False).last)


good = {}
for patience in range(0, 41, 5):
    good[patience] = sum(ends_well(patience, seed) for seed in range(200))
assert all((count == 200) == (patience >= 30) for patience, count in good.items())
plot_agreement(good, runs=200, across="patience of the detector, in ticks",
               mark=(30, "the slowest message"))

# %% [markdown]
# As soon as the detector is as patient as the slowest message, every one of these runs ends well. But patience has a price:
# that long, the system has no leader.
#
# Two hundred runs are no proof. Let us ask for all of them. With `timed=True` the search keeps to the clock: a message
# takes 1 to 3 ticks, and one node may crash whenever it likes.

# %%
from leaderlab import Faults, Network, Perfect, all_agree, verify
from leaderlab.algorithms import shout


def every_run(patience):
    network = Network(delay=(1, 3), detector=Perfect(delay=(patience, patience)))
    system = shout([1, 2, 3], network=network)
    return verify(system, eventually=[all_agree], faults=Faults(crashes=1), timed=True)


for patience in (1, 2, 3, 4, 5):
    holds = every_run(patience).holds
    assert holds == (patience > 3)
    print("patience", patience, "- every run ends in agreement:", holds)

# %% [markdown]
# The search is stricter than the dice: it lets a node crash in the very tick of its shout. With patience 3 the slowest
# message and the report then come in the *same* tick, and in a tie the enemy chooses. So: **if you know how slow a message can be, wait longer than that, and the shout survives a crash.**
# A network with such a known bound is called *synchronous*.
#
# Now your turn: turn the experiment round. The detector stays as it is, `Perfect()`, which reports after 10 to 20 ticks.
# The **slowest message** takes 10, 20 or 40 ticks. Nodes 1 to 5, and 5 crashes at tick 1.
# For the seeds 0 to 99, how many runs end with `all_agree`?
#
# <details><summary>Hint 1</summary>Copy <code>ends_well</code> and swap the roles: now <code>delay=(1, slowest)</code> changes.</details>
# <details><summary>Hint 2</summary>The network is <code>Network(delay=(1, slowest), detector=Perfect())</code>.</details>
# <details><summary>Hint 3</summary>The answer is <code>{slowest: sum(ends_well(slowest, seed) for seed in range(100)) for slowest in (10, 20, 40)}</code>, with your new <code>ends_well</code>.</details>

# %% answer="patience"
### BEGIN SOLUTION
def still_ends_well(slowest, seed):
    network = Network(delay=(1, slowest), detector=Perfect())
    system = shout([1, 2, 3, 4, 5], network=network)
    return all_agree(simulate(system, seed=seed, faults=[(1, Crash(5))], trace=False).last)


agreeing = {}
for slowest in (10, 20, 40):
    agreeing[slowest] = sum(still_ends_well(slowest, seed) for seed in range(100))
### STUB
# agreeing = ...    # {10: ..., 20: ..., 40: ...}
### END SOLUTION

# %% check="patience" points=2
from leaderlab.exercises import check

check("patience", agreeing)

# %% [markdown] only="solved"
# **Why.** With 10 ticks every word of node 5 is there before the first report. The slower the messages, the more often
# the last word of the dead comes after the first word of the new leader.

# %% [markdown]
# ## Nobody can tell you the bound
#
# In a real network a message is slow because a cable was cut, a switch restarts, or the receiver collects its garbage.
# There is no bound. Such a network is called *asynchronous*, and in it **a slow node and a dead node look the same**.
#
# In 1985 Fischer, Lynch and Paterson proved what follows from that [1]. If messages may take any time, and even one process
# may stop without notice, then *no* deterministic protocol reaches a common decision in every run,
# although every message arrives in the end. To agree on a leader is such a decision. People call this result **FLP**.
#
# Read it slowly, because it is often told wrongly:
#
# - FLP does not forbid safety. It forbids the promise that you *always* come to an end.
# - So real systems keep safety always, and come to an end *when the timing is good* [2, 3].
# - Something must come from outside of the asynchronous world: real time, that is **timeouts**, or chance. Raft uses both: timeouts of random length [3].
#
# You know the asynchronous world already: `verify` without `timed=True` is exactly that. Any message may be next.
#
# ## Detectors that make mistakes
#
# A failure detector hides the timeouts behind two questions:
#
# - **Completeness**: is every crashed node suspected, sooner or later?
# - **Accuracy**: are living nodes left in peace?
#
# According to Chandra and Toueg [4], a *perfect* detector does both, always. To build one you must know the bound. An *eventually perfect* detector may suspect a living node for a while, takes it back, and after
# some time, which nobody knows, makes no more mistakes. A timeout that grows after each mistake can give you that,
# if the network calms down.
#
# What does **one** mistake do to the shout? No crash this time, and only two nodes:

# %%
from leaderlab import Eventual, Network, all_agree, at_most_one_leader, somebody_leads, verify
from leaderlab.algorithms import shout
from leaderlab.view import player

pair = shout([1, 2], network=Network(detector=Eventual(mistakes=1)))
two_lead = verify(pair, always=[at_most_one_leader]).trace
assert len(two_lead.events) == 1
verdict = verify(pair, eventually=[somebody_leads])
assert verdict.holds is False
print(f"After {verdict.doomed} events nobody will ever lead again.")
player(verdict.trace, promises=[at_most_one_leader, somebody_leads, all_agree])

# %% [markdown]
# One wrong suspicion, and there are two leaders: promise 1 is broken by a single event. Then it gets worse.
# Each hears the other's shout and politely steps back. In the end two healthy nodes stand before an open door:
# "After you!" "No, after you!" And nobody leads.
#
# ## Four things that are called leader election
#
# "At most one leader" sounds clear. But when, and for how long? There are four answers. Always ask which one is meant.
#
# | promise | in plain words | who promises it |
# |---|---|---|
# | **one-shot** | one is elected, all agree, and it never changes | rings in textbooks, lesson 02 |
# | **per term** | at most one leader *in each term*. An old leader may still believe in itself, but its term is out of date, and the others refuse it | Raft [3], so the servers of Consul and etcd |
# | **per lease** | at most one leader at *any instant* of real time. This needs clocks that run at nearly the same speed | the master of Google's Chubby [5] |
# | **eventually** | after some time, all trust the same living leader for ever. Before that, there may be several | the detector called Omega [6]. Paxos stays safe while there are several leaders, and comes to an end when one remains [2] |
#
# So "two servers think that they lead" is no bug by itself. It breaks the first and the third promise. It does not break the
# second or the fourth.
#
# Does that help? Here is a node that needs no messages at all. It trusts the largest id that it does not suspect, and takes
# suspicions back. The detector makes one mistake, and one node may crash:

# %%
from leaderlab import Eventual, Faults, Network, all_agree, at_most_one_leader, quiet, verify
from leaderlab.algorithms import Shout, shout


class Trusting(Shout):
    def choose(self):
        self.leader = max({self.id, *self.peers} - self.down)

    def on_start(self):
        self.choose()

    def on_suspect(self, peer):
        self.down.add(peer)
        self.choose()

    def on_trust(self, peer):
        self.down.discard(peer)
        self.choose()


system = shout([1, 2, 3], node=Trusting, network=Network(detector=Eventual(mistakes=1)))
always_one = verify(system, always=[at_most_one_leader], faults=Faults(crashes=1))
in_the_end = verify(system, eventually=[all_agree, quiet], faults=Faults(crashes=1))
assert always_one.holds is False and in_the_end.holds is True
print("never two leaders:     ", always_one.holds)
print("in the end, all agree: ", in_the_end.holds)

# %% [markdown]
# It breaks the one-shot promise, and it keeps the eventual one. Same program, same runs. Only the question was different.
#
# ## Break a repair
#
# Back to the perfect detector, one crash, and the slow word of the dead. Your colleague has a repair:
# *do not listen to a node that you know to be down.*

# %%
from leaderlab.algorithms import Shout


class DeafToTheDead(Shout):
    def on_message(self, message, sender):
        if sender in self.down:
            self.say("{} says that it leads, but {} is down: I do not listen.", sender, sender)
        else:
            self.say("{} says that it leads: I believe it.", sender)
            self.leader = sender


# %% [markdown]
# Show your colleague a run of `shout([1, 2, 3], node=DeafToTheDead)` after which the living nodes can **never** agree.
# You have one crash. Write a list of events. The shortest list earns both points, a longer one earns one.
# `replay(system, events)` plays a list, if you want to see how far you are.
#
# <details><summary>Hint 1</summary>Node 2 is safe now: it knows of the crash before it shouts. Who believes without knowing?</details>
# <details><summary>Hint 2</summary>Node 1 gets two messages, one from 3 and one from 2. It has not heard of the crash yet.</details>
# <details><summary>Hint 3</summary>Node 1 must hear the new leader first, and the dead one last. Before that, node 2 must have a reason to shout.</details>

# %% answer="break_repair"
from leaderlab import Crash, Deliver, Suspect
from leaderlab.algorithms.shout import Leader

### BEGIN SOLUTION
my_schedule = [Crash(3), Suspect(2, 3), Deliver(2, 1, Leader()), Deliver(3, 1, Leader())]
### STUB
# my_schedule = ...    # [Crash(3), ...]
### END SOLUTION

# %% check="break_repair" points=2
from leaderlab.exercises import check

check("break_repair", my_schedule)

# %% [markdown] only="solved"
# **Why.** Node 1 knows nothing of the crash when the old word arrives. It replaces the right leader by the dead one. When
# its detector reports at last, node 1 sees that 2 is larger and alive, and waits for its word. That word has
# already come, and it will not come again.

# %% [markdown]
# ## Repair it yourself
#
# Now you. Write `on_suspect` and `on_message` so that, with a **perfect detector and two crashes**, no two living nodes ever
# lead at the same time, all living nodes agree in the end, and it becomes quiet. You may use everything that `Shout` has:
# `self.down` (a set), `self.leader`, and `self.shout_if_largest()`.
#
# <details><summary>Hint 1</summary>Two words are on the way. Which one is newer? Only the next <em>smaller</em> node shouts after a crash.</details>
# <details><summary>Hint 2</summary>So in <code>on_message</code>, listen only to a sender that is not known to be down, and only if you have no leader, or the sender is smaller than your leader.</details>
# <details><summary>Hint 3</summary>In <code>on_suspect</code>: note that the peer is down. If it was your leader, you have none now: <code>None</code>. And if you have none, it may be your turn: <code>self.shout_if_largest()</code>.</details>

# %% answer="my_shout"
from leaderlab.algorithms import Shout


class MyShout(Shout):
    def on_suspect(self, peer):
        ### BEGIN SOLUTION
        self.down.add(peer)
        if self.leader == peer:
            self.leader = None
        if self.leader is None:
            self.shout_if_largest()
        ### END SOLUTION

    def on_message(self, message, sender):
        ### BEGIN SOLUTION
        if sender in self.down:
            self.say("{} is down: this is an old word.", sender)
        elif self.leader is not None and sender > self.leader:
            self.say("{} spoke before {} did: this is an old word.", sender, self.leader)
        else:
            self.say("{} leads.", sender)
            self.leader = sender
        ### END SOLUTION


# %% check="my_shout" points=3
from leaderlab.exercises import check

check("my_shout", MyShout)

# %% [markdown] only="solved"
# **Why.** A node shouts only when all larger ones are down. So the word of a smaller node is always newer, and the word of a
# larger one is old news. That is the whole trick, and you will meet it again under the names *term*, *epoch* and
# *ballot*: **a number that says which word is newer.** Here the ids themselves do the job, counting downwards.
#
# A second right answer: trust the largest id that is not reported down, as `Trusting` does, and ignore all messages.
# With a perfect detector that is safe too.

# %% [markdown]
# ## What is proven, what is assumed
#
# One more look at `Trusting`, the node without messages. With a *perfect* detector it is a repaired shout too.
# Here are all its runs with two crashes, for three and for four nodes:

# %%
from leaderlab import Faults, all_agree, at_most_one_leader, quiet, verify
from leaderlab.algorithms import shout

for ids in ([1, 2, 3], [2, 4, 3, 1]):
    system = shout(ids, node=Trusting)
    verdict = verify(system, always=[at_most_one_leader], eventually=[all_agree, quiet], faults=Faults(crashes=2))
    assert verdict.holds
    print(ids, verdict)

# %% [markdown]
# - **Proven, for three and four nodes, in every run:** a repaired shout keeps both promises, with a perfect detector and two crashes.
# - **Assumed:** every message arrives, nobody lies, crashed nodes stay down, and above all, the detector is never wrong.
# - **Small systems are enough for most mistakes.** In a study of 198 failures of five real systems, 98 % could be had with three nodes or fewer,
#   and the order of events mattered in 88 % of those that need more than one event [7]. So we search small systems, but all of their runs.
#
# The last assumption is the weak one. The next lessons take it away: they make a wrong suspicion harmless, by votes and by numbers that grow.
#
# ## It really happened
#
# Elasticsearch 1.4, 2015, two nodes. According to a report in the project's tracker [8], the network went down, each of the two
# lost sight of the other, and *both* became master. When the network came back, they stayed apart until somebody restarted one of them.
# It was not called a bug: a setting, `minimum_master_nodes`, would have asked for a majority, and it was the operator's task
# to set it. A later change to the sample file says that its example value had misled users into exactly this trap [9].
# You have seen this run today, in small: two healthy nodes, a wrong suspicion, two leaders.
# What a majority is, and why two of them always meet, comes in lesson 03.
#
# ## Check yourself
#
# <details><summary>1. A program passes every safety check. Is it a good election?</summary>
# Not yet. A program that does nothing passes them all. Ask for liveness too, and for quiet.</details>
#
# <details><summary>2. Your log shows a moment without any leader. Which promise is broken?</summary>
# None. "At most one" allows none, and "in the end all agree" speaks about the end. Only a place without a way out breaks it.</details>
#
# <details><summary>3. Does FLP say that consensus is impossible?</summary>
# No. It says that no deterministic protocol can promise to come to an end in <em>every</em> run, if timing is without bounds and one process may stop.
# Safety can be kept always, and the end comes when the timing is good.</details>
#
# <details><summary>4. Your team makes the timeout ten times longer. What is better now, and what is worse?</summary>
# Fewer wrong suspicions, and fewer late words of the dead. But after a real crash you are without a leader ten times longer. And a message
# that is slower still will come one day.</details>
#
# <details><summary>5. Two servers of a Raft cluster both believe that they lead. Is Raft broken?</summary>
# Only if both have the same term. Raft promises one leader per term; the old one is refused by the others. For a lease, it would be a broken promise.</details>
#
# ## References
#
# 1. M. Fischer, N. Lynch, M. Paterson. *Impossibility of Distributed Consensus with One Faulty Process.* Journal of the ACM 32(2), 1985.
# 2. L. Lamport. *Paxos Made Simple.* 2001. Section 2.4: the choice of a leader needs chance or real time, and safety does not depend on it.
# 3. D. Ongaro, J. Ousterhout. *In Search of an Understandable Consensus Algorithm* (Raft), extended version, 2014. Figure 3; sections 5.2, 5.6.
# 4. T. Chandra, S. Toueg. *Unreliable Failure Detectors for Reliable Distributed Systems.* Journal of the ACM 43(2), 1996.
# 5. M. Burrows. *The Chubby Lock Service for Loosely-Coupled Distributed Systems.* OSDI 2006. Section 2.2.
# 6. C. Martín, M. Larrea, E. Jiménez, on the Omega failure detector. Journal of Computer and System Sciences, 2009. Section 2.1.
# 7. D. Yuan and others. *Simple Testing Can Prevent Most Critical Failures.* OSDI 2014. Findings 1 to 3.
# 8. [elastic/elasticsearch, issue 10935](https://github.com/elastic/elasticsearch/issues/10935), 2015.
# 9. [elastic/elasticsearch, pull request 26803](https://github.com/elastic/elasticsearch/pull/26803), 2017.

# %%
from leaderlab.exercises import progress

progress("01")
