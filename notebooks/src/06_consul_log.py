# %% [markdown]
# # Consul: one log for all
#
# **60 minutes** to read and to play, and about 60 more for all the exercises: make a pause before "A table that survives". You need lesson
# [05](05_consul_election.ipynb): terms, one vote in each term, and who may win an election.
#
# After this lesson you can
#
# - **say** when an entry of a log is safe, and when it only looks safe,
# - **implement** the two rules of Raft's log: the consistency check and the commit rule,
# - **replay** figure 8 of the Raft paper, and find its smallest version yourself,
# - **build** a table that is the same on all servers, and **break** one that answers too fast,
# - **measure** what lost messages cost.
#
# Here are three servers, 1, 2 and 3. Each has a table of keys and values. Node 9 is a *client*: a program that uses the servers. It sets
# *x* to 1, and server 1, the leader, says that it is done. Then the client asks: what is *x*? Press Play, and watch the tables below the picture.

# %%
from leaderlab import Crash, Cut, simulate
from leaderlab.algorithms import readme_consul
from leaderlab.view import player

loose = [(2, Cut(1, 2)), (2, Cut(1, 3)), (15, Crash(1))]    # the cable of server 1 is loose, and then it crashes
lost = simulate(readme_consul([1, 2, 3], clients={9: ["x=1", "x?"]}), faults=loose)
assert lost.last[9].results == [1, None]
player(lost)

# %% [markdown]
# "Done", and then: "there is no *x*" (in Python: `None`). One cable, one crash. Two servers out of three are alive and well, and neither has ever heard of what was promised
# to the client.
#
# ## The recipe
#
# This course grew from a README. This is what it says about Consul:
#
# > Raft is a consensus algorithm used to maintain fault tolerance. Each server has a state machine and a log ("hash table"). Take a
# > command from the log and check that the state machine is the same on all servers: each processes the same series of
# > commands and so produces the same series of results and states.
#
# A *state machine* is anything that changes by commands and by nothing else: no clock, no dice. Ours is a table of keys and values, with four commands:
# `x=1` sets a key, `x+=4` adds to a number, `del x` takes a key away, and `x?` asks for a value.
# What is no command, or cannot be done, is *refused*. A refusal is a result like any other: every server must come to the same one.

# %%
from leaderlab.algorithms.store import execute

table = {}
results = [execute(table, command) for command in ("x=1", "x+=4", "x?", "del y", "sell everything")]
again = {}
assert [execute(again, command) for command in ("x=1", "x+=4", "x?", "del y", "sell everything")] == results
print(*results, sep="\n")
table

# %% [markdown]
# The same series, the same results, the same table. That part of the README is right, and old: Lamport wrote it in 1978 [4].
#
# ### Predict: a series of commands
#
# The table is empty. The commands are, in this order: `x=2`, `y=blue`, `x+=3`, `y+=1`, `del z`, `z=x`, `x?`. What is in the table at the end?
#
# <details><summary>Hint 1</summary>Go through them one by one. Which of them cannot be done?</details>
# <details><summary>Hint 2</summary>A command that is refused changes nothing at all.</details>
# <details><summary>Hint 3</summary>What stands behind the <code>=</code> is taken as it is, a number or a text. So <code>z=x</code> puts a text of one letter into the table, and not the value of x.</details>

# %% answer="log_series"
### BEGIN SOLUTION
table_at_the_end = {"x": 5, "y": "blue", "z": "x"}
### STUB
# table_at_the_end = ...    # a dict: {"x": ..., ...}
### END SOLUTION

# %% check="log_series" points=1
from leaderlab.exercises import check

check("log_series", table_at_the_end)

# %% [markdown]
# ## Believe it
#
# Here is the README's recipe as a program. The leader takes a command, applies it, and passes it on. The others take each command as it comes.
# Its messages: `Command` comes from a client, `Copy` passes a command on, and `VoteForMe` and `Yes` are for the election.
# The README does not say who leads when the leader fails. We give it the simplest rule: whoever gets the votes of a majority of those who
# live, as far as it knows.

# %%
import inspect

from leaderlab.algorithms import ReadmeConsul

print(inspect.getsource(ReadmeConsul.on_message))

# %% [markdown]
# Does it work? While nothing fails, in every order of events:

# %%
from leaderlab import quiet, verify
from leaderlab.algorithms import readme_consul
from leaderlab.algorithms.raft_properties import same_series, same_state

peace = readme_consul([1, 2, 3], commands={1: ["x=1", "x=2"]})
verdict = verify(peace, always=[same_series, same_state], eventually=quiet)
assert verdict.holds
print(same_series.__doc__)
print(verdict.reason)

# %% [markdown]
# `same_series` is the promise of the README, in the form in which it can be kept. No algorithm can apply a command everywhere at the same
# instant, so one series may be shorter than another. But they may never differ where both have a command.
#
# ## The README on trial
#
# ### Charge 1: a copy overtakes another
#
# On some networks a message may overtake another one on the same way. Nobody crashes here. (Node 0 is the post: it brings the commands, and
# waits for no answers.) The player shows the last step of the run. Step back to see how it came to that.

