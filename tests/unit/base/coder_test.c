/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/coder.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct thing {
    const char *name;
};

struct sample {
    int64_t integer;
    size_t size;
    int number;
    double real;
    bool flag;
    const char *text;
    const struct thing *shared, *shared_too;
    const double *reals;
    size_t count;
};

static void code_thing(struct coder *coder, void *thing)
{
    coder_text(coder, &((struct thing *)thing)->name);
}

static void code(struct coder *coder, struct sample *sample)
{
    coder_integer(coder, &sample->integer);
    coder_size(coder, &sample->size);
    coder_int(coder, &sample->number);
    coder_real(coder, &sample->real);
    coder_bool(coder, &sample->flag);
    coder_text(coder, &sample->text);
    sample->shared = coder_shared(coder, sample->shared, sizeof(struct thing), code_thing);
    sample->shared_too = coder_shared(coder, sample->shared_too, sizeof(struct thing), code_thing);

    double *reals = coder_array(coder, sample->reals, &sample->count, sizeof *reals);

    for (size_t i = 0; i < sample->count; i++)
        coder_real(coder, &reals[i]);
    sample->reals = reals;
}

static void write_sample(struct buffer *out, struct arena *arena, struct sample sample)
{
    struct coder coder = coder_writing(out, arena);

    code(&coder, &sample);
    assert_true(coder_ok(&coder));
}

static struct sample back(struct arena *arena, struct sample sample)
{
    AUTO_BUFFER out;
    struct sample read = {.integer = 77, .text = "not touched"};

    buffer_init(&out, 1 << 16);
    write_sample(&out, arena, sample);
    struct coder coder = coder_reading(out.data, out.size, arena);
    code(&coder, &read);
    assert_true(coder_ok(&coder));
    return read;
}

static void every_whole_number_comes_back(void **state)
{
    static const int64_t numbers[] = {0,   1,   -1,        63,        64,        -64,
                                      -65, 127, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct sample sample = {.integer = numbers[i],
                                      .size = (size_t)numbers[i],
                                      .number = (int)(numbers[i] % INT_MAX)};
        const struct sample read = back(arena, sample);

        assert_true(read.integer == numbers[i]);
        assert_true(read.size == (size_t)numbers[i]);
        assert_int_equal(read.number, sample.number);
    }
}

static void every_bit_of_a_double_comes_back(void **state)
{
    static const double numbers[] = {0.0, -0.0, 0.1, -1e308, 5e-324, INFINITY};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct sample read = back(arena, (struct sample){.real = numbers[i]});

        assert_memory_equal(&read.real, &numbers[i], sizeof(double));
    }
    assert_true(isnan(back(arena, (struct sample){.real = NAN}).real));
}

static void texts_come_back_and_null_stays_null(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct sample read = back(arena, (struct sample){.text = "", .flag = true});

    (void)state;
    assert_string_equal(read.text, "");
    assert_true(read.flag);
    assert_null(back(arena, (struct sample){.flag = true}).text);
}

static void equal_pointers_stay_equal(void **state)
{
    static const struct thing run = {"run"}, other = {"other"};
    AUTO_ARENA arena = arena_new();
    const struct sample twice = back(arena, (struct sample){.shared = &run, .shared_too = &run});
    const struct sample both = back(arena, (struct sample){.shared = &run, .shared_too = &other});

    (void)state;
    assert_string_equal(twice.shared->name, "run");
    assert_ptr_equal(twice.shared, twice.shared_too);
    assert_string_equal(both.shared->name, "run");
    assert_string_equal(both.shared_too->name, "other");
    assert_null(back(arena, (struct sample){.shared_too = &run}).shared);
}

static void arrays_come_back(void **state)
{
    static const double reals[] = {1, 2.5, -3};
    AUTO_ARENA arena = arena_new();
    const struct sample read = back(arena, (struct sample){.reals = reals, .count = 3});

    (void)state;
    assert_int_equal(read.count, 3);
    assert_memory_equal(read.reals, reals, sizeof reals);
}

static void a_shared_thing_is_written_once(void **state)
{
    static const struct thing run = {"a run whose uuid takes many more bytes than a number"};
    static const struct thing other = {"b"};
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1 << 16);
    struct coder coder = coder_writing(&out, arena);
    for (size_t i = 0; i < 20; i++) {
        (void)coder_shared(&coder, &run, sizeof run, code_thing);
        (void)coder_shared(&coder, &other, sizeof other, code_thing);
    }
    assert_in_range(out.size, strlen(run.name), strlen(run.name) + 50);
}

static void bytes_cut_short_or_too_many_are_a_fault(void **state)
{
    static const double reals[] = {1, 2, 3};
    static const struct thing thing = {"a"};
    const struct sample sample = {.integer = -300,
                                  .text = "text",
                                  .shared = &thing,
                                  .shared_too = &thing,
                                  .reals = reals,
                                  .count = 3};
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1 << 16);
    write_sample(&out, arena, sample);
    buffer_byte(&out, 0);
    for (size_t size = 0; size <= out.size; size++) {
        struct coder coder = coder_reading(out.data, size, arena);
        struct sample read = {0};

        code(&coder, &read);
        assert_int_equal(coder_ok(&coder), size == out.size - 1);
    }
}

static void an_array_is_never_longer_than_the_bytes(void **state)
{
    static const unsigned char bytes[] = {0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3};
    AUTO_ARENA arena = arena_new();
    struct coder coder = coder_reading(bytes, sizeof bytes, arena);
    size_t count = 0;

    (void)state;
    (void)coder_array(&coder, NULL, &count, 1000);
    assert_int_equal(count, 0);
    assert_false(coder_ok(&coder));
}

static void numbers_of_no_meaning_are_a_fault(void **state)
{
    static const unsigned char endless[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                            0xff, 0xff, 0xff, 0xff, 0xff, 0x00};
    static const unsigned char two = 2, wide[] = {0xfe, 0xff, 0xff, 0xff, 0xff, 0x01};
    AUTO_ARENA arena = arena_new();
    size_t size;
    bool flag;
    int number;

    (void)state;
    struct coder coder = coder_reading(endless, sizeof endless, arena);
    coder_size(&coder, &size);
    assert_false(coder_ok(&coder));
    coder = coder_reading(&two, 1, arena);
    coder_bool(&coder, &flag);
    assert_false(coder_ok(&coder));
    coder = coder_reading(wide, sizeof wide, arena);
    coder_int(&coder, &number);
    assert_int_equal(number, 0);
    assert_false(coder_ok(&coder));
    coder = coder_reading(&two, 1, arena);
    assert_null(coder_shared(&coder, NULL, sizeof(struct thing), code_thing));
    assert_false(coder_ok(&coder));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_whole_number_comes_back),
        cmocka_unit_test(every_bit_of_a_double_comes_back),
        cmocka_unit_test(texts_come_back_and_null_stays_null),
        cmocka_unit_test(equal_pointers_stay_equal),
        cmocka_unit_test(arrays_come_back),
        cmocka_unit_test(a_shared_thing_is_written_once),
        cmocka_unit_test(bytes_cut_short_or_too_many_are_a_fault),
        cmocka_unit_test(an_array_is_never_longer_than_the_bytes),
        cmocka_unit_test(numbers_of_no_meaning_are_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
