/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/page.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"

bool page_start(struct request *request, char kind, struct page *ret_page, struct error *err)
{
    const char *text = QUERY_TEXT(&request->query, CURSOR);
    struct page page = {.after = {.kind = kind, .text = ""}, .first = !text};

    if (text && !cursor_decode(request->arena, text, kind, &page.after, err))
        return false;
    page.most = request->query.limit + 1;
    *ret_page = page;
    return true;
}

size_t page_rows(const struct request *request, size_t count)
{
    return count < request->query.limit ? count : request->query.limit;
}

/* What may stand in a URI as it is (RFC 3986), and in a Link header between < and >. */
static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("-._~%!$&'()*+,;=:@/?", c));
}

/* The request's own target with another cursor. */
static const char *next_target(struct request *request, const char *cursor)
{
    const char *at = request->target, *end = at + strcspn(at, "#");
    AUTO_BUFFER out;

    buffer_init(&out, 4 * LIMIT_HTTP_URL + LIMIT_API_CURSOR);
    while (at < end) {
        const size_t length = strcspn(at, out.size ? "&#" : "?#");
        if (strncmp(at, "cursor=", 7) != 0) {
            if (out.size)
                buffer_byte(&out, strchr(out.data, '?') ? '&' : '?');
            for (size_t i = 0; i < length; i++)
                if (is_plain(at[i]))
                    buffer_byte(&out, at[i]);
                else
                    buffer_printf(&out, "%%%02X", (unsigned char)at[i]);
        }
        at += length + (at + length < end);
    }
    buffer_printf(&out, "%ccursor=%s", strchr(out.data, '?') ? '&' : '?', cursor);
    return arena_strdup(request->arena, out.data);
}

const char *page_encode_name(struct arena *arena, const char *name)
{
    char *out = arena_alloc(arena, 3 * strlen(name) + 1, 1), *to = out;

    for (; *name; name++) {
        if (is_plain(*name) && !strchr("%/?&+", *name))
            *to++ = *name;
        else
            to += snprintf(to, 4, "%%%02X", (unsigned char)*name);
    }
    return out;
}

void page_next(struct request *request, struct writer *writer, size_t count, struct cursor last)
{
    if (count <= request->query.limit) {
        if (writer)
            writer_null(writer, "next_cursor");
        return;
    }
    const char *cursor = cursor_encode(request->arena, &last);
    if (writer)
        writer_text(writer, "next_cursor", cursor);
    reply_header(&request->reply, "Link",
                 arena_printf(request->arena, "<%s>; rel=\"next\"", next_target(request, cursor)));
}

void page_close(struct listing *listing, size_t count, struct cursor last)
{
    listing_end(listing);
    page_next(listing->request, listing->csv ? NULL : &listing->writer, count, last);
    listing_close(listing);
}

struct browse_span page_span(const struct request *request)
{
    return (struct browse_span){request->query.since, request->query.until};
}

struct browse_scope page_scope(const struct request *request)
{
    return (struct browse_scope){request->principal.projects, request->principal.project_count};
}

bool page_named_test(struct request *request, int64_t *ret_id, struct error *err)
{
    return browse_test_id(request->connection, page_scope(request), request->names[0], ret_id, err);
}

bool page_test(struct request *request, const int64_t **ret_id, struct error *err)
{
    const char *name = QUERY_TEXT(&request->query, TEST);
    int64_t *id = NULL;

    if (name) {
        id = ARENA_NEW(request->arena, int64_t);
        if (!browse_test_id(request->connection, page_scope(request), name, id, err))
            return false;
    }
    *ret_id = id;
    return true;
}
