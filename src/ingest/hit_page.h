/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hit_page.h - documents on their way to a hit_sink, a page at a time: bounded in number and in
 * bytes. What a hit borrows must live in hit_page_arena. */
#ifndef RIGEL_INGEST_HIT_PAGE_H
#define RIGEL_INGEST_HIT_PAGE_H

#include "base/arena.h"
#include "ingest/source.h"

struct hit_page {
    struct arena *arena;
    struct hit *hits; /* room for most */
    size_t count, most;
    size_t bytes; /* of the documents in the page */
    hit_sink *sink;
    void *context;
};

void hit_page_init(struct hit_page *page, size_t most, hit_sink *sink, void *context);
void hit_page_done(struct hit_page *page);
/* Adds a hit; hands the page over when it is full. */
MUST_CHECK bool hit_page_add(struct hit_page *page, const struct hit *hit, struct error *err);
/* Hands over what is left. */
MUST_CHECK bool hit_page_flush(struct hit_page *page, struct error *err);

#endif
