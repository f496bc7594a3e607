/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/ordered_work.h"
#include "orion/services.h"
#include "orion/services_parts.h"
#include "orion/short_link.h"

/* Requests under way at once: a shortener takes some 100 ms for each. */
enum { SHORTENER_CONNECTIONS = 4 };

struct link {
    const char *url;
    char *text; /* the worker's result; NULL: err says why */
    struct error err;
    bool gone;
};

struct links {
    struct orion_services *services;
    struct strmap *present;
    struct link **items;
    size_t count, capacity;
};

static bool is_asked_for(const struct links *links, const char *url)
{
    /* Orion sends the "N/A" of a run without a URL too, and shows what comes back. */
    if (!*url || (links->services->options->correct && strcmp(url, "N/A") == 0))
        return false;
    return !strmap_has(links->present, url) && !strmap_has(links->services->links, url);
}

static void note_url(struct links *links, const char *url)
{
    struct arena *arena = links->services->arena;

    if (!is_asked_for(links, url))
        return;
    struct link *link = ARENA_NEW(arena, struct link);
    link->url = url;
    strmap_put(links->present, url, link);
    links->items = (struct link **)arena_grow(arena, (void *)links->items, links->count,
                                              &links->capacity, sizeof(struct link *));
    links->items[links->count++] = link;
}

/* A worker's part: touches nothing but its service and its link. */
static void shorten_one(void *tool, void *item)
{
    struct service *service = tool;
    struct link *link = item;
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    buffer_text(&path, "/api-create.php");
    service_query(&path, "url", link->url);
    if (!buffer_ok(&path)) {
        (void)error_set(&link->err, ERROR_LIMIT, service->name, "a URL is too long to be sent");
        return;
    }
    const bool asked = service_get(service, path.data, "text/plain", &link->err);
    link->gone = service->gone;
    if (asked && http_status_check(service->answer.status, service->place, NULL, &link->err))
        link->text = short_link_read(service->answer.body.data ? service->answer.body.data : "",
                                     service->answer.body.size, service->place, &link->err);
}

/* One at a time, in the order of the links. What failed is kept as its own long URL, so that it is
 * not asked for again. */
static void keep_link(void *context, void *item)
{
    struct orion_services *services = context;
    struct link *link = item;
    struct service *service = &services->shortener;

    if (!link->text) {
        service->gone = service->gone || link->gone;
        service_warn(service, &link->err);
    }
    strmap_put(services->links, link->url,
               arena_strdup(services->arena, link->text ? link->text : link->url));
    free(link->text);
}

static bool run_workers(struct links *links, struct service *workers, size_t threads,
                        struct error *err)
{
    struct orion_services *services = links->services;
    const struct http_options access = {.base_url = services->options->shortener_url};
    void *tools[SHORTENER_CONNECTIONS];
    struct ordered_work *work = NULL;

    for (size_t i = 0; i < threads; i++) {
        tools[i] = &workers[i];
        if (!service_open(&workers[i], &access, services->stop, err))
            return false;
    }
    const struct ordered_work_setup setup = {.threads = threads,
                                             .tools = tools,
                                             .max_items = 64,
                                             .max_weight = 64,
                                             .work = shorten_one,
                                             .deliver = keep_link,
                                             .context = services};
    if (!ordered_work_new(&setup, &work, err))
        return false;
    for (size_t i = 0; i < links->count; i++)
        ordered_work_put(work, links->items[i], 1);
    ordered_work_finish(work);
    return true;
}

static void ask_for_links(struct links *links)
{
    struct service workers[SHORTENER_CONNECTIONS];
    const size_t threads =
        links->count < SHORTENER_CONNECTIONS ? links->count : SHORTENER_CONNECTIONS;
    struct error err;

    if (!links->count || links->services->shortener.gone)
        return;
    for (size_t i = 0; i < threads; i++)
        service_init(&workers[i], links->services->shortener.name, 0);
    if (!run_workers(links, workers, threads, &err))
        service_warn(&links->services->shortener, &err);
    for (size_t i = 0; i < threads; i++)
        service_done(&workers[i]);
}

/* A build URL may be several, with commas between: each is shortened alone. */
static void note_cell(struct links *links, const char *text)
{
    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, ",");
        note_url(links, arena_strndup(links->services->arena, at, length));
        at += length;
        if (!*at)
            return;
    }
}

static const char *shortened(const struct orion_services *services, struct arena *arena,
                             const char *text)
{
    const char *whole = "", *comma = "";

    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, ",");
        const char *url = arena_strndup(arena, at, length);
        const char *link = strmap_get(services->links, url);
        whole = arena_printf(arena, "%s%s%s", whole, comma, link ? link : url);
        comma = ",";
        at += length;
        if (!*at)
            return whole;
    }
}

static bool is_build_url(const struct frame_column *column)
{
    return column->role == COLUMN_DISPLAY && strcmp(column->name, "buildUrl") == 0;
}

void services_shorten(struct orion_services *services, struct frame *frame)
{
    struct links links = {.services = services};

    if (!services->shortener.client)
        return;
    links.present = strmap_new(services->arena);
    for (size_t c = 0; c < frame->column_count; c++)
        for (size_t r = 0; is_build_url(&frame->columns[c]) && r < frame->row_count; r++)
            if (frame->columns[c].cells[r].kind == CELL_TEXT)
                note_cell(&links, frame->columns[c].cells[r].text);
    ask_for_links(&links);
    for (size_t c = 0; c < frame->column_count; c++)
        for (size_t r = 0; is_build_url(&frame->columns[c]) && r < frame->row_count; r++)
            if (frame->columns[c].cells[r].kind == CELL_TEXT)
                frame->columns[c].cells[r].text =
                    shortened(services, frame->arena, frame->columns[c].cells[r].text);
}
