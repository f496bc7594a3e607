/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/python_number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 17, REPR_EXPONENT = 16, JSON_DECIMALS = 10, EXACT_POWER = 27 };

/* Decimal digits d.ddd... times ten to the power of exponent. */
struct decimal {
    char digits[MOST_DIGITS + 2]; /* without zeros at the end; at least one */
    int count, exponent;
};

/* Powers of ten that a long double of 64 bits holds exactly. */
static const long double POWERS[EXACT_POWER + 1] = {
    1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
    1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
    1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};

static long double scale(long double number, int power)
{
    return power >= 0 ? number * POWERS[power] : number / POWERS[-power];
}

static void set_digits(struct decimal *decimal, uint64_t digits, int exponent)
{
    char backwards[24];
    int count = 0;

    while (digits % 10 == 0 && digits)
        digits /= 10;
    do
        backwards[count++] = (char)('0' + digits % 10);
    while (digits /= 10);
    for (int i = 0; i < count; i++)
        decimal->digits[i] = backwards[count - 1 - i];
    decimal->count = count;
    decimal->exponent = exponent;
}

/* The exponent of the first decimal digit of number (> 0): right, or one too small. */
static int decimal_exponent(double number)
{
    return (int)floor(ilogb(number) * 0.30102999566398119);
}

/* number (> 0) to `digits` digits with one multiplication in long double. The product is off by
 * less than a millionth of the last digit, so away from a tie the answer is right; false: too near
 * to one, or out of range. */
static bool round_fast(double number, int digits, struct decimal *ret)
{
    int exponent = decimal_exponent(number);

    if (LDBL_MANT_DIG < 64 || exponent < -EXACT_POWER + 10 || exponent > EXACT_POWER - 2)
        return false;
    if (scale((long double)number, -exponent) >= 10)
        exponent++;
    const long double scaled = scale((long double)number, digits - 1 - exponent);
    const uint64_t whole = (uint64_t)scaled;
    const long double rest = scaled - (long double)whole;
    if (fabsl(rest - 0.5L) < 1e-6L)
        return false;
    const uint64_t rounded = whole + (rest > 0.5L), limit = (uint64_t)POWERS[digits];
    if (rounded >= limit)
        set_digits(ret, 1, exponent + 1);
    else
        set_digits(ret, rounded, exponent);
    return true;
}

static void parse_scientific(const char *text, struct decimal *ret)
{
    int count = 0;

    *ret = (struct decimal){.digits = "0"};
    for (; *text != 'e'; text++)
        if (*text != '.')
            ret->digits[count++] = *text;
    while (count > 1 && ret->digits[count - 1] == '0')
        count--;
    ret->count = count;
    ret->exponent = (int)strtol(text + 1, NULL, 10);
}

static void round_slow(double number, int digits, struct decimal *ret)
{
    char text[PYTHON_NUMBER_SIZE];

    (void)snprintf(text, sizeof text, "%.*e", digits - 1, number);
    parse_scientific(text, ret);
}

/* The shortest of 15, 16 and 17 digits that lies nearer to number (> 0, normal) than half the gap
 * to its neighbours, all in units of the 17th digit; false: too close to say, or out of range. */
static bool shortest_fast(double number, struct decimal *ret)
{
    int ignored, exponent = decimal_exponent(number);

    if (LDBL_MANT_DIG < 64 || exponent < -8 || exponent > EXACT_POWER - 2 ||
        frexp(number, &ignored) == 0.5)
        return false;
    if (scale((long double)number, -exponent) >= 10)
        exponent++;
    const long double scaled = scale((long double)number, MOST_DIGITS - 1 - exponent);
    const long double half =
        scale(ldexpl(0.5L, ilogb(number) - DBL_MANT_DIG + 1), MOST_DIGITS - 1 - exponent);
    for (uint64_t step = 100; step > 0; step /= 10) {
        const uint64_t below = (uint64_t)scaled / step * step;
        const long double rest = scaled - (long double)below, middle = (long double)step / 2;
        const uint64_t nearest = rest > middle ? below + step : below;
        const long double away = fabsl(scaled - (long double)nearest);

        if (fabsl(rest - middle) < 0.1L || fabsl(away - half) < 0.1L)
            return false;
        if (away < half) {
            const bool carried = nearest >= (uint64_t)POWERS[MOST_DIGITS];
            set_digits(ret, nearest, exponent + carried);
            return true;
        }
    }
    return false;
}

