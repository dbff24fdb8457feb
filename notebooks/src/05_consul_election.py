# %% [markdown]
# # Consul: the election of its servers
#
# **50 minutes** to read and to play, and about 30 more for the exercises: make a pause before "Random timeouts". You need lessons [01](01_two_promises.ipynb) and [03](03_chubby.ipynb): what an election promises, and why two majorities
# always meet.
#
# After this lesson you can
#
# - **say** what each rule of Raft's election is for, and **find** the run that breaks it if the rule is missing,
# - **implement** the rule by which a server votes,
# - **explain** why timeouts are random, and **measure** what too little randomness costs,
# - **name** the two elections in Consul, and say which promise each of them keeps.
#
# Here are five servers that want a leader. Each waits for 150 ticks. If it has heard of no leader by then, it proposes itself and
# asks the others for their votes. Three votes of five are enough. Nothing is broken and no message is lost. Press Play.

# %%
from leaderlab import simulate
from leaderlab.algorithms import raft
from leaderlab.view import player

equal = simulate(raft([1, 2, 3, 4, 5], timeout=(150, 150)), until=700)
assert not any(world.leaders for world in equal.worlds)
player(equal)

# %% [markdown]
# ## Five servers, one timeout
#
# Five healthy servers, and nobody is elected. They all propose themselves at the same moment, each has given its own vote to itself,
# and so each refuses the other four. Then they wait again, all for the same time.
#
# Each attempt begins a new *term*, and terms have numbers: 1, 2, 3 … If somebody is elected, the term lasts until the next attempt. Before the first attempt the term is 0.
#
# ### Predict: how long does this go on?
#
# The timeouts stay at exactly 150 ticks. Which **term** is it at tick 1,000?
#
# <details><summary>Hint 1</summary>Look at the player: in which term are the servers after their first timers, and after their second?</details>
# <details><summary>Hint 2</summary>All five begin the <i>same</i> term, at the same tick.</details>
# <details><summary>Hint 3</summary>How many times do 150 ticks fit into 1,000?</details>

# %% answer="consul_equal"
### BEGIN SOLUTION
term = 1_000 // 150
### STUB
# term = ...    # a number
### END SOLUTION

# %% check="consul_equal" points=1
from leaderlab.exercises import check

check("consul_equal", term)

# %% [markdown] only="solved"
# **Why.** All timers end at 150, 300, 450 … Nothing in this system ever makes the servers differ, so it does not end. Later in this lesson each
# server gets a timeout of its own, and then it ends soon.

# %% [markdown]
# ## What the README says
#
# > Raft is a consensus algorithm used to maintain fault tolerance. Each server has a state machine and a log ("hash table"). Take a
# > command from the log and check that the state machine is the same on all servers: each processes the same series of
# > commands and so produces the same series of results and states.
#
# It does not say how a leader is found. (The rest of the recipe is on trial in lesson 06.) The algorithm behind it is *Raft*, by D. Ongaro
# and J. Ousterhout, and Consul's servers run it. Two of its rules we leave open at first, and fill in what comes to mind. Its vocabulary is
# small:
#
# - **Follower**: waits for word of a leader. If there is none for a whole *election timeout*, it becomes a
# - **candidate**: it raises the term by one, votes for itself, and sends `RequestVote` to all. With the votes of a majority it becomes the
# - **leader** of that term, and says so again and again (*heartbeats*), so that nobody else *stands*, that is, becomes a candidate.
#
# And one rule for everybody: **a message with a higher term than mine makes me a follower of that term.** This is what a server does
# with a message:

# %%
import inspect

from leaderlab.algorithms import RaftElection

print(inspect.getsource(RaftElection.on_message))

# %% [markdown]
# Everything depends on `may_vote` and on the count of the votes: these are the two open rules. Let us write them in the most natural way.
#
# ## Two natural rules on trial
#
# The promise is: **in each term there is at most one leader**. This helper searches every run of three servers in term 1, for a class with
# the rule in question.

# %%
from leaderlab import Network, at_most_one_leader_per_term, verify
from leaderlab.algorithms import raft_election


def trial(node, network=None):
    system = raft_election([1, 2, 3], node=node, network=network or Network())
    verdict = verify(system, always=[at_most_one_leader_per_term],
                     within=lambda node: node.term <= 1)
    print(verdict.reason)
    return verdict


# %% [markdown]
# ### Rule 1: vote for whoever asks
#
# Why should a server refuse? It has nothing against anybody.

# %%
from leaderlab import at_most_one_leader_per_term
from leaderlab.algorithms import RaftElection
from leaderlab.view import player


class Friendly(RaftElection):
    def may_vote(self, request, candidate):
        self.say("{} asks. I have nothing against {}.", candidate, candidate)
        return True


friendly = trial(Friendly)
assert len(friendly.trace) - 1 == 6
player(friendly.trace, promises=[at_most_one_leader_per_term], step=-1)

