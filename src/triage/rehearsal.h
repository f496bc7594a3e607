/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsal.h - what a changed configuration would do to the regressions: the answer of `rigel
 * rehearse` as plain structs.
 *
 * Made by detect/rehearse.h, printed by report/rehearsal_forms.h. */
#ifndef RIGEL_TRIAGE_REHEARSAL_H
#define RIGEL_TRIAGE_REHEARSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rehearsal_kind {
    REHEARSAL_GAINED,  /* people would hear of it: new, or supported again */
    REHEARSAL_LOST,    /* nothing supports it any more */
    REHEARSAL_MOVED,   /* the same one, at another run */
    REHEARSAL_CHANGED, /* at the same run, with another size or other metrics */
    REHEARSAL_KINDS
};

/* Why a change point counts now and did not, or the other way round. */
enum rehearsal_why {
    REHEARSAL_SAME, /* it counts before and after */
    REHEARSAL_METRIC,
    REHEARSAL_ALGORITHM,
    REHEARSAL_DIRECTION,
    REHEARSAL_ACKNOWLEDGED,
    REHEARSAL_THRESHOLD,
    REHEARSAL_CORRELATION,
    REHEARSAL_SEARCH /* the search itself finds it, or finds it no more */
};

/* A change point of one metric in a regression, before, after or both. */
struct rehearsal_member {
    const char *metric, *algorithm;
    bool before, after;
    double percent_before; /* NAN: from zero, or it was not there */
    double percent;        /* the same afterwards; where it is not there, that before */
    enum rehearsal_why why;
    const char *says; /* why in words, with the numbers; "" for REHEARSAL_SAME */
};

/* Where a regression is, and how large. */
struct rehearsal_place {
    const char *uuid, *build, *build_url, *previous_build; /* NULL: not known */
    int64_t at;                                            /* microseconds since 1970 */
    double percent;                                        /* infinite: from zero */
    int64_t metrics;
};

struct rehearsal_regression {
    enum rehearsal_kind kind;
    const char *test;
    int64_t regression_id;
    const char *state;             /* that people gave it, which it keeps; "open" for a new one */
    bool stays;                    /* lost, but kept without metrics since somebody touched it */
    struct rehearsal_place before; /* uuid NULL: gained */
    struct rehearsal_place after;  /* uuid NULL: lost */
    const struct rehearsal_member *members;
    size_t member_count;
};

/* What cannot be known, or ends, with the configuration. */
enum rehearsal_note_kind {
    REHEARSAL_NEW_TEST,     /* no history yet */
    REHEARSAL_ENDED_TEST,   /* no longer analysed; its regressions stay */
    REHEARSAL_NEW_METRIC,   /* no points yet */
    REHEARSAL_BACK_METRIC,  /* points of before, none of the runs since */
    REHEARSAL_READ_AGAIN,   /* documents are read in another way: other runs or values */
    REHEARSAL_GROUP_VALUES, /* values of a group_by that no run had yet are not known */
    REHEARSAL_WAITING       /* points that no analysis has seen yet: they count as well */
};

struct rehearsal_note {
    enum rehearsal_note_kind kind;
    const char *test;
    const char *metric; /* NULL: the whole test */
    const char *key;    /* REHEARSAL_READ_AGAIN: of the definition; else NULL */
    int64_t count;      /* ENDED_TEST: regressions; BACK_METRIC: points; WAITING: series; else 0 */
};

struct rehearsal {
    const struct rehearsal_regression *regressions; /* by kind, test, time */
    size_t counts[REHEARSAL_KINDS];
    size_t count;
    const struct rehearsal_note *notes; /* by test, kind */
    size_t note_count;
    size_t tests;    /* in the new configuration or in the database */
    size_t analysed; /* of them, those that the reload analyses again */
};

/* "gained", "lost", "moved", "changed". */
const char *rehearsal_kind_name(enum rehearsal_kind kind);
/* "same", "metric", "algorithm", "direction", ... */
const char *rehearsal_why_name(enum rehearsal_why why);
/* "new_test", "ended_test", ... */
const char *rehearsal_note_name(enum rehearsal_note_kind kind);

#endif
