/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict_links.h"

#include <inttypes.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "http/percent.h"

/* Of a name that a configuration made: its length is bounded there. */
static const char *encoded(struct arena *arena, const char *text)
{
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_CONFIG_FILE);
    percent_path(&out, text);
    return arena_strdup(arena, buffer_ok(&out) && out.data ? out.data : "");
}

const char *verdict_link(struct arena *arena, const char *base, const char *uuid, const char *test)
{
    return arena_printf(arena, "%s/api/v1/runs/%s/verdict%s%s", base, encoded(arena, uuid),
                        test ? "?test=" : "", test ? encoded(arena, test) : "");
}

const char *series_link(struct arena *arena, const char *base, const char *test, const char *metric)
{
    return arena_printf(arena, "%s/api/v1/tests/%s/series/%s", base, encoded(arena, test),
                        encoded(arena, metric));
}

const char *points_link(struct arena *arena, const char *base, const char *test, const char *metric)
{
    return arena_printf(arena, "%s/points", series_link(arena, base, test, metric));
}

const char *regression_link(struct arena *arena, const char *base, int64_t regression_id)
{
    return arena_printf(arena, "%s/api/v1/regressions/%" PRId64, base, regression_id);
}
