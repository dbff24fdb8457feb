# %% [markdown]
# # Chubby: votes and leases
#
# **50 minutes** to read and to play, and about as long again for the exercises: make a pause before "The arithmetic of a lease". You need lesson [01](01_two_promises.ipynb), for the promises, and lesson [00](00_start_here.ipynb), for the player.
#
# After this lesson you can
#
# - **say** why two majorities always meet, and what a vote must remember,
# - **find** the runs that break the README's recipe for Google Chubby, and **repair** it, one missing idea at a time,
# - **compute** how long a master may count on a lease when clocks are wrong, and **break** a lease that is one tick too long,
# - **implement** a vote, a lease, and a fence,
# - **measure** what a lease costs when the master dies.
#
# Here are five servers. They need a master: that is Chubby's word for a leader. Servers 1, 2 and 3 would like to be the master, and ask the others for votes.
# Three votes are needed. Press Play: who wins?

# %%
from leaderlab import simulate
from leaderlab.algorithms import readme_chubby
from leaderlab.view import player

split = simulate(readme_chubby([1, 2, 3, 4, 5], candidates=[1, 2, 3]), seed=1)
player(split)

# %% [markdown]
# Nobody. Each candidate votes for itself, the other two votes go to different candidates, and that is the end. Nothing crashed, no message got lost, and still these five
# will **never** have a master: nothing more can happen. Was that bad luck? With another `seed` the messages take other times. Here are a hundred runs:

# %%
assert not split.last.leaders and split.end == "Nothing more can happen."
won = 0
for seed in range(100):
    run = simulate(readme_chubby([1, 2, 3, 4, 5], candidates=[1, 2, 3]), seed=seed, until=50)
    won += len(run.last.leaders)
assert 0 < won < 50
print(f"In {won} of 100 runs there is a master.")

# %% [markdown]
# In most of them nobody ever wins, although all five servers are alive and do what they are told.
#
# ## The recipe
#
# This is what the README says about Google Chubby:
#
# > A group of replicas needs a master. A potential leader tries to get votes from other servers. Each server votes for at most one leader. The server
# > with a majority of votes becomes the new leader and informs everyone. The master runs the election again after a period called the master lease.
#
# A *replica* is one of several servers that keep copies of the same data. Together they are a *cell* (not to be mixed up with the cells of this notebook). Chubby is Google's lock service; its paper
# says that a cell typically has five replicas [1]. As a program, the recipe reads like this:

# %%
import inspect

from leaderlab.algorithms import ReadmeChubby

print(inspect.getsource(ReadmeChubby.on_message))
print(inspect.getsource(ReadmeChubby.count))

# %% [markdown]
# ## Why a majority?
#
# The recipe has one excellent idea. **Two majorities of the same cell always share a member.** If each server votes once, two candidates cannot
# both have a majority. Do not believe it: try all pairs.

# %%
from itertools import combinations


def groups(n, least):
    replicas = range(1, n + 1)
    return [set(group) for size in range(least, n + 1) for group in combinations(replicas, size)]


def always_meet(n, least):
    return all(a & b for a in groups(n, least) for b in groups(n, least))


