/* --- From arrays with games along their last axis, and back ------------------------------------------------------- */

/* The place in an array of the game in a lane; lanes beyond the last game stand for it once more. */
static inline int64_t lane_at(const struct arguments *a, int64_t o, int lane)
{
    return a->alike ? 0 : o + lane < a->width ? o + lane : a->width - 1;
}

/* Each of these reads rows of an array: all lanes at once where they lie side by side, else one by one. */
#define LOAD(name, from, V, lane_type, at_once, value) \
    static void name(const struct arguments *a, int64_t o, int64_t rows, const from *array, V *onto) \
    { \
        if (!a->alike && o + W <= a->width) { \
            for (int64_t r = 0; r < rows; r++) \
                onto[r] = at_once(array + r * a->width + o); \
            return; \
        } \
        for (int64_t r = 0; r < rows; r++) \
            for (int lane = 0; lane < W; lane++) { \
                const from x = array[r * (a->alike ? 1 : a->width) + lane_at(a, o, lane)]; \
                ((lane_type *)&onto[r])[lane] = value; \
            } \
    }
LOAD(load, double, D, may_double, doubles, x)
LOAD(load_turns, int16_t, D, may_double, turns, (double)x)
LOAD(load_whole, int64_t, M, may_whole, wholes, x)
LOAD(load_flags, int8_t, M, may_whole, flags, -(int64_t)x)

/* And these write them, where anybody asks for it. */
#define STORE(name, to, V, lane_type, at_once, value) \
    static void name(const struct arguments *a, int64_t o, int64_t rows, const V *from, to *array) \
    { \
        if (!array) \
            return; \
        if (o + W <= a->width) { \
            for (int64_t r = 0; r < rows; r++) \
                at_once(array + r * a->width + o, from[r]); \
            return; \
        } \
        for (int64_t r = 0; r < rows; r++) \
            for (int lane = 0; o + lane < a->width; lane++) { \
                const lane_type x = ((const lane_type *)&from[r])[lane]; \
                array[r * a->width + o + lane] = value; \
            } \
    }
STORE(store, double, D, may_double, put_doubles, x)
STORE(store_turns, int16_t, D, may_double, put_turns, (int16_t)x)
STORE(store_whole, int64_t, M, may_whole, put_wholes, x)
STORE(store_flags, int8_t, M, may_whole, put_flags, (int8_t)-x)

/* --- How games begin ---------------------------------------------------------------------------------------------- */

/* From -1 to 1, likeliest at 0: where each doubt lies on its range. */
static void draw_doubts(const struct arguments *a, const struct state *s, D *onto)
{
    for (int64_t r = 0; r < UNSURE; r += 2) {
        const int64_t other = r + 1 < UNSURE ? r + 1 : r;
        const uint64_t names[4] = {a->unsure_names[r], a->unsure_names[r], a->unsure_names[other], a->unsure_names[other]};
        const uint64_t counters[4] = {0, 1, 0, 1};
        D drawn[4];
        draw_four(&s->keys, counters, names, drawn);
        onto[r] = drawn[0] + drawn[1] - 1.0;
        onto[other] = drawn[2] + drawn[3] - 1.0;
    }
}

static void begin(const struct arguments *a, struct state *s, struct luck *luck)
{
    if (!luck->doubts)
        draw_doubts(a, s, s->draws);
    else if (!luck->doubted++)
        draw_doubts(a, s, luck->doubts);
    for (int64_t r = 0; r < UNSURE; r++)
        s->draws[r] = (luck->doubts ? luck->doubts : s->draws)[r] * a->unsure_by[r];
    memset(s->ahead, 0, sizeof s->ahead);
    memset(s->times, 0, sizeof s->times);
    memset(s->last, 0, sizeof s->last);
    memset(s->fired, 0, sizeof s->fired);
    memset(s->released, 0, sizeof s->released);
    s->ending = WHOLE(-1);
    for (int64_t r = 0; r < OUTCOMES; r++)
        s->came[r] = ALL(a->begin_came[r]);
    for (int64_t r = 0; r < NUMBERS; r++) {
        D at = ALL(a->begin_numbers[r]);
        if (a->begin_unsure[r] >= 0)
            at = at + s->draws[a->begin_unsure[r]];
        s->z[r] = held(at, a->low[r], a->high[r]);
    }
    for (int64_t r = 0; r < ASSUMPTIONS; r++) {
        s->assumed[r] = ALL(a->begin_assumptions[r]);
        if (a->assumption_unsure[r] >= 0)
            s->assumed[r] += s->draws[a->assumption_unsure[r]];
    }
}

