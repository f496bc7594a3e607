/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/access_rules.h"

static bool copy_proxies(struct access_rules *rules, const struct access_options *options,
                         struct error *err)
{
    struct address_block *proxies =
        ARENA_ARRAY(rules->arena, struct address_block, options->proxy_count);

    for (size_t i = 0; i < options->proxy_count; i++)
        if (!address_block_parse(options->proxies[i], &proxies[i]))
            return error_set(err, ERROR_CONFIG, "access.trusted_proxies",
                             "'%s' is not an address like 10.0.0.7 or 10.0.0.0/8",
                             options->proxies[i]);
    rules->proxies = proxies;
    rules->proxy_count = options->proxy_count;
    return true;
}

static bool copy_origins(struct access_rules *rules, const struct access_options *options,
                         struct error *err)
{
    const char **origins = ARENA_ARRAY(rules->arena, const char *, options->cors_origin_count);

    for (size_t i = 0; i < options->cors_origin_count; i++) {
        if (!cors_origin_valid(options->cors_origins[i]))
            return error_set(err, ERROR_CONFIG, "api.cors_origins",
                             "'%s' is not an origin like https://dashboard.example (lower case, "
                             "no path), or *",
                             options->cors_origins[i]);
        origins[i] = arena_strdup(rules->arena, options->cors_origins[i]);
    }
    rules->cors = (struct cors){origins, options->cors_origin_count};
    return true;
}

struct access_rules *access_rules_new(const struct access_options *options, struct error *err)
{
    struct arena *arena = arena_new();
    struct access_rules *rules = ARENA_NEW(arena, struct access_rules);

    rules->arena = arena;
    rules->anonymous_read = options->anonymous_read;
    rules->limit = (struct rate_limit){options->requests_per_second, options->burst};
    if (copy_proxies(rules, options, err) && copy_origins(rules, options, err))
        return rules;
    arena_free(arena);
    return NULL;
}

void access_rules_free(struct access_rules *rules)
{
    if (rules)
        arena_free(rules->arena);
}
