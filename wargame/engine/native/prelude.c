#include <stdint.h>
#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

/* W worlds side by side. Only + - * /, comparisons and rounding to a whole number are used, which IEEE 754 fixes to
   the last bit, and whole numbers. */
typedef double D __attribute__((vector_size(8 * W)));
typedef int64_t M __attribute__((vector_size(8 * W)));
typedef uint64_t U __attribute__((vector_size(8 * W)));
typedef int32_t I __attribute__((vector_size(4 * W)));
typedef int16_t S __attribute__((vector_size(2 * W)));
typedef int8_t B __attribute__((vector_size(W)));
typedef D DM __attribute__((aligned(8), may_alias));
typedef M MM __attribute__((aligned(8), may_alias));
typedef U UM __attribute__((aligned(8), may_alias));
typedef S SM __attribute__((aligned(2), may_alias));
typedef B BM __attribute__((aligned(1), may_alias));

#define IN(T, p) (*(const T *)(p))
#define OUT(T, p) (*(T *)(p))
#define ALL(x) ((double)(x) - (D){0})
#define WHOLE(x) ((M){0} + (int64_t)(x))
#define PICK(m, a, b) ((D)(((M)(a) & (m)) | ((M)(b) & ~(m))))
#define PICKM(m, a, b) (((a) & (m)) | ((b) & ~(m)))
#define ONES(m) ((D)((M)ALL(1.0) & (m)))
#define SIZE(a) ((D)((M)(a) & INT64_MAX))
#define NEVER 99
#define RESTED(turn, rest) (int16_t)((turn) > (rest) ? (turn) - (rest) : 0)

#if defined(__AVX2__) && W == 4
static inline D LARGER(D a, D b) { return (D)_mm256_max_pd((__m256d)a, (__m256d)b); }
static inline D SMALLER(D a, D b) { return (D)_mm256_min_pd((__m256d)a, (__m256d)b); }
static inline int some(M m) { return _mm256_movemask_pd((__m256d)m) != 0; }
static inline __m128i low(S s) { return _mm_cvtsi64_si128((int64_t)s); }
static inline D number(S s) { return (D)_mm256_cvtepi32_pd(_mm_cvtepi16_epi32(low(s))); }
static inline M mask(S s) { return (M)_mm256_cvtepi16_epi64(low(s)); }
static inline M truth(B b) { return (M)_mm256_cvtepi8_epi64(_mm_cvtsi32_si128((int32_t)b)) != 0; }
static inline S narrow(M m)
{
    __m256i halves = _mm256_permutevar8x32_epi32((__m256i)m, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    __m128i words = _mm256_castsi256_si128(halves);
    return (S)_mm_cvtsi128_si64(_mm_packs_epi32(words, words));
}
static inline B flags(M m)
{
    __m128i words = _mm_cvtsi64_si128((int64_t)narrow(m));
    return (B)_mm_cvtsi128_si32(_mm_packs_epi16(words, words)) & 1;
}
static inline D whole(D x) { return (D)_mm256_round_pd((__m256d)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/* Whole numbers of 32 bits. */
static inline D small(M m) { return (D)_mm256_cvtepi32_pd(_mm256_castsi256_si128(
    _mm256_permutevar8x32_epi32((__m256i)m, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6)))); }
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
static inline D number(S s) { return __builtin_convertvector(__builtin_convertvector(s, I), D); }
static inline M mask(S s) { return __builtin_convertvector(__builtin_convertvector(s, I), M); }
static inline M truth(B b) { return __builtin_convertvector(b != 0, M); }
static inline S narrow(M m) { return __builtin_convertvector(__builtin_convertvector(m, I), S); }
static inline B flags(M m) { return -__builtin_convertvector(m, B); }
static inline D whole(D x)
{
    D y;
    for (int each = 0; each < W; each++)
        y[each] = __builtin_rint(x[each]);
    return y;
}
static inline D small(M m) { return __builtin_convertvector(__builtin_convertvector(m, I), D); }
#endif

static inline S turns(M m, int64_t turn, S before)
{
    S chosen = narrow(m), now = (S){0} + (int16_t)turn;
    return (now & chosen) | (before & ~chosen);
}

static inline S later(S a, S b)
{
    S more = a > b;
    return (a & more) | (b & ~more);
}

static inline D since(S last, int64_t coming)
{
    D past = number((S){0} + (int16_t)coming - last);
    return PICK(mask(last > 0), SMALLER(past, ALL(NEVER)), ALL(NEVER));
}

static inline D held(D x, double low, double high)
{
    x = LARGER(x, ALL(low));
    x = SMALLER(x, ALL(high));
    return whole(x * 1e6) / 1e6 + 0.0;
}

/* The product of the lower halves. */
static inline U times32(U x, uint32_t by)
{
#if defined(__AVX512F__) && W == 8
    return (U)_mm512_mul_epu32((__m512i)x, _mm512_set1_epi64(by));
#elif defined(__AVX2__)
    union { U all; __m256i part[W / 4]; } y = {x};
    for (int each = 0; each < W / 4; each++)
        y.part[each] = _mm256_mul_epu32(y.part[each], _mm256_set1_epi64x(by));
    return y.all;
#else
    return (x & 0xFFFFFFFFu) * (uint64_t)by;
#endif
}

/* The first two words of Philox4x32-10 as a number in [0, 1) with 53 bits. */
static inline D drawn(U seeds, int64_t turn, uint64_t name, uint64_t index)
{
    U one = seeds << 32, other = seeds & ~(uint64_t)0xFFFFFFFFu;
    U u = (U){0} + (index | (uint64_t)turn << 32), v = (U){0} + (name << 32 | name >> 32);
    for (int round = 0; round < 10; round++) {
        U next = times32(v >> 32, 0xCD9E8D57u) ^ u << 32 ^ one;
        v = times32(u >> 32, 0xD2511F53u) ^ v << 32 ^ other;
        u = next;
        one += (uint64_t)0x9E3779B9u << 32;
        other += (uint64_t)0xBB67AE85u << 32;
    }
    U bits = (u >> 37) << 26 | (u << 32) >> 38;
    D low = small((M)(bits & 0x3FFFFFF));
    D high = small((M)(bits >> 26));
    return (high * 67108864.0 + low) * 0x1p-53;
}

/* When a clock of rate 1 first strikes: -ln(1 - x), by + - * / alone. */
static inline D struck(U seeds, int64_t turn, uint64_t name)
{
    D part = 1.0 - drawn(seeds, turn, name, 0);
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
    D of_power = small(power) * -0.6931471805599453;
    return (of_power - sum) + 0.0;
}

#define FOREVER __builtin_inf()
/* When something of this weight would come by this clock. */
static inline D arrives(D weight, D clock)
{
    M ever = weight > 0.0;
    return PICK(ever, clock / PICK(ever, weight, ALL(1.0)), ALL(FOREVER));
}
