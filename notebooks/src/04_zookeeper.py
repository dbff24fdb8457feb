# %% [markdown]
# # ZooKeeper
#
# **55 minutes** to read and to play, and about 40 more for the exercises: make a pause before "And who leads the ensemble?". You need lesson [01](01_two_promises.ipynb): the two promises, failure detectors, `verify`. Lesson [03](03_chubby.ipynb) helps:
# why two majorities always meet.
#
# After this lesson you can
#
# - **find** the two runs that break the README's rule, and **repair** it,
# - **implement** the recipe with which programs elect a leader through ZooKeeper, and **measure** what it saves,
# - **run** ZooKeeper's own election by hand, and say why history beats the id,
# - **find** the bug that kept five servers voting for ever.
#
# Here are three servers. Each one monitors its next higher neighbour; 3 is the leader. First 2 fails, then 3. Press Play, and wait until 1 takes over.

# %%
from leaderlab import Crash, simulate, somebody_leads
from leaderlab.algorithms import readme_zookeeper
from leaderlab.view import player

unwatched = simulate(readme_zookeeper([1, 2, 3]), faults=[(70, Crash(2)), (150, Crash(3))], until=400)
player(unwatched, promises=[somebody_leads])

# %% [markdown]
# It does not happen. Server 1 is alive, and it checks its neighbour again and again:

# %%
one = unwatched.last[1]
assert not unwatched.last.leaders and one.leader == 3 and one.down == {2, 3}
print("Server 1 knows that these are down:", sorted(one.down))
print("Server 1 believes in the leader:   ", one.leader)

# %% [markdown]
# It knows that 3 is dead, and still calls it its leader.
#
# ## The recipe
#
# This course grew from a README. This is what it says about ZooKeeper:
#
# > Apply a Paxos-like protocol. Each server monitors its next higher server id. If that successor was the leader and it has failed, become the new
# > leader. Else wait for a timeout and check the successor again.
#
# As a program it is one timer. (The README does not say how the others hear of a new leader. We let it tell them.)

# %%
import inspect

from leaderlab.algorithms import ReadmeZooKeeper

print(inspect.getsource(ReadmeZooKeeper.on_timer))

# %% [markdown]
# It is a simple rule. Nobody votes, nobody counts, and the new leader sends one message to each of the others. And it seems to hold:

# %%
from leaderlab import Faults, all_agree, at_most_one_leader, verify
from leaderlab.algorithms import readme_zookeeper

one_crash = {"always": [at_most_one_leader], "eventually": [all_agree], "faults": Faults(crashes=1)}
believed = verify(readme_zookeeper([1, 2, 3]), **one_crash)
assert believed.holds
print(believed.reason)

# %% [markdown]
# Every run of three servers with one crash keeps both promises. You could stop here. But the opening of this lesson had *two* crashes.
#
# ### Predict: six orders
#
# Servers 1 to 5, and 5 leads. The servers 3, 4 and 5 all fail, one after the other, with enough time in between. That can happen in
# six orders. **After how many of the six orders does somebody lead?**
#
# <details><summary>Hint 1</summary>Two servers live on in every case, 1 and 2. Which one of them could ever take over?</details>
# <details><summary>Hint 2</summary>A leader is replaced only by the one server that monitors it. Is that server alive when the leader fails?</details>
# <details><summary>Hint 3</summary>Write the six orders down, 3-4-5, 3-5-4, and so on. In each: whenever the leader fails, is the server just below it still alive?</details>

# %% answer="zk_orders"
### BEGIN SOLUTION
orders = 1
### STUB
# orders = ...    # a number from 0 to 6
### END SOLUTION

# %% check="zk_orders" points=1
from leaderlab.exercises import check

check("zk_orders", orders)

# %% [markdown] only="solved"
# **Why.** Only 5, 4, 3 works. Then each leader has a living watcher. In any other order a watcher dies first, and nobody watches in its place.

# %% [markdown]
# ## The README on trial
#
# ### Charge 1: nobody watches the watcher
#
# Let the search find the shortest run after which nobody will *ever* lead, although somebody lives.

# %%
from leaderlab import Faults, somebody_leads, verify
from leaderlab.algorithms import readme_zookeeper
from leaderlab.view import player

charge1 = verify(readme_zookeeper([1, 2, 3]), eventually=[somebody_leads], faults=Faults(crashes=2))
assert charge1.holds is False and charge1.doomed == 2 and len(charge1.trace.last.up) == 1
print(charge1.reason)
player(charge1.trace, promises=[somebody_leads], step=charge1.doomed)

# %% [markdown]
# After two steps nobody can become leader any more. "Else wait for a timeout and check the successor again": that sentence keeps server 1 busy for ever with a dead neighbour.
#
# ### Charge 2: the highest comes back
#
# One crash and one restart. Server 3 fails, 2 takes over. Then somebody repairs 3.

# %%
from leaderlab import Faults, at_most_one_leader, verify
from leaderlab.algorithms import readme_zookeeper
from leaderlab.view import player

