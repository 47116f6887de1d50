/* Integration of a block of members, and the entry point. The functions setup, settled, variables, outputs, rates,
   indicators and middle above are generated; so are the offsets. */

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
    int64_t inputs;
    const Source *input;
    int64_t starts;
    const Source *start_values; /* offset: of the stock in the state */
    Source lever_off;
    int64_t knots;
    const double *knot_times;
    const Source *lever_change;
    double ramp;
    const Source *price; /* by year */
    const uint8_t *actions; /* by step: what happens at its moment */
    int64_t slots;
    const int64_t *slot; /* workspace rows that are recorded */
    double *out;         /* record, slot, member */
    int64_t *failed_step, *failed_row; /* by member; -1 where all went well */
} Job;

enum { RECORD = 1, MIDDLE = 2, YEAR_END = 4, YEAR_START = 8 };

static void fill(v *target, const Source *source, int64_t first, int64_t members) {
    for (int64_t row = 0; row < source->rows; row++)
        for (int lane = 0; lane < MEMBERS; lane++) {
            int64_t member = first + (lane < members ? lane : members - 1);
            target[row * VECTORS + lane / LANES][lane % LANES] =
                source->data[row * source->row_step + member * source->member_step];
        }
}

typedef struct {
    const Job *job;
    v *w, *state, *slopes;
    double *shared; /* numbers that are the same for all members, at the rows they have in w */
    v *off, *change; /* levers without policy, and what each knot adds */
    double *reached; /* how far each knot's ramp is done, at the last moment */
} Block;

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
    v *lever = block->w + LEVERS_AT * VECTORS;
    memcpy(lever, block->off, LEVERS * VECTORS * sizeof(v));
    for (int64_t k = 0; k < job->knots; k++)
        for (int64_t i = 0; i < LEVERS * VECTORS; i++)
            lever[i] = madd(block->change[k * LEVERS * VECTORS + i], splat(block->reached[k]), lever[i]);
}

static void evaluate(Block *block, double time, v *slope) {
    for (int h = 0; h < VECTORS; h++) block->w[TIME_AT * VECTORS + h] = splat(time);
    set_levers(block, time);
    variables(block->w, block->shared);
    rates(block->w, block->shared, slope);
}

static void start(Block *block, int64_t first, int64_t members) {
    const Job *job = block->job;
    v *w = block->w;
    for (int64_t i = 0; i < job->inputs; i++) fill(w + job->input[i].offset * VECTORS, &job->input[i], first, members);
    fill(block->off, &job->lever_off, first, members);
    for (int64_t k = 0; k < job->knots; k++) {
        fill(block->change + k * LEVERS * VECTORS, &job->lever_change[k], first, members);
        block->reached[k] = -1.0;
    }
    memcpy(w + LEVERS_AT * VECTORS, block->off, LEVERS * VECTORS * sizeof(v));
    for (int h = 0; h < VECTORS; h++) w[TIME_AT * VECTORS + h] = splat(job->start);
    set_levers(block, job->start);
    setup(w, 1);
    for (int64_t i = 0; i < job->starts; i++)
        fill(w + (STARTS_AT + job->start_values[i].offset) * VECTORS, &job->start_values[i], first, members);
    if (job->starts) setup(w, 0); /* constants that hang on a start see the one in force */
    share(block->shared, w);
    memcpy(w + STOCKS_AT * VECTORS, w + STARTS_AT * VECTORS, STOCKS * VECTORS * sizeof(v));
    for (int64_t pass = 0; pass < job->passes; pass++) {
        evaluate(block, job->start, block->slopes);
        outputs(w, block->shared);
        settled(w, block->shared);
        memcpy(w + STOCKS_AT * VECTORS, w + STARTS_AT * VECTORS, STOCKS * VECTORS * sizeof(v));
    }
    memcpy(block->state, w + STOCKS_AT * VECTORS, STOCKS * VECTORS * sizeof(v));
}

/* target = state + step * sum of weights * slopes; weights of 0 cost nothing. */
static void combine(v *target, const v *state, const v *slopes, const double *weights, int64_t count, int64_t n,
                    double step) {
    int64_t used[16], uses = 0;
    for (int64_t k = 0; k < count; k++)
        if (weights[k] != 0.0) used[uses++] = k;
    for (int64_t i = 0; i < n; i++) {
        v total = splat(0.0);
        for (int64_t u = 0; u < uses; u++) total = madd(splat(weights[used[u]]), slopes[used[u] * n + i], total);
        target[i] = madd(splat(step), total, state[i]);
    }
}

