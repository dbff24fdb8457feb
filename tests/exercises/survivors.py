"""Mutants of reference answers that pass, and why each is no mistake: ``{key: {mutant: reason}}``."""

SURVIVORS = {
    "first_count": {
        "0 becomes 1": "Another node of the ring starts. A ring has no first place, so the count is the same.",
    },
    "patience": {
        "False becomes True": "trace=True keeps the whole run, which is slower; the last world is the same.",
    },
    "my_shout": {
        "if self.leader is None: is always taken":
            "A node that has a leader shouts again only if it is the largest that lives, so it leads already, and "
            "everybody hears the same word twice.",
        "sender > self.leader: GtE": "The leader's own word comes a second time. To believe it again changes nothing.",
    },
    "ring_refuse": {
        "case News(_, leader) does nothing": "What is left out is only a sentence for the reader: to refuse is to do "
                                             "nothing.",
        "case Search(self.id, largest) does nothing":
            "The dead id came from a node that has crashed since. The node before it has been told, and has searched "
            "again: with one crash, that second search is enough.",
        "without self.start_election()": "The same: the node before the dead one searches again in any case.",
    },
    "ring_handler": {
        "candidate > self.id: GtE": "The case of the same id stands above it and was taken before.",
        "without self.participant = False": "The field is read only in the next election, and the exercise has one.",
        "False becomes True": "The same: nobody looks at the field after the election.",
    },
    "chubby_lease": {
        "1 becomes 2": "Numbers of rounds need to grow; in steps of two they do.",
        "1 becomes 2 (2)": "A promise that lasts one tick longer than it must is as safe.",
    },
    "chubby_failover": {
        "20 becomes 21": "One more run, divided by 20: the mean moves by less than the tolerance of a measurement.",
        "20 becomes 21 (2)": "The sum of 20 runs divided by 21: the same.",
    },
    "zk_cycle": {
        "2 becomes 3": "Any circle is right, and a larger number makes the same one.",
        "2 becomes 3 (2)": "The same, for the other vote.",
    },
    "consul_equal": {
        "1000 becomes 1001": "Six whole terms fit into 1000 ticks and into 1001.",
        "150 becomes 151": "Six whole terms fit, with 150 ticks each or with 151.",
    },
    "compare_crossing": {
        "False becomes True": "It shows a bar, and counts the same.",
        "2 becomes 3": "The sweep begins one size later, far from the crossing.",
        "40 becomes 41": "The sweep ends one size later, far from the crossing.",
    },
    "compare_goes_on": {
        "nearer > max(farther, mine): GtE": "Two candidates never stand for the same value, so these are never equal.",
    },
}
