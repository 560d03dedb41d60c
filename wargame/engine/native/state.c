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

/* What a turn comes to while it is played. */
struct turn {
    M now[PLAYS + 1], firing[RULES + 1];
    D strong[PLAYS + 1];
    D e[NUMBERS + 1], ahead[DELAYED + 1];
    /* Links, and what goes round in circles. */
    D m[LINKS + 1], around[3][CIRCLE + 1];
};

/* How games have come out so far. */
struct found {
    M ended_in, met[EXPECTATIONS + 1];
    D scores[SIDES + 1];
};

/* What luck W games have by their seeds, drawn when it is first asked for and kept for other programs. */
struct luck {
    uint8_t *known;
    D *clocks, *doubts;
    int doubted;
};

/* All there is of W games. */
struct block {
    struct state state;
    struct choice choice;
    struct open open;
    struct turn turn;
    struct found found;
    struct luck luck;
    M running;
    /* The numbers before the turn's news. */
    D earlier[NUMBERS + 1];
    int64_t at;
    int lanes, going;
};

struct block;
/* Events of one month that close a turn: how often each may come out otherwise, what they do, and how likely that is. */
struct month {
    int64_t turn;
    int count;
    const int *events, *ways;
    void (*come)(const struct arguments *, struct block *);
    D (*likely)(const struct arguments *, const struct state *, const int64_t *, D);
};