# %%
from leaderlab import Faults, Network, Perfect, verify
from leaderlab.algorithms import readme_consul
from leaderlab.algorithms.raft_properties import same_series
from leaderlab.view import player


def charge(promise, faults=None, **options):
    verdict = verify(readme_consul([1, 2, 3], **options), always=promise, faults=faults)
    print(verdict.reason)
    assert verdict.holds is False
    return verdict


overtaking = Network(order="any", detector=Perfect())
charge1 = charge(same_series, commands={1: ["x=1", "x=2"]}, network=overtaking)
player(charge1.trace, step=-1)

# %% [markdown]
# The second command has overtaken the first. The server that takes it has no way to know that one is missing: nothing in the message says that it is the second.
#
# ### Predict: a majority of the living
#
# Five servers, and server 1 leads. Then the servers 1 and 2 are cut off from the servers 3, 4 and 5. Each side takes the other for dead, and each counts "a majority of
# those who live". A moment later: **how many servers believe that they lead?**
#
# <details><summary>Hint 1</summary>Begin with 3, 4 and 5. Whom do they miss?</details>
# <details><summary>Hint 2</summary>How many votes are "a majority of those who live" for 3, 4 and 5? Who could tell them that they are wrong?</details>
# <details><summary>Hint 3</summary>Now 1 and 2. Server 2 misses three servers. Is one of them its leader?</details>

# %% answer="log_living"
### BEGIN SOLUTION
leaders = 2
### STUB
# leaders = ...    # a number
### END SOLUTION

# %% check="log_living" points=1
from leaderlab.exercises import check

check("log_living", leaders)

# %% [markdown]
# ### Charges 2, 3 and 4
#
# Charge 2: two leaders, because a failure detector was wrong once. Charge 3: a dead leader whose last copy comes late. Charge 4: the client from the beginning of this lesson,
# whose command was "done". The player shows charge 3.

# %%
from leaderlab import at_most_one_leader
from leaderlab.algorithms.raft_properties import as_one_server

at_two = {"commands": {1: ["x=1"], 2: ["x=2"]}}
charge2 = charge(at_most_one_leader, Faults(suspicions=1))
charge3 = charge(same_series, Faults(crashes=1), **at_two)
charge4 = charge(as_one_server, Faults(crashes=1), clients={9: ["x=1", "x?"]}, tries=2)
assert charge4.trace.last[9].results == [1, None]
player(charge3.trace, step=-1)

# %% [markdown]
# In charge 3 the failure detector is perfect, no message is lost, and all links keep their order. Server 3 has the copy of the dead leader. For server 2 it is still on its way.
# Server 2 becomes the leader, because nobody compares the logs before voting. So the first command of 3 is `x=1`, and the first of 2 is `x=2`.
#
# The README is guilty, and it is good to know of what:
#
# | what is missing | what goes wrong |
# |---|---|
# | a number for each entry, and a look at the one before it | charge 1 |
# | a majority of *all*, not of the living | charge 2 |
# | terms, and votes that compare logs | charge 3 |
# | a word about when a command is safe | charge 4 |
#
# ## Repair it, one idea at a time
#
# ### Idea 1: terms, and a majority of all
#
# You built this in lesson 05. In each term at most one server leads. Every message carries its term, and nobody listens to an old one. A voter compares logs. From here on our servers are
# of the class `Raft`. A leader only appends to its log, and each new entry carries the term of the leader that took it.
#
# ### Idea 2: look at the entry before
#
# The entries of a log are numbered: the number is the *index*, and the first index is 1. The leader does not send a bare command. It sends, in a message `AppendEntries`:
# *these are my entries from index 3 on; and before them, at index 2, I have an entry of term 1.*
# A follower looks into its own log. Does it have an entry of that term at that index? If not, it says no, and the leader tries one index earlier.
# Somewhere they agree, at the latest before the first entry.
#
# In this run server 3 has led term 2 in the past, alone: two of its entries are of term 2, and nobody else has them. Below the picture each server has a lane, and each
# box in it is an entry with its term. (A dashed box is an entry that is not *committed*. That word belongs to idea 3.) Press Play, and watch the lane of server 3.

# %%
from leaderlab import simulate
from leaderlab.algorithms import raft
from leaderlab.view import player

logs = {1: [1, 3], 2: [1, 3], 3: [1, 2, 2]}             # the term of each entry
stand = {1: (20, 30), 2: None, 3: None}                 # only server 1 stands for election
repairing = simulate(raft([1, 2, 3], logs=logs, timeout=stand), until=75)
assert repairing.last[3].log == repairing.last[1].log
player(repairing)