/* The state one step on. The first slope is known. */
static void advance(Block *block, double time) {
    const Job *job = block->job;
    v *stock = block->w + STOCKS_AT * VECTORS;
    const int64_t n = STOCKS * VECTORS;
    for (int64_t stage = 1; stage <= job->stages; stage++) {
        const double *row = stage < job->stages ? job->stage_weights + stage * job->stages : job->weights;
        combine(stage < job->stages ? stock : block->state, block->state, block->slopes, row, stage, n, job->step);
        if (stage < job->stages) evaluate(block, time + job->nodes[stage] * job->step, block->slopes + stage * n);
    }
    memcpy(stock, block->state, n * sizeof(v));
}

/* Note the step and the stock where a member's state stops being finite. */
static void check(const Block *block, int64_t first, int64_t members, int64_t step) {
    const Job *job = block->job;
    for (int h = 0; h < VECTORS; h++) {
        v sum = splat(0.0);
        for (int64_t i = 0; i < STOCKS; i++) sum += block->state[i * VECTORS + h] * 0.0;
        for (int lane = 0; lane < LANES; lane++) {
            int64_t member = first + h * LANES + lane;
            if (sum[lane] == 0.0 || h * LANES + lane >= members || job->failed_step[member] >= 0) continue;
            int64_t row = 0;
            while (row < STOCKS && isfinite(block->state[row * VECTORS + h][lane])) row++;
            job->failed_step[member] = step;
            job->failed_row[member] = row;
        }
    }
}

static void record(const Block *block, int64_t first, int64_t members, int64_t number) {
    const Job *job = block->job;
    for (int64_t s = 0; s < job->slots; s++) {
        double *out = job->out + (number * job->slots + s) * job->members + first;
        const v *value = block->w + job->slot[s] * VECTORS;
        for (int64_t lane = 0; lane < members; lane++) out[lane] = value[lane / LANES][lane % LANES];
    }
}

static void act(Block *block, int64_t first, int64_t members, int64_t step, int64_t *year, int64_t *number) {
    const Job *job = block->job;
    uint8_t action = job->actions[step];
    v *w = block->w;
    if (action) outputs(w, block->shared);
    if (action & MIDDLE) middle(w);
    if (action & YEAR_END) {
        Source price = *job->price;
        price.data += *year * price.row_step;
        price.rows = 1;
        fill(w + PRICE_AT * VECTORS, &price, first, members);
        for (int64_t i = 0; i < REVENUES * VECTORS; i++)
            w[ANNUAL_AT * VECTORS + i] = w[CUMULATIVE_AT * VECTORS + i] - w[LAST_AT * VECTORS + i];
        indicators(w, block->shared);
        ++*year;
    }
    if (action & (YEAR_END | YEAR_START))
        memcpy(w + LAST_AT * VECTORS, w + CUMULATIVE_AT * VECTORS, REVENUES * VECTORS * sizeof(v));
    if (action & RECORD) record(block, first, members, (*number)++);
}

static void run_block(Block *block, int64_t first, int64_t members) {
    const Job *job = block->job;
    int64_t year = 0, number = 0;
    start(block, first, members);
    for (int64_t step = 0; step <= job->steps; step++) {
        double time = job->start + step * job->step;
        check(block, first, members, step);
        if (step < job->steps || job->actions[step]) evaluate(block, time, block->slopes);
        act(block, first, members, step, &year, &number);
        if (step < job->steps) advance(block, time);
    }
}

/* Zeroed vectors, aligned; what malloc gave stands before them, for release. */
static v *vectors(int64_t rows) {
    const size_t alignment = sizeof(v);
    char *memory = calloc(1, (size_t)rows * VECTORS * sizeof(v) + 2 * alignment);
    if (!memory) return NULL;
    char *aligned = memory + 2 * alignment - (uintptr_t)memory % alignment;
    ((void **)aligned)[-1] = memory;
    return (v *)aligned;
}

static void release(v *aligned) {
    if (aligned) free(((void **)aligned)[-1]);
}

/* Members first .. last - 1. Returns 0, or -1 where there is no memory. */
int run(const Job *job, int64_t first, int64_t last) {
    int64_t knots = job->knots ? job->knots : 1;
    Block block = {job, vectors(WORKSPACE), vectors(STOCKS), vectors(STOCKS * job->stages),
                   calloc(WORKSPACE, sizeof(double)), vectors(LEVERS), vectors(LEVERS * knots),
                   malloc(knots * sizeof(double))};
    int failed = !(block.w && block.state && block.slopes && block.shared && block.off && block.change
        && block.reached);
    for (int64_t member = first; !failed && member < last; member += MEMBERS)
        run_block(&block, member, last - member < MEMBERS ? last - member : MEMBERS);
    release(block.w);
    release(block.state);
    release(block.slopes);
    release(block.off);
    release(block.change);
    free(block.shared);
    free(block.reached);
    return -failed;
}