# %% [markdown]
# Six events, and two leaders of one term. One server has voted for both of them. So a server must have
# only **one vote in each term**.
#
# ### Rule 2: a majority of the living
#
# The README of this course asks for "one leader among the **non-faulty** processes". Then let the non-faulty ones vote:
# whoever is thought to be down is not counted. Here `down` is what a failure detector has reported. It may make two mistakes in
# one run. A server that is cut off from both others for a while would see just that.

# %%
from leaderlab import Eventual, Network, at_most_one_leader_per_term
from leaderlab.algorithms import RaftElection
from leaderlab.view import player


class OfTheLiving(RaftElection):
    down: set = set()

    def on_suspect(self, peer):
        self.say("{} seems to be down: I do not count it.", peer)
        self.down.add(peer)

    def on_trust(self, peer):
        self.down.discard(peer)

    def is_majority(self, some):
        return 2 * len(some) > len(self.servers) - len(self.down)


living = trial(OfTheLiving, network=Network(detector=Eventual(mistakes=2)))
assert len(living.trace) - 1 == 6 and len(living.trace.last.up) == 3
player(living.trace, promises=[at_most_one_leader_per_term], step=-1)

# %% [markdown]
# Again six. One server believes that it is the only one alive. One vote is a majority of one, so it elects itself, while the others elect somebody
# else. So: **a majority of the whole cluster, whoever can be reached.** Two majorities of the same cluster have a server
# in common, and it has one vote.
#
# This is why clusters have three or five servers. With a fourth server the majority is larger, and still only one may fail:

# %%
from leaderlab.algorithms import raft_election

rows = []
for n in range(1, 8):
    server = raft_election(range(1, n + 1)).nodes[0]
    majority = next(k for k in range(1, n + 1) if server.is_majority(range(k)))
    rows.append((n, majority, n - majority))
assert rows == [(1, 1, 0), (2, 2, 0), (3, 2, 1), (4, 3, 1), (5, 3, 2), (6, 4, 2), (7, 4, 3)]
print("servers  majority  may fail")
for row in rows:
    print("{:7}  {:8}  {:8}".format(*row))

# %% [markdown]
# ## Who may not be elected
#
# In lessons 01 and 02 the largest id won. In Raft no id is better than another. (The authors tried a ranking first, and dropped
# it: it had corner cases in which nobody led.) But there is one thing that a leader must have: **the log**. Lesson 06 is about the
# log. For today it is a list of entries, and each entry carries the term in which a leader wrote it. An entry can become *committed*, which is final: it must never be lost. For that a majority must hold it. (Is that
# enough? Lesson 06 has a surprise. In today's clusters it is.)
#
# So a voter compares the candidate's log with its own, and refuses a candidate that is behind. Two numbers are enough: the term
# of the last entry, and the length.
#
# - The log whose **last term is later** is more up to date, however short it is.
# - In the same last term the **longer** log is more up to date.
#
# ### Make: compare two logs
#
# Write it down: is the candidate's log *at least* as up to date as mine? Each log is a pair (last term, length); the empty log is (0, 0).
#
# <details><summary>Hint 1</summary>Three cases: the candidate's last term is later, earlier, or the same.</details>
# <details><summary>Hint 2</summary>"At least": equal logs are good enough.</details>
# <details><summary>Hint 3</summary>Compare two pairs in Python: <code>(3, 2) >= (2, 9)</code>. What does it say?</details>

# %% answer="consul_up_to_date"
def up_to_date(candidate, mine):
    ### BEGIN SOLUTION
    return candidate >= mine
    ### END SOLUTION


# %% check="consul_up_to_date" points=1
from leaderlab.exercises import check

check("consul_up_to_date", up_to_date)

# %% [markdown] only="solved"
# **Why the term first.** A long log may belong to a leader that wrote much, alone, long ago. The last term says how recent a
# server's knowledge is. Lesson 06 shows what is lost if you look at the length first.

# %% [markdown]
# ### Make: the vote
#
# Now the whole rule. `may_vote` returns True or False; the rest of the server does what follows from it (it writes down `self.voted_for`,
# answers, and starts its timer again). You have
#
# - the request: `request.term`, `request.last_term`, `request.last_index` (the length of the candidate's log),
# - the server: `self.term`, `self.voted_for` (an id, or None), `self.last_term()`, `len(self.log)`.
#
# The check goes through every run of several clusters, with messages lost, doubled and late. Some of them are about votes, some about
# logs: nobody may be elected who lacks an entry that a majority holds. And in some a server *must* be elected: a rule that always says no is safe, and useless.
#
# <details><summary>Hint 1</summary>There are three reasons to refuse: the request is old, the vote is gone, the log is behind.</details>
# <details><summary>Hint 2</summary>A doubled request may come twice from the candidate that has your vote. Saying yes again does no
# harm: <code>self.voted_for in (None, candidate)</code>.</details>
# <details><summary>Hint 3</summary>Old means <code>request.term &lt; self.term</code>. For the log use your own function
# <code>up_to_date</code> with two pairs.</details>

# %% answer="consul_vote"
from leaderlab.algorithms import RaftElection