# %% [markdown]
# A small check with a large consequence: **if two logs have an entry of the same index and the same term, they are equal up to that entry.**
# Raft calls it *Log Matching*. There are two reasons. A term has one leader, and it puts only one entry at an index: so the two entries are the same. And a follower takes an
# entry only after it has compared the one before it: so the entries before them are the same, too.
#
# ### Idea 2. Your turn
#
# Write what a follower does with an `AppendEntries`. Messages of old terms are refused already. You have:
#
# - `message.prev_index` and `message.prev_term`, the entry before the new ones; `message.entries`, the new ones (perhaps none: a heartbeat);
#   `message.commit`, up to which index the leader has *committed* its log. Idea 3 says what that means. For now: these entries are final.
# - an entry has an `entry.term`. Written out it is `Entry(term, command, client, number)`, and the whole message is `AppendEntries(term, prev_index, prev_term, entries, commit)`,
# - `self.agrees(index, term)`: is there an entry of that term at that index (or is it the place before the first)?
# - `self.log`, a list (index 1 is `self.log[0]`), and `self.term_at(index)`, the term of an entry,
# - `self.commit(index)`: entries up to this index are committed, and applied; an index that is committed already does no harm,
# - `self.send(message, to=leader)`, and for your answer `Appended(self.term, success, index)`. If you agree: `True`, and the index of the last entry of this request. If you do
#   not: `False`, and `message.prev_index`.
#
# Five things are to be done:
#
# 1. If the entry before the new ones is not there, answer no, and stop.
# 2. Where you have an entry of another term than the leader, delete it, and all entries behind it.
# 3. Append the entries that you lack.
# 4. Commit as far as the leader says, but not beyond the last entry of this request.
# 5. Answer yes.
#
# The check goes through every run of some small systems: logs that differ, requests that overtake each other, and requests that are lost. (If it shows a run, the fields `led` and `committed` in
# it belong to the check. They only note what has happened.)
#
# <details><summary>Hint 1</summary>Go through <code>message.entries</code> with an index that begins at <code>message.prev_index + 1</code>.</details>
# <details><summary>Hint 2</summary>Delete only where your entry is of <i>another term</i>. An old request may come late, and end before your log ends: then nothing is to be
# deleted. The last entry of the request has the index <code>message.prev_index + len(message.entries)</code>.</details>
# <details><summary>Hint 3</summary><code>for index, entry in enumerate(message.entries, message.prev_index + 1):</code> and in it two questions: is there an
# entry of another term (<code>del self.log[index - 1:]</code>)? Is there none (<code>self.log.append(entry)</code>)?</details>

# %% answer="log_check"
from leaderlab.algorithms import Raft
from leaderlab.algorithms.raft import Appended


class MyFollower(Raft):
    def append_entries(self, message, leader):
        ### BEGIN SOLUTION
        if not self.agrees(message.prev_index, message.prev_term):
            self.send(Appended(self.term, False, message.prev_index), to=leader)
            return
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log) and self.term_at(index) != entry.term:
                del self.log[index - 1:]
            if index > len(self.log):
                self.log.append(entry)
        last = message.prev_index + len(message.entries)
        self.commit(min(message.commit, last))
        self.send(Appended(self.term, True, last), to=leader)
        ### END SOLUTION


# %% check="log_check" points=3
from leaderlab.exercises import check

check("log_check", MyFollower)

# %% [markdown] only="solved"
# **Why the answer names an index.** The leader learns that your log agrees *up to there*, and not more. The entries behind it may be left over from an earlier term.

# %% [markdown]
# ### Idea 3: wait for a majority
#
# Now all logs agree, sooner or later. When may the leader say "done"? The README says: at once. Here is a Raft that does so: `AtOnce`, at the end of the cell. The search sees
# two terms and one command. (What it asks for, `FIVE`, are the five properties of Raft. You will meet them at the verdict.)

# %%
from leaderlab import verify
from leaderlab.algorithms import Raft, raft
from leaderlab.algorithms.raft_properties import FIVE, once, remembering
from leaderlab.view import player


def trial(node, term, stand=(1, 2), entries=1, **options):
    """All runs of three servers up to a term. `once`: no heartbeats. `remembering`: who led, what was committed."""
    # Some nodes have no log: clients, and the post. They may do what they like.
    timeout = {id: (150, 300) if id in stand else None for id in (1, 2, 3)}
    system = raft([1, 2, 3], node=remembering(once(node)), timeout=timeout, **options)
    verdict = verify(system, always=FIVE, within=lambda server: not hasattr(server, "log") or (
        server.term <= term and len(server.log) <= entries))
    print(verdict.reason)
    return verdict


class AtOnce(Raft):
    def take(self, entry):
        super().take(entry)
        self.commit(len(self.log))


too_early = trial(AtOnce, term=2, commands={1: ["x=1"]})
assert too_early.holds is False
player(too_early.trace, step=-1)

