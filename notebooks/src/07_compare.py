# %% [markdown]
# # Compare: choose an election
#
# **35 minutes** to read and to play, and about 30 more for the exercises. You need lessons [01](01_two_promises.ipynb) to [05](05_consul_election.ipynb). If you have not done one of them, you can still follow; its algorithm is then a row
# in a table for you.
#
# After this lesson you can
#
# - **compare** real elections with simulated ones, and say what a log does not show,
# - **measure** what an election costs, in a table that you make yourself,
# - **say** which promise each algorithm keeps, and under which trouble it breaks,
# - **choose** an election for a case, and **justify** it with a fact.
#
# Everything so far was a simulation. This is not. Three servers of *etcd*, a well-known database that runs Raft, wrote this into their logs. Server 3 leads. At time 0 it
# is stopped from outside for 2.8 seconds, and then it goes on as if nothing had been. Here is step 9. Count the crowns, then play it from the start. (The messages have etcd's own names: `MsgVote` asks for a vote,
# `MsgVoteResp` answers. One tick is a millisecond.)

# %%
from leaderlab.recorded import election
from leaderlab.view import player

paused = election("etcd3_pause")
assert paused.worlds[9].leaders == {2, 3} and paused.worlds[9][3].paused
player(paused, step=9)

# %% [markdown]
# ## Two leaders, in reality
#
# Server 3 has not crashed. Its memory says that it leads, and in a moment it will act on that. Servers 1 and 2 could not know whether it was dead or slow, so they elected
# another leader.
#
# The README says what an election must do:
#
# > 1. Elect one leader only among the non-faulty processes. 2. All non-faulty processes agree on who is the leader.
#
# You have met both sentences as functions of a world, and a third one in lesson 05:

# %%
from leaderlab import at_most_one_leader, at_most_one_leader_per_term, nobody_disagrees
from leaderlab.properties import sentence

for promise in (at_most_one_leader, nobody_disagrees, at_most_one_leader_per_term):
    print(f"{promise.__name__}: {sentence(promise)}")

# %% [markdown]
# ### Predict: what did the real cluster break?
#
# Which of the three promises are broken somewhere in this run? Give the set of their names. A paused server counts as non-faulty: it has forgotten nothing, and comes back.
#
# <details><summary>Hint 1</summary>Look at step 9, where there are two crowns.</details>
# <details><summary>Hint 2</summary>Whom does each of the two leaders name as leader?</details>
# <details><summary>Hint 3</summary>The table under the player shows each server's term. Are the terms of the two leaders equal?</details>

# %% answer="compare_real"
### BEGIN SOLUTION
broken = {"at_most_one_leader", "nobody_disagrees"}
### STUB
# broken = ...    # a set of names, such as {"nobody_disagrees"}
### END SOLUTION

# %% check="compare_real" points=1
from leaderlab.exercises import check

check("compare_real", broken)

# %% [markdown] only="solved"
# **Why.** The leaders are of the terms 2 and 4. Raft never promised that there is one leader at a time. It promised one leader *in each term*, and that is what it keeps.

# %% [markdown]
# Is this a bug of etcd? No. It is what lesson 01 told you: where a slow server looks like a dead one, and no clock can be trusted, nobody can keep the README's promise and still replace a leader that fails.
#
# Ten real elections come with this course: of etcd, of ZooKeeper (`zk`), and of the Raft library inside Consul (`hraft`). Did they keep the promises? (The one about terms is asked only where servers have terms.) The second column says what was
# done first: a leader was killed, or paused, or servers were started.

# %%
from leaderlab.recorded import about, broken_promises, election, elections

verdicts = {name: broken_promises(election(name)) for name in elections()}
for name, promises in verdicts.items():
    broken_at = {step for step in promises.values() if step is not None}
    said = "kept"
    if broken_at:
        said = f"{sum(s is not None for s in promises.values())} broken at step {min(broken_at)}"
    print(f"{name:17} {about(name)['injected'][0]['kind']:6} {said}")
assert [name for name, promises in verdicts.items() if any(promises.values())] == ["etcd3_pause"]
assert len(verdicts) == 10 and [paused.worlds[9][server].term for server in (2, 3)] == [4, 2]

# %% [markdown]
# ## What a log does not show
#
# A log is not a trace. It shows no heartbeats, no timers, and not what a server was doing before the first line. In the player such things are called **not observed**; nothing is made up. The clocks of the
# servers differ a little, too, so a log tells *order* better than *time*.
#
# So let us compare order. We put our own Raft into the same situation: the same servers, the same crash, and the same server runs out of patience first. Are the messages the same? Below the list, one of the four is counted: the one with
# the question before the election (lesson 05 called it PreVote).