class Voter(RaftElection):
    def may_vote(self, request, candidate):
        ### BEGIN SOLUTION
        theirs, mine = (request.last_term, request.last_index), (self.last_term(), len(self.log))
        return request.term >= self.term and self.voted_for in (None, candidate) and theirs >= mine
        ### END SOLUTION


# %% check="consul_vote" points=3
from leaderlab.exercises import check

check("consul_vote", Voter)

# %% [markdown] only="solved"
# **Why it is safe.** Two leaders of one term would need two majorities of one term. These share a server, and it would have voted twice in this term. Your rule does not allow that.

# %% [markdown]
# ## What must be on disk
#
# A server crashes, and comes back a minute later. It has lost its memory, but not its disk. Writing to a disk takes long, so one
# writes as little as possible. A server of Raft has these fields:
#
# | field | what it is |
# |---|---|
# | `term` | the newest term that I know of |
# | `voted_for` | who has my vote in this term |
# | `log` | the entries |
# | `role` | follower, candidate or leader |
# | `leader` | whom I follow |
# | `votes` | who has voted for me |
#
# ### Predict: which ones?
#
# Which of the fields **must** survive a crash? Give the set of their names.
#
# <details><summary>Hint 1</summary>For each field ask: what could go wrong if the server came back without it?</details>
# <details><summary>Hint 2</summary>A server may always come back as a follower that knows no leader.</details>
# <details><summary>Hint 3</summary>"One vote in each term." What must be remembered so that this stays true?</details>

# %% answer="consul_durable"
### BEGIN SOLUTION
on_disk = {"term", "voted_for", "log"}
### STUB
# on_disk = ...    # a set of names, such as {"role", "votes"}
### END SOLUTION

# %% check="consul_durable" points=1
from leaderlab.exercises import check

check("consul_durable", on_disk)

# %% [markdown] only="solved"
# **Why.** `term` and `voted_for` together are the vote that must not be given twice. The log is what the cluster is there for. Everything else
# can be found out again.

# %% [markdown]
# ### Break it: a vote that is forgotten
#
# Do you believe that? Take `voted_for` off the disk. Three servers, at most one crash and one restart, and messages are neither lost nor
# doubled. **Make two leaders of term 1**, with as few events as you can. A longer way than the shortest earns half the points. Only term 1
# counts here: a timer that would begin term 2 cannot end.
#
# In a line, `timer:1:election` is the end of a timer, `1>2` the arrival of the next message from 1 to 2, and then there are
# `crash:2` and `restart:2`. This cell shows a beginning.

# %%
from leaderlab import replay
from leaderlab.algorithms import RaftElection
from leaderlab.view import player


class Forgetful(RaftElection):
    voted_for: int | None = None        # in RaftElection: durable(None)


beginning = "raft_election(node=Forgetful, network=Network()) | timer:1:election 1>2 2>1"
player(replay(beginning, Forgetful), step=-1)

# %% [markdown]
# <details><summary>Hint 1</summary>Two candidates of term 1 are needed. Each has its own vote and needs one more.</details>
# <details><summary>Hint 2</summary>There is only one server left. It has one vote, but it may have two lives.</details>
# <details><summary>Hint 3</summary>1 is elected by 2. Then 3 stands, 2 crashes and comes back, and the request of 3 arrives at 2.</details>

# %% answer="consul_restart"
### BEGIN SOLUTION
two_lives = "raft_election(node=Forgetful, network=Network()) | timer:1:election 1>2 2>1 " \
    "timer:3:election crash:2 restart:2 3>2 2>3"
### STUB
# two_lives = ...    # a line
### END SOLUTION

# %% check="consul_restart" points=2
from leaderlab.exercises import check

check("consul_restart", two_lives)

# %% [markdown] only="solved"
# **Why.** The voter in the middle gives its one vote twice, once in each life. The same would happen with a disk that says "written" before it is true.

# %% [markdown]
# ## The verdict
#
# Now all rules together, on the worst network of this library: every message may be lost, doubled, and overtaken by others. Three servers, terms 1
# and 2. (Can you trust our search? The same model was also written by hand for Spin, a well-known model checker. A test of this project checks that both count the same number of worlds.)

# %%
from leaderlab import Faults, at_most_one_leader_per_term, verify
from leaderlab.algorithms import raft_election
from leaderlab.view import searching

bar = searching("Raft's election, three servers, terms 1 and 2", worlds=215_253)
verdict = verify(raft_election([1, 2, 3]), always=[at_most_one_leader_per_term],
                 within=lambda node: node.term <= 2, progress=bar)
crashing = verify(raft_election([1, 2, 3]), always=[at_most_one_leader_per_term],
                  within=lambda node: node.term <= 1, faults=Faults(crashes=2, restarts=2))
assert verdict.holds and verdict.worlds == 215_253 and crashing.holds
print(verdict.reason)
print(crashing.reason)

# %% [markdown]
# The rules hold. But read the promise once more: at most one leader **in each term**. It does not say "at most one at a time":