# %% [markdown]
# It is the client from the first minute again. A command is safe only when no future leader can miss it. Such a command is *committed*. Then, and not before, it is applied and the
# client is answered. In the lanes, a full box is committed, and a dashed one is not. The thick line stands behind the last committed entry: its index is the *commit index* of the server.
# The small triangle marks the last entry that the server has applied.
#
# When is that? A future leader needs the votes of a majority, and each voter compares logs. So: **let a majority have the entry first.** Any two majorities share
# a server. That server has the entry, and we hope that it refuses every candidate without it.
#
# ## Figure 8
#
# Is it enough to be on a majority? Figure 8 of the Raft paper [1] is about this question, and it is famous. We replay it, event by event, with five servers of the class `Raft`. At the beginning
# every log has one entry, of term 1.
#
# - **(a)** Server 1 leads term 2. It takes `x=1` and copies it to server 2.
# - **(b)** Server 1 crashes. Server 5 leads term 3, with the votes of 3 and 4 and its own. It takes `x=2`, and nobody else gets it.
# - **(c)** Server 5 crashes. Server 1 is back and leads term 4, with the votes of 2 and 3. It goes on copying its old entry, and server 3 has it now. Then it takes `y=3`.
#
# This is what the logs look like now. Each number is the term of an entry.

# %%
from leaderlab import replay
from leaderlab.exercises import figure8

c = replay(figure8.system(), [*figure8.a, *figure8.b, *figure8.c])
terms = {id: " ".join(str(entry.term) for entry in c.last[id].log) for id in (1, 2, 3, 4, 5)}
assert terms == {1: "1 2 4", 2: "1 2", 3: "1 2", 4: "1", 5: "1 3"}
for id, log in terms.items():
    print(f"server {id}:  {log:5}  {c.last[id].role if c.last[id].up else 'down'}")

# %% [markdown]
# ### Predict: is it committed?
#
# The entry of term 2 is on the servers 1, 2 and 3: three of five. Server 1 leads, and it knows that they have it. The servers follow all rules of the paper, also those that you
# do not know yet. A commit index is not on disk, so that of server 1 was 0 when it came back. **What is it now?** (0 means: nothing is
# committed.)
#
# <details><summary>Hint 1</summary>What is committed must never disappear. Can the entry of term 2 still disappear?</details>
# <details><summary>Hint 2</summary>Imagine that server 1 crashes now, and server 5 comes back. Its last entry is of term 3. Who would vote for it?</details>
# <details><summary>Hint 3</summary>2, 3 and 4 would. So server 1 must not count on an entry of term 2 while it leads term 4. And the rule of the paper is simple: it makes no difference
# between one older term and another.</details>

# %% answer="log_committed"
### BEGIN SOLUTION
commit_index = 0
### STUB
# commit_index = ...    # 0, 1, 2 or 3
### END SOLUTION

# %% check="log_committed" points=1
from leaderlab.exercises import check

check("log_committed", commit_index)

# %% [markdown]
# Here are the same logs as a picture. All boxes are dashed: nothing is committed, not even the first entry. Is that too careful? There are
# two ways to go on from here.

# %%
from leaderlab.view import logs_picture

assert not any(c.last[id].commit_index for id in (1, 2, 3, 4, 5))
logs_picture(c)

# %% [markdown]
# **(d)** Server 1 crashes. Server 5 is back, and leads term 5 with the votes of 2, 3 and 4. Its last entry is of term 3, and theirs are of
# terms 2, 2 and 1. Its log becomes the log of all, and the entry that was on three servers is gone.

# %%
from leaderlab import replay
from leaderlab.exercises import figure8
from leaderlab.view import logs_picture

d = replay(figure8.system(), [*figure8.a, *figure8.b, *figure8.c, *figure8.d])
assert d.last.leaders == {5}
assert all([entry.term for entry in d.last[id].log] == [1, 3] for id in (1, 2, 3, 4, 5))
logs_picture(d)

# %% [markdown]
# **(e)** Or server 1 lives a little longer, and its *own* entry, of term 4, reaches 2 and 3. Then it crashes. Now server 5 gets only one vote besides its own, from 4: the last entries of 2
# and 3 are of term 4. The new entry is safe, and the old one before it is safe with it.

# %%
from leaderlab import replay
from leaderlab.exercises import figure8
from leaderlab.view import player

e = replay(figure8.system(), [*figure8.a, *figure8.b, *figure8.c, *figure8.e])
assert max(world[1].commit_index for world in e.worlds) == 3
assert e.last[5].votes == {4, 5} and not e.last.leaders
player(e, step=len(figure8.a + figure8.b + figure8.c))

# %% [markdown]
# ### Break it: figure 8 with three servers
#
# Five servers are not needed. Here three servers follow the **wrong** rule: what a majority has is committed. Server 1 led term 1 and server 2 led
# term 2, and each took an entry that nobody else got. Now server 1 leads term 3. Its old entry, of term 1, has reached server 3. So it is on two of three servers, and server 1 has committed it.

# %%
from leaderlab.exercises.lesson06 import three_servers
from leaderlab.view import player

start = three_servers()
assert start.last[1].commit_index == 1
player(start, step=len(start) - 1)