majority = {n: n // 2 + 1 for n in range(1, 8)}
assert all(always_meet(n, majority[n]) for n in majority)               # more than half always meet
assert not any(always_meet(n, majority[n] - 1) for n in range(2, 8))    # one less does not
majority

# %% [markdown]
# Half is not enough. Take four servers and let two votes win: {1, 3} and {2, 4} do not meet. The search finds the shortest run with two masters:

# %%
from leaderlab import at_most_one_leader, verify
from leaderlab.algorithms import ReadmeChubby, readme_chubby
from leaderlab.view import player


class Half(ReadmeChubby):
    def on_start(self):
        self.majority = 2
        super().on_start()


halves = verify(readme_chubby([1, 2, 3, 4], candidates=[1, 2], node=Half), always=[at_most_one_leader])
assert len(halves.trace.last.leaders) == 2
print(halves.reason)
player(halves.trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# And it must be the majority of the **whole cell**, not of the servers that answer. In a network that is cut in two, each part can have a majority of the servers that answer *there*.
#
# ### Predict: even and odd
#
# A cell elects a master with more than half of all its replicas. How many replicas may be down, at most, so that there can still be a master? Say it for cells of 3, 4, 5, 6 and 7.
#
# <details><summary>Hint 1</summary>How many votes are needed? The table above has it.</details>
# <details><summary>Hint 2</summary>As many may be down as are not needed for the vote.</details>
# <details><summary>Hint 3</summary>A cell of four needs three votes. So one may be down.</details>

# %% answer="chubby_even"
### BEGIN SOLUTION
crashes = {3: 1, 4: 1, 5: 2, 6: 2, 7: 3}
### STUB
# crashes = ...    # {3: ..., 4: ..., 5: ..., 6: ..., 7: ...}
### END SOLUTION

# %% check="chubby_even" points=1
from leaderlab.exercises import check

check("chubby_even", crashes)

# %% [markdown] only="solved"
# **Why.** *n* minus a majority. With a fourth replica a cell survives no more crashes than with three. That is why one takes an odd number: three, five or seven.

# %% [markdown]
# ## The README on trial
#
# With two candidates among three servers, and without a crash, the recipe works. (In this search `timed=True` means that messages and timers keep to their times: a timer of 5 ticks cannot
# fire again and again while a message of 1 tick is still on its way.)

# %%
from leaderlab import Network, Perfect, all_agree, at_most_one_leader, verify
from leaderlab.algorithms import readme_chubby

QUICK = {"lease": 5, "network": Network(delay=(1, 1), detector=Perfect(delay=(1, 2)))}
cell = readme_chubby([1, 2, 3], candidates=[1, 2], **QUICK)
works = verify(cell, timed=True, always=[at_most_one_leader], eventually=[all_agree])
assert works.holds
print(works.reason)

# %% [markdown]
# Now the charges.
#
# **Charge 1: the split vote.** You have seen it. The search confirms: there are runs from which no way leads to a master any more.

# %%
from leaderlab import somebody_leads, verify
from leaderlab.algorithms import readme_chubby

cell = readme_chubby([1, 2, 3, 4, 5], candidates=[1, 2, 3], **QUICK)
charge1 = verify(cell, timed=True, eventually=[somebody_leads])
assert charge1.holds is False
print(charge1.reason)

# %% [markdown]
# **Charge 2: the dead master.** A cell of three has elected node 1. Then it crashes, and a perfect failure detector tells everybody. Node 2 is a candidate, too. A search can begin where a run has led:

# %%
from leaderlab import Faults, simulate, somebody_leads, verify
from leaderlab.algorithms import readme_chubby
from leaderlab.view import player

elected = simulate(readme_chubby([1, 2, 3], candidates=[1, 2], **QUICK), seed=0, until=4)
assert elected.last.leaders == {1} and {node.leader for node in elected.last.nodes} == {1}
charge2 = verify(elected, timed=True, eventually=[somebody_leads], faults=Faults(crashes=1, only=[1]))
assert charge2.holds is False and len(charge2.trace.last.up) == 2
print(charge2.reason)
player(charge2.trace, step=len(elected) - 1)

# %% [markdown]
# Two of three servers live, a majority. But "each server votes for **at most one** leader", and they have voted, for a dead one.
# A vote without an end is a vote for ever.
#
# ### Break it: the forgotten vote
#
# **Charge 3 is yours.** The cell is 1, 2, 3; servers 1 and 2 are candidates. You may use one crash and one restart. A server that restarts has forgotten everything. Make
# **two masters at the same time**, with as few events as you can: a longer way than the shortest earns half the points.
#
# In a line, `1>3` is the arrival of the oldest message from 1 to 3; the other words are `crash:3` and `restart:3`. This cell shows a beginning. Go on from there, after a space:
# `beginning + " 3>1"`. To look at what you have, play it: `player(replay(beginning + " 3>1"), step=-1)`.

# %%
from leaderlab import replay
from leaderlab.view import player

beginning = "readme_chubby([1, 2, 3], candidates=[1, 2]) | 1>3"
player(replay(beginning), step=-1)

# %% [markdown]
# <details><summary>Hint 1</summary>Two masters need two majorities. Which server must vote twice?</details>
# <details><summary>Hint 2</summary>First let one candidate win: its request arrives, and the vote arrives.</details>
# <details><summary>Hint 3</summary>Then 3 crashes and restarts. The request of 2 is still on its way.</details>

# %% answer="chubby_forgotten"
### BEGIN SOLUTION
forgotten = beginning + " 3>1 crash:3 restart:3 2>3 3>2"
### STUB
# forgotten = ...    # beginning + " ..."
### END SOLUTION

# %% check="chubby_forgotten" points=2
from leaderlab.exercises import check

check("chubby_forgotten", forgotten)

# %% [markdown] only="solved"
# **Why.** The two majorities share server 3, as they must. But 3 lived twice, and its second life knew nothing of the first. "Two majorities share a member" helps only if that member remembers.

# %% [markdown]
# Guilty on all three charges. Now the repair.
#
# ## Idea 1: remember the vote
#
# A vote goes to *stable storage* before it is sent: to a disk, which keeps it while the server is down. In this library that is one word, `durable`.

# %%
from leaderlab import Faults, at_most_one_leader, durable, somebody_leads, verify
from leaderlab.algorithms import ReadmeChubby, readme_chubby


class Remember(ReadmeChubby):
    voted_for: int | None = durable(None)


cell = readme_chubby([1, 2, 3], candidates=[1, 2], node=Remember, **QUICK)
back = Faults(crashes=1, restarts=1)
remembered = verify(cell, timed=True, always=[at_most_one_leader], faults=back)
stuck = verify(cell, timed=True, eventually=[somebody_leads], faults=Faults(crashes=1))
assert remembered.holds and stuck.holds is False
print(remembered.reason)
print(stuck.reason)

# %% [markdown]
# Safe, even through a crash. And stuck: now the vote is remembered for ever. A split vote, or a dead master, is the end of the cell.
#
# ## Idea 2: number the elections
#
# A vote must be for **one election**, not for life. So elections get numbers, and each server votes for at most one leader *in each election*. The number has many names: *term*, *epoch*, *ballot*. Here is
# the README's recipe with terms. One method is missing, `hear_request`. You will write it.

# %%
from leaderlab import Node, durable
from leaderlab.exercises.given03 import Elected, RequestVote, Vote  # three messages; each has one field, term


class Numbered(Node):
    candidate: bool
    majority: int
    term: int = durable(0)                      # the newest election that I know of
    voted_for: int | None = durable(None)       # my vote in it
    votes: set = set()
    leader: int | None = None

    def on_start(self):
        if self.candidate:
            self.set_timer("election", 0, 100)

    def on_timer(self, name):
        self.term, self.voted_for, self.votes, self.leader = self.term + 1, self.id, {self.id}, None
        self.broadcast(RequestVote(self.term))
        self.set_timer("election", 100, 200)    # no master by then: a new election

    def on_message(self, message, sender):
        match message:
            case RequestVote(term):
                self.hear_request(term, sender)
            case Vote(self.term):
                self.votes.add(sender)
                if len(self.votes) == self.majority:
                    self.leader = self.id
                    self.cancel_timer("election")
                    self.broadcast(Elected(self.term))
            case Elected(term) if term >= self.term:
                self.leader = sender


# %% [markdown]
# ### Make: the rule of the vote
#
# Write `hear_request(self, term, candidate)`: `candidate` asks for my vote in election `term`.
#
# - A **newer** election than mine: I follow into it. I have not voted in it, and I know no leader in it.
# - In **my** election, I vote for at most one candidate: `self.send(Vote(term), to=candidate)`.
# - An **older** election gets nothing.
#
# The check goes through every run of up to two terms of a cell of three, and server 3 may crash and come back. It asks for two things: at most one leader in each term; and whoever hears of a
# **newer** election votes in it. (A server that never votes is safe, and useless.)
#
# <details><summary>Hint 1</summary>Deal with the newer election first, and then go on as if it had been mine all the time.</details>
# <details><summary>Hint 2</summary>To follow into an election changes three fields: <code>term</code>, <code>voted_for</code> and <code>leader</code>.</details>
# <details><summary>Hint 3</summary>Then: <code>if term == self.term and self.voted_for in (None, candidate):</code></details>

# %% answer="chubby_vote"
class Voter(Numbered):
    def hear_request(self, term, candidate):
        ### BEGIN SOLUTION
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)
        ### END SOLUTION


# %% check="chubby_vote" points=2
from leaderlab.exercises import check

check("chubby_vote", Voter)

# %% [markdown] only="solved"
# **Why.** The first `if` makes the request's election my own. The second is the README's sentence, now for one election. Everything it looks at is durable.

# %% [markdown]
# Is it safe now? It depends on what you promise. `numbered_cell` is this cell with a right rule. It stands trial for two promises: at most one leader **in each term**, and at most one leader **at any time**.

# %%
from leaderlab import at_most_one_leader, at_most_one_leader_per_term, verify
from leaderlab.exercises.lesson03 import numbered_cell
from leaderlab.view import player

cell = numbered_cell([1, 2, 3], candidates=[1, 2])      # `within`: the search ends where a third election begins
in_each_term = verify(cell, always=[at_most_one_leader_per_term], within=lambda node: node.term <= 2)
at_any_time = verify(cell, always=[at_most_one_leader], within=lambda node: node.term <= 2)
assert in_each_term.holds and at_any_time.trace.last.leaders == {1, 2}
print(in_each_term.reason)
print(at_any_time.reason)
player(at_any_time.trace, promises=[at_most_one_leader_per_term, at_most_one_leader], step=-1)

# %% [markdown]
# Node 1 is the master of term 1, node 2 is the master of term 2, and node 1 does not know. Each is the only one in its term.
#
# Whether that is a problem depends on what a master does. If every act of a master needs a majority again, then the old one cannot act: a majority knows the newer term. Consul's servers work
# like that, in lesson 05. But Chubby's master **answers reads alone, from its own copy** [1]. An old master would answer with old data, and nobody would notice. So Chubby needs the stronger
# promise: at any time at most one.
#
# ## Aside: Paxos in one page
#
# With votes and numbers you can do more than elect. You can agree on *any* value, once and for ever. That is *consensus*, and L. Lamport's Paxos [2] is the most famous way. Chubby's replicas use
# "a distributed consensus protocol" [1]; a later paper tells that it is Paxos [8]. Here the value is the id of a leader. Each node can play two parts: an **acceptor** gives promises and accepts values, a **proposer** asks for that.
#
# The proposer takes a number, here called *ballot*, that nobody else uses.
#
# 1. *Prepare*: it asks all to promise that they accept nothing below its ballot. Each acceptor that promises also tells what it has **accepted last**.
# 2. *Accept*: with a majority of promises, it proposes the value of the **highest ballot that it was told of**. Only if nobody has accepted anything may it propose its own.
#
# A value is **chosen** when a majority has accepted it in one ballot. The acceptor's part is a few lines. Everything it says it keeps on stable storage.

# %%
import inspect

from leaderlab.algorithms import Paxos

print(inspect.getsource(Paxos.on_message))

# %% [markdown]
# ### Predict: the duel
#
# Nodes 1 and 3 are proposers; each would like to be the leader itself. Node 1 is a little faster: acceptor 1, that is node 1 itself, has accepted the value 1 in ballot 1. No majority has, yet. Then node 3 comes with
# ballot 3. It gets promises from itself, which has accepted nothing, and from acceptor 1. **Which value must 3 propose?**
#
# <details><summary>Hint 1</summary>Node 3 does not know what acceptor 2 has done.</details>
# <details><summary>Hint 2</summary>If acceptor 2 has accepted the value 1 as well, then 1 is chosen. 3 must not destroy that.</details>
# <details><summary>Hint 3</summary>Read step 2 of the recipe again: the value of the highest ballot that it was told of.</details>

# %% answer="paxos_value"
### BEGIN SOLUTION
value_of_3 = 1
### STUB
# value_of_3 = ...    # the id of a leader
### END SOLUTION

# %% check="paxos_value" points=1
from leaderlab.exercises import check

check("paxos_value", value_of_3)

# %% [markdown]
# Here is the duel. Node 3 wins the ballot, and makes node 1 the leader.

# %%
from leaderlab import simulate, verify
from leaderlab.algorithms import paxos
from leaderlab.view import player


def one_value(world):
    """Two different values are never chosen."""
    return len({node.leader for node in world.nodes} - {None}) <= 1


duel = simulate(paxos([1, 2, 3], proposers=[1, 3]), seed=3)
assert {node.leader for node in duel.last.nodes} == {1} and duel.last[3].accepted == 3
cell = paxos([1, 2, 3], proposers=[1, 2])
searched = verify(cell, always=[one_value], within=lambda node: node.ballot <= 3)      # three nodes, ballots up to 3
assert searched.holds
print(searched.reason)
player(duel, promises=[one_value])

# %% [markdown]
# That was a search of three nodes, with ballots up to 3. The reason holds for any number: two majorities meet. If a value is chosen, a later proposer hears of it from somebody in its own majority, and must take it over. Paxos gives every proposer numbers of its own; with your rule
# of the vote several candidates may want the same number, and the votes decide who gets it. Both need the majority, the growing number, and the disk.
#
# ## Idea 3: a vote is a promise, with an end
#
# Back to Chubby, and to "at most one **at any time**". Here the paper says the sentence that the README has lost: the master must have votes from a majority,
# "plus promises that those replicas will not elect a different master for an interval of a few seconds known as the **master lease**" [1].
#
# So a vote lasts. And it ends, by the voter's own clock. The master must know when, and **stop by itself** before the first promise can end. Open *Timers* in the player and watch the bars run down:
# `promise` is the voter's, `lease` is the master's. At tick 400 the master crashes. (A master asks for new votes long before its lease ends. Its rounds have numbers: `lease 7` is the clock of its round 7.)

# %%
from leaderlab import Crash, simulate
from leaderlab.algorithms import chubby
from leaderlab.view import player

# `stands`: who may become master, and how many ticks it waits, at least and at most, once no promise binds it
cell = chubby([1, 2, 3, 4, 5], stands={1: (0, 0), 2: (20, 60), 4: (30, 80)})
handover = simulate(cell, seed=2, faults=[(400, Crash(1))], until=700)
first_free = next(step.time for step in handover if step.time > 400 and ("promise" in str(step.event)))
next_master = next(step.time for step, world in zip(handover, handover.worlds) if world.leaders - {1})
assert 400 < first_free < next_master
player(handover, step=12)

# %% [markdown]
# Nobody was told of the crash. There is no failure detector in this system at all: the promises ended. Until then everybody refused to elect another master, also a
# master that could have worked at once. That is the price, and below you will measure it.
#
# Now something harder: **the network is cut in two**, and the master is on the small side. Node 1 is master, and at tick 300 the links between {1, 2} and {3, 4, 5} break. Node 1 is alive and well.
# It notices only one thing: some answers do not come.

# %%
from leaderlab import Cut, at_most_one_leader, simulate
from leaderlab.algorithms import chubby
from leaderlab.view import player

cell = chubby([1, 2, 3, 4, 5], stands={1: (0, 0), 3: (20, 60), 4: (30, 80)})
wall = [(300, Cut(a, b)) for a in (1, 2) for b in (3, 4, 5)]
parted = simulate(cell, seed=1, faults=wall, until=700)
times = [step.time for step in parted]
stops = next(t for t, world in zip(times, parted.worlds) if t > 300 and not world.leaders)
starts = next(t for t, world in zip(times, parted.worlds) if world.leaders & {3, 4, 5})
assert 300 < stops < starts and parted.last.leaders <= {3, 4, 5}
assert all(at_most_one_leader(world) for world in parted.worlds)
print("Node 1 stops at", stops, "and the other side has a master at", starts)
player(parted, promises=[at_most_one_leader], step=times.index(stops))

# %% [markdown]
# Between the two moments nobody is master. That gap is the point: the old master has stopped **before** a new one can begin, and no message told it to.
#
# Now play. In this panel node 3 is master until it crashes. Things to try:
#
# - Make the lease 300. How long is the cell without a master now?
# - Let nobody crash, and cut off nodes `1, 2` from time 300. Then cut off `3, 1` instead. Which side has a master at the end?
# - "Clocks may be wrong by" 0.10: whose bars become shorter, the master's lease or the voters' promises?

# %%
from leaderlab import Crash, at_most_one_leader, somebody_leads
from leaderlab.algorithms import chubby
from leaderlab.view import lab

panel = lab(chubby, ids=[1, 2, 3, 4, 5], seed=2, until=900, faults=[(400, Crash(3))],
            promises=[at_most_one_leader, somebody_leads],
            controls=("lease", "drift", "crash", "cut", "seed"), drift=0.0)
assert any(world.leaders == {3} for world in panel.trace.worlds)
panel

# %% [markdown]
# The search goes through *all* runs. Three replicas, one round of votes for each candidate, and one fault at any moment: a crash and a restart, or a broken link, or a lost message.

# %%
from leaderlab import Faults, Network, at_most_one_leader, verify
from leaderlab.algorithms import chubby

TWO = {"renew": None, "stands": {1: (0, 0), 2: (0, 4)}, "network": Network(delay=(0, 0))}
ONE_ROUND = {"timed": True, "always": [at_most_one_leader], "within": lambda node: node.round <= 1}
for faults in (Faults(crashes=1, restarts=1), Faults(cuts=1), Faults(drops=1)):
    survived = verify(chubby([1, 2, 3], lease=3, **TWO), faults=faults, **ONE_ROUND)
    assert survived.holds
    print(survived.reason)

# %% [markdown]
# ## The arithmetic of a lease
#
# Two durations must fit together. Let *L* be how long a voter is bound, and *S* how long the master counts on it. Both sides measure a *duration*, each on its own clock. So it does not matter that the clocks show different
# times of day. Three questions decide whether two masters are possible.
#
# **From when?** The voter counts from the moment when it **votes**. The master must count from the moment when it **asked**. A tempting rule is to count from the moment when the master has its votes. Put that on trial, with perfect clocks:

# %%
from leaderlab import Network, verify
from leaderlab.algorithms import Chubby, chubby
from leaderlab.view import player


class CountsFromTheReply(Chubby):
    def become_master(self):
        super().become_master()
        self.set_timer(f"lease {self.round}", self.hold)


SLOWER = {**TWO, "network": Network(delay=(0, 1))}
late = verify(chubby([1, 2, 3], lease=3, node=CountsFromTheReply, **SLOWER), **ONE_ROUND)
early = verify(chubby([1, 2, 3], lease=3, **SLOWER), **ONE_ROUND)
assert late.trace.last.leaders == {1, 2} and early.holds
print(late.reason)
player(late.trace, step=-1)

# %% [markdown]
# The vote was on its way for one tick, and so the master counts one tick too long. A master that counts from the moment of asking is on the safe side: a slow message only makes its time shorter.
#
# **On whose clock?** No clock is perfect. Say that each clock runs between 1 − *r* and 1 + *r* times as fast as real time. Take *L* = *S* = 11 ticks and *r* = 1/10:

# %%
from leaderlab import verify
from leaderlab.algorithms import chubby

wide = {**TWO, "stands": {1: (0, 0), 2: (0, 12)}}
equal = verify(chubby([1, 2, 3], lease=11, hold=11, **wide), drift="1/10", **ONE_ROUND)
perfect = verify(chubby([1, 2, 3], lease=11, hold=11, **wide), drift=0, **ONE_ROUND)
assert equal.holds is False and perfect.holds
print("clocks that may be wrong by a tenth:", equal.reason)
print("perfect clocks:", perfect.reason)

# %% [markdown]
# **What is the worst?** A slow master and fast voters. A clock that runs at 9/10 of real time needs 10/9 of a real tick to count one. So *S* ticks of the slowest clock take *S* / (1 − *r*) of real time, and
# *L* ticks of the fastest clock take *L* / (1 + *r*).
#
# ### Make: the bound
#
# Write the function: for a lease of *L* ticks and a drift *r*, the longest *S* that is safe. It need not be a whole number.
#
# <details><summary>Hint 1</summary>In the worst case the master must have stopped when the first promise ends.</details>
# <details><summary>Hint 2</summary>Write that as an inequality between the two real durations.</details>
# <details><summary>Hint 3</summary><i>S</i> / (1 − <i>r</i>) ≤ <i>L</i> / (1 + <i>r</i>). Solve it for <i>S</i>.</details>

# %% answer="chubby_bound"
def longest(lease, drift):
    ### BEGIN SOLUTION
    return lease * (1 - drift) / (1 + drift)
    ### END SOLUTION


# %% check="chubby_bound" points=1
from leaderlab.exercises import check

check("chubby_bound", longest)

# %% [markdown]
# ### Measured against proven
#
# A formula on paper can forget something. So let us measure: for each drift the search looks for the longest *S* with no second master in any run of a cell of three. The line is the formula. In this model
# time goes in whole ticks, so each lease is chosen such that the bound is a whole number.

# %%
from fractions import Fraction

from leaderlab import verify
from leaderlab.algorithms import chubby
from leaderlab.view.plots import chart


def is_safe(lease, hold, drift):
    stands = {1: (0, 0), 2: (0, lease + 1)}
    cell = chubby([1, 2, 3], lease=lease, hold=hold, **{**TWO, "stands": stands})
    return verify(cell, drift=drift, **ONE_ROUND).holds


LEASES = {"0": 5, "1/10": 11, "1/7": 8, "1/5": 6, "1/4": 5, "1/3": 4, "1/2": 3}
measured, proven = {}, {}
for drift, lease in LEASES.items():
    held = 1
    while is_safe(lease, held + 1, drift):
        held += 1
    r = Fraction(drift)
    measured[100 * r] = Fraction(held, lease)
    proven[100 * r] = (1 - r) / (1 + r)
assert measured == proven
chart({"longest safe S / L": measured}, {"(1 − r) / (1 + r)": proven},
      title="How much of a lease the master may use", x="drift r, in percent", y="S / L")

# %% [markdown]
# Every point lies exactly on the line. Up to the line the search finds no second master; one tick above it, it does. And
# the line falls: at *r* = 1 the formula gives 0. **Without any bound on the drift there is no safe lease at all.**
#
# ### Make: the lease
#
# Now write it. Your class gets everything from `Chubby` but two methods. The fields: `self.lease` is *L*, `self.hold` is *S*, `self.round` numbers the requests of this node.
#
# - `promise(self, candidate)`: I give my vote. Write down in `self.voted_for` to whom I am bound, stop waiting for an election (`self.cancel_timer("election")`), and set the timer
#   `"promise"`. A voter is free when **more** than *L* ticks have passed, so at *L* + 1: within one tick things may happen in any order.
# - `ask_for_votes(self)`: a new round with its own number (one more than the last) and no votes yet. Start its clock **now**, for *S* ticks: the timer `f"lease {self.round}"`. Broadcast `Request(self.round)`. Then vote for myself: promise, and `self.count(self.id)`.
#
# The check goes through every run of a cell of three. Clocks may be wrong by a quarter; *L* is 5 and *S* is 3, and then a second pair that you do not see: so use the fields, not the numbers.
# It asks for at most one master at any time, and that each request has a number of its own, a clock with that number, and your own vote.
#
# <details><summary>Hint 1</summary>One timer has to do with <code>self.lease</code>, the other one with <code>self.hold</code>. Which clock is whose?</details>
# <details><summary>Hint 2</summary><code>promise</code> has three lines; the last one is <code>self.set_timer("promise", self.lease + 1)</code>.</details>
# <details><summary>Hint 3</summary>In <code>ask_for_votes</code>: <code>self.round += 1</code>, <code>self.votes = set()</code>, the timer, the broadcast,
# <code>self.promise(self.id)</code>, <code>self.count(self.id)</code>.</details>

# %% answer="chubby_lease"
from leaderlab.algorithms import Chubby
from leaderlab.algorithms.chubby import Request


class MyLease(Chubby):
    def promise(self, candidate):
        ### BEGIN SOLUTION
        self.voted_for = candidate
        self.cancel_timer("election")
        self.set_timer("promise", self.lease + 1)
        ### END SOLUTION

    def ask_for_votes(self):
        ### BEGIN SOLUTION
        self.round += 1
        self.votes = set()
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Request(self.round))
        self.promise(self.id)
        self.count(self.id)
        ### END SOLUTION