# %%
from leaderlab import at_most_one_leader, at_most_one_leader_per_term, verify
from leaderlab.algorithms import raft_election
from leaderlab.view import player

system = raft_election([1, 2, 3])
both = verify(system, always=[at_most_one_leader], within=lambda node: node.term <= 2)
assert {node.term for node in both.trace.last.nodes if node.id in both.trace.last.leaders} == {1, 2}
player(both.trace, promises=[at_most_one_leader_per_term, at_most_one_leader], step=-1)

# %% [markdown]
# The leader of term 1 has not heard that there is a term 2. It still gives orders. But every order carries the number of its term, and a majority is in
# term 2 and refuses it. So a number that only grows makes an old leader harmless, without any clock, as long as each of its acts needs a majority. (A read from its own memory does not: see
# lesson 06.) You know the idea from lesson 03, where the number was called a *sequencer*.
#
# And the second promise, that somebody *is* elected? `verify` cannot ask for it within a bound of terms, since every split vote takes one
# term more. As long as a majority is alive and can talk, somebody *can* be elected: let a server with a good log stand, and let everybody answer. But if messages may take any time, no algorithm can promise that this
# happens (lesson 01, FLP). Raft makes it likely.
#
# Look at all worlds of *one* term. Worlds with the same votes are one place of this map: "2 + 1" means that one candidate has two votes and another one has
# one. The number before the colon counts the worlds. Elected means that somebody leads, and doomed that nobody can lead any more *in this term*.

# %%
from collections import Counter

from leaderlab import Network, at_most_one_leader, verify
from leaderlab.algorithms import raft_election


def votes(world):
    counted = Counter(node.voted_for for node in world.nodes if node.voted_for)
    return " + ".join(map(str, sorted(counted.values(), reverse=True))) or "no vote"


one_term = verify(raft_election([1, 2, 3], network=Network()), always=[at_most_one_leader],
                  within=lambda node: node.term <= 1)
term = one_term.map(by=votes)
assert one_term.holds and {place.label for place in term.places if place.status == "doomed"} == {"1 + 1 + 1"}
term.explore()

# %% [markdown]
# There is a single doomed place: every server has voted for itself. That is the *split vote*, and the term is lost. How does Raft make it rare?
#
# ## Random timeouts
#
# Each server draws its timeout at random from a window, anew each time. The one that draws the shortest is the only candidate for a moment, and often that is enough. Here is
# the control panel. Node 1 is elected first, and crashes at tick 600.
#
# - Make the window of the timeout narrow, 150 to 151, and then wide. For how long is there no leader? Which term is it at the end?
# - Make the timeouts shorter than 50 ticks, which is the time between two heartbeats. What happens to a healthy leader?
# - Cut off the leader from tick 300 on. Does it know?

# %%
from leaderlab import Crash
from leaderlab.algorithms import raft
from leaderlab.view import lab

panel = lab(raft, ids=[1, 2, 3, 4, 5], until=1_500, seed=3, faults=[(600, Crash(1))],
            controls=("seed", "timeout", "delay", "crash", "cut", "until"),
            labels={"timeout": "Election timeout, in ticks:"})
assert next(world.leaders for world in panel.trace.worlds if world.leaders) == {1}
assert panel.trace.last.leaders and 1 not in panel.trace.last.leaders
panel

# %% [markdown]
# ### Measure: the split vote
#
# If two servers draw nearly the same timeout, both ask, and the votes may be *split*: nobody has a majority, and the term is lost. How often? The
# function `terms_needed` runs one election and gives the term in which a leader is found. Five servers, messages of 1 to 10 ticks,
# timeouts from 150 to 150 + `width`.
#
# Run it for the widths **5, 20 and 80**, with the seeds **0 to 99** each. For each width give the **share** of runs in which the vote of
# term 1 is split.

# %%
import inspect

from leaderlab.exercises.given05 import terms_needed

print(inspect.getsource(terms_needed))

# %% [markdown]
# <details><summary>Hint 1</summary>A run whose first vote is split needs more than one term.</details>
# <details><summary>Hint 2</summary><code>sum(terms_needed(5, seed) > 1 for seed in range(100))</code> counts them for one width.</details>
# <details><summary>Hint 3</summary>A share is that number, divided by 100. Put the three shares into a mapping: <code>{5: …, 20: …, 80: …}</code>.</details>

# %% answer="consul_split"
from leaderlab.exercises.given05 import terms_needed

### BEGIN SOLUTION
shares = {}
for width in (5, 20, 80):
    split = [seed for seed in range(100) if terms_needed(width, seed) > 1]
    shares[width] = len(split) / 100
### STUB
# shares = ...    # {5: ..., 20: ..., 80: ...}
### END SOLUTION

# %% check="consul_split" points=2
from leaderlab.exercises import check

check("consul_split", shares)

# %% [markdown] only="solved"
# **Why.** What counts is how long a message takes *compared with the width of the window*. The next section makes that exact.

