/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/explain.h"

#include "api/form.h"
#include "api/page.h"
#include "base/limits.h"
#include "detect/explain.h"

static bool make(struct request *request, struct explanation **ret_explanation, struct error *err)
{
    const struct explain_question question = {.scope = page_scope(request),
                                              .test = request->names[0],
                                              .metric = request->names[1],
                                              .build = QUERY_TEXT(&request->query, BUILD),
                                              .run = QUERY_TEXT(&request->query, RUN)};
    const struct config_version *version;
    bool fine;

    if (question.build && question.run)
        return error_set(err, ERROR_PARAMETER, "run", "not together with build");
    if (!request->api->config)
        return error_set(err, ERROR_INTERNAL, NULL, "this process has no configuration");
    version = config_shared_get(request->api->config);
    fine = explain_run(request->connection, request->arena, version->config, &question,
                       ret_explanation, err);
    config_version_release(version);
    return fine;
}

static bool answer_text(struct request *request, const struct explanation *explanation,
                        struct error *err)
{
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_API_ANSWER);
    explanation_text_write(&out, request->arena, explanation);
    if (!buffer_ok(&out))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the answer");
    reply_text(&request->reply, 200, "text/plain; charset=utf-8", out.data);
    return true;
}

bool explain_get(struct request *request, struct error *err)
{
    static const enum form offered[] = {FORM_JSON, FORM_TEXT};
    struct explanation *explanation = NULL;
    enum form form;

    if (!form_choose(request, offered, ARRAY_LEN(offered), &form, err) ||
        !make(request, &explanation, err))
        return false;
    if (form == FORM_TEXT)
        return answer_text(request, explanation, err);

    struct writer w = reply_json(&request->reply, 200);

    explanation_json_write(&w, request->arena, explanation);
    return true;
}
