/* Vectors of eight members and the elementary functions on them.

   GCC's vector extension, which clang has too: eight doubles are one AVX-512 register, two of AVX2, four of SSE2. The
   elementary functions are written out, because no compiler calls a vector library of itself on every system:

   log  argument reduction and coefficients of fdlibm's e_log.c (Sun Microsystems, 1993): below 1 ulp
   exp  r = x - k ln 2, a polynomial of degree 11 interpolated at Chebyshev's nodes (|r| < 0.35, relative error 2e-17),
        then scaling by 2^k
   pow  exp(y log x): relative error near |y log x| ulp

   AVX-512 has instructions for the steps of reduction (getexp, getmant, scalef); elsewhere they are done on the bits.
   A negative or NaN argument of log and pow gives NaN, so that a run which leaves the numbers is seen. */

#ifdef __AVX512F__
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LANES 8
#define VECTORS 2
#define MEMBERS (LANES * VECTORS)
#define TINIEST 2.2250738585072014e-308 /* the smallest normal number; 0 to a power is computed as if of it */

typedef double v __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));
typedef int64_t vi __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));
typedef uint64_t vu __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));

#define INLINE static inline __attribute__((always_inline))

INLINE v splat(double x) { return (v){x, x, x, x, x, x, x, x}; }
INLINE v choose(vi mask, v yes, v no) { return (v)(((vi)yes & mask) | ((vi)no & ~mask)); }
INLINE v absolute(v x) { return (v)((vi)x & INT64_MAX); }

/* e^r for |r| <= ln 2 / 2 */
INLINE v exponential_part(v r) {
    v r2 = r * r, r4 = r2 * r2;
    v low = (0.5000000000000001 + r * 0.16666666666666669) + r2 * (0.04166666666662413 + r * 0.008333333333330062);
    v high = (0.0013888888917213717 + r * 0.00019841269863053618) + r2 * (2.4801521295954376e-05
        + r * 2.7557268459997064e-06) + r4 * (2.7620088445409746e-07 + r * 2.510038549551032e-08);
    return 1.0 + (r + r2 * (low + r4 * high));
}

/* log of k powers of 2 times 1 + f, f in -0.3 .. 0.42 */
INLINE v log_part(v k, v f) {
    v s = f / (f + 2.0), z = s * s, half = 0.5 * f * f, z2 = z * z;
    v r = z * (6.666666666666735130e-01 + z2 * (2.857142874366239149e-01 + z2 * (1.818357216161805012e-01
        + z2 * 1.479819860511658591e-01))) + z2 * (3.999999999940941908e-01 + z2 * (2.222219843214978396e-01
        + z2 * 1.531383769920937332e-01));
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f);
}

#ifdef __AVX512F__

INLINE v minimum(v a, v b) { return (v)_mm512_min_pd((__m512d)a, (__m512d)b); }
INLINE v maximum(v a, v b) { return (v)_mm512_max_pd((__m512d)a, (__m512d)b); }
INLINE v square_root(v x) { return (v)_mm512_sqrt_pd((__m512d)x); }

/* Of a positive normal number; NaN for a negative one. */
INLINE v log_positive(v x) {
    v m = (v)_mm512_getmant_pd((__m512d)x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
    v k = (v)_mm512_getexp_pd((__m512d)(x * 1.3333333333333333));
    return log_part(k, m - 1.0);
}

INLINE v exponential(v x) {
    v k = (v)_mm512_roundscale_pd((__m512d)(x * 1.4426950408889634), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    v r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    return (v)_mm512_scalef_pd((__m512d)exponential_part(r), (__m512d)k);
}

INLINE v power(v x, v y) {
    v r = exponential(y * log_positive(maximum(x, splat(TINIEST))));
    return (v)((vi)r | ~(vi)(x >= splat(0.0)));
}

#else

INLINE v minimum(v a, v b) { return choose((vi)(a < b), a, b); }
INLINE v maximum(v a, v b) { return choose((vi)(a > b), a, b); }

INLINE v square_root(v x) {
    v r;
    for (int i = 0; i < LANES; i++) r[i] = __builtin_sqrt(x[i]);
    return r;
}

/* Of a positive normal number; callers mask the rest. */
INLINE v log_positive(v x) {
    vi bits = (vi)x;
    vi exponent = (vi)((vu)bits >> 52);
    v m = (v)((bits & 0x000fffffffffffffLL) | 0x3ff0000000000000LL);
    vi big = (vi)(m > splat(1.4142135623730951));
    m = choose(big, m * 0.5, m);
    exponent -= big;
    return log_part((v)(exponent | 0x4330000000000000LL) - (4503599627370496.0 + 1023.0), m - 1.0);
}

INLINE v exponential(v x) {
    v valid = x - x; /* NaN for NaN and for infinity */
    x = minimum(maximum(x, splat(-708.0)), splat(709.0));
    v shifted = x * 1.4426950408889634 + 6755399441055744.0; /* 1.5 * 2^52: rounds to a whole number */
    v k = shifted - 6755399441055744.0;
    vi scale = ((vi)shifted - (vi)splat(6755399441055744.0)) << 52;
    v r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    return (v)((vi)exponential_part(r) + scale) + valid;
}

INLINE v power(v x, v y) {
    v r = exponential(y * log_positive(maximum(x, splat(TINIEST))));
    return (v)((vi)r | ~(vi)(x >= splat(0.0)));
}

#endif

/* NaN for 0 and below, as no equation takes it */
INLINE v logarithm(v x) { return (v)((vi)log_positive(x) | ~(vi)(x > splat(0.0))); }

INLINE v tenth(v x) {
    v x2 = x * x, x4 = x2 * x2;
    return x4 * x4 * x2;
}

/* 1 / x^(1/10) of a positive normal number */
INLINE v inverse_tenth_root(v x) { return exponential(-0.1 * log_positive(x)); }

INLINE v saturate(v x) {
    x = minimum(splat(1e12), x); /* NaN stays */
    return x * inverse_tenth_root(1.0 + tenth(x));
}

INLINE v smooth_min(v a, v b) {
    v scale = 1.0 / (a + b + 1e-12), p = a * scale, q = b * scale;
    v inverse = inverse_tenth_root(tenth(p) + tenth(q) + TINIEST);
    return a * q * inverse * (1.0 - 1e-12 * inverse);
}

INLINE v smooth_pos(v x, v width) { return 0.5 * (x + square_root(x * x + width * width)); }