/* The next greater text of as many digits; false: there is none. */
static bool bump(char *scientific)
{
    for (char *at = strchr(scientific, 'e') - 1; at >= scientific; at--) {
        if (*at == '.')
            continue;
        if (*at < '9') {
            ++*at;
            return true;
        }
        *at = '0';
    }
    return false;
}

static void shortest_slow(double number, struct decimal *ret)
{
    char text[PYTHON_NUMBER_SIZE];
    int ignored;
    const bool is_power_of_two = frexp(number, &ignored) == 0.5;

    /* The nearest 15 digits show every shorter text too: their last digits are zeros then. Below
     * the normal numbers there are fewer than 15 to tell. */
    for (int precision = number < DBL_MIN ? 0 : 14; precision < MOST_DIGITS; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
        /* Above a power of two the neighbour is twice as far: a text there may do that is not the
         * nearest one. */
        if (is_power_of_two && bump(text) && strtod(text, NULL) == number)
            break;
    }
    parse_scientific(text, ret);
}

static size_t put_exponent(const struct decimal *decimal, char *out)
{
    char *at = out;

    *at++ = decimal->digits[0];
    if (decimal->count > 1) {
        *at++ = '.';
        memcpy(at, decimal->digits + 1, (size_t)decimal->count - 1);
        at += decimal->count - 1;
    }
    at += snprintf(at, 8, "e%c%02d", decimal->exponent < 0 ? '-' : '+', abs(decimal->exponent));
    return (size_t)(at - out);
}

static size_t put_plain(const struct decimal *decimal, bool with_point, char *out)
{
    char *at = out;
    const int whole = decimal->exponent + 1; /* digits before the point */

    if (whole <= 0) {
        *at++ = '0';
        *at++ = '.';
        memset(at, '0', (size_t)-whole);
        at += -whole;
        memcpy(at, decimal->digits, (size_t)decimal->count);
        return (size_t)(at + decimal->count - out);
    }
    for (int i = 0; i < whole; i++)
        *at++ = i < decimal->count ? decimal->digits[i] : '0';
    if (decimal->count > whole) {
        *at++ = '.';
        memcpy(at, decimal->digits + whole, (size_t)(decimal->count - whole));
        at += decimal->count - whole;
    } else if (with_point) {
        *at++ = '.';
        *at++ = '0';
    }
    return (size_t)(at - out);
}

static size_t put_word(const char *word, char *out)
{
    const size_t size = strlen(word);

    memcpy(out, word, size + 1);
    return size;
}

static size_t put_special(double number, const char *zero, char *out)
{
    if (isnan(number))
        return put_word("nan", out);
    if (isinf(number))
        return put_word(number > 0 ? "inf" : "-inf", out);
    *out = '-';
    return signbit(number) ? 1 + put_word(zero, out + 1) : put_word(zero, out);
}

size_t python_repr(double number, char out[PYTHON_NUMBER_SIZE])
{
    struct decimal decimal;
    const double magnitude = fabs(number);
    size_t size = 0;

    if (!isfinite(number) || number == 0)
        return put_special(number, "0.0", out);
    if (!shortest_fast(magnitude, &decimal))
        shortest_slow(magnitude, &decimal);
    if (number < 0)
        out[size++] = '-';
    size += decimal.exponent < -4 || decimal.exponent >= REPR_EXPONENT
                ? put_exponent(&decimal, out + size)
                : put_plain(&decimal, true, out + size);
    out[size] = '\0';
    return size;
}

