/* The election of Raft, three servers, no log and no heartbeat: the same rules as
   leaderlab/algorithms/raft_election.py, where the logs are empty.
   A template: $last_term bounds the search, $may_vote is the rule by which a server grants its vote, $options are all
   messages that could ever arrive.

   A message once sent may arrive at any time, again, or never: it is a bit that stays set. One d_step is one reaction. */

#define N 3
#define NOBODY N
#define BIT(from, to, t) (1 << (((from) * N + (to)) * 2 + (t) - 1))
#define MAJORITY(votes) ((votes) == 3 || (votes) >= 5)          /* at least two of three bits */

mtype = { follower, candidate, leads };

mtype role[N] = follower;
byte term[N];
byte voted[N] = NOBODY;
byte votes[N];                                  /* a bit for each server */
int asked, yes, no;                             /* requests and the two answers, a bit for each message ever sent */

inline step_up(t)
{
    if
    :: t > term[_pid] -> role[_pid] = follower; term[_pid] = t; voted[_pid] = NOBODY; votes[_pid] = 0
    :: else
    fi
}

inline request(from, t)
{
    d_step {
        (asked & BIT(from, _pid, t)) ->
        step_up(t);
        if
        :: t == term[_pid] && ($may_vote) -> voted[_pid] = from; yes = yes | BIT(_pid, from, t)
        :: else -> no = no | BIT(_pid, from, term[_pid])
        fi
    }
}

inline grant(from, t)
{
    d_step {
        (yes & BIT(from, _pid, t)) ->
        step_up(t);
        if
        :: t == term[_pid] && role[_pid] == candidate ->
            votes[_pid] = votes[_pid] | (1 << from);
            if
            :: MAJORITY(votes[_pid]) ->
                role[_pid] = leads;
                assert(role[(_pid + 1) % N] != leads || term[(_pid + 1) % N] != t);
                assert(role[(_pid + 2) % N] != leads || term[(_pid + 2) % N] != t)
            :: else
            fi
        :: else
        fi
    }
}

inline refuse(from, t)
{
    d_step { (no & BIT(from, _pid, t)) -> step_up(t) }
}

inline campaign()
{
    d_step {
        role[_pid] != leads && term[_pid] < $last_term ->
        term[_pid] = term[_pid] + 1;
        role[_pid] = candidate; voted[_pid] = _pid; votes[_pid] = 1 << _pid;
        asked = asked | BIT(_pid, (_pid + 1) % N, term[_pid]) | BIT(_pid, (_pid + 2) % N, term[_pid])
    }
}

active [N] proctype server()
{
end:
    do
    :: campaign()
$options
    od
}