static void load_state(const struct arguments *a, struct state *s, struct luck *luck, int64_t o)
{
    for (int lane = 0; lane < W; lane++)
        ((may_whole *)&s->seeds)[lane] = (int64_t)a->seeds[lane_at(a, o, lane)];
    make_keys(&s->keys, s->seeds);
    s->turn = a->turn;
    if (a->begins) {
        begin(a, s, luck);
        return;
    }
    load_whole(a, o, 1, a->ending, &s->ending);
    load(a, o, NUMBERS, a->numbers, s->z);
    load(a, o, DELAYED, a->delayed, s->ahead);
    load_turns(a, o, PLAYS, a->times, s->times);
    load_turns(a, o, PLAYS, a->last, s->last);
    load_turns(a, o, OUTCOMES, a->came, s->came);
    load_flags(a, o, RULES, a->fired, s->fired);
    load_flags(a, o, INJECTS, a->released, s->released);
    load(a, o, UNSURE, a->draws, s->draws);
    load(a, o, ASSUMPTIONS, a->assumptions, s->assumed);
}

static void store_state(const struct arguments *a, const struct state *s, int64_t o)
{
    store_whole(a, o, 1, &s->ending, a->ending_after);
    store(a, o, NUMBERS, s->z, a->numbers_after);
    store(a, o, DELAYED, s->ahead, a->delayed_after);
    store_turns(a, o, PLAYS, s->times, a->times_after);
    store_turns(a, o, PLAYS, s->last, a->last_after);
    store_turns(a, o, OUTCOMES, s->came, a->came_after);
    store_flags(a, o, RULES, s->fired, a->fired_after);
    store_flags(a, o, INJECTS, s->released, a->released_after);
    store(a, o, UNSURE, s->draws, a->draws_after);
    store(a, o, ASSUMPTIONS, s->assumed, a->assumptions_after);
}

/* --- What is chosen ----------------------------------------------------------------------------------------------- */

#define LISTED (PLAYS + 4)

/* Up to a seat's number of orders: those that arrive before it passes, without paying more than there is. */
static void order(const struct arguments *a, const struct state *s, struct choice *c, int64_t seat, const int *rows, D *at, int count)
{
    D left = s->z[a->seat_capital[seat]];
    for (int64_t more = a->orders_per_turn[seat]; more > 0; more--) {
        D first = ALL(FOREVER);
        M which = WHOLE(-1);
        for (int r = 0; r < count; r++) {
            const M earlier = at[r] < first;
            first = PICK(earlier, at[r], first);
            which = PICKM(earlier, WHOLE(r), which);
        }
        if (!some(which >= 0))
            return;
        D paid = ALL(0.0);
        for (int r = 0; r < count; r++) {
            const M taken = which == r;
            c->ordered[rows[r]] |= taken;
            at[r] = PICK(taken, ALL(FOREVER), at[r]);
            paid = PICK(taken, ALL(a->cost[rows[r]]), paid);
        }
        if (more > 1) {
            left = left - paid;
            for (int r = 0; r < count; r++)
                at[r] = PICK(ALL(a->cost[rows[r]]) > left, ALL(FOREVER), at[r]);
        }
    }
}

