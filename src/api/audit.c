/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/audit.h"

#include "api/page.h"
#include "store/audit.h"

static void write_row(struct writer *w, const struct audit_row *row)
{
    writer_object(w, NULL);
    writer_time(w, "at", row->at);
    writer_text(w, "who", row->who);
    writer_text(w, "address", row->address[0] ? row->address : NULL);
    writer_text(w, "action", row->action);
    writer_text(w, "subject", row->subject);
    writer_raw(w, "detail", row->detail);
    writer_end(w);
}

bool audit_get(struct request *request, struct error *err)
{
    struct audit_filter filter = {request->query.since, request->query.until, INT64_MAX, INT64_MAX};
    struct page page;
    struct audit_row *rows;
    size_t count;

    if (request->principal.projects)
        return error_set(err, ERROR_FORBIDDEN, NULL,
                         "what is recorded is of all projects: this needs a token that is bound to "
                         "none");
    if (!page_start(request, 'a', &page, err))
        return false;
    if (!page.first) {
        filter.after_at = page.after.numbers[0];
        filter.after_id = page.after.numbers[1];
    }
    if (!audit_list(request->connection, request->arena, &filter, page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_array(&w, "audit");
    for (size_t i = 0; i < shown; i++)
        write_row(&w, &rows[i]);
    writer_end(&w);
    struct cursor last = {.kind = 'a', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].audit_id;
    }
    page_next(request, &w, count, last);
    writer_end(&w);
    return true;
}