# %% check="chubby_lease" points=3
from leaderlab.exercises import check

check("chubby_lease", MyLease)

# %% [markdown] only="solved"
# **Why.** Both clocks start before the message leaves: the voter's when it votes, the master's when it asks. All that can go wrong on the way makes the master's time shorter, never longer. And
# the number of the round keeps an old vote from counting for a new clock.

# %% [markdown]
# ### Break it: one tick too long
#
# Somebody has set *L* = 5 and *S* = 4, "because our clocks are good". They are not: they may be wrong by a quarter. In the cell below node 1 is master, and 2 and 3 are bound. (Only 1 and 2 ever stand for election here.) Go on from there, and make **two masters**.
#
# Give a line: `ELECTED`, and what happens next. `tick` is one tick of real time, `timer:2:promise` lets that timer fire, and `2>3` is the arrival of a message. A timer may fire as soon as the fastest clock allows it. It need
# not fire before the slowest clock does. A longer way than the shortest earns half the points.

# %%
from leaderlab import replay
from leaderlab.exercises.given03 import ELECTED
from leaderlab.view import player

print(ELECTED)
player(replay(ELECTED), step=-1)

# %% [markdown]
# <details><summary>Hint 1</summary>The bound is 3, and the master holds for 4 ticks of its clock. How much real time can that be, at a rate of 3/4?</details>
# <details><summary>Hint 2</summary>Let time pass until 2 and 3 can be free, on fast clocks: <code>tick</code> five times. Do not let the timer of 1 fire.</details>
# <details><summary>Hint 3</summary>Then <code>timer:2:promise timer:2:election timer:3:promise</code>, and the request and the vote must arrive.</details>