# %%
from leaderlab.recorded import election, letters, same_fault, side_by_side

for name in ("etcd3_kill", "etcd3_prevote", "etcd5_kill", "etcd3_split"):
    real, simulated = letters(election(name)), letters(same_fault(name))
    assert real == simulated
    print(f"{name:14} {len(real)} messages, one by one the same as in our simulation")
five = [kind for kind, _, _ in letters(election("etcd5_kill"))]
assert five.count("RequestVote") == 4 and five.count("Vote") == 2
side_by_side("etcd3_prevote")

# %% [markdown]
# Message by message the same, even where a vote is split. (In `etcd5_kill` the candidate asks four servers and three of them live, but only two answer. The third had heard the old leader so lately that it ignored the candidate. Our simulation
# does that, too.)
#
# ZooKeeper is less tidy. Its servers noticed the crash at different moments, and votes that came too early were repeated. These are the messages of its election, recorded and simulated:

# %%
from leaderlab.recorded import side_by_side

killed, newer = side_by_side("zk3_kill"), side_by_side("zk_zxid_beats_id")
assert killed.loc["Notification"].to_dict() == {"recorded": 11, "simulated": 6}
assert newer.loc["Notification"].to_dict() == {"recorded": 6, "simulated": 6}
print("the leader is killed:         ", killed.loc["Notification"].to_dict())
print("two servers start, one behind:", newer.loc["Notification"].to_dict())

# %% [markdown]
# ## What an election costs
#
# Now the whole course in one table. To make one, you call a function many times, with different settings and seeds. `sweep` does that on all cores of your machine, and puts
# the answers into one table. Each row can be run again from what stands in it.
#
# Nine algorithms, five nodes, twenty seeds. All nodes want a leader. We note the messages and the ticks until somebody leads. Then we crash the leader, and note the *gap*: how many ticks until
# another one leads. A message takes 1 to 10 ticks. Before you run it: who needs the fewest messages, and who is the first to have a leader?

# %%
from leaderlab.experiments import sweep
from leaderlab.experiments.contest import CONTESTANTS, contest

runs = sweep(contest, {"algorithm": list(CONTESTANTS), "n": [5]}, seeds=20)
costs = runs.groupby("algorithm", sort=False)[["messages", "ticks", "gap"]].mean().round(1)
assert set(costs.index[costs.gap.isna()]) == {"chang_roberts", "hirschberg_sinclair", "peterson"}
assert costs.messages.idxmin() == "chang_roberts" and costs.gap.idxmax() == "fast_leader_election"
assert costs.ticks["bully"] == 0 and len(costs) == 9
costs

# %% [markdown]
# Read it by column. The Bully has a leader after 0 ticks: its largest node knows all ids, so it knows at once that it is the largest. `NaN` in the last column means: never. The three classical ring algorithms have nothing to say about a crash. Whoever survives one pays with messages, with
# waiting, or with an assumption that this table does not show. We come to those.
#
# And do not read too much into it. It is for five nodes in an order that happens to be good for Chang and Roberts, and for the timeouts that we chose. Change `n` and see.
#
# ### Messages against size
#
# From 2 to 12 nodes, that is six times as many. Do five algorithms then need six times the messages, or more? Look for the two curves that bend.

# %%
from leaderlab.experiments import sweep
from leaderlab.experiments.contest import first_election
from leaderlab.view.plots import chart

NAMES = ["chang_roberts", "ring", "bully", "zookeeper_client", "raft"]
table = sweep(first_election, {"algorithm": NAMES, "n": [2, 4, 8, 12]}, seeds=5, progress=False)
means = table.groupby(["algorithm", "n"]).messages.mean()
measured = {name: means[name].to_dict() for name in NAMES}
assert all(measured[name][12] > 20 * measured[name][2] for name in ("ring", "bully"))
assert all(measured[name][12] < 4 * 12 for name in ("chang_roberts", "zookeeper_client", "raft"))
chart(measured, title="Messages until somebody leads", x="nodes", y="messages, mean of 5 runs")