# %% [markdown]
# ### Measured on proven
#
# Ongaro's dissertation computes it. Of *n* servers, *s* are up. A message takes the part *l* of the window. The vote is split if, and only
# if, at least *c* = *s* − ⌊*n*/2⌋ + 1 servers time out within *l* of the first, that one included: each of them votes for itself, and too few
# votes are left for the first. (⌊*n*/2⌋ is half of *n*, rounded down.)
#
# The chance of that is the sum, over *k* from *c* − 1 to *s*, of C(*s*, *k*) · *l*ᵏ · (1 − *l*)ˢ⁻ᵏ. C(*s*, *k*) is the number of ways to choose *k*
# of *s*, in Python `comb(s, k)`. If the formula is too much for tonight, believe it: the picture says the same.
#
# Our setting: five servers, one or two of them down, all logs equal, every message takes the same time, and the window is 1,000 ticks wide. 400 elections for
# each mark in the picture. With 400 elections one expects to be off by a few percent; the cell allows 8.

# %%
from math import comb

from leaderlab import Crash, Network, simulate, somebody_leads
from leaderlab.algorithms import raft_election
from leaderlab.view.plots import chart

PERCENT = (5, 10, 20, 30)           # time of a message, in percent of the window


def is_split(percent, down, seed):
    delay = 10 * percent
    system = raft_election([1, 2, 3, 4, 5], timeout=(2_000, 3_000),
                           network=Network(delay=(delay, delay)))
    crashes = [(0, Crash(id)) for id in (5, 4)[:down]]
    end = simulate(system, seed=seed, faults=crashes, until=somebody_leads, trace=False)
    return max(node.term for node in end.last.nodes) > 1


def chance(percent, down, n=5):
    part, up = percent / 100, n - down
    enough = up - n // 2 + 1
    return 100 * sum(comb(up, k) * part**k * (1 - part) ** (up - k)
                     for k in range(enough - 1, up + 1))


def measure(percent, down, runs=400):
    return 100 * sum(is_split(percent, down, seed) for seed in range(runs)) / runs


measured = {f"{down} down, measured": {p: measure(p, down) for p in PERCENT} for down in (1, 2)}
proven = {f"{down} down, the formula": {p: chance(p, down) for p in range(31)} for down in (1, 2)}
for line, curve in zip(measured.values(), proven.values()):
    assert all(abs(line[p] - curve[p]) < 8 for p in PERCENT)
assert round(chance(20, 1), 1) == 18.1 and round(chance(20, 2), 1) == 48.8
chart(measured, proven, title="Split votes: five servers, 400 elections a mark",
      x="time of a message, in percent of the timeout window", y="split votes, in percent")

# %% [markdown]
# With two servers down, all three that are left must vote for the same one. So splits are more frequent. The rule of thumb of the dissertation: make the window 10 to 20
# times as wide as a message takes.
#
# ### Time to a leader
#
# The Raft paper has a well-known picture, figure 16: the leader crashes a thousand times, and the authors measure how long the cluster has no leader, for several windows.
# This is our version. **Our setting:** five servers, one of them down from the start, timers of the other four started at tick 0 as by a last
# heartbeat, messages of 1 to 10 ticks, no disk. As in the paper, two of the four cannot win, since their logs are behind. 100 elections for each line. **The paper's:** a real cluster in which a round trip with
# a disk write took about 15 ms. So do not compare the numbers. Compare the shapes.

# %%
from leaderlab import Crash, Network, simulate, somebody_leads
from leaderlab.algorithms import raft_election
from leaderlab.view.plots import chart

LOGS = {1: [1], 2: [1], 5: [1]}             # 3 and 4 have empty logs: they cannot win
WINDOWS = [(150, 155), (150, 175), (150, 200), (150, 300)]


def without_leader(window, seed, max_steps=100_000):
    system = raft_election([1, 2, 3, 4, 5], timeout=window, logs=LOGS, network=Network())
    end = simulate(system, seed=seed, faults=[(0, Crash(5))], until=somebody_leads, trace=False,
                   max_steps=max_steps)
    return end.time if end.last.leaders else None


times = {window: sorted(without_leader(window, seed) for seed in range(100)) for window in WINDOWS}
ticks = range(100, 1001, 50)
over = {f"timeouts of {a} to {b}": {x: sum(t <= x for t in times[a, b]) for x in ticks} for a, b in WINDOWS}
median = {window: times[window][50] for window in WINDOWS}
longest = {window: times[window][-1] for window in WINDOWS}
assert without_leader((150, 150), seed=0, max_steps=2_000) is None      # no randomness, no leader
assert median[150, 155] > 2 * median[150, 175]                          # some randomness does much
assert longest[150, 155] > longest[150, 175] > longest[150, 200]        # more cuts off the long waits
assert median[150, 200] < median[150, 300]                              # too much of it is waiting
print("median and longest:")
for a, b in WINDOWS:
    print(f"  {a} to {b}: {median[a, b]:4} and {longest[a, b]:5} ticks")
chart(over, title="Elections that are over, of 100", x="ticks since the last heartbeat",
      y="elections with a leader")