/* The clocks of some plays: by their place among all where their luck is kept, else by their place among these. */
static const D *strike(
    const struct arguments *a, const struct state *s, struct luck *luck, const int *rows, int count, D *here)
{
    const uint64_t turn = (uint64_t)s->turn << 32, counters[4] = {turn, turn, turn, turn};
    const int64_t page = (s->turn - a->turn) * PLAYS;
    D *onto = luck->clocks ? luck->clocks + page : here;
    int asked[LISTED], many = 0;
    for (int r = 0; r < count; r++)
        if (!luck->clocks || !luck->known[page + rows[r]])
            asked[many++] = r;
    for (int r = 0; r < many; r += 4) {
        uint64_t names[4];
        D drawn[4];
        for (int each = 0; each < 4; each++)
            names[each] = a->play_names[rows[asked[r + each < many ? r + each : r]]];
        draw_four(&s->keys, counters, names, drawn);
        for (int each = 0; each < 4 && r + each < many; each++) {
            const int place = asked[r + each];
            onto[luck->clocks ? rows[place] : place] = strikes(drawn[each]);
            if (luck->clocks)
                luck->known[page + rows[place]] = 1;
        }
    }
    return onto;
}

/* What bots choose for their seats, and chance for the mover. */
static void choose(const struct arguments *a, const struct state *s, struct luck *luck, struct open *open, struct choice *c)
{
    int rows[LISTED], count = 0, first[SEATS + 2];
    D at[LISTED];
    memset(c, 0, sizeof *c);
    for (int64_t seat = 0; seat < SEATS; seat++) {
        first[seat] = count;
        if (!a->seat_bot[seat])
            continue;
        for (int64_t row = a->seat_first[seat]; row < a->seat_first[seat + 1]; row++) {
            if (a->delay[row] > a->turns - s->turn)
                continue;
            const D wish = LARGER(open->wish[row] * a->times_wish[row], ALL(a->least_wish[row]));
            const D weight = wish * ONES(open->legal[row]);
            if (some(weight > 0.0)) {
                rows[count] = (int)row;
                at[count++] = weight;
            }
        }
    }
    first[SEATS] = count;
    if (!a->moves_given)
        for (int64_t row = 0; row < MOVES; row++) {
            const D weight = open->wish[row] * ONES(open->legal[row]);
            if (some(weight > 0.0)) {
                rows[count] = (int)row;
                at[count++] = weight;
            }
        }
    first[SEATS + 1] = count;
    D here[LISTED];
    const D *clocks = strike(a, s, luck, rows, count, here);
    for (int r = 0; r < count; r++)
        at[r] = arrives(at[r], clocks[luck->clocks ? rows[r] : r]);
    for (int64_t seat = 0; seat < SEATS; seat++) {
        const int from = first[seat], several = first[seat + 1] - from;
        if (!several)
            continue;
        const D passing = struck(&s->keys, s->turn, a->pass_names[seat]);
        for (int r = from; r < from + several; r++)
            at[r] = PICK(at[r] < passing, at[r], ALL(FOREVER));
        order(a, s, c, seat, rows + from, at + from, several);
    }
    if (!a->moves_given) {
        D soonest = ALL(FOREVER);
        c->move = WHOLE(-1);
        for (int r = first[SEATS]; r < count; r++) {
            const M earlier = at[r] < soonest;
            soonest = PICK(earlier, at[r], soonest);
            c->move = PICKM(earlier, WHOLE(rows[r]), c->move);
        }
        c->move = PICKM(c->move < 0, WHOLE(a->fallback), c->move);
    }
    asked(open->legal, c->withheld);
    for (int64_t each = 0; each < WITHHOLDINGS; each++) {
        const M asking = c->withheld[each];
        M refuses = WHOLE(0), adds = WHOLE(0);
        if (a->answers[each] == BY_DOCTRINE) {
            refuses = open->refusing[each];
            adds = open->adding[each] & ~refuses;
        } else if (a->answers[each] == RANDOMLY) {
            const D answer = drawn(&s->keys, s->turn, a->answer_names[each], 0);
            refuses = answer < a->refuses;
            if (a->footnotable[each])
                adds = (answer >= a->refuses) & (answer < 2.0 * a->refuses);
        }
        c->withheld[each] = refuses & asking;
        c->footnoted[each] = adds & asking;
    }
    for (int64_t act = 0; act < CHANCY; act++)
        c->outcomes[act] = WHOLE(-1);
}

