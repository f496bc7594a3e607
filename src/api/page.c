/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/page.h"

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

void page_next(const struct request *request, struct writer *writer, size_t count,
               struct cursor last)
{
    if (count <= request->query.limit)
        writer_null(writer, "next_cursor");
    else
        writer_text(writer, "next_cursor", cursor_encode(request->arena, &last));
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
            return err->code == ERROR_NOT_FOUND
                       ? error_set(err, ERROR_PARAMETER, "test", "no test is called '%s'", name)
                       : false;
    }
    *ret_id = id;
    return true;
}