charge2 = verify(readme_zookeeper([1, 2, 3]), always=[at_most_one_leader], faults=Faults(crashes=1, restarts=1))
assert charge2.holds is False and charge2.trace.last.leaders == {2, 3}
print(charge2.reason)
player(charge2.trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# Guilty on both charges: once nobody leads, once two do. Server 3 does nothing wrong when it comes back: it has no higher neighbour, so it leads, as it
# always did. Nobody told it that the world has moved on.
#
# ## Repair it
#
# ### Idea 1: the next *living* id
#
# If the neighbour is dead, look past it. If nobody higher is alive, lead.

# %%
from leaderlab import Faults, all_agree, at_most_one_leader, verify
from leaderlab.algorithms import ReadmeZooKeeper, readme_zookeeper
from leaderlab.view import player


class NextLiving(ReadmeZooKeeper):
    def on_timer(self, name):
        higher = [id for id in self.peers if id > self.id and id not in self.down]
        if higher:
            self.watching = min(higher)
            self.say("I monitor {}, the next one that is alive.", self.watching)
            self.set_timer("check", 30)
        elif self.leader != self.id:
            self.say("Nobody higher is alive: I lead.")
            self.become_leader()

    def on_message(self, message, sender):
        if sender not in self.down:             # late words of the dead do not count
            self.leader = sender


system = readme_zookeeper([1, 2, 3], node=NextLiving)
two_crashes = verify(system, always=[at_most_one_leader], eventually=[all_agree], faults=Faults(crashes=2))
back = verify(system, always=[at_most_one_leader], faults=Faults(crashes=1, restarts=1))
assert two_crashes.holds and back.holds is False
print(two_crashes.reason)
print(back.reason)

# %% [markdown]
# The first charge is answered. The second one stands.
#
# ### Idea 2: who comes back, asks
#
# A returning server must not lead before everybody alive knows that it is back, and before the present leader, if its id is smaller,
# has stepped aside. That needs questions, answers, and a number for each life, so that an answer to an earlier life does not count.
# It is in the library, as `Monitoring`. Watch 4 come back: first it asks.

# %%
import inspect

from leaderlab import Crash, Faults, Restart, all_agree, at_most_one_leader, quiet, simulate, verify
from leaderlab.algorithms import Monitoring, monitoring
from leaderlab.view import player

promises = {"always": [at_most_one_leader], "eventually": [all_agree, quiet]}
repaired = verify(monitoring([1, 2, 3]), **promises, faults=Faults(crashes=1, restarts=1))
assert repaired.holds
print(repaired.reason)
returning = simulate(monitoring([1, 3, 4]), faults=[(50, Crash(4)), (150, Restart(4))])
assert returning.last.leaders == {4}
assert len(inspect.getsource(Monitoring).splitlines()) > 100
assert len({type(sent.message) for step in returning for sent in step.sent}) == 4       # kinds of messages
player(returning, promises=[at_most_one_leader, all_agree], step=13)

# %% [markdown]
# It holds, for three servers with one crash and one restart. But count what it took: four kinds of messages, more than a hundred lines, and a failure detector that is never wrong. What if it suspects a healthy server,
# only *once*? How many steps does it take until there are two leaders at once?

# %%
from leaderlab import Eventual, Network, at_most_one_leader, verify
from leaderlab.algorithms import monitoring

nervous = verify(monitoring([1, 2, 3], network=Network(detector=Eventual())), always=[at_most_one_leader])
assert nervous.holds is False and len(nervous.trace) - 1 == 1
print(nervous.reason)

# %% [markdown]
# One step: the suspicion itself. And there is a deeper trouble. "The next living id": *who* is alive, according to whom? Server 1 may have heard of a crash and server 2 not yet.
# As long as everybody keeps a list of its own, the lists differ.
#
# ## Let somebody keep the line
#
# And that is what ZooKeeper is for. It keeps small files, called *znodes*, for programs that want to agree on something, and it puts all changes in one order.
# A group of servers does that, usually three or five, the *ensemble*; to its clients it looks like one. Three things are enough:
#
# - A znode can be **sequential**: ZooKeeper adds a number to its name, one more each time, like the tickets with numbers in a waiting room.
# - A znode can be **ephemeral**: it is there as long as the *session* of the client that made it, and vanishes with it.
# - A client can set a **watch** on a znode: when it goes, the client is told, *once*.
#
# The README's rule looks like a memory of the real recipe [3], with some parts missing:
#
# > Make an ephemeral sequential znode. Read the list of all znodes. Is yours the one with the smallest number? Then you lead. If not, watch the one **just before** yours.
# > When it goes, read the list again.
#
# Not ids, but tickets. The order is turned round: the *smallest* number leads. And a server that comes back gets a new ticket, and stands at the end.
# So it does not push the leader aside.
#
# Three candidates, and the ensemble as node 0. The leader fails at tick 100. Look at *Tables* in the player: the znodes of node 0 are the line. An arrow shows who watches whom.

# %%
from leaderlab import Crash, at_most_one_leader, simulate
from leaderlab.algorithms import zookeeper_client
from leaderlab.algorithms.ensemble import NodeDeleted
from leaderlab.view import player

inherited = simulate(zookeeper_client([1, 2, 3]), faults=[(100, Crash(3))])
assert inherited.last.leaders == {2} and inherited.last[1].watching == 2 and inherited.count(NodeDeleted) == 1
player(inherited, promises=[at_most_one_leader])

# %% [markdown]
# The one that is told is the next in the line, and only that one. Now five candidates. Who stands where is decided by whose request
# reaches the ensemble first:

# %%
from leaderlab import simulate
from leaderlab.algorithms import zookeeper_client
from leaderlab.algorithms.ensemble import sequence_of

five = simulate(zookeeper_client([1, 2, 3, 4, 5]), seed=4)
line = sorted(five.last[0].store, key=sequence_of)
assert [five.last[0].store[znode] for znode in line] == [5, 2, 4, 1, 3]
line

# %% [markdown]
# The number in front is the id of the owner, so that it finds its znode again. The order stands at the *end* of the name.
#
# ### Predict: second, then first
#
# In this line of five, the **second** candidate fails. A while later the **first** one fails. **Who leads then?** Give its id.
#
# <details><summary>Hint 1</summary>Who watches the second one?</details>
# <details><summary>Hint 2</summary>The third is told that a znode has gone. It does not lead yet, since the first is still there. So what does it do?</details>
# <details><summary>Hint 3</summary>It reads the list again, and watches whoever is just before it <i>now</i>.</details>

# %% answer="zk_line"
### BEGIN SOLUTION
next_leader = 4
### STUB
# next_leader = ...    # an id
### END SOLUTION

# %% check="zk_line" points=1
from leaderlab.exercises import check

check("zk_line", next_leader)

# %% [markdown] only="solved"
# **Why.** When 2 has gone, 4 is told, reads the list again, and watches 5. This is what the README's rule forgets. When 5 fails, 4 is told again, and leads.

# %% [markdown]
# ### Make: the two rules of the line
#
# Write both rules. `look_at(line)` gets the names of all znodes, the smallest number first; yours is `self.znode`. `look_again()` is called when the
# znode that you watch has gone, or had gone already when you wanted to watch it. You have
#
# - `self.become_leader()`,
# - `self.watch(znode)`: ask the ensemble to tell you when this one goes,
# - `self.ask(GetChildren())`: ask for the line. When it comes, `look_at` is called with it. (The name is ZooKeeper's: the znodes of the line are the children of one parent.)
#
# The check goes through every run of two and of three candidates, with one crash. And it asks for one thing more: no two candidates may watch the same znode, so that a failure wakes only *one*.
#
# <details><summary>Hint 1</summary>Two cases: your znode is the first of the line, or it is not.</details>
# <details><summary>Hint 2</summary><code>line.index(self.znode)</code> is your place. The one before you stands one place further to the front.</details>
# <details><summary>Hint 3</summary>In <code>look_again</code> you know nothing yet: the one that has gone may have been in the middle. Ask for the line.</details>

# %% answer="zk_watch"
from leaderlab.algorithms import Candidate
from leaderlab.algorithms.ensemble import GetChildren


class MyCandidate(Candidate):
    def look_at(self, line):
        ### BEGIN SOLUTION
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])
        ### END SOLUTION

    def look_again(self):
        ### BEGIN SOLUTION
        self.ask(GetChildren())
        ### END SOLUTION