/* What is given for a turn counts where it is legal. */
static void give(const struct arguments *a, const struct state *s, const struct open *open, struct choice *c, int64_t t)
{
    const M running = s->ending < 0;
    const int64_t move = a->given_moves[t];
    if (move >= 0)
        c->move = PICKM(open->legal[move], WHOLE(move), c->move);
    for (int64_t seat = 0; seat < SEATS; seat++)
        if (a->given_seats[t * SEATS + seat])
            for (int64_t row = a->seat_first[seat]; row < a->seat_first[seat + 1]; row++)
                c->ordered[row] = WHOLE(0);
    for (int64_t each = 0; each < WITHHOLDINGS; each++) {
        const int64_t answer = a->given_answers[t * WITHHOLDINGS + each];
        if (answer >= 0) {
            c->withheld[each] = WHOLE(-(answer & 1));
            c->footnoted[each] = WHOLE(-(answer >> 1 & 1));
        }
    }
    int64_t whose = -1;
    D left = ALL(0.0);
    for (int64_t place = a->given_from[t]; place < a->given_from[t + 1]; place++) {
        const int64_t row = a->given_orders[place];
        int64_t seat = 0;
        while (row >= a->seat_first[seat + 1])
            seat++;
        if (seat != whose)
            left = s->z[a->seat_capital[whose = seat]];
        const M can = open->legal[row] & (ALL(a->cost[row]) <= left);
        c->ordered[row] = can;
        left = left - a->cost[row] * ONES(can);
    }
    if (INJECTS)
        release(a, s, a->given_injects + t * INJECTS, c->releasing, running);
}

static void load_choice(const struct arguments *a, int64_t o, struct choice *c)
{
    struct arguments b = *a;
    b.alike = 0;
    load_whole(&b, o, 1, a->move, &c->move);
    load_flags(&b, o, PLAYS, a->ordered, c->ordered);
    load_flags(&b, o, WITHHOLDINGS, a->withheld, c->withheld);
    load_flags(&b, o, WITHHOLDINGS, a->footnoted, c->footnoted);
    load_flags(&b, o, INJECTS, a->releasing, c->releasing);
    load_whole(&b, o, CHANCY, a->outcomes, c->outcomes);
}

static void store_choice(const struct arguments *a, const struct choice *c, int64_t o)
{
    store_whole(a, o, 1, &c->move, a->move_after);
    store_flags(a, o, PLAYS, c->ordered, a->ordered_after);
    store_flags(a, o, WITHHOLDINGS, c->withheld, a->withheld_after);
    store_flags(a, o, WITHHOLDINGS, c->footnoted, a->footnoted_after);
    store_flags(a, o, INJECTS, c->releasing, a->releasing_after);
}

/* --- Games from turn to turn -------------------------------------------------------------------------------------- */

static void count_levels(const struct arguments *a, const struct state *s, int64_t turn, int lanes)
{
    int32_t *counts = a->levels + (turn - 1) * a->level_count * a->bins;
    for (int64_t row = 0; row < a->level_count; row++) {
        const D bin = whole((s->z[a->level_rows[row]] - a->level_low[row]) * a->level_scale[row]);
        for (int lane = 0; lane < lanes; lane++)
            counts[row * a->bins + (int64_t)bin[lane]]++;
    }
}

