/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/percent.h"
#include "orion/github_collection.h"
#include "orion/services.h"
#include "orion/services_parts.h"
#include "json/field.h"

/* A change's two runs, as the context names them. */
struct context {
    const char *start, *end;           /* NULL: the run has no time, or there is none before */
    const char *old_version, *version; /* NULL: none */
    const char *fault;                 /* why nothing can be asked; NULL: nothing is wrong */
};

static const char *time_text(struct arena *arena, const struct frame_row *row)
{
    char text[CLOCK_TEXT_SIZE];

    if (!row || !row->has_time)
        return NULL;
    return arena_strdup(arena, clock_format(row->time * CLOCK_SECOND, text));
}

static const char *version_text(const struct frame_row *row)
{
    return row && row->version.kind == CELL_TEXT ? row->version.text : NULL;
}

static struct context context_of(struct arena *arena, const struct frame *frame, size_t row)
{
    const struct frame_row *now = &frame->rows[row];
    const struct frame_row *before = row ? &frame->rows[row - 1] : NULL;
    struct context context = {.start = time_text(arena, before),
                              .end = time_text(arena, now),
                              .old_version = version_text(before),
                              .version = version_text(now)};

    if (!context.end)
        context.fault = "current timestamp not provided or invalid";
    else if (!context.start)
        context.fault = "previous timestamp not provided or invalid";
    else if (before->time >= now->time)
        context.fault = "previous timestamp is not earlier than current timestamp";
    return context;
}

static const char *trimmed(struct arena *arena, const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    return arena_strndup(arena, text, length);
}

static json_t *repository_context(struct orion_services *services, const char *repository,
                                  const struct context *context)
{
    const char *slash = strchr(repository, '/');
    const bool fine = slash && slash != repository && slash[1];
    const char *fault =
        fine ? context->fault
             : arena_printf(services->arena, "invalid repository format '%s', expected owner/repo",
                            repository);
    json_t *releases = github_collection(services, repository, GITHUB_RELEASES, context->start,
                                         context->end, fault);
    json_t *commits = github_collection(services, repository, GITHUB_COMMITS, context->start,
                                        context->end, fault);

    if (!releases || !commits)
        return NULL;
    return json_pack("{s:O, s:O}", "releases", releases, "commits", commits);
}

static json_t *all_repositories(struct orion_services *services, const struct context *context)
{
    const struct text_list *named = &services->options->github_repos;
    json_t *repositories = json_object();

    for (size_t i = 0; repositories && i < named->count; i++) {
        const char *name = trimmed(services->arena, named->items[i]);
        if (*name && json_object_set_new(repositories, name,
                                         repository_context(services, name, context)) != 0) {
            json_decref(repositories);
            return NULL;
        }
    }
    return repositories;
}

static const char *context_json(struct orion_services *services, struct arena *arena,
                                const struct context *context)
{
    AUTO_JSON repositories = all_repositories(services, context);
    AUTO_JSON whole =
        repositories && json_object_size(repositories)
            ? json_pack("{s:s?, s:s?, s:s?, s:s?, s:O}", "previous_timestamp", context->start,
                        "current_timestamp", context->end, "previous_version", context->old_version,
                        "current_version", context->version, "repositories", repositories)
            : NULL;
    char *text = whole ? json_dumps(whole, JSON_COMPACT) : NULL;
    const char *kept = arena_strdup(arena, text);

    free(text);
    return kept;
}

void services_github(struct orion_services *services, const struct orion_verdict *verdict)
{
    const struct frame *frame = verdict->frame;

    if (!services->github.client || !services->options->github_repos.count)
        return;
    for (size_t i = 0; i < verdict->count; i++) {
        const size_t row = verdict->changes[i].row;
        if (row >= frame->row_count || frame->rows[row].github_json)
            continue;
        const struct context context = context_of(services->arena, frame, row);
        frame->rows[row].github_json = context_json(services, frame->arena, &context);
    }
}

const char *services_pull_created(struct orion_services *services, struct arena *arena,
                                  const char *organization, const char *repository,
                                  const char *number)
{
    char text[CLOCK_TEXT_SIZE];
    const char *reason;
    int64_t created;
    struct error err;
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    if (!services->github.client)
        return NULL;
    buffer_text(&path, "/repos/");
    percent_path(&path, organization);
    buffer_byte(&path, '/');
    percent_path(&path, repository);
    buffer_text(&path, "/pulls/");
    percent_path(&path, number);
    AUTO_JSON pull = buffer_ok(&path) ? github_ask(services, arena, path.data, &reason) : NULL;
    if (!pull)
        return NULL;
    if (!github_created_read(pull, services->github.place, &created, &err)) {
        service_warn(&services->github, &err);
        return NULL;
    }
    /* Whole seconds, as Orion sends them. */
    return arena_strdup(arena, clock_format(created - created % CLOCK_SECOND, text));
}
