/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/push_source.h"

#include <string.h>

#include "config/shared.h"

static bool is_asked(const struct source_config *source, const char *name)
{
    return source->kind == SOURCE_PUSH && (!name || strcmp(source->name, name) == 0);
}

static bool find(const struct service_config *config, const char *name,
                 const struct source_config **ret_source, struct error *err)
{
    const struct source_config *found = NULL;

    for (size_t i = 0; i < config->source_count; i++) {
        if (!is_asked(&config->sources[i], name))
            continue;
        if (found)
            return error_set(err, ERROR_PARAMETER, "source",
                             "there are several sources of kind push; expected the name of one");
        found = &config->sources[i];
    }
    *ret_source = found;
    if (found)
        return true;
    if (name)
        return error_set(err, ERROR_PARAMETER, "source",
                         "'%.100s' is not the name of a source of kind push", name);
    return error_set(err, ERROR_NOT_FOUND, "source",
                     "the configuration has no source of kind push to take documents");
}

/* A test without `source` reads the first one. */
static bool reads(const struct service_config *config, const struct test *test,
                  const struct source_config *source)
{
    return test->source ? strcmp(test->source, source->name) == 0 : source == config->sources;
}

static bool may_push(const struct request *request, const struct service_config *config,
                     const struct source_config *source, struct error *err)
{
    for (size_t i = 0; i < config->tests->count; i++) {
        const struct test *test = &config->tests->tests[i];
        if (reads(config, test, source) && !request_may(request, test->project))
            return error_set(err, ERROR_FORBIDDEN, NULL,
                             "the source has tests of projects that the token is not for");
    }
    return true;
}

bool push_source_find(const struct request *request, const char **ret_name, struct error *err)
{
    const struct source_config *source;

    if (!request->api->config)
        return error_set(err, ERROR_NOT_FOUND, "source", "this process has no configuration");
    const struct config_version *version = config_shared_get(request->api->config);
    const bool fine = find(version->config, QUERY_TEXT(&request->query, SOURCE), &source, err) &&
                      may_push(request, version->config, source, err);
    if (fine)
        *ret_name = arena_strdup(request->arena, source->name);
    config_version_release(version);
    return fine;
}
