/* Integration of a block of members, and the entry point. The places are generated, and these functions on a workspace
   w and the numbers s that all members share; stocks stand first in the workspace. */
WITHIN void setup(double *restrict w, const double *restrict s, int fresh);
WITHIN void share(double *restrict s, const double *restrict w);
WITHIN void settled(double *restrict w, const double *restrict s);
WITHIN void derivative(double *restrict w, const double *restrict s, double *restrict r);
WITHIN void outputs(double *restrict w, const double *restrict s);
WITHIN void events(double *restrict w, const double *restrict s, uint64_t which);
WITHIN void indicators(double *restrict w, const double *restrict s);
WITHIN void middle(double *restrict w);

const int arithmetic = ARITHMETIC;

/* Numbers by row and member: data[row * row_step + member * member_step]. */
typedef struct {
    const double *data;
    int64_t row_step, member_step;
    int64_t offset, rows; /* where they go in the workspace */
} Source;

typedef struct {
    int64_t members;
    double start, step;
    int64_t steps, passes;
    int64_t stages;
    const double *nodes, *stage_weights, *weights; /* Butcher tableau, stage_weights by rows */
    const double *input; /* those that are the same for all members, as they stand in the workspace */
    int64_t varying;
    const Source *varied;
    int64_t starts;
    const Source *start_values; /* offset: of the stock in the state */
    Source lever_off;
    int64_t knots;
    const double *knot_times;
    const Source *lever_change;
    double ramp;
    const Source *price; /* by year */
    const uint8_t *actions; /* by step: what happens at its moment */
    const uint64_t *events; /* by step: a bit for each event that happens then; none where NULL */
    const int *stop;        /* turns other than 0 where the run is to end early */
    int64_t slots;
    const int64_t *slot; /* workspace rows that are recorded */
    double *out;         /* record, slot, member */
    int64_t *failed_step, *failed_element; /* by member; -1 where all went well */
} Job;

enum { RECORD = 1, MIDDLE = 2, YEAR_END = 4, YEAR_START = 8 };

static void fill(double *target, const Source *source, int64_t first, int64_t members) {
    for (int64_t row = 0; row < source->rows; row++)
        for (int lane = 0; lane < MEMBERS; lane++) {
            int64_t member = first + (lane < members ? lane : members - 1);
            target[row * MEMBERS + lane] = source->data[row * source->row_step + member * source->member_step];
        }
}

typedef struct {
    const Job *job;
    double *w, *state, *slopes;
    double *shared;       /* numbers that are the same for all members, at the rows they have in w */
    double *off, *change; /* levers without policy, and what each knot adds */
    double *reached;      /* how far each knot's ramp is done, at the last moment */
} Block;

#define KNOT ((LEVERS + LANES - 1) / LANES * LANES) /* rows of what a knot adds: whole vectors in a single run, too */

/* Levers at a moment: each knot adds its change by a smooth step that starts at its time. */
static void set_levers(Block *block, double time) {
    const Job *job = block->job;
    int same = 1;
    for (int64_t k = 0; k < job->knots; k++) {
        double x = (time - job->knot_times[k]) / job->ramp;
        x = x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
        double done = x * x * (3.0 - 2.0 * x);
        same &= done == block->reached[k];
        block->reached[k] = done;
    }
    if (same) return;
    double *lever = block->w + LEVERS_AT * MEMBERS;
    memcpy(lever, block->off, LEVERS * MEMBERS * sizeof(double));
    for (int64_t k = 0; k < job->knots; k++)
        for (int64_t i = 0; i < LEVERS * MEMBERS; i += LANES)
            AT(lever + i) = madd(AT(block->change + k * KNOT * MEMBERS + i), splat(block->reached[k]), AT(lever + i));
}

static void set_time(Block *block, double time) {
    for (int lane = 0; lane < MEMBERS; lane++) block->w[TIME_AT * MEMBERS + lane] = time;
    set_levers(block, time);
}

