/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.h - the common end of every list: how many rows to ask for, and next_cursor.
 *
 * One row more than the page is asked for: whether it comes says if there is a next page. */
#ifndef RIGEL_API_PAGE_H
#define RIGEL_API_PAGE_H

#include "api/cursor.h"
#include "api/listing.h"
#include "api/request.h"
#include "store/browse.h"

struct page {
    struct cursor after; /* kind, and zeros where this is the first page */
    bool first;
    size_t most; /* rows to ask of the store */
};

MUST_CHECK bool page_start(struct request *request, char kind, struct page *ret_page,
                           struct error *err);
/* Rows to show of the count that came. */
size_t page_rows(const struct request *request, size_t count);
/* Writes next_cursor (where writer is not NULL) and a Link header to the next page: last is the key
 * of the last row shown. Where no row is left: null, and no header. */
void page_next(struct request *request, struct writer *writer, size_t count, struct cursor last);
/* The end of a table and of the answer, with both. */
void page_close(struct listing *listing, size_t count, struct cursor last);
/* A name as one segment of a path, percent-encoded. */
const char *page_encode_name(struct arena *arena, const char *name);
struct browse_span page_span(const struct request *request);
/* The projects of the one who asks. */
struct browse_scope page_scope(const struct request *request);
/* The id of the test that the route's first {name} is. ERROR_NOT_FOUND: there is none, or it is not
 * for the one who asks. */
MUST_CHECK bool page_named_test(struct request *request, int64_t *ret_id, struct error *err);
/* The id of the test parameter: *ret_id NULL where it is not given. A test that does not exist
 * or is not for the one who asks is ERROR_NOT_FOUND. */
MUST_CHECK bool page_test(struct request *request, const int64_t **ret_id, struct error *err);

#endif
