/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_state.h - one series of `steady` from within, shared by its steps.
 *
 * Indexes count the values that are there, without gaps. What is marked as a cache follows from the
 * rest, bit for bit: it is made anew when it is needed. */
#ifndef RIGEL_ANALYSIS_STEADY_STATE_H
#define RIGEL_ANALYSIS_STEADY_STATE_H

#include "analysis/steady.h"
#include "analysis/steady_level.h"
#include "analysis/steady_plan.h"
#include "analysis/steady_profile.h"
#include "analysis/steady_ranks.h"
#include "analysis/steady_watch.h"

/* A place at which a change may have been: sums over all values from it on. */
struct steady_place {
    struct steady_level level; /* of the values before it */
    double z, z2;              /* sums of the scores and of their squares */
};

struct steady_change {
    size_t place;                  /* the first value of the new level */
    size_t first, born;            /* the place first reported; values there were then */
    size_t n;                      /* values [first - n, first) describe the old level */
    struct steady_carried carried; /* as it was for the old level */
    double size, llr, last, peak;
    double unchanged; /* what fresh values score if nothing changed */
    double base;      /* median before this change and the slight ones right before it */
    bool settled;
    bool slight; /* below the smallest change of interest, also together with the slight ones right
                  * before: not reported */
    struct steady_level level; /* of the values before `first`; cache */
};

/* So many values on either side of a place are looked at for one that came and went. */
#define STEADY_EXCURSION ((size_t)60)

/* Counts lie far below this: sums of a few cannot wrap around. */
#define STEADY_COUNT_MOST ((size_t)1 << 40)

/* What the change after the last one that was put away can need of it; all 0 before the first. */
struct steady_past {
    size_t place;
    double base;
    bool slight;
};

/* What the newest change is followed by; cache. */
struct steady_newest {
    bool known;        /* level, scores and ranks are those of the newest change */
    double *sorted;    /* of its level */
    double *scores;    /* of the values [lo, scored) */
    size_t lo, scored; /* lo: the first place it may move to, with room for the pick */
    struct steady_ranks ranks;
};

struct steady {
    const struct steady_plan *plan;
    const struct steady_watch *watch; /* NULL: nobody */
    double *values;                   /* [kept, count): what the open decisions can still need */
    size_t *where;                    /* positions of these values, gaps counted */
    size_t kept, count, capacity;
    size_t seen;                 /* values and gaps */
    struct steady_point *finals; /* nothing can move, withdraw or re-figure them any more */
    size_t final_count, final_capacity;
    struct steady_past past;
    struct steady_point *faded; /* withdrawn, in the order in which they were */
    size_t faded_count, faded_capacity;
    struct steady_change *changes; /* those after them */
    size_t change_count, change_capacity;

    size_t start; /* of the open segment */
    struct steady_carried carried;
    double record, run;

    struct steady_place *places; /* place k at k % look; cache */
    double *slab;                /* their sorted values, `window` each */
    struct steady_ranks open;    /* of the open segment while it is short; cache */
    struct steady_newest newest;
    double *profile, *scores, *sorted, *sorted_right; /* scratch */
    struct steady_ranks ranks;                        /* scratch */
    struct steady_point *points, *faded_points;
    size_t point_capacity;
};

/* The values from i on. */
static inline const double *steady_from(const struct steady *steady, size_t i)
{
    return steady->values + (i - steady->kept);
}

/* A slight change that the values since make large enough is reported from now on. */
void steady_weigh_again(struct steady *steady, struct steady_change *change);
/* Where the segment before a change begins. */
size_t steady_begin(const struct steady *steady, size_t change);
/* The first value that open decisions can still need. */
size_t steady_needed(const struct steady *steady);
/* Room for one more value, change and final, old values and changes put away. false: no memory. */
bool steady_make_room(struct steady *steady);
/* Changes that nothing can touch any more become their figures. false: no memory. */
bool steady_put_away(struct steady *steady);
/* Room for so many values, finals and changes in an empty series. */
bool steady_reserve_faded(struct steady *steady, size_t faded);
bool steady_reserve(struct steady *steady, size_t values, size_t finals, size_t changes);
struct steady_point steady_point_of(struct steady *steady, size_t index);
/* A profile seen from the first `end` values, weighed anew where the change is large. */
void steady_refine(struct steady *steady, const struct steady_profile *profile,
                   const struct steady_level *level, size_t end);
/* A change whose values are back at the level before was one all the same. */
bool steady_excursion(struct steady *steady, const struct steady_change *change);
/* The level of the values before a change, sorted into `sorted`. */
void steady_change_level(const struct steady *steady, struct steady_change *change, double *sorted);

struct steady_place *steady_place_at(struct steady *steady, size_t k);
/* The first place that is looked at. */
size_t steady_first_place(const struct steady *steady);
/* Place count - 1, unless it is too near to the start, and the newest value's score at all. */
void steady_places_advance(struct steady *steady);
/* The open segment began elsewhere: all places anew. */
void steady_places_restart(struct steady *steady);
/* Place k, which may be one that is not looked at any more; its sorted values go to `sorted`. */
struct steady_place steady_place_make(const struct steady *steady, size_t k, double *sorted);

/* Signed evidence, in natural log units, that the values from k on differ. */
double steady_evidence(struct steady *steady, const struct steady_place *place, size_t k);

/* Place and fate of the newest change, by the newest value. True: the open segment begins
 * elsewhere now. */
bool steady_follow(struct steady *steady);
/* A change near k that goes as `sign` does, with evidence beyond what was asked. There is room for
 * it in `changes`. */
void steady_accept(struct steady *steady, size_t k, double sign, double beyond);

/* Profile of lo..hi against a level, seen from the first `end` values; ranks from `begin` on where
 * the level is short. The result is in scratch. */
struct steady_profile steady_profile_of(struct steady *steady, const struct steady_level *level,
                                        size_t begin, size_t end, size_t lo, size_t hi,
                                        double sign);

#endif