static void evaluate(Block *block, double time, double *slope) {
    set_time(block, time);
    derivative(block->w, block->shared, slope);
}

static void start(Block *block, int64_t first, int64_t members) {
    const Job *job = block->job;
    double *w = block->w;
    const Source same = {job->input, 1, 0, INPUTS_AT, INPUTS};
    fill(w + INPUTS_AT * MEMBERS, &same, first, members);
    for (int64_t i = 0; i < job->varying; i++)
        fill(w + job->varied[i].offset * MEMBERS, &job->varied[i], first, members);
    fill(block->off, &job->lever_off, first, members);
    for (int64_t k = 0; k < job->knots; k++) {
        fill(block->change + k * KNOT * MEMBERS, &job->lever_change[k], first, members);
        block->reached[k] = -1.0;
    }
    memcpy(w + LEVERS_AT * MEMBERS, block->off, LEVERS * MEMBERS * sizeof(double));
    set_time(block, job->start);
    setup(w, block->shared, 1);
    for (int64_t i = 0; i < job->starts; i++)
        fill(w + (STARTS_AT + job->start_values[i].offset) * MEMBERS, &job->start_values[i], first, members);
    if (job->starts) setup(w, block->shared, 0); /* constants that hang on a start see the one in force */
    share(block->shared, w);
    memcpy(w, w + STARTS_AT * MEMBERS, STOCKS * MEMBERS * sizeof(double));
    for (int64_t pass = 0; pass < job->passes; pass++) {
        evaluate(block, job->start, block->slopes);
        outputs(w, block->shared);
        settled(w, block->shared);
        memcpy(w, w + STARTS_AT * MEMBERS, STOCKS * MEMBERS * sizeof(double));
    }
    memcpy(block->state, w, STOCKS * MEMBERS * sizeof(double));
}

/* target = state + step * sum of weights * slopes, and the same into a copy where there is one; weights of 0 cost nothing. */
INLINE void combine(double *target, double *copy, const double *state, const double *slopes, const double *weights,
                    int64_t count, int64_t n, double step) {
    int64_t used[16], uses = 0;
    for (int64_t k = 0; k < count; k++)
        if (weights[k] != 0.0) used[uses++] = k;
    for (int64_t i = 0; i < n; i += LANES) {
        v total = splat(0.0);
        for (int64_t u = 0; u < uses; u++) total = madd(splat(weights[used[u]]), AT(slopes + used[u] * n + i), total);
        total = madd(splat(step), total, AT(state + i));
        AT(target + i) = total;
        if (copy) AT(copy + i) = total;
    }
}

/* The state one step on. The first slope is known. */
static void advance(Block *block, double time) {
    const Job *job = block->job;
    double *stock = block->w;
    const int64_t n = STOCKS * MEMBERS;
    for (int64_t stage = 1; stage < job->stages; stage++) {
        combine(stock, NULL, block->state, block->slopes, job->stage_weights + stage * job->stages, stage, n, job->step);
        evaluate(block, time + job->nodes[stage] * job->step, block->slopes + stage * n);
    }
    combine(stock, block->state, block->state, block->slopes, job->weights, job->stages, n, job->step);
}

/* Note the step and the stock where a member's state stops being finite. */
static void check(const Block *block, int64_t first, int64_t members, int64_t step) {
    const Job *job = block->job;
    double sum[MEMBERS] = {0};
    for (int i = 0; i < STOCK_ELEMENTS; i++)
        for (int lane = 0; lane < MEMBERS; lane++) sum[lane] += block->state[stock_rows[i] * MEMBERS + lane] * 0.0;
    for (int64_t lane = 0; lane < members; lane++) {
        int64_t member = first + lane;
        if (sum[lane] == 0.0 || job->failed_step[member] >= 0) continue;
        int64_t i = 0;
        while (i < STOCK_ELEMENTS && isfinite(block->state[stock_rows[i] * MEMBERS + lane])) i++;
        job->failed_step[member] = step;
        job->failed_element[member] = i;
    }
}