# %% [markdown]
# The ring and the Bully need more than twenty times as many, because here every node starts, and nobody stops anybody. The three others need fewer than four messages for each node: Chang and Roberts stop
# the smaller ids at once in this order, ZooKeeper's candidates talk to the ensemble only, and in Raft one candidate is usually early enough to be alone.
#
# ### In your hands
#
# Here are all of them in one control panel. Choose an algorithm, and try the same three things with each:
#
# - Crash the leader, after it has been elected. Does anybody notice? How long does it take?
# - Make all messages slow, 60 to 80 ticks. Who still elects one leader only?
# - Cut off two of five nodes at tick 300. What do they do on their side, and what do the three?

# %%
from leaderlab.experiments import arena

panel = arena()
assert panel.trace.last.leaders == {5}
panel

# %% [markdown]
# ### A ring that you do not know yet
#
# Lesson 02 ended with two ways to save messages on a ring. The second one, by Peterson, and by Dolev, Klawe and Rodeh (both 1982), needs no link that works both ways. Each candidate *stands for a value*, at first its own id.
# In every round each candidate learns two values: the one that the candidate before it stands for (the *nearer* one), and the one of the candidate before that (the *farther* one). Then it decides whether it
# **goes on**. Whoever goes on stands for the *nearer* value from then on. All others only pass messages on.
#
# The last candidate finds its own value coming home. That value is the largest id of all, and its owner leads. This is what the candidates learn in the first round on a ring of four:

# %%
order = [4, 3, 1, 2]        # in the direction of travel
for place, mine in enumerate(order):
    print(f"{mine} stands for {mine} and hears: nearer {order[place - 1]}, farther {order[place - 2]}")

# %% [markdown]
# #### Make: who goes on?
#
# Write the rule: three different values (only with two candidates left, the farther one is your own), and the answer is True or False. The largest id must win, and half of the candidates must drop out in each
# round. The check searches all runs, on every ring of two to four nodes. Try it on the four lines above first: who goes on, and for which value?
#
# <details><summary>Hint 1</summary>The largest value of all must never get lost. Who is the one candidate that can take it over?</details>
# <details><summary>Hint 2</summary>Of two candidates that stand next to each other, at most one may go on.</details>
# <details><summary>Hint 3</summary>Think of the three values as three people in a row. Two of them compare themselves with the one in the middle.</details>

# %% answer="compare_goes_on"
def goes_on(nearer, farther, mine):
    ### BEGIN SOLUTION
    return nearer > max(farther, mine)
    ### END SOLUTION


# %% check="compare_goes_on" points=3
from leaderlab.exercises import check

check("compare_goes_on", goes_on)

# %% [markdown] only="solved"
# **Why.** The nearer value is the middle one of three neighbours. If it is the largest of them, it survives, one place further on. Of two neighbouring candidates at most one can be in that position, so
# at least half drop out in each round: at most log₂ *n* rounds of 2*n* messages.

# %% [markdown]
# This simple version needs at most 2*n*⌊log₂ *n*⌋ + *n* messages. All orders of the ring, counted:

# %%
from leaderlab.experiments import ring_maxima

worst = ring_maxima(range(2, 7))
peterson, bound = worst.measured["Peterson"], worst.proven["2n⌊log₂ n⌋+n"]
assert peterson == bound and worst.measured["Chang and Roberts"] == worst.proven["n(n+1)/2"]
assert min(worst.measured, key=lambda name: worst.measured[name][6]) == "Chang and Roberts"
worst

# %% [markdown]
# ### Measure: when is it worth it?
#
# *n* log *n* is less than *n*². But at six nodes the simple algorithm is still the cheaper one. **From which *n* on** does Hirschberg and Sinclair need fewer messages than Chang and Roberts, if the ids fall in the direction
# of travel (`range(n, 0, -1)`)? Count the election, not the announcement: `trace.count(Election)` and `trace.count((Probe, Reply))`.
#
# <details><summary>Hint 1</summary>Write a function of <code>n</code> that returns the two counts as a dict, and give it to <code>sweep</code> with <code>{"n": range(2, 40)}</code>.</details>
# <details><summary>Hint 2</summary>"From which size on" is one number: the smallest <i>n</i> with fewer messages. Equal is not fewer.</details>
# <details><summary>Hint 3</summary>Do not stop at the first size where both are equal. Look at the next ones.</details>

# %% answer="compare_crossing"
from leaderlab import simulate
from leaderlab.algorithms import chang_roberts, hirschberg_sinclair
from leaderlab.algorithms.chang_roberts import Election
from leaderlab.algorithms.hirschberg_sinclair import Probe, Reply
from leaderlab.experiments import sweep