# %% [markdown]
# Go on from here. Write the events that elect a leader **without** that entry. The shortest run earns all points, a longer one half. You have
# `Timer(id, "election")`, the end of a timer, and `Deliver(sender, to, message)`, the arrival of a message. Any timer may end at any time. Nobody crashes.
#
# A request for votes is `RequestVote(term, last_index, last_term)`: the last two say how far the log of the candidate goes. The answer yes is `Vote(term, True)`. Open *On the wire* below
# the player to see which messages are on their way.
#
# <details><summary>Hint 1</summary>Who lacks that entry, and has a last entry that is newer? That server must win.</details>
# <details><summary>Hint 2</summary>Server 2 is still in term 2. If it stands for term 3, server 3 has no vote left. It must hear of term 3 first: a message for it is on its way.</details>
# <details><summary>Hint 3</summary><code>Deliver(1, 2, RequestVote(3, 1, 1))</code>, then the timer of 2. Its log has one entry, of term 2: what does its request for term 4 look like?</details>

# %% answer="log_figure8"
from leaderlab import Deliver, Timer
from leaderlab.algorithms.raft_election import RequestVote, Vote

### BEGIN SOLUTION
overwriting = [
    Deliver(1, 2, RequestVote(3, 1, 1)),
    Timer(2, "election"),
    Deliver(2, 3, RequestVote(4, 1, 2)),
    Deliver(3, 2, Vote(4, True)),
]
### STUB
# overwriting = ...    # a list of events: [Deliver(1, 2, RequestVote(3, 1, 1)), Timer(2, "election"), ...]
### END SOLUTION

# %% check="log_figure8" points=2
from leaderlab.exercises import check

check("log_figure8", overwriting)

# %% [markdown]
# The search finds the whole story, too, if we give it only the two entries of the past. First the wrong rule is on trial, and then the right one, which you will write next. In this
# search there are four terms, and no new commands:

# %%
from leaderlab.algorithms import Raft


class CountsOldEntries(Raft):
    def may_commit(self, index):
        return True


alone = {"logs": {1: [1], 2: [2]}}
wrong = trial(CountsOldEntries, term=4, **alone)
right = trial(Raft, term=4, **alone)
assert wrong.holds is False and right.holds

# %% [markdown]
# ### Idea 4: count only your own term. Your turn
#
# Write the commit rule of the leader. It is called whenever the leader has sent its entries, and after each answer. You have
#
# - `self.match_index`, a dict: for each *other* server, up to which index its log agrees with yours,
# - `self.log`, `self.term`, `self.term_at(index)`, `self.commit_index`, `self.servers` (all ids, yours too),
# - `self.is_majority(some_servers)`: is this list more than half of all?
# - `self.commit(index)`: this entry, and all before it, are committed.
#
# Find the largest index that a majority holds, and whose entry is of your own term. Commit it. The check tries clusters of one to five servers, dead servers, and figure 8.
#
# <details><summary>Hint 1</summary>Go through the indexes from the end: <code>for index in range(len(self.log), self.commit_index, -1):</code></details>
# <details><summary>Hint 2</summary>Who holds it? You, and every server whose <code>match_index</code> is at least <code>index</code>.</details>
# <details><summary>Hint 3</summary><code>holders = [self.id] + [server for server, match in self.match_index.items() if match >= index]</code>. Two
# conditions, one <code>self.commit(index)</code>, and <code>return</code>.</details>

# %% answer="log_commit"
from leaderlab.algorithms import Raft


class MyLeader(Raft):
    def commit_what_a_majority_holds(self):
        ### BEGIN SOLUTION
        for index in range(len(self.log), self.commit_index, -1):
            holders = [self.id] + [server for server, match in self.match_index.items() if match >= index]
            if self.is_majority(holders) and self.term_at(index) == self.term:
                self.commit(index)
                return
        ### END SOLUTION


# %% check="log_commit" points=3
from leaderlab.exercises import check

check("log_commit", MyLeader)

# %% [markdown] only="solved"
# **Why begin at the end?** An old entry alone may not be committed. But it may be committed *together* with one of your own term behind it. If you go
# from the front and stop at the first old entry, you wait for ever.

# %% [markdown]
# ## The verdict
#
# The four ideas are in the library, as `Raft`, and they read like figure 2 of the paper. The paper promises five properties (its figure 3), and the cell prints them. Here they stand trial, twice:
#
# - One term, one command. Messages may be lost, doubled and reordered without limit, and one server, any one, may crash and come back.
# - Two terms, one command, two servers that stand. Nothing is lost and nobody crashes, and there are no heartbeats. This search takes a little longer, so it has a bar.

# %%
from leaderlab import Faults, verify
from leaderlab.algorithms import Raft, raft
from leaderlab.algorithms.raft_election import LOSSY
from leaderlab.algorithms.raft_properties import FIVE, once, remembering
from leaderlab.view import searching


def small(term):
    return lambda server: not hasattr(server, "log") or server.term <= term and len(server.log) <= 1


def three(stand, node, network=None):
    timeout = {id: (150, 300) if id in stand else None for id in (1, 2, 3)}
    node = remembering(node)
    return raft([1, 2, 3], timeout=timeout, commands={1: ["x=1"]}, node=node, network=network)


for promise in FIVE:
    print(promise.__doc__)