static void record(const Block *block, int64_t first, int64_t members, int64_t number) {
    const Job *job = block->job;
    for (int64_t s = 0; s < job->slots; s++) {
        double *out = job->out + (number * job->slots + s) * job->members + first;
        const double *value = block->w + job->slot[s] * MEMBERS;
        for (int64_t lane = 0; lane < members; lane++) out[lane] = value[lane];
    }
}

static void act(Block *block, int64_t first, int64_t members, int64_t step, int64_t *year, int64_t *number) {
    const Job *job = block->job;
    uint8_t action = job->actions[step];
    double *w = block->w;
    if (action) outputs(w, block->shared);
    if (action & MIDDLE) middle(w);
    if (action & YEAR_END) {
        Source price = *job->price;
        price.data += *year * price.row_step;
        price.rows = 1;
        fill(w + PRICE_AT * MEMBERS, &price, first, members);
        for (int64_t i = 0; i < REVENUES * MEMBERS; i++)
            w[ANNUAL_AT * MEMBERS + i] = w[CUMULATIVE_AT * MEMBERS + i] - w[LAST_AT * MEMBERS + i];
        indicators(w, block->shared);
        ++*year;
    }
    if (action & (YEAR_END | YEAR_START))
        memcpy(w + LAST_AT * MEMBERS, w + CUMULATIVE_AT * MEMBERS, REVENUES * MEMBERS * sizeof(double));
    if (action & RECORD) record(block, first, members, (*number)++);
}

/* Events of a moment, before anything else is seen of it. */
static void happen(Block *block, double time, uint64_t which) {
    evaluate(block, time, block->slopes);
    outputs(block->w, block->shared);
    events(block->w, block->shared, which);
    memcpy(block->state, block->w, STOCKS * MEMBERS * sizeof(double));
}

static void run_block(Block *block, int64_t first, int64_t members) {
    const Job *job = block->job;
    int64_t year = 0, number = 0;
    start(block, first, members);
    for (int64_t step = 0; step <= job->steps && !__atomic_load_n(job->stop, __ATOMIC_RELAXED); step++) {
        double time = job->start + step * job->step;
        if (job->events && job->events[step]) happen(block, time, job->events[step]);
        check(block, first, members, step);
        if (step < job->steps || job->actions[step]) evaluate(block, time, block->slopes);
        act(block, first, members, step, &year, &number);
        if (step < job->steps) advance(block, time);
    }
}

/* The next numbers of a block's memory, a whole number of vectors. */
static double *taken(char **memory, int64_t numbers) {
    double *here = (double *)*memory;
    *memory += (size_t)(numbers + LANES - 1) / LANES * sizeof(v);
    return here;
}

/* Members first .. last - 1. Returns 0, or -1 where there is no memory. SLACK: what a strided load may reach over. */
int run(const Job *job, int64_t first, int64_t last) {
    const int64_t rows = WORKSPACE + STOCKS * (1 + job->stages) + LEVERS + KNOT * job->knots;
    void *memory = calloc((size_t)(rows * MEMBERS + WORKSPACE + job->knots + SLACK) * sizeof(double) + 8 * sizeof(v), 1);
    if (!memory) return -1;
    char *next = (char *)memory + (sizeof(v) - (uintptr_t)memory % sizeof(v)) % sizeof(v);
    Block block = {job, taken(&next, WORKSPACE * MEMBERS), taken(&next, STOCKS * MEMBERS),
                   taken(&next, STOCKS * job->stages * MEMBERS), taken(&next, WORKSPACE),
                   taken(&next, LEVERS * MEMBERS), taken(&next, KNOT * job->knots * MEMBERS),
                   taken(&next, job->knots)};
    for (int64_t member = first; member < last; member += MEMBERS)
        run_block(&block, member, last - member < MEMBERS ? last - member : MEMBERS);
    free(memory);
    return 0;
}