size_t python_general(double number, unsigned digits, char out[PYTHON_NUMBER_SIZE])
{
    struct decimal decimal;
    const double magnitude = fabs(number);
    size_t size = 0;

    if (!isfinite(number) || number == 0)
        return put_special(number, "0", out);
    if (!round_fast(magnitude, (int)digits, &decimal))
        round_slow(magnitude, (int)digits, &decimal);
    if (number < 0)
        out[size++] = '-';
    size += decimal.exponent < -4 || decimal.exponent >= (int)digits
                ? put_exponent(&decimal, out + size)
                : put_plain(&decimal, false, out + size);
    out[size] = '\0';
    return size;
}

static const uint64_t JSON_UNITS = 10000000000u; /* of the tenth decimal in 1 */

/* As pandas' copy of ujson: the whole part apart, the rest times ten to the tenth, rounded half to
 * odd. false: the number is outside of what it writes that way. */
static bool split_decimals(double magnitude, uint64_t *ret_whole, uint64_t *ret_fraction)
{
    if (magnitude > 1e16 - 1 || (magnitude != 0 && magnitude < 1e-15))
        return false;
    uint64_t whole = (uint64_t)magnitude;
    const double scaled = (magnitude - (double)whole) * (double)JSON_UNITS;
    uint64_t fraction = (uint64_t)scaled;
    const double rest = scaled - (double)fraction;
    if (rest > 0.5 || (rest == 0.5 && (fraction == 0 || fraction % 2 == 1)))
        fraction++;
    if (fraction >= JSON_UNITS) {
        fraction = 0;
        whole++;
    }
    *ret_whole = whole;
    *ret_fraction = fraction;
    return true;
}

double python_json_rounded(double number)
{
    char text[PYTHON_NUMBER_SIZE];
    uint64_t whole, fraction;

    if (!isfinite(number))
        return number;
    const bool is_split = split_decimals(fabs(number), &whole, &fraction);
    /* Where all digits fit into a double, one exact division rounds as reading them does. */
    if (is_split && whole < ((uint64_t)1 << DBL_MANT_DIG) / JSON_UNITS) {
        const double rounded = (double)(whole * JSON_UNITS + fraction) / (double)JSON_UNITS;
        return number < 0 ? -rounded : rounded; /* -0.0 loses its sign there */
    }
    if (is_split)
        (void)snprintf(text, sizeof text, "%s%llu.%0*llu", number < 0 ? "-" : "",
                       (unsigned long long)whole, JSON_DECIMALS, (unsigned long long)fraction);
    else
        (void)snprintf(text, sizeof text, "%.*g", JSON_DECIMALS, number);
    return strtod(text, NULL);
}

size_t python_json_number(double number, char out[PYTHON_NUMBER_SIZE])
{
    uint64_t whole, fraction;
    struct decimal decimal;
    size_t size = 0;

    if (!isfinite(number))
        return put_word("null", out);
    /* Up to 15 digits the text that ujson wrote is the repr() of the number it reads back as. */
    if (!split_decimals(fabs(number), &whole, &fraction) || whole > 99999 ||
        (whole == 0 && fraction < 1000000)) {
        const double rounded = python_json_rounded(number);
        if (isinf(rounded)) /* the ten digits of the greatest numbers */
            return put_word(number > 0 ? "Infinity" : "-Infinity", out);
        return python_repr(rounded, out);
    }
    if (number < 0)
        out[size++] = '-';
    int exponent = -1;
    for (uint64_t left = whole; left; left /= 10)
        exponent++;
    const uint64_t digits = whole * JSON_UNITS + fraction;
    if (whole == 0)
        for (uint64_t left = fraction; left < JSON_UNITS / 10; left *= 10)
            exponent--;
    set_digits(&decimal, digits, exponent);
    size += put_plain(&decimal, true, out + size);
    out[size] = '\0';
    return size;
}
