/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/push_source.h"

#include <string.h>

#include "config/shared.h"

static bool is_asked(const struct source_config *source, const char *name)
{
    return source->kind == SOURCE_PUSH && (!name || strcmp(source->name, name) == 0);
}

/* NULL: err says why. */
static const struct source_config *find(const struct service_config *config, const char *name,
                                        struct error *err)
{
    const struct source_config *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < config->source_count; i++)
        if (is_asked(&config->sources[i], name)) {
            found = &config->sources[i];
            count++;
        }
    if (count == 1)
        return found;
    if (count > 1)
        (void)error_set(err, ERROR_PARAMETER, "source",
                        "there are several sources of kind push; expected the name of one");
    else if (name)
        (void)error_set(err, ERROR_PARAMETER, "source",
                        "'%.100s' is not the name of a source of kind push", name);
    else
        (void)error_set(err, ERROR_NOT_FOUND, "source",
                        "the configuration has no source of kind push to take documents");
    return NULL;
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
    if (!request->api->config)
        return error_set(err, ERROR_NOT_FOUND, "source", "this process has no configuration");
    const struct config_version *version = config_shared_get(request->api->config);
    const struct source_config *source =
        find(version->config, QUERY_TEXT(&request->query, SOURCE), err);
    const bool fine = source && may_push(request, version->config, source, err);
    if (fine)
        *ret_name = arena_strdup(request->arena, source->name);
    config_version_release(version);
    return fine;
}