# %% [markdown]
# The same steps as in the paper: each flat piece is a split vote, and the next try ends a timeout later. There, 5 ms of randomness brought the median down to
# 287 ms, and with 50 ms the worst of a thousand elections took 513 ms. Its advice was 150 to 300 ms.
#
# Consul's defaults are slower. Its Raft library draws each timeout between *t* and 2*t*, with *t* = 1 second,
# and Consul multiplies that by 5 unless you set `raft_multiplier` to 1, which its documentation recommends for production.
#
# ## Five servers, cut in part
#
# Until now a link worked or a server was down. Real networks fail in stranger ways. Servers 1, 2 and 3 reach each other. Server 4 reaches only 2, and 5
# reaches only 3. Three of five can all talk to each other, so there should be a leader. The links break at tick 400; watch what follows. (Read a tick as a
# millisecond: 10,000 ticks are ten seconds.)

# %%
from leaderlab import Cut, simulate
from leaderlab.algorithms import raft, raft_prevote
from leaderlab.view import player

BROKEN = [(400, Cut(a, b)) for a, b in [(1, 4), (1, 5), (2, 5), (3, 4), (4, 5)]]


def reigns(trace):
    """Everybody who ever led, and in which term."""
    return {(node.term, node.id) for world in trace.worlds for node in world.nodes
            if node.leader == node.id}


plain = simulate(raft([1, 2, 3, 4, 5]), faults=BROKEN, until=10_000)
assert len(reigns(plain)) > 10
print(f"{len(reigns(plain))} leaders in 10 seconds, and term {plain.last[1].term} at the end")
player(simulate(raft([1, 2, 3, 4, 5]), faults=BROKEN, until=1_500))

# %% [markdown]
# No server breaks a rule, and in these 10 seconds nothing settles. Whoever leads, 4 or 5 does not hear it. That server times out and raises the term. Its neighbour follows it into
# the new term, and takes the leader down. Then somebody is elected, and the same begins again. There is still at most one leader in each term. But hardly any work gets done.
#
# ### Idea: ask before you stand
#
# **PreVote** (section 9.6 of the dissertation): before a server raises its term, it asks all others, "would I get your vote?" Nobody is bound by the answer. A server
# says no if the candidate's log is behind, or **if it hears a leader itself**. The term is raised only with a majority of yes.

# %%
from leaderlab import simulate
from leaderlab.algorithms import raft_prevote

calm = simulate(raft_prevote([1, 2, 3, 4, 5]), faults=BROKEN, until=10_000)
assert len(reigns(calm)) <= 2 and len(calm.last.leaders) == 1
print(f"{len(reigns(calm))} leaders in 10 seconds, and term {calm.last[1].term} at the end")
print([text for step in calm for _, text in step.said if "would get no vote" in text][-1])

# %% [markdown]
# ### Predict: PreVote alone
#
# Now another break. Server 4 has been elected. At tick 400 server 5 crashes, and the links 1–4 and 3–4 are cut. So 4 reaches only 2, and 1, 2 and 3 reach each
# other. All run PreVote. **Who leads after tick 1,000?** Give an id, or a set of ids.
#
# <details><summary>Hint 1</summary>Who misses its leader? Go through 1, 2 and 3.</details>
# <details><summary>Hint 2</summary>1 asks 2, 3, 4 and 5. Who can answer, and what does each say?</details>
# <details><summary>Hint 3</summary>Three of five must say yes, the candidate itself included. 5 is down and 4 is cut off. So everything depends on 2.</details>

# %% answer="consul_stale"
### BEGIN SOLUTION
leads = {4}
### STUB
# leads = ...    # an id, or a set of ids
### END SOLUTION

# %% check="consul_stale" points=1
from leaderlab.exercises import check

check("consul_stale", leads)

# %% [markdown] only="solved"
# **Why.** 2 hears its leader and says no. So neither 1 nor 3 gets three yes, and the old leader, which reaches two of five and can decide nothing, stays for ever.

# %% [markdown]
# Have you written down your answer? Here is the run, once with PreVote alone and once with the second idea, **CheckQuorum** (section 6.2): *a leader counts who answers
# it; if it is no majority for a whole timeout, it gives up.*

# %%
from leaderlab import Crash, Cut, simulate
from leaderlab.algorithms import raft_check_quorum, raft_prevote
from leaderlab.view import player

FOUR_FIRST = {1: (200, 400), 2: (200, 400), 3: (200, 400), 4: (150, 150), 5: (200, 400)}
STALE = [(400, Crash(5)), (400, Cut(1, 4)), (400, Cut(3, 4))]
alone, counting = [simulate(build([1, 2, 3, 4, 5], timeout=FOUR_FIRST), faults=STALE, until=2_000)
                   for build in (raft_prevote, raft_check_quorum)]
assert len(counting.last.leaders) == 1 and counting.last.leaders <= {1, 2, 3}
for name, trace in (("PreVote alone", alone), ("with CheckQuorum", counting)):
    print(f"{name}: after 2 seconds {max(trace.last.leaders)} leads term {trace.last[2].term}")