# %% check="zk_watch" points=3
from leaderlab.exercises import check

check("zk_watch", MyCandidate)

# %% [markdown] only="solved"
# **Why.** The tempting short cut is `look_again = become_leader`: the one before me has gone, so it is my turn. It works in every test in which the
# leader fails. It makes two leaders when somebody in the *middle* fails.

# %% [markdown]
# ### The verdict
#
# The recipe of the library, in every run of three candidates with a crash. "Whoever leads owns the first znode of the line" is a promise of its own.

# %%
from leaderlab import Faults, at_most_one_leader, quiet, verify
from leaderlab.algorithms import zookeeper_client
from leaderlab.algorithms.zookeeper_promises import only_the_head_leads
from leaderlab.exercises.lesson04 import somebody_leads_if_left
from leaderlab.view import searching

held = verify(
    zookeeper_client([1, 2, 3]),
    always=[at_most_one_leader, only_the_head_leads],
    eventually=[somebody_leads_if_left, quiet],
    faults=Faults(crashes=1, only=(1, 2, 3)),
    progress=searching("Three candidates, one crash", worlds=25_291),
)
assert held.holds
print(held.reason)

# %% [markdown]
# Change the number of candidates, let one crash at time 100, let it come back at 200. Where does it stand in the line then? (Node 0 is the ensemble: let it live.)

# %%
from leaderlab.algorithms import zookeeper_client
from leaderlab.view import lab