# %% answer="chubby_drift"
### BEGIN SOLUTION
drifted = ELECTED + " tick tick tick tick tick timer:2:promise timer:2:election timer:3:promise 2>3 3>2"
### STUB
# drifted = ...    # ELECTED + " ..."
### END SOLUTION

# %% check="chubby_drift" points=2
from leaderlab.exercises import check

check("chubby_drift", drifted)

# %% [markdown] only="solved"
# **Why.** Node 1 has a slow clock: 5 ticks of real time are 3.75 of its own, so its lease of 4 is not over. Nodes 2 and 3 have fast clocks: 5 ticks are 6.25 of theirs, so more than 5 have passed.

# %% [markdown]
# ## Renewal and fail-over
#
# A master that lives does not want to stop. So it asks again, in good time, and every vote renews the promise. Each request is a round of its own, with its own clock. If answers get lost, there must be time for another try: a
# master that asks only when the lease is nearly over may lose its office because of a single lost message.
#
# A voter that restarts has kept its promise on disk. But it does not know how long it was down. So it keeps the promise for a whole lease more. What if it does not?

# %%
from leaderlab import Faults, verify
from leaderlab.algorithms import Chubby, chubby


class FreeAfterRestart(Chubby):
    def on_restart(self):
        self.voted_for = None
        self.wait()


