/* W games side by side at the beginning of a turn, with all that a turn reads close together. */
struct state {
    U seeds;
    struct keys keys;
    M ending;
    int64_t turn;
    D z[NUMBERS + 1];
    D ahead[DELAYED + 1];
    D times[PLAYS + 1], last[PLAYS + 1], came[OUTCOMES + 1];
    M fired[RULES + 1], released[INJECTS + 1];
    D draws[UNSURE + 1], assumed[ASSUMPTIONS + 1];
};

/* What is chosen in a turn. */
struct choice {
    M move, ordered[PLAYS + 1], withheld[WITHHOLDINGS + 1], footnoted[WITHHOLDINGS + 1], releasing[INJECTS + 1];
    M outcomes[CHANCY + 1];
};

/* What can be chosen, and how strongly doctrine would. */
struct open {
    M legal[PLAYS + 1], refusing[WITHHOLDINGS + 1], adding[WITHHOLDINGS + 1];
    D wish[PLAYS + 1];
};