gives_up = next(k for k, step in enumerate(counting) if "I give up" in str(step))
player(counting, step=gives_up)

# %% [markdown]
# With both, a leader that reaches a majority stays, and one that does not gives up. Is that luck? The search goes through every run of this example from this
# point on, with small numbers in place of the ticks: 4 stands after 2, 1 after 3, 3 after 5.

# %%
from leaderlab import Crash, Cut, Network, simulate, verify
from leaderlab.algorithms import raft_check_quorum, raft_prevote


def a_majority_follows(world):
    """Somebody leads, and a majority follows."""
    followers = {id: sum(node.leader == id for node in world.up) for id in world.leaders}
    return any(2 * number > len(world.nodes) for number in followers.values())


def from_there_on(build):
    system = build([1, 2, 3, 4, 5], timeout={1: (3, 3), 2: None, 3: (5, 5), 4: (2, 2), 5: None},
                   heartbeat=1, network=Network(delay=(0, 0)))
    past = simulate(system, faults=[(3, Crash(5)), (3, Cut(1, 4)), (3, Cut(3, 4))], until=3)
    return verify(past, timed=True, eventually=[a_majority_follows])


hangs, recovers = from_there_on(raft_prevote), from_there_on(raft_check_quorum)
assert hangs.holds is False and hangs.trace.last.leaders == {4} and recovers.holds
print(hangs.reason)
print(recovers.reason)

# %% [markdown]
# Consul's Raft library has both. It calls CheckQuorum the *leader lease*: a leader that reaches no majority for half a second, by default, steps down. (It is no lease in the
# sense of lesson 03, since nobody has promised anything.) PreVote came with its version 1.7.0, in 2024.
#
# ## The other election in Consul
#
# Servers elect their leader for themselves. But you run an application on top, in several copies, and *one of them* shall lead. For this Consul offers
# something else: its table.
#
# - An application opens a **session**. The session ends when its time to live (TTL) is over and nobody has renewed it, or when a health check fails.
# - With its session it tries to **acquire** a key. Whoever holds the key leads. The others wait for it.
# - When the holder's session ends, nobody can acquire the key for some time, the **lock-delay**. Then the next one may have it.
# - Every holder gets a **sequencer**: key, session, and an index that grows from holder to holder.
#
# Here are two applications (1 and 2), all Consul servers as one node (0), and the resource that they work on (3).

# %%
from leaderlab import at_most_one_leader, simulate
from leaderlab.algorithms import consul_lock
from leaderlab.view import player

locks = simulate(consul_lock([1, 2], ttl=60, lock_delay=15))
assert list(locks.last[3].writes) == sorted(locks.last[3].writes) and len(locks.last[3].writes) == 2
player(locks, promises=[at_most_one_leader])

# %% [markdown]
# ### Predict: when is the key free?
#
# The TTL is 60 ticks, the lock-delay 15, and there are **no health checks**. The holder renews its session and crashes right after that. How many
# ticks after that renewal is the key free again, **at the earliest**?
#
# <details><summary>Hint 1</summary>Who tells Consul that the holder has crashed?</details>
# <details><summary>Hint 2</summary>The documentation calls the TTL a lower bound: a session may live longer (up to twice as long), but not shorter.</details>
# <details><summary>Hint 3</summary>First the session must end. Then the lock-delay begins.</details>

# %% answer="consul_free"
### BEGIN SOLUTION
free_after = 60 + 15
### STUB
# free_after = ...    # a number of ticks
### END SOLUTION

# %% check="consul_free" points=1
from leaderlab.exercises import check

check("consul_free", free_after)

# %% [markdown] only="solved"
# **Why.** Nobody knows of the crash. The session ends by itself, after 60 ticks or later, and then the lock-delay lasts 15 more.

# %% [markdown]
# Is there at most one leader *at a time*? That is a question about clocks, as in lesson 03. The health check is a failure detector, and it may be wrong. The search
# keeps time (a message takes 1 tick, the TTL is 5) and allows one wrong check:

# %%
from leaderlab import Eventual, Network, at_most_one_leader, verify
from leaderlab.algorithms import consul_lock
from leaderlab.view import player

checked = Network(delay=(1, 1), detector=Eventual(delay=(1, 1)))
found = {}
for lock_delay in (0, 1):
    system = consul_lock([1, 2], ttl=5, work=(1, 2), lock_delay=lock_delay, network=checked)
    found[lock_delay] = verify(system, timed=True, always=[at_most_one_leader])
    print(f"lock-delay {lock_delay}: {found[lock_delay].reason}")