cell = chubby([1, 2, 3], lease=3, node=FreeAfterRestart, **TWO)
forgetful = verify(cell, faults=Faults(crashes=1, restarts=1), **ONE_ROUND)
assert forgetful.trace.last.leaders == {1, 2}
print(forgetful.reason)

# %% [markdown]
# ### Measure: what a lease costs
#
# When the master crashes, the cell must wait for its promises to end. That is the *fail-over*. The cell below gives you `failover(lease, seed)`: the time without a master, in ticks, in one run. For a lease of
# 100, 200 and 400 ticks, what is the **mean** over the seeds 0 to 19?
#
# <details><summary>Hint 1</summary>For one lease: a list of twenty numbers, its sum divided by 20.</details>
# <details><summary>Hint 2</summary><code>sum(failover(100, seed) for seed in range(20)) / 20</code></details>
# <details><summary>Hint 3</summary>A loop over the three leases around it, which fills <code>means[lease]</code>.</details>

# %% answer="chubby_failover"
from leaderlab import Crash, simulate
from leaderlab.algorithms import chubby


def failover(lease, seed):
    cell = chubby([1, 2, 3, 4, 5], lease=lease, stands={1: (0, 0), 2: (20, 60)})
    crash = 1000 + lease * seed // 20       # not always at the same moment between two renewals
    run = simulate(cell, seed=seed, faults=[(crash, Crash(1))], trace=False,
                   until=lambda world: 2 in world.leaders)
    return run.time - crash