/* What a turn has used of the scenario. */
static void count_usage(const struct arguments *a, const struct block *b)
{
    const struct choice *c = &b->choice;
    const struct state *s = &b->state;
    const int lanes = b->lanes;
    M denied[PLAYS + 1], noted[PLAYS + 1];
    for (int64_t row = 0; row < MOVES; row++)
        a->used_made[row] += count((c->move == row) & b->running, lanes);
    for (int64_t row = MOVES; row < PLAYS; row++)
        a->used_ordered[row - MOVES] += count(c->ordered[row] & b->running, lanes);
    if (CONSENTS) {
        memset(denied, 0, sizeof denied);
        memset(noted, 0, sizeof noted);
    }
    for (int64_t each = 0; each < CONSENTS; each++) {
        const int64_t play = a->consent_play[each], row = a->consent_row[each];
        const M ordered = c->ordered[play] & b->running, no = ordered & c->withheld[row], part = ordered & c->footnoted[row];
        a->used_withheld[row] += count(no, lanes);
        a->used_footnoted[row] += count(part, lanes);
        denied[play] |= no;
        noted[play] |= part;
    }
    for (int64_t each = 0; each < CONSENTS; each++) {
        const int64_t play = a->consent_play[each];
        a->used_denied[play - MOVES] += count(denied[play], lanes);
        a->used_in_part[play - MOVES] += count(noted[play] & ~denied[play], lanes);
        denied[play] = noted[play] = WHOLE(0);
    }
    for (int64_t r = 0; r < NUMBERS; r++) {
        a->used_moved[r] += count(s->z[r] != b->earlier[r], lanes);
        a->used_low[r] += count((s->z[r] <= limit(a->low[r])) & b->running, lanes);
        a->used_high[r] += count((s->z[r] >= limit(a->high[r])) & b->running, lanes);
    }
}

/* What is given for a turn: where it was done, being legal, and where it took effect. */
static void note_given(const struct arguments *a, const struct block *b, int64_t t, int64_t turn)
{
    const struct choice *c = &b->choice;
    const struct state *s = &b->state;
    int8_t *done = a->given_done + a->given_rows[t] * a->width, *took = a->given_took + a->given_rows[t] * a->width;
    const int64_t move = a->given_moves[t];
    if (move >= 0) {
        const M made = (c->move == move) & b->running, now = (s->last[move] == ALL(turn)) & b->running;
        store_flags(a, b->at, 1, &made, done);
        store_flags(a, b->at, 1, &now, took);
        done += a->width, took += a->width;
    }
    for (int64_t each = 0; each < INJECTS; each++)
        if (a->given_injects[t * INJECTS + each]) {
            const M released = c->releasing[each] & b->running;
            store_flags(a, b->at, 1, &released, done);
            store_flags(a, b->at, 1, &released, took);
            done += a->width, took += a->width;
        }
    for (int64_t place = a->given_from[t]; place < a->given_from[t + 1]; place++) {
        const int64_t row = a->given_orders[place];
        const M ordered = c->ordered[row] & b->running, now = (s->last[row] == ALL(turn)) & b->running;
        store_flags(a, b->at, 1, &ordered, done);
        store_flags(a, b->at, 1, &now, took);
        done += a->width, took += a->width;
    }
}

static void note_scores(struct found *found, const struct arguments *a, const struct state *s, M which)
{
    D now[SIDES + 1];
    scores(a, s, now);
    for (int64_t side = 0; side < SIDES; side++)
        found->scores[side] = PICK(which, now[side], found->scores[side]);
}

static void note_met(struct found *found, const struct arguments *a, const struct state *s, int64_t turn, M ran, M ended)
{
    M now[EXPECTATIONS + 1];
    int asked = 0;
    for (int64_t each = 0; each < EXPECTATIONS; each++)
        asked |= turn <= a->met_last[each] && (a->met_first[each] <= turn || some(ended));
    if (!asked)
        return;
    expected(a, s, now);
    for (int64_t each = 0; each < EXPECTATIONS; each++)
        if (turn <= a->met_last[each])
            found->met[each] |= now[each] & (a->met_first[each] <= turn ? ran : ended);
}

/* What can be told of games that had ended before they are played on. */
static void note_ended(struct found *found, const struct arguments *a, const struct state *s)
{
    const M ended = s->ending >= 0;
    if (a->scores)
        note_scores(found, a, s, ended);
    if (a->met) {
        expected(a, s, found->met);
        for (int64_t each = 0; each < EXPECTATIONS; each++)
            found->met[each] = s->turn - 1 < a->met_last[each] ? found->met[each] & ended : WHOLE(0);
    }
}