lab(zookeeper_client, ids=[1, 2, 3, 4, 5], controls=("n", "seed", "delay", "crash", "restart"))

# %% [markdown]
# ## The herd
#
# Why watch the one before you? Why not simply the leader? It is as safe (a cell at the end checks that for two candidates). `Herd` does that: everybody watches the first znode.
# Look what happens when it goes.

# %%
from leaderlab import Crash, simulate
from leaderlab.algorithms import Herd, zookeeper_client
from leaderlab.algorithms.ensemble import NodeDeleted
from leaderlab.view import player

herd = simulate(zookeeper_client([1, 2, 3, 4, 5, 6], node=Herd), faults=[(150, Crash(4))])
assert herd.count(NodeDeleted) == 5
told = [k for k, step in enumerate(herd) for sent in step.sent if isinstance(sent.message, NodeDeleted)]
player(herd, step=told[0])

# %% [markdown]
# Everybody wakes up, everybody asks for the list, and all but one go on waiting. With a thousand candidates that is about a thousand requests at a bad
# moment: something has just failed. This is called the *herd effect*. It happens in practice: according to its notes, the project Replicante began like this.
#
# ### Measure: the herd
#
# Let the leaders fail, one after the other, until one candidate is left. How many messages `NodeDeleted` are sent in all, for 2, 3, 4, 5 and 6 candidates of the **herd**?
# The function `one_by_one` in the cell makes the run; `trace.count(NodeDeleted)` counts.
#
# <details><summary>Hint 1</summary><code>one_by_one(Herd, 4)</code> is the run for four candidates.</details>
# <details><summary>Hint 2</summary>Fill a dict in a loop: <code>told[n] = one_by_one(Herd, n).count(NodeDeleted)</code>.</details>
# <details><summary>Hint 3</summary>On one line: <code>{n: one_by_one(Herd, n).count(NodeDeleted) for n in range(2, 7)}</code></details>

# %% answer="zk_herd"
from leaderlab import Crash, simulate
from leaderlab.algorithms import Candidate, Herd, zookeeper_client
from leaderlab.algorithms.ensemble import NodeDeleted


def one_by_one(node, n):
    """Every leader fails, one after the other, until one candidate is left."""
    system, faults = zookeeper_client(range(1, n + 1), node=node), []
    for tick in range(1000, 1000 * n, 1000):
        (leader,) = simulate(system, faults=faults, until=tick).last.leaders
        faults.append((tick, Crash(leader)))
    return simulate(system, faults=faults)


### BEGIN SOLUTION
told = {n: one_by_one(Herd, n).count(NodeDeleted) for n in (2, 3, 4, 5, 6)}
### STUB
# told = ...    # {2: ..., 3: ..., 4: ..., 5: ..., 6: ...}
### END SOLUTION

# %% check="zk_herd" points=2
from leaderlab.exercises import check

check("zk_herd", told)

# %% [markdown] only="solved"
# **Why.** The first failure wakes *n* − 1 candidates, the next one *n* − 2, and so on down to 1. The sum is *n*(*n* − 1)/2.

# %% [markdown]
# Both recipes in one picture. The points are measured, the curves are proven: *n* − 1 for the line, *n*(*n* − 1)/2 for the herd. The cell asserts
# that every point lies on its curve.

# %%
from leaderlab.algorithms import Candidate, Herd
from leaderlab.algorithms.ensemble import NodeDeleted
from leaderlab.view.plots import chart