### BEGIN SOLUTION
means = {lease: sum(failover(lease, seed) for seed in range(20)) / 20 for lease in (100, 200, 400)}
### STUB
# means = ...    # {100: ..., 200: ..., 400: ...}
### END SOLUTION

# %% check="chubby_failover" points=2
from leaderlab.exercises import check

check("chubby_failover", means)

# %% [markdown]
# Here is the whole sweep. The line is a bound that you can prove: a promise that was on its way at the crash (10 ticks), the promise itself (*L* + 1), the longest wait of a free
# replica before it stands (60), and one round trip (20).

# %%
from leaderlab.view.plots import chart

leases = (100, 200, 300, 400, 600, 800)
waits = {lease: [failover(lease, seed) for seed in range(20)] for lease in leases}
bound = {lease: 10 + (lease + 1) + 60 + 20 for lease in leases}
assert all(max(waits[lease]) <= bound[lease] for lease in leases)
series = {
    "longest of 20 runs": {lease: max(waits[lease]) for lease in leases},
    "mean of 20 runs": {lease: sum(waits[lease]) / 20 for lease in leases},
}
chart(series, {"L + 91": bound}, title="Time without a master after a crash",
      x="lease L, in ticks", y="ticks")

# %% [markdown]
# A short lease must be renewed often and is lost easily. A long one makes the world wait. Chubby's is "a few seconds", and its paper reports two recent elections that took 6 and 4 seconds, and values as high as 30 seconds [1].
#
# ### Who is the master?
#
# A client asks any replica; one that is not the master says who is. What it says may be old, so the client goes on until somebody says "I am the master". And a client of a dead cell gives up after some tries, and says so.