### BEGIN SOLUTION


def both(n):
    falling = range(n, 0, -1)
    return {"one_way": simulate(chang_roberts(falling)).count(Election),
            "both_ways": simulate(hirschberg_sinclair(falling)).count((Probe, Reply))}


table = sweep(both, {"n": range(2, 40)}, progress=False)
crossing = int(table[table.both_ways < table.one_way].n.min())
### STUB
# crossing = ...    # a number
### END SOLUTION

# %% check="compare_crossing" points=2
from leaderlab.exercises import check

check("compare_crossing", crossing)

# %% [markdown] only="solved"
# **Why.** At 16 they are equal, at 17 a new phase begins and Chang and Roberts are cheaper again, and only from 21 on the other one wins. The order of growth says who wins in the end. It does not say when.

# %% [markdown]
# ## What an election promises
#
# Now the assumptions. Every algorithm comes before the same court: **is there ever more than one leader at a time?** Three nodes, every order of events. Any message may be late and any timer may end early. Only Chubby's cell is
# searched with clocks, which may differ by a tenth, because its promise is about clocks. On top of that, each column adds one trouble. (ZooKeeper's own election had its trial in lesson 04: two lost messages made two leaders.)

# %%
from leaderlab.experiments.trials import ACCUSED, TROUBLES, charges, per_term, trial

holds = {name: [trouble for trouble in TROUBLES if trial(name, trouble)] for name in ACCUSED}
assert not holds["bully"] and not holds["raft"] and len(holds["chubby"]) == 4
assert holds["ring"] == holds["zookeeper_client"] == ["no fault", "a crash", "a lost message"]
assert len(trial("bully").trace) - 1 == 2 and len(trial("raft").trace) - 1 == 6
charges()

# %% [markdown]
# Look at who keeps this promise in every column:
#
# - the three classical rings. They keep it, and never replace a leader that fails. An algorithm that does nothing is safe.
# - Chubby. It replaces a leader, but it needs clocks that run nearly alike, and it waits for a lease to end.
#
# Everybody else who survives a crash can be led into two leaders at a time: by a timer that ends too early, or by a wrong suspicion. That is not carelessness. Nobody can tell a slow node from a dead one.
#
# ### Break it: the Bully
#
# Two events are enough. No node crashes, no message is lost. Node 1 starts an election; its question is on the way to 2 and 3. **Make two leaders.** In a line, `2>1` is the arrival of a message from 2 at 1, and
# `timer:2:answer` means that node 2 has waited long enough for an answer.
#
# <details><summary>Hint 1</summary>What does node 1 believe when its timer ends?</details>
# <details><summary>Hint 2</summary>What does the node with the largest id do when it hears of an election?</details>
# <details><summary>Hint 3</summary>One event makes node 1 a leader, one event makes node 3 a leader. The order does not matter.</details>

# %% answer="compare_slow"
### BEGIN SOLUTION
two_leaders = "bully([1, 2, 3], initiators=[1]) | timer:1:answer 1>3"
### STUB
# two_leaders = ...    # "bully([1, 2, 3], initiators=[1]) | ..."
### END SOLUTION

# %% check="compare_slow" points=1
from leaderlab.exercises import check

check("compare_slow", two_leaders)

# %% [markdown] only="solved"
# **Why.** The Bully trusts its clock. A silence longer than a round trip *is* a crash for it. In a machine room where that is true, it is a fine algorithm.

# %% [markdown]
# ### Break it: Raft
#
# Raft has two leaders at a time after six events. So it is no better? Try its own promise. Three servers, one crash, no message lost, nobody goes beyond term 1. **Make two leaders of one term** (at a time or one after
# the other), or answer `"impossible"`.
#
# <details><summary>Hint 1</summary>How many votes does a leader need? How many votes are there in term 1?</details>
# <details><summary>Hint 2</summary>May the server that crashes vote again?</details>
# <details><summary>Hint 3</summary>"impossible" is an answer like any other. The search knows whether it is right.</details>

# %% answer="compare_terms"
### BEGIN SOLUTION
two_in_a_term = "impossible"
### STUB
# two_in_a_term = ...    # a line "raft_election([1, 2, 3], network=Network()) | ...", or "impossible"
### END SOLUTION

# %% check="compare_terms" points=2
from leaderlab.exercises import check

check("compare_terms", two_in_a_term)

# %% [markdown] only="solved"
# **Why.** Two majorities of three share a server, and it has one vote in a term. That needs no clock at all.