static void note_turn(struct block *b, const struct arguments *a, int64_t turn)
{
    const M ended = b->running & (b->state.ending >= 0);
    b->found.ended_in = PICKM(ended, WHOLE(turn), b->found.ended_in);
    if (a->scores && some(ended))
        note_scores(&b->found, a, &b->state, ended);
    if (a->met)
        note_met(&b->found, a, &b->state, turn, b->running, ended);
}

/* The scores in the mean over every way in which events may close the turn, from one month of them on. */
static void expect(const struct arguments *a, struct block *b, struct state *s, int month, D likely, D closed)
{
    const struct month *events = closing_months + month;
    if (month == CLOSING_MONTHS || events->turn != s->turn - 1) {
        const M before = s->ending;
        D now[SIDES + 1];
        judge(a, s, b->running);
        scores(a, s, now);
        s->ending = before;
        for (int64_t side = 0; side < SIDES; side++)
            b->found.scores[side] += now[side] * (likely * closed);
        return;
    }
    int64_t fixed[EVENTS + 1];
    D z[NUMBERS + 1], came[OUTCOMES + 1];
    memcpy(z, s->z, sizeof z);
    memcpy(came, s->came, sizeof came);
    memcpy(fixed, a->fixed, sizeof(int64_t) * EVENTS);
    struct arguments known = *a;
    known.fixed = fixed;
    for (int each = 0; each < events->count; each++)
        if (fixed[events->events[each]] == BY_CHANCE)
            fixed[events->events[each]] = 0;
    for (;;) {
        const D so = events->likely(a, s, fixed, closed);
        if (some(so != 0.0)) {
            events->come(&known, b);
            expect(a, b, s, month + 1, likely, so);
            memcpy(s->z, z, sizeof z);
            memcpy(s->came, came, sizeof came);
        }
        int each = events->count - 1;
        for (; each >= 0; each--) {
            int64_t *way = fixed + events->events[each];
            if (a->fixed[events->events[each]] != BY_CHANCE)
                continue;
            if (*way == NOT_HELD) {
                *way = 0;
                continue;
            }
            *way = *way + 1 < events->ways[each] ? *way + 1 : NOT_HELD;
            break;
        }
        if (each < 0)
            return;
    }
}

static void expect_turn(const struct arguments *a, struct block *b)
{
    int month = 0;
    while (month < CLOSING_MONTHS && closing_months[month].turn < b->state.turn - 1)
        month++;
    for (int64_t side = 0; side < SIDES; side++)
        b->found.scores[side] = ALL(0.0);
    D likely = ALL(1.0);
    if (a->likely) {
        struct arguments each = *a;
        each.alike = 0;
        load(&each, b->at, 1, a->likely, &likely);
    }
    expect(a, b, &b->state, month, likely, ALL(1.0));
}

#define EACH_BLOCK for (struct block *b = blocks; b < blocks + count; b++) if (b->going)