any_server = Faults(crashes=1, restarts=1, only=(1, 2, 3))
first = verify(three([1], Raft, LOSSY), always=FIVE, within=small(term=1), faults=any_server)
bar = searching("Raft, three servers, two terms", worlds=68_792)
second = verify(three([1, 2], once(Raft)), always=FIVE, within=small(term=2), progress=bar)
assert first.holds and second.holds and second.worlds == 68_792
print(first.reason)
print(second.reason)

# %% [markdown]
# A search has its borders: three servers, one or two terms, one command. Inside them it has seen everything, and outside of them nothing. The tests of this course go further: larger searches, and
# random runs with up to five servers and many faults. That makes us confident, but it is no proof for all sizes. The dissertation [2] has one, by hand.
#
# All five properties say that nothing bad happens. That something good happens, that a command is committed one day, needs a majority that is up and can talk, and a leader that stays for a while.
#
# Note one more thing that is **not** promised. "The state machine is the same on all servers", says the README. At every moment? Look:

# %%
from leaderlab import simulate
from leaderlab.algorithms import key_value
from leaderlab.algorithms.raft_properties import same_series, same_state, servers

healthy = simulate(key_value([1, 2, 3], clients={9: ["x=1", "y=2", "x+=4"]}), until=700)
apart = [k for k, world in enumerate(healthy.worlds) if len({node.store for node in servers(world)}) > 1]
assert apart and all(same_series(world) and same_state(world) for world in healthy.worlds)
assert all(node.store == {"x": 5, "y": 2} for node in servers(healthy.last))
print(f"In {len(apart)} of {len(healthy)} steps the tables differ, and nothing has failed.")

# %% [markdown]
# Servers apply the same entries in the same order, **not at the same time**. Two servers that have applied equally many entries have equal tables: that is what the README should have said.
#
# ## A table that survives
#
# This is the table of Consul in small: keys and values on top of `Raft`. Let server 1 crash, or cut a link, and see how the tables become equal again. A server that crashes loses its table
# and keeps its log, which is on its disk. It gets the table back when the leader tells it how much of the log is committed.

# %%
from leaderlab.algorithms import key_value
from leaderlab.algorithms.raft_properties import log_matching, same_state
from leaderlab.view import lab

todo = {9: ["x=1", "y=2", "x+=4", "del y", "x?"]}
lab(key_value, ids=[1, 2, 3], until=1500, seed=1, promises=[log_matching, same_state], clients=todo,
    controls=("n", "seed", "delay", "loss", "crash", "restart", "cut"))

# %% [markdown]
# Crash and come back, without the panel: server 3 is away while everything happens.

# %%
from leaderlab import Crash, Restart, simulate
from leaderlab.algorithms import key_value
from leaderlab.view import tables

away = [(100, Crash(3)), (1000, Restart(3))]
system = key_value([1, 2, 3], clients={9: ["x=1", "y=2", "x+=4"]})
gone = simulate(system, faults=away, until=999)
back = simulate(system, faults=away, until=1200)
assert gone.last[3].store == {} and back.last[3].store == back.last[1].store == {"x": 5, "y": 2}
tables(back)

# %% [markdown]
# ### Exactly once
#
# A client that hears nothing asks again. It cannot know whether its command was lost, or only the answer. So the same command may be in the log more than once. In this run the client cannot
# hear its leader for a while:

# %%
from leaderlab import Cut, Heal, simulate
from leaderlab.algorithms import key_value

deaf = simulate(
    key_value([1, 2, 3], clients={9: ["x+=1", "x?"]}, timeout={1: (20, 30), 2: None, 3: None}, tries=99),
    faults=[(126, Cut(1, 9)), (500, Heal(1, 9))], until=900)
twice = [entry.command for entry in deaf.last[1].log].count("x+=1")
assert twice > 1 and deaf.last[9].results == [1, 1]
print(f"x+=1 is in the log {twice} times, and x is {deaf.last[1].store['x']}.")

# %% [markdown]
# Every server remembers, for each client, the number of its last command and the result. What was done already is not done again; the old result is the answer. This is part of the state machine, so all servers agree about that, too.
#
# ## Reading the past
#
# A read changes nothing. Must it go through the log? It is tempting to let the leader answer from its own table, at once. Consul's mode *default* does that, and
# its documentation says so: the answer may be old, for a short time [3]. (The time is short because Consul's leader gives up when it hears of no majority for a while: CheckQuorum,
# lesson 05. Our `Raft` does not.) In its mode *consistent* the leader asks a majority first: "do I still lead?"
#
# Here is `LocalReads`, the fast one. Server 1 leads term 1. It is cut off from the other servers, and it does not know that server 2 leads term 2. Client 9
# reaches all of them. It has just set *x* to 1, through server 2. Now it asks for *x*, and its question to server 2 is on its way.

# %%
from leaderlab.exercises.lesson06 import two_leaders
from leaderlab.view import player

past = two_leaders()
assert past.last[9].results == [1] and past.last.leaders == {1, 2}
player(past, step=len(past) - 1)