# %%
from leaderlab.experiments.trials import per_term

verdict = per_term()
assert verdict.holds and verdict.worlds == 149_444
print(f"Raft, terms 1 and 2: at most one leader in each term. {verdict.reason}")

# %% [markdown]
# There are two ways out, then. Chubby's is to wait until the old leader has surely given up, and that takes clocks. Raft's is the other one. You cannot prevent two leaders, so you **number** them, and let everybody refuse the smaller number. It works where those who obey can compare numbers. It does not help where
# they cannot: a valve, a printer, an old file server.
#
# ## How many servers?
#
# Raft, ZooKeeper's ensemble and Chubby need a **majority** of all servers. If each server is down for a tenth of the time, how often is there a majority?
#
# ### Make: the formula
#
# Each of `servers` servers is down with probability `down`, independently of the others. Return the probability that a majority is up.
#
# <details><summary>Hint 1</summary>Sum over the numbers of servers that are up: which are enough?</details>
# <details><summary>Hint 2</summary>Exactly <code>up</code> servers are up in <code>comb(servers, up)</code> ways.</details>
# <details><summary>Hint 3</summary>Each of these ways has the probability <code>(1 - down) ** up * down ** (servers - up)</code>.</details>

# %% answer="compare_available"
from math import comb


def available(servers, down):
    ### BEGIN SOLUTION
    return sum(comb(servers, up) * (1 - down) ** up * down ** (servers - up)
               for up in range(servers // 2 + 1, servers + 1))
    ### END SOLUTION


# %% check="compare_available" points=2
from leaderlab.exercises import check

check("compare_available", available)

# %% [markdown]
# Measured beside proven. Each sign is the share of 200 days on which the servers that are up really elect a leader, in a simulation of Raft. Before you run it: is a cluster of two better than one server alone?

# %%
from leaderlab.experiments import availability, quorum_availability

assert quorum_availability(4, 0.1) < quorum_availability(3, 0.1) < quorum_availability(5, 0.1)
assert quorum_availability(2, 0.1) < quorum_availability(1, 0.1)
picture = availability(servers=(1, 2, 3, 4, 5), down=(0.05, 0.2), trials=200)
for measured, proven in zip(picture.measured.values(), picture.proven.values()):
    assert all(abs(measured[n] - proven[n]) < 8 for n in measured)
picture

# %% [markdown]
# A fourth server makes it worse, not better. And two are worse than one.
#
# Messages can be lost, too. Raft simply asks again, at the price of time:

# %%
from statistics import median

from leaderlab import Network, simulate, somebody_leads
from leaderlab.algorithms import raft_election
from leaderlab.view.plots import chart

LOSSES = (0, 0.1, 0.2, 0.3, 0.4, 0.5)


def ticks(loss, seed):
    system = raft_election([1, 2, 3], network=Network(loss=loss))
    return simulate(system, seed=seed, until=somebody_leads, trace=False).time


times = {loss: [ticks(loss, seed) for seed in range(60)] for loss in LOSSES}
medians = {100 * loss: median(found) for loss, found in times.items()}
assert 1.5 * medians[0] < medians[50] < 2.5 * medians[0] and max(times[0.5]) > 5 * max(times[0])
chart({"median": medians, "longest of 60": {100 * loss: max(found) for loss, found in times.items()}},
      title="Raft, three servers: time to a leader", x="messages lost, percent", y="ticks")

# %% [markdown]
# If half of all messages are lost, an ordinary election takes about twice as long. But the unluckiest of sixty takes more than five times as long as the unluckiest without loss. A mean would not have told you.
#
# ## Choose
#
# Five people need a leader. For each of them choose one algorithm, and give **the fact that decides**.
#
# - **sensors**: 64 sensors hang on one cable, in a ring. Each can send to the next one only. They are replaced once a year, all together, and never fail in between; but every message costs battery, and nobody
#   knows the order of their ids.
# - **database**: five servers in five cities keep one database. Messages may be late by seconds, servers crash. All servers look at what a leader sends before they obey.
# - **rack**: three machines in one rack. A message arrives within a millisecond or the machine is dead. The strongest machine has the largest number and is to lead whenever it is there; if it dies, the next one.
# - **machine**: whoever leads opens and closes a valve. The valve obeys everybody. Clocks are checked, and differ by a tenth at most. If the leader dies there must be another one, but that may take its time.
# - **workers**: a hundred workers come and go, and do not know each other. There is an ensemble of ZooKeeper in the house. One worker at a time is to send the newsletter.
#
# These are the algorithms and the facts. Each fact is computed: the check runs it. It is true of some algorithms and not of others, and most of it stands in the tables above.

# %%
from leaderlab.exercises.lesson07 import CHOICES, FACTS

print("algorithms:", ", ".join(CHOICES))
for name, (words, _) in FACTS.items():
    print(f"{name:14} {words}")

# %% [markdown]
# <details><summary>Hint 1</summary>For each case, first write down what it cannot do without. Often it is two things.</details>
# <details><summary>Hint 2</summary>Cross out whoever lacks one of them. There is one algorithm for each case, and five for five cases.</details>
# <details><summary>Hint 3</summary>Can those who obey compare numbers? Then a number is enough. If not, you need a clock.</details>

# %% answer="compare_choose"
choice = {
    ### BEGIN SOLUTION
    "sensors": ("peterson", "few"),
    "database": ("raft", "numbered"),
    "rack": ("bully", "largest"),
    "machine": ("chubby", "one_at_a_time"),
    "workers": ("zookeeper_client", "outside"),
    ### STUB
    # "sensors": ...,       # (an algorithm, a fact), such as ("raft", "largest")
    # "database": ...,
    # "rack": ...,
    # "machine": ...,
    # "workers": ...,
    ### END SOLUTION
}

# %% check="compare_choose" points=5
from leaderlab.exercises import check

check("compare_choose", choice)

# %% [markdown] only="solved"
# **Why.** *sensors*: two algorithms can use such a cable, and only Peterson's is cheap in its worst order. *database*: leaders have numbers, and those who obey compare them. *rack*: time can be trusted, so the Bully can be.
# *machine*: nobody compares numbers, so two leaders must be impossible, which takes a lease and clocks. *workers*: ZooKeeper keeps the line; candidates need not know each other. (The workers have the old problem, too: a paused one may
# send a second newsletter. If that matters, see lesson 03, sequencers.)

# %% [markdown]
# ## Close
#
# **What is proven.** For three nodes, what the table under "What an election promises" says: every order of events, one trouble at a time. **What is measured.** The table under "What an election costs" and the pictures; other timeouts and other
# networks give other numbers. **What was observed.** Ten real elections, each once.
#
# **A real incident.** In 2020 K. Kingsbury tested etcd 3.4.3 [5]. Its key-value operations kept their promise. Its *locks* did not: two clients could hold the same lock at a time, because the lock was a lease and the network is
# not a clock. A bug made it worse, but no correction of the bug could make it right. The database under it was fine. It kept *its* promise. It is the first question for every election: **which promise, and who relies on it?**
#
# ### Ask yourself
#
# <details><summary>1. "Raft guarantees that there is only one leader." What is missing?</summary>
# "In each term." An old leader may still believe in itself, as server 3 did.</details>
# <details><summary>2. An algorithm keeps "one leader at a time" in every column. Why may it still be useless?</summary>
# It may keep it by never electing anybody again. Always ask for the second half: somebody leads in the end.</details>
# <details><summary>3. Your log shows no heartbeat. Were there none?</summary>
# It only means that they were not observed. A log shows what its authors wanted to write.</details>
# <details><summary>4. A colleague wants four servers instead of three, "to be safer". What do you say?</summary>
# A majority of four is three, so still only one may fail, and there is one more that can. Take three or five.</details>
# <details><summary>5. Somebody measured that algorithm A needs fewer messages than B. What do you ask?</summary>
# How many nodes, in which order, with which faults, and does A promise the same as B?</details>
#
# ### References
#
# 1. D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, extended version. Figure 3 and section 5.2.
# 2. H. Garcia-Molina. "Elections in a distributed computing system." IEEE Transactions on Computers C-31(1), 1982.
# 3. M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006.
# 4. G. Peterson. "An O(n log n) unidirectional algorithm for the circular extrema problem." ACM TOPLAS 4(4), 1982. D. Dolev, M. Klawe, M. Rodeh. Journal of Algorithms 3(3), 1982.
# 5. K. Kingsbury. "Jepsen: etcd 3.4.3." jepsen.io, 30 January 2020.
# 6. The logs: etcd 3.4.23, ZooKeeper 3.8.0, hashicorp/raft 1.1.2; see the folder `leaderlab/recorded/elections`.

# %%
from leaderlab.exercises import progress

progress("07")
