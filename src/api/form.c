/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *type, *word;
} forms[FORM_COUNT] = {
    [FORM_JSON] = {"application/json", "json"},
    [FORM_CSV] = {"text/csv", "csv"},
    [FORM_TEXT] = {"text/plain", "text"},
    [FORM_JUNIT] = {"application/xml", "junit"},
};

const char *form_type(enum form form)
{
    return forms[form].type;
}

const char *form_word(const char *media_type)
{
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (strcmp(forms[i].type, media_type) == 0)
            return forms[i].word;
    return NULL;
}

/* Of one member of an Accept list, its parameters from the first ';' on. */
static int weight_of(const char *member, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++) {
        if (member[i] != ';')
            continue;
        size_t at = i + 1;
        while (at < length && (member[at] == ' ' || member[at] == '\t'))
            at++;
        if (at + 2 < length && (member[at] | 32) == 'q' && member[at + 1] == '=') {
            const double q = strtod(member + at + 2, NULL);
            return q >= 0 && q <= 1 ? (int)(q * 1000 + 0.5) : 0;
        }
    }
    return 1000;
}

/* How closely a range names the type: 3 wholly, 2 "text/" and *, 1 any, 0 not at all. */
static int closeness(const char *range, size_t length, const char *type)
{
    const size_t major = strcspn(type, "/") + 1;

    if (length == strlen(type) && strncasecmp(range, type, length) == 0)
        return 3;
    if (length == major + 1 && range[major] == '*' && strncasecmp(range, type, major) == 0)
        return 2;
    return length == 3 && strncmp(range, "*/*", 3) == 0;
}

int form_weight(const char *accept, const char *media_type)
{
    int best = 0, weight = 0;

    if (!accept || accept[strspn(accept, " \t,")] == '\0')
        return 1000;
    while (*accept) {
        accept += strspn(accept, " \t,");
        const size_t length = strcspn(accept, ","), name = strcspn(accept, ",; \t");
        const int close = name ? closeness(accept, name, media_type) : 0;
        if (close > best) {
            best = close;
            weight = weight_of(accept, length);
        }
        accept += length;
    }
    return weight;
}

static bool choose_by_word(const char *word, const enum form *offered, size_t count,
                           enum form *ret_form)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(forms[offered[i]].word, word) == 0) {
            *ret_form = offered[i];
            return true;
        }
    return false;
}

static const char *list_words(struct arena *arena, const enum form *offered, size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count; i++)
        list = arena_printf(arena, "%s%s%s", list,
                            i == 0           ? ""
                            : i + 1 == count ? " or "
                                             : ", ",
                            forms[offered[i]].word);
    return list;
}

bool form_choose(struct request *request, const enum form *offered, size_t count,
                 enum form *ret_form, struct error *err)
{
    const char *word = QUERY_TEXT(&request->query, FORMAT);
    const char *accept = request_header(request, "Accept");
    int best = 0;

    reply_header(&request->reply, "Vary", "Accept");
    if (word) {
        if (!choose_by_word(word, offered, count, ret_form))
            return error_set(err, ERROR_PARAMETER, "format", "'%.100s' is not %s", word,
                             list_words(request->arena, offered, count));
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const int weight = form_weight(accept, forms[offered[i]].type);
        if (weight > best) {
            best = weight;
            *ret_form = offered[i];
        }
    }
    return best > 0 || error_set(err, ERROR_NOT_ACCEPTABLE, "Accept", "this answer comes as %s",
                                 list_words(request->arena, offered, count));
}