sizes = (2, 4, 6, 8, 10, 12)
measured = {
    "herd": {n: one_by_one(Herd, n).count(NodeDeleted) for n in sizes},
    "line": {n: one_by_one(Candidate, n).count(NodeDeleted) for n in sizes},
}
proven = {"n(n−1)/2": {n: n * (n - 1) // 2 for n in sizes}, "n − 1": {n: n - 1 for n in sizes}}
assert list(measured.values()) == list(proven.values())
chart(measured, proven, title="Leaders fail one by one", x="candidates n", y="watches that fire")

# %% [markdown]
# ## Your session has expired, and you do not know
#
# One assumption is left, and it is the old one. A znode vanishes when the *session* ends. Who decides that a session has ended? The ensemble, when it has not
# heard from the client for some time. The client may be alive: behind a broken cable, or in a long pause. Allow **one** such mistake:

# %%
from leaderlab import Eventual, Network, at_most_one_leader, verify
from leaderlab.algorithms import zookeeper_client
from leaderlab.view import player

mistaken = zookeeper_client([1, 2], network=Network(detector=Eventual(mistakes=1)))
expired = verify(mistaken, always=[at_most_one_leader])
assert expired.holds is False and len(expired.trace.last.leaders) == 2
assert verify(mistaken, eventually=[at_most_one_leader]).holds
print(expired.reason)
player(expired.trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# Two leaders. The news "your session has expired" is on its way to the old one, which goes on leading until it arrives. The last assertion of the cell says that this
# does not last: from every world there is a way to one with at most one leader. So ZooKeeper's recipe promises one leader *in the end*, not *at any time*. What the
# old leader does in between must be refused by whoever it talks to: that was the *fencing token* of lesson 03, and the number of the znode can be the token, since it grows.
#
# **A real incident.** According to one account [5], a server of the database HBase stood still for 79 seconds, to collect garbage. Its ZooKeeper session ended, and the
# master gave its data to other servers. When it woke up, it believed that it was still in charge, until it met an exception with the name
# `YouAreDeadException`. HBase, writes M. Kleppmann [6], had for a time the bug that such a late write was not refused.
#
# ## And who leads the ensemble?
#
# ZooKeeper keeps the line for everybody else. But it is itself a group of servers, and one of them must put the requests in order. *They* cannot ask ZooKeeper.
# So the README's sentence is true at last: here is the Paxos-like protocol. Its election is called *Fast Leader Election*.
#
# **A vote** names a server and says how much of the history it has: `Vote(leader, zxid, epoch)`. Every change gets a number, the *zxid*; every leader that is established begins
# a new *epoch*.
#
# - At first everybody votes for itself, and tells all others.
# - Hear of a **better** vote: change yours, and tell all others.
# - A **quorum**, more than half of all servers and you among them, votes as you do: wait a little for a better vote. None comes: the election is over for you. If the vote names you, you lead, else you follow.
#
# Five servers with equal histories. Look at *Votes* in the player: who changes its vote, and when?

# %%
from leaderlab import simulate
from leaderlab.algorithms import fast_leader_election
from leaderlab.view import player

equal = simulate(fast_leader_election([1, 2, 3, 4, 5]), seed=2)
assert {node.leader for node in equal.last.nodes} == {5}
player(equal)

# %% [markdown]
# With equal histories the largest id wins: it only breaks the tie. A better vote is one with
#
# 1. the higher **epoch**;
# 2. if the epochs are equal, the higher **zxid**;
# 3. if both are equal, the larger **id**.
#
# ### Predict: history beats id
#
# | server | epoch | zxid |
# |---|---|---|
# | 1 | 2 | 3 |
# | 2 | 1 | 9 |
# | 3 | 2 | 7 |
# | 4 | 2 | 7 |
# | 5 | 1 | 12 |
#
# All five are alive, and no message is lost. **Who leads?**
#
# <details><summary>Hint 1</summary>Begin with the epochs. Who is out?</details>
# <details><summary>Hint 2</summary>Of the others, who has the highest zxid?</details>
# <details><summary>Hint 3</summary>Two are left. Now, and only now, the id decides.</details>

# %% answer="zk_history"
### BEGIN SOLUTION
elected = 4
### STUB
# elected = ...    # an id
### END SOLUTION

# %% check="zk_history" points=1
from leaderlab.exercises import check

check("zk_history", elected)

# %% [markdown]
# Why history first? Whatever the ensemble has confirmed to a client is on the disks of a quorum. The leader's history becomes everybody's: what it does not have is lost. So the leader must be a server
# that has at least as much as each server of some quorum. Here is the largest id as the only rule, with 1 and 2 ahead of 3:

# %%
from leaderlab import verify
from leaderlab.algorithms import FastLeaderElection, fast_leader_election
from leaderlab.algorithms.zookeeper_promises import leader_knows_what_a_quorum_knows
from leaderlab.view import player


class LargestId(FastLeaderElection):
    def better(self, new, current):
        return new.leader > current.leader


ignorant = verify(
    fast_leader_election([1, 2, 3], zxids={1: 9, 2: 9}, node=LargestId), always=[leader_knows_what_a_quorum_knows]
)
assert ignorant.holds is False and ignorant.trace.last.leaders == {3}
print(ignorant.reason)
player(ignorant.trace, promises=[leader_knows_what_a_quorum_knows], step=-1)

# %% [markdown]
# ### Make: the order of votes
#
# Write the rule: is the vote `new` better than the vote `current`? A vote has the fields `leader`, `zxid` and `epoch`. Answer `True` or `False`. A vote
# is not better than itself.
#
# <details><summary>Hint 1</summary>Three steps. Each one speaks only if all those before it are equal.</details>
# <details><summary>Hint 2</summary>Begin with <code>if new.epoch != current.epoch:</code> and return at once.</details>
# <details><summary>Hint 3</summary>Python compares tuples in just this way: <code>(new.epoch, new.zxid, …) > (current.epoch, …)</code></details>

# %% answer="zk_order"
def better(new, current):
    ### BEGIN SOLUTION
    return (new.epoch, new.zxid, new.leader) > (current.epoch, current.zxid, current.leader)
    ### END SOLUTION


# %% check="zk_order" points=2
from leaderlab.exercises import check

check("zk_order", better)

# %% [markdown]
# With that rule, and 1 and 2 ahead of 3 once more: every run of three servers, on a network that loses, doubles and reorders messages as it likes. Whoever is elected knows at least what a quorum knows.
# (`within` keeps the search to the first *round*: elections are counted, and votes of another round do not count.)

# %%
from leaderlab import Network, verify
from leaderlab.algorithms import fast_leader_election
from leaderlab.algorithms.zookeeper_promises import leader_knows_what_a_quorum_knows
from leaderlab.view import searching

wild = Network(order="any", loss=0.1, duplication=0.1)
informed = verify(
    fast_leader_election([1, 2, 3], zxids={1: 9, 2: 9}, network=wild),
    always=[leader_knows_what_a_quorum_knows],
    within=lambda node: node.round <= 1,
    progress=searching("Three servers, one round", worlds=37_302),
)
assert informed.holds
print(informed.reason)

# %% [markdown]
# Now play. Let one server crash and come back: it finds an election that is over, and joins. Let a third of the messages get lost: votes are repeated.

# %%
from leaderlab.algorithms import fast_leader_election
from leaderlab.view import lab

lab(
    fast_leader_election,
    ids=[1, 2, 3, 4, 5],
    zxids={2: 4, 3: 4},
    until=5000,
    controls=("seed", "delay", "loss", "crash", "restart", "wait"),
    labels={"wait": "Wait for a better vote, in ticks"},
)

# %% [markdown]
# ### Break it: most votes win
#
# Why a quorum? Suppose that a server decides as soon as it has heard of more votes for its own choice than for any other: two votes are enough, if nobody else has two.
# Five servers. 2, 3 and 5 have logged everything up to zxid 9; 1 and 4 have logged nothing. **Make a server lead that knows less than a quorum.** Nothing fails, nothing is lost:
# you only choose the order. The class is `MostVotes`.

# %%
import inspect

from leaderlab import replay
from leaderlab.exercises.lesson04 import MostVotes
from leaderlab.view import player

print(inspect.getsource(MostVotes.count_votes))
START = "fast_leader_election([1, 2, 3, 4, 5], zxids={2: 9, 3: 9, 5: 9}, node=MostVotes) |"
player(replay(START + " 1>2 timer:3:notify", MostVotes), step=-1)

# %% [markdown]
# An answer is `START` and what happens next, as in the cell: `1>2` lets the oldest message from 1 to 2 arrive, `timer:3:notify` lets a timer of 3 fire. (These two steps are an example, you need not
# keep them.) The timer that decides is called `finalize`. A longer way than the shortest earns half the points.
#
# <details><summary>Hint 1</summary>Who should win? One of the two that know nothing. Which of them has the better vote?</details>
# <details><summary>Hint 2</summary>1 must hear of 4, and 4 must hear that 1 votes for it. Links keep their order: the first message from 1 to 4 is an older one.</details>
# <details><summary>Hint 3</summary>Two messages from 1 must reach 4. Then 4 decides: <code>timer:4:finalize</code>.</details>

# %% answer="zk_plurality"
### BEGIN SOLUTION
small_majority = START + " 4>1 1>4 1>4 timer:4:finalize"
### STUB
# small_majority = ...    # START + " ..."
### END SOLUTION

# %% check="zk_plurality" points=2
from leaderlab.exercises import check

check("zk_plurality", small_majority)

# %% [markdown] only="solved"
# **Why.** The most votes that a server has heard of may be two of five. A quorum of three cannot be made of 1 and 4 alone: one of the others is in it, and would not vote
# for somebody that knows less than itself.

# %% [markdown]
# ## Two leaders after all
#
# The quorum makes sure that the winner knows enough. Does it make sure that there is only *one* winner? Three servers; a message takes one tick, and the wait for a better vote is three. One lost message does no harm. And two?

# %%
from leaderlab import Faults, Network, at_most_one_leader, verify
from leaderlab.algorithms import fast_leader_election
from leaderlab.view import player

quick = fast_leader_election([1, 2, 3], wait=3, network=Network(delay=(1, 1)))
one_lost = verify(quick, timed=True, always=[at_most_one_leader], faults=Faults(drops=1))
two_lost = verify(quick, timed=True, always=[at_most_one_leader], faults=Faults(drops=2))
assert one_lost.holds and two_lost.holds is False and two_lost.trace.last.leaders == {2, 3}
print(one_lost.reason)
print(two_lost.reason)
player(two_lost.trace, promises=[at_most_one_leader], step=-1)

# %% [markdown]
# Both lost messages would have told 2 that 3 is better. Server 1 voted for 2 first and then for 3. So 2 and 3 have each seen a quorum, but at *different* moments. To wait longer would not help 2: nothing more is on its way.
#
# Would you have found two leaders by trying? Here are a hundred runs of five servers, without any loss, but with a wait that is much too short: 3 ticks, where a message may take 30.

# %%
from leaderlab import Network, Perfect, simulate
from leaderlab.algorithms import fast_leader_election

hasty = fast_leader_election([1, 2, 3, 4, 5], wait=3, network=Network(delay=(1, 30), detector=Perfect()))
seeds = [seed for seed in range(100) if len(simulate(hasty, seed=seed, until=2000).last.leaders) > 1]
assert 0 < len(seeds) < 10
print(f"Two leaders in {len(seeds)} of 100 runs: with the seeds {seeds}.")

# %% [markdown]
# Rarely, even so. A test of a few runs can easily miss it. The search needs no luck.
#
# ZooKeeper's authors know that this can happen, and it does no harm [2, 3]. The election is only a good guess. **What makes it final is a second quorum.** A server that believes to lead asks its followers to promise a new
# epoch, higher than any that they have promised before. Each follower promises an epoch once, and writes that down. Only when a quorum has taken over the new leader's
# history, the leader is *established*. Two servers may guess that they lead. But two quorums share a server, and that server promises an epoch only once. This part of the protocol is
# called *Zab*. The two lost messages again:

# %%
from leaderlab import Faults, Network, verify
from leaderlab.algorithms import zab
from leaderlab.algorithms.zookeeper_promises import at_most_one_established_per_epoch, one_is_established
from leaderlab.view import searching

final = verify(
    zab([1, 2, 3], wait=3, network=Network(delay=(1, 1))),
    timed=True,
    always=[at_most_one_established_per_epoch],
    eventually=[one_is_established],
    faults=Faults(drops=2),
    progress=searching("Zab, two lost messages", worlds=8_906),
)
assert final.holds
print(final.reason)

# %% [markdown]
# The wrong leader finds no quorum, gives up, and looks again. Here a leader is established, crashes, and another one is established in the next epoch:

# %%
from leaderlab import Crash, simulate
from leaderlab.algorithms import zab
from leaderlab.algorithms.zookeeper_promises import at_most_one_established_per_epoch, one_is_established
from leaderlab.view import player

handed_over = simulate(zab([1, 2, 3]), faults=[(500, Crash(3))])
assert handed_over.last[2].established and handed_over.last[2].epoch == 2
established = next(k for k, world in enumerate(handed_over.worlds) if world[3].established)
player(handed_over, promises=[at_most_one_established_per_epoch, one_is_established], step=established)

# %% [markdown]
# ## ZOOKEEPER-1419
#
# In 2012 somebody reported an election of five servers that did not end [4]. The reason was the comparison of votes. Here it is, written in Python. Read it slowly: it looks right.

# %%
import inspect

from leaderlab.algorithms.votes import predicate_of_1419

print(inspect.getsource(predicate_of_1419).split('"""')[2])

# %% [markdown]
# ### Find the circle
#
# An election settles because one vote beats all others. Find two or more votes that beat each other **in a circle**: the first beats the second, and so on, and the last beats the first.
# Write votes as `Vote(1, zxid=1, epoch=1)`. Small numbers are enough.
#
# <details><summary>Hint 1</summary>One closing parenthesis stands too early. Which line does not ask for equal epochs any more?</details>
# <details><summary>Hint 2</summary>The last line says: equal zxid and larger id. That is enough, whatever the epochs are.</details>
# <details><summary>Hint 3</summary>Two votes with equal zxids. One has the higher epoch, the other one the larger id.</details>

# %% answer="zk_cycle"
from leaderlab.algorithms.votes import Vote

### BEGIN SOLUTION
circle = [Vote(1, zxid=1, epoch=2), Vote(2, zxid=1, epoch=1)]
### STUB
# circle = ...    # [Vote(...), Vote(...)]
### END SOLUTION

# %% check="zk_cycle" points=2
from leaderlab.exercises import check

check("zk_cycle", circle)

# %% [markdown]
# A circle on paper is one thing. Is there an ensemble that really never settles? Two servers are enough. The search says more than "this run does not end": from the
# very first world on, there is *no way* to a leader. With the parenthesis in its place, there always is.

# %%
from leaderlab import Network, all_agree, quiet, somebody_leads, verify
from leaderlab.algorithms import FastLeaderElection, WithoutParenthesis, fast_leader_election
from leaderlab.view import player


def ensemble(node):
    network = Network(delay=(1, 2))
    return fast_leader_election([1, 2], zxids={1: 1, 2: 1}, epochs={1: 2, 2: 1}, wait=6, network=network, node=node)


endless = verify(ensemble(WithoutParenthesis), timed=True, eventually=[somebody_leads])
settled = verify(ensemble(FastLeaderElection), timed=True, eventually=[all_agree, quiet])
assert endless.holds is False and endless.doomed == 0 and endless.trace.loop is not None
assert settled.holds
print(endless.reason)
print("With the parenthesis:", settled.reason)
player(endless.trace, promises=[somebody_leads], step=endless.trace.loop)

# %% [markdown]
# And five servers, as in the report. Their zxids are equal, and the larger the id, the older the epoch.

# %%
from leaderlab import simulate
from leaderlab.algorithms import FastLeaderElection, WithoutParenthesis, fast_leader_election
from leaderlab.algorithms.votes import Notification

history = {"zxids": dict.fromkeys(range(1, 6), 1), "epochs": {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}}
right = simulate(fast_leader_election(range(1, 6), **history))
wrong = simulate(fast_leader_election(range(1, 6), node=WithoutParenthesis, **history), max_steps=5000)
assert right.last.leaders == {1} and not wrong.last.leaders
assert right.count(Notification) < 100 < 5000 < wrong.count(Notification)
print(f"In order: {right.count(Notification)} votes sent, leader 1.")
print(f"With the bug: {wrong.count(Notification)} votes sent, no leader. {wrong.end}")

# %% [markdown]
# With equal epochs the rule is right, and in a quick test the epochs may well be equal. You have found the bug with two votes. **Small cases find
# many bugs**, if you look at *all* of them. (A study of 198 real failures of distributed systems says that 98 percent of them need at most three nodes [7].) The repair was one parenthesis.
#
# ## Close
#
# | compared | the README's rule | `Monitoring` | recipe, line | recipe, herd | Fast Leader Election | with Zab |
# |---|---|---|---|---|---|---|
# | who wins | the next higher id | the highest living id | the oldest ticket | the oldest ticket | the best history, then the id | the same |
# | told, while *n* − 1 leaders fail | – | – | *n* − 1 | *n*(*n* − 1)/2 | – | – |
# | survives two crashes | no | yes | yes | yes | if a quorum lives | if a quorum lives |
# | who comes back | leads at once | asks, then leads | stands at the end | stands at the end | joins | joins |
# | late news, or a false suspicion | two leaders | two leaders | two leaders for a while | two leaders for a while | two leaders possible | one per epoch |
# | promises | nothing | one leader, if the detector is perfect | eventually one | eventually one | a good guess | one leader per epoch |
#
# Three entries that you have not seen are checked here, in small:

# %%
from leaderlab import Faults, Network, Perfect, at_most_one_leader, verify
from leaderlab.algorithms import Herd, monitoring, zab, zookeeper_client
from leaderlab.algorithms.zookeeper_promises import one_is_established
from leaderlab.exercises.lesson04 import somebody_leads_if_left

safe_herd = verify(
    zookeeper_client([1, 2], node=Herd),
    always=[at_most_one_leader],
    eventually=[somebody_leads_if_left],
    faults=Faults(crashes=1, restarts=1, only=(1, 2)),
)
lone = verify(monitoring([1, 2, 3]), always=[at_most_one_leader], faults=Faults(crashes=2))
prompt = Network(delay=(1, 1), detector=Perfect(delay=(1, 1)))
again = verify(
    zab([1, 2, 3], wait=3, network=prompt), timed=True, eventually=[one_is_established], faults=Faults(crashes=1)
)
assert safe_herd.holds and lone.holds and again.holds
print(again.reason)

# %% [markdown]
# **Real systems.** The recipe is in the libraries *Kazoo* (Python) and *Curator* (Java): you need not write it, but you must still listen for a lost session.
# *etcd* has the same election, with the number of the key's creation as the ticket. With Apache's example configuration a client may choose a session timeout between 4 and 40 seconds.
#
# ### Ask yourself
#
# <details><summary>1. Why does the deletion of the znode that I watch not make me the leader?</summary>
# Its owner may have stood in the middle of the line. Only the list tells who is first now.</details>
# <details><summary>2. What would go wrong if the znodes were not ephemeral?</summary>
# The znode of a dead leader would stay, and everybody would wait behind it for ever.</details>
# <details><summary>3. "The largest id wins in ZooKeeper." Is that so?</summary>
# Only if epochs and zxids are equal. History beats id.</details>
# <details><summary>4. Two servers of the ensemble believe that they lead. Is that a bug?</summary>
# No. The election is a guess. At most one of them is established in an epoch, because a quorum promises an epoch only once.</details>
# <details><summary>5. Your program has become the leader through ZooKeeper, and then stands still for a minute. What may it assume when it wakes up?</summary>
# Nothing. Its session may have ended and another one may lead. Whoever receives its writes must be able to refuse them.</details>
#
# ### References
#
# 1. P. Hunt, M. Konar, F. Junqueira, B. Reed. "ZooKeeper: wait-free coordination for Internet-scale systems." USENIX ATC 2010.
# 2. F. Junqueira, B. Reed, M. Serafini. "Zab: high-performance broadcast for primary-backup systems." DSN 2011. Section V on the election.
# 3. Apache ZooKeeper, "Recipes and Solutions" (leader election), "ZooKeeper Internals" (leader activation), and `FastLeaderElection.java`.
# 4. Apache ZooKeeper, issue ZOOKEEPER-1419, 2012.
# 5. The account of the pause of 79 seconds: www.xgugeng.com, "RegionServer stops after Full GC".
# 6. M. Kleppmann. "How to do distributed locking." 2016.
# 7. D. Yuan and others. "Simple testing can prevent most critical failures." OSDI 2014.

# %%
from leaderlab.exercises import progress

progress("04")