# %% [markdown]
# ### Break it: read the past
#
# Go on from here. Write the events after which the client has been told that there is no *x*. The shortest run earns all points. You need
#
# - `Timer(9, "answer")`: the client has waited long enough, and asks the next server, in the order 1, 2, 3, 1, … Any timer may end at any time,
# - `Deliver(sender, to, message)`, with the messages `Command(2, "x?")`, the second command of the client, and `Answer(2, None)`, its answer.
#
# <details><summary>Hint 1</summary>Whom does the client ask now? Look at its field <code>server</code>. If the answer is late, the client asks somebody else.</details>
# <details><summary>Hint 2</summary>How many timers are there from server 2 to server 1?</details>
# <details><summary>Hint 3</summary>Two timers. Then the question arrives at server 1: <code>Deliver(9, 1, Command(2, "x?"))</code>. And the answer must travel back.</details>

# %% answer="log_stale"
from leaderlab import Deliver, Timer
from leaderlab.algorithms.raft_client import Answer, Command

### BEGIN SOLUTION
stale = [
    Timer(9, "answer"),
    Timer(9, "answer"),
    Deliver(9, 1, Command(2, "x?")),
    Deliver(1, 9, Answer(2, None)),
]
### STUB
# stale = ...    # a list of events: [Timer(9, "answer"), ...]
### END SOLUTION

# %% check="log_stale" points=2
from leaderlab.exercises import check

check("log_stale", stale)

# %% [markdown]
# The repair is called *ReadIndex*. The leader notes how far the log is committed. It asks the others whether they still follow it. With a majority of answers it
# applies up to that point, and only then it looks into its table. A new leader also waits until an entry of its own term is committed. Before that, it does not know which of the older entries are.
# That is why a leader of our table begins with an empty entry. Does it help, from the same moment on, in every run with two terms and four entries?

# %%
from leaderlab import verify
from leaderlab.algorithms import KeyValue, LocalReads
from leaderlab.algorithms.raft_properties import as_one_server
from leaderlab.exercises.lesson06 import two_leaders


def bounded(server):
    return not hasattr(server, "log") or server.term <= 2 and len(server.log) <= 4


fast = verify(two_leaders(LocalReads), always=as_one_server, within=bounded)
careful = verify(two_leaders(KeyValue), always=as_one_server, within=bounded)
assert fast.holds is False and careful.holds
print(fast.reason)
print(careful.reason)

# %% [markdown]
# ## What does it cost?
#
# Time. And if messages are lost, more time. Here is one leader that stays, and one client. Each message needs 5 ticks, or is lost. The leader sends again with each
# heartbeat, every 50 ticks.
#
# ### Measure: how long an entry waits
#
# `copying(loss, seed)` is one run, and `waits(trace)` the list of all its waits: ticks from taking an entry to committing it. Sweep over the losses 0, 0.1, 0.2 and 0.3. For each,
# put the waits of the runs with the seeds 0, 1, 2 and 3 together, and take their mean. The answer is a dict: the loss, and its mean.
#
# <details><summary>Hint 1</summary>Begin with one: <code>waits(copying(0.1, 0))</code> is a list of numbers.</details>
# <details><summary>Hint 2</summary>Join the lists of the four seeds, then divide their sum by their length.</details>
# <details><summary>Hint 3</summary><code>[wait for seed in range(4) for wait in waits(copying(loss, seed))]</code></details>

# %% answer="log_latency"
from leaderlab.exercises.lesson06 import copying, waits

### BEGIN SOLUTION
mean_wait = {}
for loss in (0, 0.1, 0.2, 0.3):
    all_waits = [wait for seed in range(4) for wait in waits(copying(loss, seed))]
    mean_wait[loss] = sum(all_waits) / len(all_waits)
### STUB
# mean_wait = ...    # {0: ..., 0.1: ..., 0.2: ..., 0.3: ...}
### END SOLUTION

# %% check="log_latency" points=2
from leaderlab.exercises import check

check("log_latency", mean_wait)

# %% [markdown]
# ### Measured on the expected
#
# Without losses an entry waits for one way there and one back: 10 ticks, however many servers there are. With losses, look at one round: a request to one server, and its answer. It fails if one of
# the two is lost. The chance of that is *f* = 1 − (1 − *loss*)². The chance that a server has not answered after *r* rounds is *f ʳ*. As long as the leader and those who have answered are no
# majority, another round is needed, and it costs 50 ticks. So the line is: 10 ticks, and 50 times the sum, over all *r*, of the chance that *r* rounds were not enough.

# %%
from math import comb

from leaderlab.exercises.lesson06 import copying, waits
from leaderlab.view.plots import chart

PERCENT = (0, 10, 20, 30)


def expected(n, loss):
    failed = 1 - (1 - loss) ** 2
    needed, others = n // 2, n - 1

    def too_few(rounds):
        has = 1 - failed ** rounds
        return sum(comb(others, k) * has ** k * (1 - has) ** (others - k) for k in range(needed))

    return 10 + 50 * sum(too_few(rounds) for rounds in range(1, 100))


