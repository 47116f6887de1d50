/* Vectors of LANES numbers and the elementary functions on them. Lanes hold members, or for a single run elements.

   GCC's vector extension, which clang has too. LANES, set above, is 8 where the processor has AVX-512, else 4: one register
   of AVX2, two of NEON or SSE2. The elementary functions are written out, because no compiler calls a vector library of
   itself on every system:

   log  argument reduction and coefficients of fdlibm's e_log.c (Sun Microsystems, 1993): below 1 ulp
   exp  r = x - k ln 2, a polynomial of degree 11 interpolated at Chebyshev's nodes (|r| < 0.35, relative error 2e-17),
        then scaling by 2^k
   pow  exp(y log x): relative error near |y log x| ulp
   x^(-1/10), 1 <= x <= 2, the heart of the smooth blocks: y from a polynomial of degree 4, then with e = 1 - x y^10
        the series of y (1 - e)^(-1/10): below 1 ulp

   AVX-512 has instructions for the steps of reduction (getexp, getmant, scalef) and for tables of eight numbers, which
   save the division of log and make x^(-1/10) a function of any x. Coefficients are of interpolation at Chebyshev's
   nodes. Multiply-adds are written out (madd) and the compiler is kept
   from making its own: so every block rounds alike, and a member's numbers do not depend on its place.

   A negative or NaN argument of log and pow gives NaN, so that a run which leaves the numbers is seen. */

#if defined(__AVX512F__) && LANES == 8
#define AVX512
#elif defined(__AVX2__) && defined(__FMA__) && LANES == 4
#define AVX2
#endif
#if defined(AVX512) || defined(AVX2)
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TINIEST 2.2250738585072014e-308 /* the smallest normal number; 0 to a power is computed as if of it */

typedef double v __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));
typedef int64_t vi __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));
typedef uint64_t vu __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));

