/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict_form.h"

#include <string.h>

#include "api/form.h"
#include "report/verdict_forms.h"
#include "report/verdict_json.h"

/* The first of equal weight wins. */
static const struct offer {
    const char *type, *told, *word;
    enum verdict_form form;
} offers[] = {
    {"application/json", "application/json", "json", VERDICT_JSON},
    {"text/plain", "text/plain; charset=utf-8", "text", VERDICT_TEXT},
    {"application/xml", "application/xml", "junit", VERDICT_JUNIT},
    {"application/junit+xml", "application/junit+xml", "junit", VERDICT_JUNIT},
    {"text/xml", "text/xml; charset=utf-8", "junit", VERDICT_JUNIT},
};

static const struct offer *offer_of_word(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(offers); i++)
        if (strcmp(offers[i].word, word) == 0)
            return &offers[i];
    return NULL;
}

static const struct offer *offer_accepted(const char *accept)
{
    const struct offer *best = NULL;
    int most = 0;

    for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
        const int weight = form_weight(accept, offers[i].type);

        if (weight > most) {
            most = weight;
            best = &offers[i];
        }
    }
    return best;
}

bool verdict_form_choose(const char *word, const char *accept, enum verdict_form *ret_form,
                         const char **ret_type, struct error *err)
{
    const struct offer *best = word ? offer_of_word(word) : offer_accepted(accept);

    if (!best && word)
        return error_set(err, ERROR_PARAMETER, "format", "'%.100s' is not json, text or junit",
                         word);
    if (!best)
        return error_set(err, ERROR_NOT_ACCEPTABLE, "Accept",
                         "a verdict comes as application/json, text/plain, application/xml, "
                         "application/junit+xml or text/xml");
    *ret_form = best->form;
    *ret_type = best->told;
    return true;
}

void verdict_form_write(struct buffer *out, enum verdict_form form, const struct run_verdict *run)
{
    struct writer writer = writer_on(out);

    switch (form) {
    case VERDICT_JSON:
        run_verdict_json_write(&writer, run);
        break;
    case VERDICT_TEXT:
        verdict_text_write(out, run, "");
        break;
    case VERDICT_JUNIT:
        verdict_junit_write(out, run, "");
        break;
    }
}