assert found[0].holds is False and found[1].holds
player(found[0].trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# Without a lock-delay the next one acts while the news is still on its way to the old holder. A delay of one message's time is enough here, where messages keep to their times.
# Where they do not, no delay is enough, and only the resource can refuse who comes too late. Both in one cell, without clocks:

# %%
from leaderlab import verify
from leaderlab.algorithms import TrustingStore, consul_lock


def in_order(world):
    """The resource takes writes in the order in which their writers held the key."""
    writes = world[3].writes
    return list(writes) == sorted(writes)


trusting = verify(consul_lock([1, 2], resource=TrustingStore), always=[in_order])
comparing = verify(consul_lock([1, 2]), always=[in_order])
assert trusting.holds is False and comparing.holds
print("a resource that trusts:    ", trusting.reason)
print("one that compares indexes: ", comparing.reason)

# %% [markdown]
# So there are two different elections in Consul, and its documentation says so, too. Do not mix them up:
#
# | compared | the servers | the applications |
# |---|---|---|
# | who is elected | the server that writes the table | the application that acts |
# | by what | votes of a majority, in terms | a key in the table |
# | what keeps an old leader harmless | the term, in every message | the sequencer, if the resource compares it |
# | promise | at most one leader in each term, whatever the clocks do | at most one leader at a time, as long as clocks and messages keep to their times |
# | who notices a failure | an election timeout | the session: a TTL, or a health check |
#
# Consul's documentation is honest about the last line: with health checks a lock comes free although its holder may live (less safety, more liveness). A session
# without a check and without a TTL is the reverse: the lock of a dead holder does not come free by itself.
#
# ## Close
#
# **What is shown.** By search: three servers, two terms, any loss, doubling and reordering: at most one leader in each term. Two crashes and restarts in term 1: the
# same. For more servers and terms there is the argument with the two majorities. **What is assumed.** Disks keep what they have confirmed. Nobody lies. And for an election to end soon: messages are much faster than
# the timeouts, and the timeouts much shorter than the time between two failures.
#
# **A real incident.** On 2 November 2020 a switch at Cloudflare failed by half. According to the company's report, a server of an etcd cluster
# (etcd runs Raft, too) could not reach its leader, while a third one reached both. It did what 4 and 5 have done above: it became a candidate again and again. The cluster
# was hardly able to write, and what followed from that made the dashboard and the API fail in part for 6 hours and 33 minutes. The two examples with five servers are by H. Howard and
# I. Abraham [3]: in the first PreVote helps, in the second PreVote alone is not enough.
#
# **A real bug.** A well-known teaching implementation of Raft had this fault until 2026: a server that became a follower forgot its vote *even if the term stayed
# the same* [6]. Here is that mistake in our Raft. The search finds a run of seven steps:

# %%
from leaderlab import at_most_one_leader_per_term, verify
from leaderlab.algorithms import Raft, raft
from leaderlab.algorithms.raft import AppendEntries
from leaderlab.algorithms.raft_election import LOSSY


class BecomesFollowerTooWell(Raft):
    def on_message(self, message, sender):
        super().on_message(message, sender)
        if isinstance(message, AppendEntries) and message.term == self.term:
            self.voted_for = None           # right for a new term, wrong for the same one


bug = verify(raft([1, 2, 3], node=BecomesFollowerTooWell, network=LOSSY),
             always=[at_most_one_leader_per_term], within=lambda node: node.term <= 1)
assert len(bug.trace) - 1 == 7
print(bug.reason)

# %% [markdown]
# ### Ask yourself
#
# <details><summary>1. Five servers, cut into two and three. How many leaders can there be at the same time?</summary>
# Two, while the cut lasts, if the old leader is on the side of two. But they are in different terms, and only the one on the side of three can get anything done.</details>
# <details><summary>2. Why does a server vote for itself, and write that down?</summary>
# It counts its own vote. If it could also vote for another candidate of that term, even after a crash, its vote would count twice.</details>
# <details><summary>3. Your cluster has four servers. How many may fail, and what would you do?</summary>
# One. A majority of four is three. Take three servers, or five.</details>
# <details><summary>4. A server was cut off for an hour and comes back with term 5,000. What happens, with PreVote and without?</summary>
# Without: everybody follows into term 5,000, and a healthy leader loses its office. With: it could not have raised its term at all, since nobody said yes.</details>
# <details><summary>5. Your application holds a Consul lock and writes to a file server. Is that safe?</summary>
# Only if the file server compares sequencers. Otherwise a write that was held up arrives after the next holder's.</details>
#
# ### References
#
# 1. D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, extended version. Section 5.2, section 5.4.1, figures 2 and 16.
# 2. D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014. Chapter 9: elections; section 6.2: CheckQuorum; section 9.6: PreVote.
# 3. H. Howard, I. Abraham. "Raft does not guarantee liveness in the face of network faults." Decentralized Thoughts, 2020.
# 4. T. Lianza, C. Snook. "A Byzantine failure in the real world." Cloudflare blog, 27 November 2020.
# 5. HashiCorp. Consul documentation: "Consensus protocol", "Sessions and distributed locks", "Application leader election with sessions"; and the Raft library hashicorp/raft, version 1.7.
# 6. E. Bendersky. "eliben/raft", change 27, March 2026: the vote that was forgotten.

# %%
from leaderlab.exercises import progress

progress("05")
