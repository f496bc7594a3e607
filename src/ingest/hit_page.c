/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/hit_page.h"

enum { BYTES_MOST = 2 << 20 };

void hit_page_init(struct hit_page *page, size_t most, hit_sink *sink, void *context)
{
    *page = (struct hit_page){
        .arena = arena_new(), .most = most > 0 ? most : 1, .sink = sink, .context = context};
}

void hit_page_done(struct hit_page *page)
{
    arena_free(page->arena);
}

bool hit_page_flush(struct hit_page *page, struct error *err)
{
    if (page->count > 0 && !page->sink(page->context, page->hits, page->count, err))
        return false;
    page->hits = NULL;
    page->count = 0;
    /* An arena keeps a block, which one large document would make large for good. */
    if (page->bytes > BYTES_MOST) {
        arena_free(page->arena);
        page->arena = arena_new();
    } else {
        arena_reset(page->arena);
    }
    page->bytes = 0;
    return true;
}

bool hit_page_add(struct hit_page *page, const struct hit *hit, struct error *err)
{
    if (!page->hits)
        page->hits = ARENA_ARRAY(page->arena, struct hit, page->most);
    page->hits[page->count++] = *hit;
    page->bytes += hit->source_size;
    return page->count < page->most && page->bytes < BYTES_MOST ? true : hit_page_flush(page, err);
}