# %%
from leaderlab import Crash, simulate
from leaderlab.algorithms import chubby_client

alive = simulate(chubby_client([1, 2, 3], clients=[9]), seed=1, until=600)
crashes = [(0, Crash(2)), (0, Crash(3))]
dead = simulate(chubby_client([1, 2, 3], clients=[9]), seed=1, faults=crashes, until=2000)
assert alive.last[9].role == "content" and alive.last.leaders == {alive.last[9].leader}
assert dead.last[9].role == "gave up"
print("a living cell:", alive.last[9].role, "with", alive.last[9].leader)
print("two of three are down:", dead.last[9].role)

# %% [markdown]
# ## The pause that no lease survives
#
# Applications use Chubby to elect leaders of their own: all candidates try to get the same lock, and whoever has it leads [1]. The holder has the lock only for a time, too. (In Chubby that time is the lease of its *session*.) The holder looks at its
# clock: "my lease has not ended". **Then** it writes to a store. Between the look and the write, anything may happen. The process may pause for a garbage collection; the message may be slow. No clock helps
# against that: the check and the write are two moments.
#
# In this system node 0 is the lock service, 1 and 2 want the lock, and 3 is a store that trusts whoever writes. (This search lets messages and timers take any time.)

# %%
from leaderlab import verify
from leaderlab.algorithms import TrustingStore, chubby_lock
from leaderlab.view import player


def writes_keep_the_order(world):
    """The store never takes a write of an older holder after one of a newer holder."""
    tokens = list(world.nodes[-1].writes)
    return tokens == sorted(tokens)


paused = verify(chubby_lock([1, 2], node=TrustingStore), always=[writes_keep_the_order])
assert list(paused.trace.last[3].writes) == [2, 1]
print(paused.reason)
player(paused.trace, promises=[writes_keep_the_order], step=-1)

# %% [markdown]
# The repair is a number again. The service gives a **token** with each grant, and tokens only grow. It travels with the write, and **the store itself** refuses a token that is smaller than one that it has seen. Chubby calls it a
# *sequencer* [1]; others say *fencing token* [3]. It must be checked *there*: a client that checks its token has the same gap again.
#
# ### Make: the fence
#
# Write the store's `on_message`. The message has the fields `token` and `value`. `self.newest` is the largest token that the store has seen; `self.take(message)` writes.
#
# <details><summary>Hint 1</summary>Two things to do: refuse what is too old, and remember what is new.</details>
# <details><summary>Hint 2</summary>A holder may write several times with the same token.</details>
# <details><summary>Hint 3</summary><code>if message.token >= self.newest:</code></details>

# %% answer="chubby_fence"
from leaderlab import Node, durable


class MyStore(Node):
    newest: int = durable(0)
    store: dict = durable({})
    writes: list = durable([])

    def take(self, write):
        self.store["file"] = write.value
        self.writes.append(write.token)

    def on_message(self, message, sender):
        ### BEGIN SOLUTION
        if message.token >= self.newest:
            self.newest = message.token
            self.take(message)
        ### END SOLUTION


# %% check="chubby_fence" points=2
from leaderlab.exercises import check

check("chubby_fence", MyStore)

