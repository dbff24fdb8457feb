/* Chang and Roberts on a ring, as in leaderlab/algorithms/chang_roberts.py: everybody is a candidate, links are FIFO.
   A template: $ids is the ring in the direction of travel, $larger is the rule by which a candidate travels on.

   One d_step is one reaction, so Spin stores exactly the worlds of `verify`, and one more: the one before the start. */

#define N $n
byte id[N] = { $ids };

mtype = { election, elected };
chan link[N] = [N + 1] of { mtype, byte };      /* link[i] ends at node i */

bool participant[N];
byte leader[N];                                 /* 0: nobody */
bool started;

mtype kind;                                     /* the four below are back at 0 after every reaction */
byte value;
byte k;
byte claims;

#define SEND(m, v) link[(_pid + 1) % N] ! m, v

active [N] proctype node()
{
end:
    do
    :: d_step {
        _pid == 0 && !started -> started = true;
        for (k : 0 .. N - 1) {
            participant[k] = true;
            link[(k + 1) % N] ! election, id[k]
        }
        k = 0
       }
    :: d_step {
        link[_pid] ? kind, value ->
        if
        :: kind == election && value == id[_pid] ->
            leader[_pid] = value; participant[_pid] = false; SEND(elected, value)
        :: kind == election && value != id[_pid] && ($larger) ->
            participant[_pid] = true; SEND(election, value)
        :: kind == election && value != id[_pid] && !($larger) && !participant[_pid] ->
            participant[_pid] = true; SEND(election, id[_pid])
        :: kind == elected && value != id[_pid] ->
            leader[_pid] = value; participant[_pid] = false; SEND(elected, value)
        :: else                                 /* a smaller id is stopped; the announcement is home */
        fi;
        for (k : 0 .. N - 1) {
            claims = claims + (leader[k] == id[k])
        }
        assert(claims <= 1);
        kind = 0; value = 0; k = 0; claims = 0
       }
    od
}