typedef double v_in_memory __attribute__((vector_size(8 * LANES), aligned(8 * LANES), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define COLD __attribute__((cold)) /* runs rarely: quick to compile */
#ifdef PART /* 1 or 2: half of the functions, for compilers that run beside each other; all of them where undefined */
#define WITHIN __attribute__((visibility("hidden")))
#else
#define WITHIN static
#endif
#define AT(place) (*(v_in_memory *)(place))

INLINE v choose(vi mask, v yes, v no) { return (v)(((vi)yes & mask) | ((vi)no & ~mask)); }
INLINE v absolute(v x) { return (v)((vi)x & INT64_MAX); }

#if LANES == 8
INLINE v splat(double x) { return (v){x, x, x, x, x, x, x, x}; }
static const vi EACH = {0, 1, 2, 3, 4, 5, 6, 7};

/* Every step-th number. */
INLINE v strided(const double *x, int step) {
    return (v){x[0], x[step], x[2 * step], x[3 * step], x[4 * step], x[5 * step], x[6 * step], x[7 * step]};
}
#else
INLINE v splat(double x) { return (v){x, x, x, x}; }
static const vi EACH = {0, 1, 2, 3};
INLINE v strided(const double *x, int step) { return (v){x[0], x[step], x[2 * step], x[3 * step]}; }
#endif

/* The first n lanes. */
INLINE vi first(int64_t n) { return (vi)(EACH < n); }

/* Multiply-add, c - a b, and minimum and maximum that give the second argument where either is NaN. */
#ifdef AVX512
#define ARITHMETIC 2
INLINE v madd(v a, v b, v c) { return (v)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
INLINE v nmadd(v a, v b, v c) { return (v)_mm512_fnmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
INLINE v lesser(v a, v b) { return (v)_mm512_min_pd((__m512d)a, (__m512d)b); }
INLINE v greater(v a, v b) { return (v)_mm512_max_pd((__m512d)a, (__m512d)b); }
INLINE v square_root(v x) { return (v)_mm512_sqrt_pd((__m512d)x); }
#elif defined(AVX2)
#define ARITHMETIC 1
INLINE v madd(v a, v b, v c) { return (v)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
INLINE v nmadd(v a, v b, v c) { return (v)_mm256_fnmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
INLINE v lesser(v a, v b) { return (v)_mm256_min_pd((__m256d)a, (__m256d)b); }
INLINE v greater(v a, v b) { return (v)_mm256_max_pd((__m256d)a, (__m256d)b); }
INLINE v square_root(v x) { return (v)_mm256_sqrt_pd((__m256d)x); }
#else
#define ARITHMETIC 0
INLINE v madd(v a, v b, v c) { return a * b + c; }
INLINE v nmadd(v a, v b, v c) { return c - a * b; }
INLINE v lesser(v a, v b) { return choose((vi)(a < b), a, b); }
INLINE v greater(v a, v b) { return choose((vi)(a > b), a, b); }
INLINE v square_root(v x) {
    v r;
    for (int i = 0; i < LANES; i++) r[i] = __builtin_sqrt(x[i]);
    return r;
}
#endif

INLINE v line(v x, double at_zero, double slope) { return madd(x, splat(slope), splat(at_zero)); }

/* e^r for |r| <= ln 2 / 2 */
INLINE v exponential_part(v r) {
    v r2 = r * r, r4 = r2 * r2;
    v low = madd(r2, line(r, 0.04166666666662413, 0.008333333333330062), line(r, 0.5000000000000001, 0.16666666666666669));
    v high = madd(r2, line(r, 2.4801521295954376e-05, 2.7557268459997064e-06),
                  line(r, 0.0013888888917213717, 0.00019841269863053618));
    high = madd(r4, line(r, 2.7620088445409746e-07, 2.510038549551032e-08), high);
    return 1.0 + madd(r2, madd(r4, high, low), r);
}

#ifdef AVX512

/* log m for the eight intervals of m in 0.75 .. 1.5 that the first three bits of its fraction tell apart: m times a
   number near 1 / m is 1 + r, and log m = LOG_OF - log(1 / m's neighbour). The polynomial is (log(1 + r) - r) / r^2. */
static const double LOG_INVERSE[8] = {1.0, 0.84375, 0.765625, 0.703125, 1.28125, 1.1875, 1.109375, 1.0};
static const double LOG_OF[8] = {0.0, 0.16989903679539747, 0.26706278524904525, 0.3522205935893521,
                                 -0.24783616390458127, -0.17185025692665923, -0.10379679368164356, 0.0};

/* x^(-1/10): the same with eight intervals of 1 .. 2, and a tenth of the exponent. */
static const double ROOT_INVERSE[8] = {0.9375, 0.84375, 0.765625, 0.6953125, 0.640625, 0.59375, 0.5546875, 0.515625};
static const double ROOT_OF[8] = {0.9935669292591264, 0.9831536108187171, 0.9736471806151681, 0.9643129603244643,
                                  0.9564458525720141, 0.949205754122135, 0.9427680106149567, 0.935908510766646};

/* The number of a table that stands at the first three bits of a fraction. */
INLINE v eight(const double *table, v x) {
    __m512i index = _mm512_srli_epi64((__m512i)x, 49);
    return (v)_mm512_permutexvar_pd(index, _mm512_loadu_pd(table));
}

/* Of a positive normal number; callers mask the rest. */
INLINE v log_positive(v x) {
    v m = (v)_mm512_getmant_pd((__m512d)x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
    v k = (v)_mm512_getexp_pd((__m512d)(x * 1.3333333333333333));
    v r = madd(m, eight(LOG_INVERSE, m), splat(-1.0)), r2 = r * r, r4 = r2 * r2;
    v p = madd(r2, line(r, -0.2500000000011139, 0.20000000007809837), line(r, -0.49999999999999983, 0.3333333333333049));
    v q = madd(r2, line(r, -0.12500004116390512, 0.11112963093220418), line(r, -0.1666666657013181, 0.1428570809102316));
    v t = madd(r2, splat(-0.06217138343886555), line(r, -0.10011814683390594, 0.08932620151728078));
    p = madd(r4, madd(r4, t, q), p);
    return madd(k, splat(6.93147180369123816490e-01), eight(LOG_OF, m))
        + (r + madd(r2, p, k * 1.90821492927058770002e-10));
}

/* x^(-1/10) of the fraction m, 1 <= m < 2. */
INLINE v root_of_fraction(v m) {
    v r = madd(m, eight(ROOT_INVERSE, m), splat(-1.0)), r2 = r * r, r4 = r2 * r2;
    v p = madd(r2, line(r, 0.05499999999985321, -0.038499999993486855), line(r, 1.0, -0.10000000000000137));
    v q = madd(r2, line(r, 0.020796440166166264, -0.018119007034781358), line(r, 0.02983750034964042, -0.02446675824293625));
    p = madd(r4, madd(r4, line(r, 0.016189117406695302, -0.015109455556478638), q), p);
    return p * eight(ROOT_OF, m);
}
static const double ROOT_OF_TWO[16] = {1.0, 0.9330329915368074, 0.8705505632961241, 0.8122523963562355,
                                       0.757858283255199, 0.7071067811865476, 0.6597539553864471, 0.6155722066724582,
                                       0.5743491774985175, 0.5358867312681466};

INLINE v inverse_tenth_root(v x) {
    v m = (v)_mm512_getmant_pd((__m512d)x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan);
    v k = (v)_mm512_getexp_pd((__m512d)x);
    v tens = (v)_mm512_roundscale_pd((__m512d)madd(k, splat(0.1), splat(-0.45)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512i rest = (__m512i)(madd(tens, splat(-10.0), k) + 4503599627370496.0); /* 2^52: its low bits are the number */
    v two = (v)_mm512_permutex2var_pd(_mm512_loadu_pd(ROOT_OF_TWO), rest, _mm512_loadu_pd(ROOT_OF_TWO + 8));
    return (v)_mm512_scalef_pd((__m512d)(root_of_fraction(m) * two), (__m512d)(-tens));
}

static COLD __attribute__((noinline)) v rare_inverse_tenth_root(v x) { return inverse_tenth_root(x); }

/* The same of x in 1 .. 2, as a rule below 2 in all lanes. */
INLINE v inverse_tenth_root_above_one(v x) {
    int fractions = _mm512_cmp_pd_mask((__m512d)x, (__m512d)splat(2.0), _CMP_LT_OQ) == 0xff;
    return __builtin_expect(fractions, 1) ? root_of_fraction(x) : rare_inverse_tenth_root(x);
}

INLINE v exponential(v x) {
    v k = (v)_mm512_roundscale_pd((__m512d)(x * 1.4426950408889634), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    v r = madd(k, splat(-1.90821492927058770002e-10), madd(k, splat(-6.93147180369123816490e-01), x));
    return (v)_mm512_scalef_pd((__m512d)exponential_part(r), (__m512d)k);
}

#else

/* The exponent of a positive normal number, plus whole numbers to add, as a number */
INLINE v exponent(v x, vi more) {
    vi biased = (vi)((vu)x >> 52) + more;
    return (v)(biased | 0x4330000000000000LL) - (4503599627370496.0 + 1023.0);
}

/* The fraction of a positive normal number, 1 <= m < 2 */
INLINE v fraction(v x) { return (v)(((vi)x & 0x000fffffffffffffLL) | 0x3ff0000000000000LL); }

INLINE v exponential(v x) {
    v valid = x - x; /* NaN for NaN and for infinity */
    x = lesser(greater(x, splat(-708.0)), splat(709.0));
    v shifted = madd(x, splat(1.4426950408889634), splat(6755399441055744.0)); /* 1.5 * 2^52: rounds to a whole number */
    v k = shifted - 6755399441055744.0;
    vi scale = ((vi)shifted - (vi)splat(6755399441055744.0)) << 52;
    v r = madd(k, splat(-1.90821492927058770002e-10), madd(k, splat(-6.93147180369123816490e-01), x));
    return (v)((vi)exponential_part(r) + scale) + valid;
}

/* log of k powers of 2 times 1 + f, f in -0.3 .. 0.42 */
INLINE v log_part(v k, v f) {
    v s = f / (f + 2.0), z = s * s, half = 0.5 * f * f, z2 = z * z;
    v odd = madd(z2, madd(z2, madd(z2, splat(1.479819860511658591e-01), splat(1.818357216161805012e-01)),
                          splat(2.857142874366239149e-01)), splat(6.666666666666735130e-01));
    v even = madd(z2, madd(z2, splat(1.531383769920937332e-01), splat(2.222219843214978396e-01)),
                  splat(3.999999999940941908e-01));
    v r = madd(z2, even, z * odd);
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f);
}

/* Of a positive normal number; callers mask the rest. */
INLINE v log_positive(v x) {
    v m = fraction(x);
    vi big = (vi)(m > splat(1.4142135623730951));
    return log_part(exponent(x, -big), choose(big, m * 0.5, m) - 1.0);
}

/* x^(-1/10) of x in 1 .. 2 */
INLINE v inverse_tenth_root_above_one(v x) {
    v x2 = x * x;
    v y = madd(x2, madd(x2, splat(0.006258995595271382), line(x, 0.16196635737941836, -0.049561767520328946)),
               line(x, 1.1811309456626657, -0.29980396586272695));
    v y2 = y * y, y4 = y2 * y2, e = nmadd(x, y4 * y4 * y2, splat(1.0));
    return madd(y * e, madd(e, line(e, 0.055, 0.0385), splat(0.1)), y);
}

#endif

/* The logarithm of a power's base: of TINIEST for 0, NaN for a negative number. */
INLINE v power_logarithm(v x) {
    return (v)((vi)log_positive(greater(x, splat(TINIEST))) | ~(vi)(x >= splat(0.0)));
}

/* Of a negative number only a whole power is one, with its sign where the power is odd. */
static __attribute__((noinline)) v power(v x, v y) {
    v size = exponential(y * power_logarithm(absolute(x)));
    for (int i = 0; i < LANES; i++)
        if (x[i] < 0.0) size[i] = y[i] != floor(y[i]) ? NAN : fmod(y[i], 2.0) != 0.0 ? -size[i] : size[i];
    return size;
}

/* NaN for 0 and below, as no equation takes it */
INLINE v logarithm(v x) { return (v)((vi)log_positive(x) | ~(vi)(x > splat(0.0))); }

/* numpy's: NaN of either stays. lesser and greater give their second argument where the first is NaN. */
INLINE v minimum(v a, v b) { return choose((vi)(a != a), a, lesser(a, b)); }
INLINE v maximum(v a, v b) { return choose((vi)(a != a), a, greater(a, b)); }

/* 1 + x^10 */
INLINE v one_and_tenth(v x) {
    v x2 = x * x, x4 = x2 * x2;
    return madd(x4 * x4, x2, splat(1.0));
}

INLINE v saturate(v x) {
#ifdef AVX512
    x = lesser(splat(1e12), x); /* NaN stays */
    return x * inverse_tenth_root(one_and_tenth(x));
#else
    v size = absolute(x), low = lesser(splat(1.0), size), ratio = lesser(1.0 / size, size); /* in this order NaN stays */
    return (v)((vi)(low * inverse_tenth_root_above_one(one_and_tenth(ratio))) | ((vi)x & INT64_MIN));
#endif
}

/* a b / (a^10 + b^10)^(1/10), with the smaller in size in units of the larger, and the guard that the definition adds to
   the tenth root of shares of the sum. Its sign is that of the smaller: the sum has that of the larger. */
INLINE v smooth_min(v a, v b) {
    v size = absolute(a), other = absolute(b);
    v low = choose((vi)(size < other), a, b), high = greater(other, size); /* in this order NaN of either stays */
    v ratio = low / (high + TINIEST);
    v root = inverse_tenth_root_above_one(one_and_tenth(ratio));
    return low * root * madd(madd(root, ratio, root), splat(-1e-12), splat(1.0));
}

/* A power whose exponent is known where this is compiled: those that models like best need no logarithm. */
INLINE v power_known(v x, double y) {
    double quarters = 4.0 * y;
    v square = x * x;
    if (quarters == (int)quarters) {
        switch ((int)quarters) {
        case -16: return 1.0 / (square * square);
        case -1: return 1.0 / square_root(square_root(x));
        case 2: return square_root(x);
        case 4: return x;
        case 6: return x * square_root(x);
        case 8: return square;
        case 12: return square * x;
        case 16: return square * square;
        }
    }
    if (y == (int)y) /* negative numbers have it, too, with their sign where it is odd */
        return (v)((vi)exponential(splat(y) * power_logarithm(absolute(x))) ^ ((vi)x & ((int)y % 2 ? INT64_MIN : 0)));
    return exponential(splat(y) * power_logarithm(x));
}

/* The same where it is one number for all lanes, known only when it runs. */
static __attribute__((noinline)) v power_shared(v x, double y) { return power_known(x, y); }

INLINE v smooth_pos(v x, v width) { return 0.5 * (x + square_root(madd(x, x, width * width))); }

static __attribute__((noinline)) v sine(v x) {
    for (int i = 0; i < LANES; i++) x[i] = sin(x[i]);
    return x;
}

static __attribute__((noinline)) v cosine(v x) {
    for (int i = 0; i < LANES; i++) x[i] = cos(x[i]);
    return x;
}

/* Linear between n points, flat outside; NaN stays. */
static __attribute__((noinline)) v interpolated(v x, const double *xs, const double *ys, int n) {
    v y = choose((vi)(x != x), x, splat(ys[0]));
    for (int i = 0; i < n - 1; i++) {
        double slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]);
        y = choose((vi)(x >= xs[i]), splat(ys[i]) + splat(slope) * (x - splat(xs[i])), y);
    }
    return choose((vi)(x >= xs[n - 1]), splat(ys[n - 1]), y);
}

/* Reductions over the lanes of one vector, or of two. */
INLINE double sum_across(v a, v b, int vectors) {
    if (vectors == 2) a = a + b;
#if LANES == 8
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
#else
    return (a[0] + a[2]) + (a[1] + a[3]);
#endif
}

INLINE double min_across(v a, v b, int vectors) {
    v least = vectors == 2 ? minimum(a, b) : a;
    for (int i = 1; i < LANES; i++) least = minimum(least, splat(least[i]));
    return least[0];
}

INLINE double max_across(v a, v b, int vectors) { return -min_across(-a, -b, vectors); }