# %% [markdown] only="solved"
# **Why.** The store needs no clock, no lease, and no word from the lock service. It needs one number on its disk.

# %% [markdown]
# What if a store cannot check tokens? Then the lock service can keep the lock closed for a while after the lease of a silent holder has ended. Chubby calls this *lock-delay*, and allows up to a minute [1]. It is a
# bet on the network. The search shows both sides of it: with messages that take 1 to 3 ticks, a delay of 2 ticks or more is enough here; with messages that take any time, not even 60,000 ticks are enough.

# %%
from leaderlab import Network, verify
from leaderlab.algorithms import TrustingStore, chubby_lock


def bet(lock_delay, timed):
    system = chubby_lock([1, 2], node=TrustingStore, network=Network(delay=(1, 3)),
                         lease=6, pause=(0, 6), lock_delay=lock_delay)
    return verify(system, timed=timed, always=[writes_keep_the_order]).holds


kept = {lock_delay: bet(lock_delay, timed=True) for lock_delay in (0, 1, 2, 3)}
assert kept == {0: False, 1: False, 2: True, 3: True} and bet(60_000, timed=False) is False
kept

# %% [markdown]
# ## Close
#
# | compared | the README | votes with terms | Chubby | Paxos |
# |---|---|---|---|---|
# | promises | nothing after a crash | at most one leader in each term | at most one master at any time | at most one value, for ever |
# | a vote lasts | for ever, or until a crash | for a term | for a lease | for a ballot |
# | needs | no crash, and luck | a disk | a disk, and clocks with a bounded drift | a disk |
# | the master dies | the end | a new term | wait for the lease, then elect | a higher ballot |
#
# **A real system.** The paper shows the statistics of one Chubby cell: its last fail-over, 18 days before, had taken 14 seconds. In a sample of 700 cell-days (days, added up over the cells) the authors counted 61 outages; 52 of them
# were under 30 seconds [1]. They also write that the fail-over code, exercised so rarely, was a rich source of bugs. Do not mix up the leases: the *master* lease of this lesson lasts a few seconds. The *session* lease between a client and
# the master lasts 12 seconds by default, and a client waits 45 more before it gives its session up. And a later paper about Chubby's inside [8] has your *S* < *L*: the master's own timeout is shorter than that
# of the replicas, against drifting clocks.
#
# **A real incident.** On 21 October 2018 the network between GitHub's sites was cut for 43 seconds. According to its own analysis [5], a tool called Orchestrator, which uses Raft, formed a majority without the East Coast data center and made West Coast database servers the
# primaries, as it should. But writes on the East Coast had not been copied yet. Both sides now had writes that the other did not have. The service was degraded for 24 hours and 11 minutes. The election was right. But the
# databases *behind* it were not fenced, and their copies were not up to date.
#
# **Another real system, with your formula in it.** The documentation of Kubernetes' Go library for leader election [6] says two things openly. It "does not guarantee that only one client is acting as a leader (a.k.a. fencing)". And it
# tolerates clocks that are *set* differently, but not clocks that *run* too differently: how differently, you choose by the ratio of two settings, the lease of the others and the deadline of the leader. By default they are 15 and 10 seconds.
# Read them as *L* and *S*. Which drift is that?

# %%
from fractions import Fraction

L, S = 15, 10
r = Fraction(L - S, L + S)          # S = L (1 - r) / (1 + r), solved for r
assert S == L * (1 - r) / (1 + r) and r == Fraction(1, 5)
print("a drift of", r)

# %% [markdown]
# ### Ask yourself
#
# <details><summary>1. Two majorities always share a member. Why is that not enough?</summary>
# The shared member must remember, over a crash as well, and it must keep its word for as long as somebody counts on it.</details>
# <details><summary>2. "At most one leader in each term." Can two servers believe to be the leader at the same time?</summary>
# Yes, in different terms. It is harmless if every act needs a majority, and harmful if one of them acts alone.</details>
# <details><summary>3. Why does the master count from the moment when it asked?</summary>
# That moment is before any voter has voted. So the master's time begins first, and can end first, however slow the messages are.</details>
# <details><summary>4. All our clocks are set by radio, exactly. Is drift still a question?</summary>
# Yes. A lease is a duration: what counts is how fast a clock runs, not what it shows. And a clock that is <i>set</i> during a lease may jump: use a monotonic clock.</details>
# <details><summary>5. Your colleague checks the lease right before each write. What do you say?</summary>
# "Right before" is still before: a pause can come between the check and the write. Let the store check a token.</details>
#
# ### References
#
# 1. M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006: sections 2.1 and 2.2 (master, lease), 2.4 (sequencers, lock-delay), 2.6, 2.8, 2.9 and 4.1.
# 2. L. Lamport. "Paxos made simple." *ACM SIGACT News* 32(4), 2001.
# 3. M. Kleppmann. "How to do distributed locking." 2016. The story of the client that pauses with token 33.
# 4. C. Gray, D. Cheriton. "Leases: an efficient fault-tolerant mechanism for distributed file cache consistency." SOSP 1989.
# 5. GitHub. "October 21 post-incident analysis." *The GitHub Blog*, 30 October 2018.
# 6. Kubernetes, client-go, package `tools/leaderelection`: its documentation, and the comments on its settings.
# 7. D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014: section 6.4.1, leases for reads.
# 8. T. Chandra, R. Griesemer, J. Redstone. "Paxos made live: an engineering perspective." PODC 2007: section 5.2, master leases.

# %%
from leaderlab.exercises import progress

progress("03")
