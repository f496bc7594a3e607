/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/index.h"

#include <string.h>

#include "api/route.h"

bool index_get(struct request *request, struct error *err)
{
    struct writer w = reply_json(&request->reply, 200);

    (void)err;
    writer_object(&w, NULL);
    writer_array(&w, "routes");
    for (size_t i = 0; i < route_count; i++) {
        writer_object(&w, NULL);
        writer_text(&w, "method", method_name(routes[i].method));
        writer_text(&w, "path", routes[i].pattern);
        writer_text(&w, "role", role_name(routes[i].role));
        writer_text(&w, "summary", routes[i].summary);
        writer_object(&w, "parameters");
        for (size_t p = 0; p < PARAMETER_COUNT; p++)
            if (routes[i].takes & UINT64_C(1) << p)
                writer_text(&w, parameter_name((enum parameter)p),
                            parameter_expected((enum parameter)p));
        writer_end(&w);
        writer_end(&w);
    }
    writer_end(&w);
    writer_end(&w);
    return true;
}

bool index_problem(struct request *request, struct error *err)
{
    for (size_t i = 1; i < ERROR_CODE_COUNT; i++) {
        const enum error_code code = (enum error_code)i;
        if (strcmp(error_slug(code), request->names[0]) != 0)
            continue;
        struct writer w = reply_json(&request->reply, 200);
        writer_object(&w, NULL);
        writer_text(&w, "slug", error_slug(code));
        writer_text(&w, "title", error_title(code));
        writer_integer(&w, "status", error_http_status(code));
        writer_end(&w);
        return true;
    }
    return error_set(err, ERROR_NOT_FOUND, "slug", "no error type is called '%s'",
                     request->names[0]);
}