def measure(n, percent):
    """The mean wait, and what the client got done in 1,000 ticks. A run has 3,000."""
    runs = [copying(percent / 100, seed, n) for seed in range(12)]
    found = [wait for run in runs for wait in waits(run)]
    return sum(found) / len(found), sum(len(run.last[99].results) for run in runs) / len(runs) / 3


measured = {n: {percent: measure(n, percent) for percent in PERCENT} for n in (3, 5)}
mean = {f"{n} servers": {p: both[0] for p, both in measured[n].items()} for n in (3, 5)}
done = {f"{n} servers": {p: both[1] for p, both in measured[n].items()} for n in (3, 5)}
lines = {f"{n} servers, expected": {p: expected(n, p / 100) for p in PERCENT} for n in (3, 5)}
assert all(found[0] == 10 for found in mean.values())
for found, line in zip(mean.values(), lines.values()):
    assert all(abs(found[percent] - line[percent]) < 0.2 * line[percent] for percent in PERCENT)
title = "How long an entry waits until it is committed"
chart(mean, lines, title=title, x="messages lost, in percent", y="ticks")

# %%
for n in (3, 5):
    slower, less = (measured[n][10][k] / measured[n][0][k] for k in (0, 1))
    assert slower < 1.3 and less < 0.5
title = "How many commands one client gets done in 1,000 ticks"
chart(done, title=title, x="messages lost, in percent", y="commands")

# %% [markdown]
# The measured points lie near the lines, not on them: chance decides in each run. The cell asserts that they are within a fifth. With a tenth of the messages lost, an entry waits less than a third longer. The
# client suffers more, and gets less than half as much done: its question and its answer may be lost, too, and then it waits 100 ticks before it asks again.
#
# ## Close
#
# | compared | the README's Consul | `Raft` | with the table on top |
# |---|---|---|---|
# | order of commands | as they come | the log of the leader | the same |
# | a leader needs | a majority of the living | a majority of all, in its term | the same |
# | "done" means | the leader has it | it is committed, and so are all entries before it | the same, and exactly once |
# | a late message | is believed | is refused, or changes nothing that was agreed | the same |
# | a read | is answered by the leader alone | – | a majority confirms the leader |
# | must stay safe when | nothing fails | messages are lost, doubled or reordered; servers crash, and come back with what is on their disk | the same |
# | goes on when | nothing fails | a majority is up and can talk, and a leader stays for a while | the same |
#
# Two parts of Raft are left out here. Real logs are cut at the front: the table is saved as a *snapshot*, and the entries before it are thrown away. And the set of servers can be changed while they work.
#
# **A real system.** Consul's servers keep their table in memory, on top of HashiCorp's Raft library. A write waits until it is committed and
# applied. For reads you choose a mode: *default* (the leader answers alone), *consistent* (it asks a majority), *stale* (any server answers) [3]. You know now what you choose.
#
# **A real incident.** In 2014 testers cut the networks of etcd and Consul, and both let deposed leaders answer reads: your `LocalReads`. The dissertation tells of it in
# section 6.4 [2]. According to Consul's issue 54 [3] the overlap of two leaders was thought to be unlikely, because of the timeouts. Unlikely is not impossible, as your four events show.
# Another one: according to an analysis by Kyle Kingsbury of 2013 [5], MongoDB 2.4.3 could lose writes that it had acknowledged, at every level of safety that one could ask for. For the client that
# is what you saw in the first minute.
#
# ### Ask yourself
#
# <details><summary>1. Two logs have an entry of term 4 at index 7. What do you know about index 3?</summary>
# They are equal there, as they are at every index up to 7: Log Matching.</details>
# <details><summary>2. An entry is on a majority. Name the case in which it may still disappear.</summary>
# It is of an older term than the leader's, and no entry of the leader's own term is on a majority yet. A candidate with a newer last entry may win, and its log replaces the entry: figure 8.</details>
# <details><summary>3. Why does the leader of a table write an empty entry into its log when it begins?</summary>
# An entry of its own term can be committed by counting, and all older entries are committed with it. Before that, the leader does not know which of them are, so it must not answer a read.</details>
# <details><summary>4. A server crashes and loses its table. Why is nothing lost?</summary>
# The table follows from the log, and the log is on the disk. The server applies the same entries again, in the same order.</details>
# <details><summary>5. Your colleague says: "We have a lease, so the leader may answer reads alone." What do you ask?</summary>
# How wrong may the clocks be? A lease is a promise about time. Lesson <a href="03_chubby.ipynb">03</a> has the arithmetic.</details>
#
# ### References
#
# 1. D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014. Sections 5.3 and 5.4, figures 2, 3, 7 and 8.
# 2. D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford 2014. Sections 6.2 to 6.4, appendix B.
# 3. HashiCorp, Consul documentation, "Consensus protocol"; Consul, issue 54, 2014.
# 4. L. Lamport. "Time, clocks, and the ordering of events in a distributed system." *Communications of the ACM* 21(7), 1978.
# 5. K. Kingsbury. The "Jepsen" analyses of databases, on MongoDB (2013), and on etcd and Consul (2014).

# %%
from leaderlab.exercises import progress

progress("06")