/* Games played on, a few blocks abreast: what they have in common is fetched once for all, be it data or code. */
static void run(const struct arguments *a, struct block *blocks, int count)
{
    for (struct block *b = blocks; b < blocks + count; b++) {
        memset(&b->found, 0, sizeof b->found);
        if (some(b->state.ending >= 0))
            note_ended(&b->found, a, &b->state);
        b->going = 1;
    }
    for (int64_t turn = a->turn; turn <= a->until; turn++) {
        const int64_t t = turn - a->turn;
        int going = 0;
        for (struct block *b = blocks; b < blocks + count; b++) {
            b->running = b->state.ending < 0;
            going += b->going = some(b->running);
            if (a->usage)
                memcpy(b->earlier, b->state.z, sizeof b->earlier);
            if (!b->going && a->levels)
                count_levels(a, &b->state, turn, b->lanes);
        }
        if (!going && !a->levels)
            break;
        if (a->stages & STAGE_NEWS && !(t == 0 && a->opened))
            EACH_BLOCK news(a, b);
        if (a->stages & STAGE_CHOICE) {
            EACH_BLOCK look(a, &b->state, &b->open);
            EACH_BLOCK {
                choose(a, &b->state, &b->luck, &b->open, &b->choice);
                if (a->given_moves)
                    give(a, &b->state, &b->open, &b->choice, t);
            }
        }
        EACH_BLOCK {
            if (t == 0 && a->chosen)
                load_choice(a, b->at, &b->choice);
            store_choice(a, &b->choice, b->at);
        }
        if (a->stages & STAGE_ORDERS) {
            for (int part = 0; part < ORDER_PARTS; part++)
                EACH_BLOCK orders[part](a, b);
            EACH_BLOCK b->state.turn++;
        }
        if (a->stages & STAGE_EXPECTATION) {
            EACH_BLOCK expect_turn(a, b);
            break;
        }
        if (a->stages & STAGE_CLOSING)
            EACH_BLOCK {
                closing(a, b);
                judge(a, &b->state, b->running);
                note_turn(b, a, turn);
                if (a->usage)
                    count_usage(a, b);
                if (a->given_done)
                    note_given(a, b, t, turn);
                if (a->levels)
                    count_levels(a, &b->state, turn, b->lanes);
            }
        if (!(a->stages & STAGE_ORDERS))
            break;
    }
    for (struct block *b = blocks; b < blocks + count; b++) {
        if (a->scores && a->stages & STAGE_CLOSING && some(b->state.ending < 0))
            note_scores(&b->found, a, &b->state, b->state.ending < 0);
        store_whole(a, b->at, 1, &b->found.ended_in, a->ended_in);
        store(a, b->at, SIDES, b->found.scores, a->scores);
        store_flags(a, b->at, EXPECTATIONS, b->found.met, a->met);
    }
}

#define TILE 8
#define MOST_LUCK (64 << 20)
#define ALIGNED(bytes) (((bytes) + 63) / 64 * 64)
/* Blocks that lie side by side in the arrays are read and written together, so that each line of memory comes once.
   Several programs play the games with the same seeds by the same luck. Gives 0, or 1 where there is no memory left. */
int play(const struct arguments *const *several, int64_t programs)
{
    const struct arguments *a = several[0];
    const int64_t turns = a->until - a->turn + 1, tile = programs > 1 ? TILE / 2 : TILE;
    const size_t clocks = ALIGNED(sizeof(D) * (turns * PLAYS + 1)), doubts = ALIGNED(sizeof(D) * (UNSURE + 1));
    const size_t known = ALIGNED(turns * PLAYS + 1), each_luck = clocks + doubts + known;
    /* Where it would take much memory, it is drawn for each program anew. */
    const size_t luck = programs > 1 && each_luck * tile <= MOST_LUCK ? each_luck : 0;
    /* One more holds the beginning where all games have the same. */
    struct block *blocks = aligned_alloc(64, ALIGNED(sizeof(struct block) * (TILE + 1)) + luck * tile);
    if (!blocks)
        return 1;
    memset(blocks, 0, sizeof(struct block) * TILE);
    if (luck)
        for (int each = 0; each < tile; each++) {
            char *own = (char *)blocks + ALIGNED(sizeof(struct block) * (TILE + 1)) + luck * each;
            blocks[each].luck = (struct luck){(uint8_t *)(own + clocks + doubts), (D *)own, (D *)(own + clocks), 0};
        }
    for (int64_t o = 0; o < a->width; o += W * tile) {
        if (luck)
            for (int each = 0; each < tile; each++) {
                memset(blocks[each].luck.known, 0, known);
                blocks[each].luck.doubted = 0;
            }
        for (int64_t program = 0; program < programs; program++) {
            a = several[program];
            int count = 0;
            for (; count < tile && o + count * W < a->width; count++) {
                struct block *b = blocks + count;
                b->at = o + count * W;
                b->lanes = b->at + W <= a->width ? W : (int)(a->width - b->at);
                if (a->alike && b->at)
                    b->state = blocks[TILE].state;
                else
                    load_state(a, &b->state, &b->luck, b->at);
                if (a->alike && !b->at)
                    blocks[TILE].state = b->state;
            }
            run(a, blocks, count);
            for (int each = 0; each < count; each++)
                store_state(a, &blocks[each].state, blocks[each].at);
        }
    }
    free(blocks);
    return 0;
}
