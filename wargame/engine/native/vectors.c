#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

/* W worlds side by side. Only + - * /, comparisons and rounding to a whole number are used, which IEEE 754 fixes to
   the last bit, and whole numbers. */
typedef double D __attribute__((vector_size(8 * W)));
typedef int64_t M __attribute__((vector_size(8 * W)));
typedef uint64_t U __attribute__((vector_size(8 * W)));
typedef D DM __attribute__((aligned(8), may_alias));
typedef M MM __attribute__((aligned(8), may_alias));
typedef double may_double __attribute__((may_alias));
typedef int64_t may_whole __attribute__((may_alias));
typedef U UM __attribute__((aligned(8), may_alias));

#define IN(T, p) (*(const T *)(p))
#define OUT(T, p) (*(T *)(p))
#define ALL(x) ((double)(x) - (D){0})
#define WHOLE(x) ((M){0} + (int64_t)(x))
#define PICK(m, a, b) ((D)(((M)(a) & (m)) | ((M)(b) & ~(m))))
#define PICKM(m, a, b) (((a) & (m)) | ((b) & ~(m)))
#define ONES(m) ((D)((M)ALL(1.0) & (m)))
#define SIZE(a) ((D)((M)(a) & INT64_MAX))

#if defined(__AVX512F__) && W == 8
static inline D LARGER(D a, D b) { return (D)_mm512_max_pd((__m512d)a, (__m512d)b); }
static inline D SMALLER(D a, D b) { return (D)_mm512_min_pd((__m512d)a, (__m512d)b); }
static inline int some(M m) { return _mm512_cmplt_epi64_mask((__m512i)m, _mm512_setzero_si512()) != 0; }
static inline D whole(D x) { return (D)_mm512_roundscale_pd((__m512d)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
#elif defined(__AVX2__) && W == 4
static inline D LARGER(D a, D b) { return (D)_mm256_max_pd((__m256d)a, (__m256d)b); }
static inline D SMALLER(D a, D b) { return (D)_mm256_min_pd((__m256d)a, (__m256d)b); }
static inline int some(M m) { return _mm256_movemask_pd((__m256d)m) != 0; }
static inline D whole(D x) { return (D)_mm256_round_pd((__m256d)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
#else
static inline D LARGER(D a, D b) { return PICK(a > b, a, b); }
static inline D SMALLER(D a, D b) { return PICK(a < b, a, b); }
static inline int some(M m)
{
    int64_t any = 0;
    for (int each = 0; each < W; each++)
        any |= m[each];
    return any != 0;
}
static inline D whole(D x)
{
    D y;
    for (int each = 0; each < W; each++)
        y[each] = __builtin_rint(x[each]);
    return y;
}
#endif

/* In how many of the first lanes something is so. */
static inline int64_t count(M m, int lanes)
{
#if defined(__AVX2__) && W == 4
    return __builtin_popcount(_mm256_movemask_pd((__m256d)m) & ((1 << lanes) - 1));
#else
    int64_t many = 0;
    for (int each = 0; each < lanes; each++)
        many -= m[each];
    return many;
#endif
}

/* Lanes that lie side by side in memory: numbers, turns of 16 bits, whole numbers, bytes 0 and 1 as false and true. */
static inline D doubles(const double *from) { return IN(DM, from); }
static inline M wholes(const int64_t *from) { return IN(MM, from); }
static inline void put_doubles(double *onto, D x) { OUT(DM, onto) = x; }
static inline void put_wholes(int64_t *onto, M x) { OUT(MM, onto) = x; }
#if defined(__AVX2__) && W == 4
static inline D turns(const int16_t *from)
{
    return (D)_mm256_cvtepi32_pd(_mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)from)));
}
static inline void put_turns(int16_t *onto, D x)
{
    const __m128i whole = _mm256_cvttpd_epi32((__m256d)x);
    _mm_storel_epi64((__m128i *)onto, _mm_packs_epi32(whole, whole));
}
static inline M flags(const int8_t *from)
{
    int32_t four;
    memcpy(&four, from, 4);
    return (M)_mm256_cmpgt_epi64(_mm256_cvtepi8_epi64(_mm_cvtsi32_si128(four)), _mm256_setzero_si256());
}
static inline void put_flags(int8_t *onto, M x)
{
    const uint32_t bits = (uint32_t)_mm256_movemask_pd((__m256d)x), four = (bits * 0x00204081u) & 0x01010101u;
    memcpy(onto, &four, 4);
}
#else
static inline D turns(const int16_t *from)
{
    D x;
    for (int each = 0; each < W; each++)
        x[each] = from[each];
    return x;
}
static inline void put_turns(int16_t *onto, D x)
{
    for (int each = 0; each < W; each++)
        onto[each] = (int16_t)x[each];
}
static inline M flags(const int8_t *from)
{
    M x;
    for (int each = 0; each < W; each++)
        x[each] = -(int64_t)from[each];
    return x;
}
static inline void put_flags(int8_t *onto, M x)
{
    for (int each = 0; each < W; each++)
        onto[each] = (int8_t)-x[each];
}
#endif

/* Whole numbers of up to 52 bits as doubles: the bits of 2^52 + m, less 2^52. */
static inline D positive(M m) { return (D)(m | 0x4330000000000000) - 0x1p52; }
/* Whole numbers between -2^51 and 2^51. */
static inline D number(M m) { return (D)(m + 0x4338000000000000) - 0x1.8p52; }

static inline D since(D last, D coming)
{
    return PICK(last > 0.0, SMALLER(coming - last, ALL(NEVER)), ALL(NEVER));
}

/* The latest turn in which something may have been played that may be played again. */
static inline D rested(int64_t turn, int64_t rest) { return ALL(turn > rest ? turn - rest : 0); }

/* Rounded to the grid; adding 0 turns -0 into 0. */
static inline D on_grid(D x) { return whole(x * (double)GRID) / (double)GRID + 0.0; }

static inline D held(D x, double low, double high)
{
    x = LARGER(x, ALL(low));
    x = SMALLER(x, ALL(high));
    return on_grid(x);
}

/* A limit of a range, on the grid. */
static inline D limit(double at) { return on_grid(ALL(at)); }

/* The product of the lower halves. */
static inline U times32(U x, uint32_t by)
{
#if defined(__AVX512F__) && W == 8
    return (U)_mm512_mul_epu32((__m512i)x, _mm512_set1_epi64(by));
#elif defined(__AVX2__) && W == 4
    return (U)_mm256_mul_epu32((__m256i)x, _mm256_set1_epi64x(by));
#else
    return (x & 0xFFFFFFFFu) * (uint64_t)by;
#endif
}

#define ROUNDS 10
/* What each round of Philox4x32 mixes in, by the seeds. */
struct keys { U one[ROUNDS], other[ROUNDS]; };

static inline void make_keys(struct keys *keys, U seeds)
{
    U one = seeds << 32, other = seeds & ~(uint64_t)0xFFFFFFFFu;
    for (int round = 0; round < ROUNDS; round++) {
        keys->one[round] = one;
        keys->other[round] = other;
        one += (uint64_t)0x9E3779B9u << 32;
        other += (uint64_t)0xBB67AE85u << 32;
    }
}

#define ROUND(each, round) \
    do { \
        const U next = times32(v##each >> 32, 0xCD9E8D57u) ^ u##each << 32 ^ keys->one[round]; \
        v##each = times32(u##each >> 32, 0xD2511F53u) ^ v##each << 32 ^ keys->other[round]; \
        u##each = next; \
    } while (0)
/* Before the first round all worlds are alike. */
#define FIRST_ROUND(each, counter, name) \
    const uint64_t p##each = (counter), q##each = (name) << 32 | (name) >> 32; \
    U u##each = keys->one[0] ^ ((q##each >> 32) * 0xCD9E8D57u ^ p##each << 32); \
    U v##each = keys->other[0] ^ ((p##each >> 32) * 0xD2511F53u ^ q##each << 32)

/* 27 bits of the first word and 26 of the second as a number in [0, 1). */
static inline D fraction(U u)
{
    return positive((M)(u >> 37)) * 0x1p-27 + positive((M)((u << 32) >> 38)) * 0x1p-53;
}

/* The first two words of Philox4x32-10 as a number in [0, 1) with 53 bits. */
static inline D drawn(const struct keys *keys, int64_t turn, uint64_t name, uint64_t index)
{
    FIRST_ROUND(0, index | (uint64_t)turn << 32, name);
    for (int round = 1; round < ROUNDS; round++)
        ROUND(0, round);
    return fraction(u0);
}

/* When a clock of rate 1 first strikes: -ln(1 - x), by + - * / alone. */
static inline D strikes(D drawn)
{
    D part = 1.0 - drawn;
    M bits = (M)part, power = (bits - ROOT_HALF_BITS);
    power >>= 52;
    bits -= power << 52;
    D m = (D)bits, s = (m - 1.0) / (m + 1.0), squared = s * s;
    D sum = squared * (2.0 / 11);
    sum += 2.0 / 9;
    sum *= squared;
    sum += 2.0 / 7;
    sum *= squared;
    sum += 2.0 / 5;
    sum *= squared;
    sum += 2.0 / 3;
    sum *= squared;
    sum += 2.0;
    sum *= s;
    D of_power = number(power) * -0.6931471805599453;
    return (of_power - sum) + 0.0;
}

static inline D struck(const struct keys *keys, int64_t turn, uint64_t name)
{
    return strikes(drawn(keys, turn, name, 0));
}

/* Four numbers in [0, 1) at a time, so that the processor need not wait for each step of one. */
static void draw_four(const struct keys *keys, const uint64_t *counters, const uint64_t *names, D *onto)
{
    FIRST_ROUND(0, counters[0], names[0]);
    FIRST_ROUND(1, counters[1], names[1]);
    FIRST_ROUND(2, counters[2], names[2]);
    FIRST_ROUND(3, counters[3], names[3]);
    for (int round = 1; round < ROUNDS; round++) {
        ROUND(0, round);
        ROUND(1, round);
        ROUND(2, round);
        ROUND(3, round);
    }
    onto[0] = fraction(u0);
    onto[1] = fraction(u1);
    onto[2] = fraction(u2);
    onto[3] = fraction(u3);
}

#define FOREVER __builtin_inf()
/* When something of this weight would come by this clock. */
static inline D arrives(D weight, D clock)
{
    M ever = weight > 0.0;
    /* What has hardly any weight comes as late as can be told, but before what has none. */
    return PICK(ever, SMALLER(clock / PICK(ever, weight, ALL(1.0)), ALL(__DBL_MAX__)), ALL(FOREVER));
}
