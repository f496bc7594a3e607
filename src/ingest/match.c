/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/match.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "ingest/text_analysis.h"

enum { IGNORE_ABOVE = 256, KEYWORD_SIZE = sizeof ".keyword" - 1, FIELD_SIZE = 512 };

static bool visit_value(const json_t *value, const char *rest, match_visit *visit, void *context);

/* A name with dots is a path, or a member with dots in its name, or some of both: the servers index
 * all of these alike. */
static bool visit_members(const json_t *object, const char *path, match_visit *visit, void *context)
{
    char key[FIELD_SIZE];
    const size_t length = strlen(path);

    if (length >= sizeof key)
        return false;
    for (size_t size = 1; size <= length; size++) {
        if (path[size] != '.' && path[size] != '\0')
            continue;
        memcpy(key, path, size);
        key[size] = '\0';
        const json_t *member = json_object_get(object, key);
        if (member && visit_value(member, size == length ? "" : path + size + 1, visit, context))
            return true;
    }
    return false;
}

static bool visit_value(const json_t *value, const char *rest, match_visit *visit, void *context)
{
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            if (visit_value(json_array_get(value, i), rest, visit, context))
                return true;
        return false;
    }
    if (*rest)
        return json_is_object(value) && visit_members(value, rest, visit, context);
    return !json_is_object(value) && !json_is_null(value) && visit(context, value);
}

bool match_values(const json_t *document, const char *field, match_visit *visit, void *context)
{
    return json_is_object(document) && visit_members(document, field, visit, context);
}

/* Characters as Java counts them: two for those beyond the basic plane. */
static bool is_indexed_keyword(const char *text)
{
    size_t count = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        count += *at >= 0xf0 ? 2 : (*at & 0xc0) != 0x80;
    return count <= IGNORE_ABOVE;
}

static bool digits(const char *text, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* yyyy-MM-dd, alone or with a time: what dynamic mapping takes for a date. */
static bool is_date(const char *text)
{
    int64_t us;

    return strnlen(text, 10) == 10 && digits(text, 0, 4) && text[4] == '-' && digits(text, 5, 2) &&
           text[7] == '-' && digits(text, 8, 2) && (!text[10] || text[10] == 'T') &&
           clock_parse(text, &us);
}

/* A date query without a part (day only, no seconds) stands for the whole day, minute, second. */
static int64_t date_span(const char *text)
{
    const char *time = strchr(text, 'T');

    if (!time)
        return CLOCK_DAY;
    const size_t digits_in = strspn(time + 1, "0123456789:");
    if (time[1 + digits_in] == '.')
        return 1000;
    return digits_in >= 8 ? CLOCK_SECOND : digits_in >= 5 ? 60 * CLOCK_SECOND : 3600 * CLOCK_SECOND;
}

static bool match_date(const char *value, const char *wanted)
{
    int64_t at, from;

    if (!is_date(wanted) || !clock_parse(value, &at) || !clock_parse(wanted, &from))
        return false;
    /* The servers keep milliseconds. */
    return at - (at % 1000 + 1000) % 1000 >= from && at < from + date_span(wanted);
}

static bool read_number(const char *text, double *ret_number)
{
    char *end;

    if (!*text || *text == ' ')
        return false;
    *ret_number = strtod(text, &end);
    return !*end && isfinite(*ret_number);
}

static bool match_number(const json_t *value, const char *wanted)
{
    char *end;
    double number;

    if (!read_number(wanted, &number))
        return false;
    if (json_is_integer(value)) {
        const long long whole = strtoll(wanted, &end, 10);
        return *end ? (double)json_integer_value(value) == number
                    : json_integer_value(value) == whole;
    }
    /* Numbers with a fraction are 32-bit floats in a dynamic mapping, and so is what is asked. */
    return (float)json_real_value(value) == (float)number;
}

static bool match_text(const char *value, const char *wanted)
{
    return is_date(value) ? match_date(value, wanted) : text_share_token(value, wanted);
}

static bool match_plain(void *context, const json_t *value)
{
    const char *wanted = context;

    switch (json_typeof(value)) {
    case JSON_STRING:
        return match_text(json_string_value(value), wanted);
    case JSON_INTEGER:
    case JSON_REAL:
        return match_number(value, wanted);
    case JSON_TRUE:
        return strcasecmp(wanted, "true") == 0;
    case JSON_FALSE:
        return strcasecmp(wanted, "false") == 0;
    default:
        return false;
    }
}

static bool match_keyword(void *context, const json_t *value)
{
    const char *wanted = context, *text = json_string_value(value);

    return text && !is_date(text) && is_indexed_keyword(text) && strcmp(text, wanted) == 0;
}

static bool wildcard_plain(void *context, const json_t *value)
{
    const char *text = json_string_value(value);
    struct tokenizer tokenizer;

    if (!text || is_date(text))
        return false;
    /* The pattern keeps its case while the words lost theirs: OpenSearch does it so. */
    tokenizer_init(&tokenizer, text);
    while (tokenizer_next(&tokenizer))
        if (text_wildcard(context, tokenizer.token))
            return true;
    return false;
}

static bool wildcard_keyword(void *context, const json_t *value)
{
    const char *text = json_string_value(value);

    return text && !is_date(text) && is_indexed_keyword(text) && text_wildcard(context, text);
}

/* True where the field's name ends in .keyword; name is then without it. */
static bool split_keyword(const char *field, char name[FIELD_SIZE])
{
    const size_t length = strnlen(field, FIELD_SIZE - 1);
    const bool keyword =
        length > KEYWORD_SIZE && strcmp(field + length - KEYWORD_SIZE, ".keyword") == 0;

    memcpy(name, field, length);
    name[keyword ? length - KEYWORD_SIZE : length] = '\0';
    return keyword;
}

bool match_condition(const json_t *document, const struct condition *condition)
{
    char name[FIELD_SIZE];
    const bool keyword = split_keyword(condition->field, name);

    if (condition->value.type == VALUE_NULL || !condition->value.text)
        return false;
    /* The visitors only read what they are given. */
    return match_values(document, name, keyword ? match_keyword : match_plain,
                        (void *)(uintptr_t)condition->value.text);
}

bool match_wildcard(const json_t *document, const struct condition *condition)
{
    char name[FIELD_SIZE];

    if (!condition->value.text)
        return false;
    const bool keyword = split_keyword(condition->field, name);
    return match_values(document, name, keyword ? wildcard_keyword : wildcard_plain,
                        (void *)(uintptr_t)condition->value.text);
}

static bool match_all(const json_t *document, const struct condition_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!match_condition(document, &list->items[i]))
            return false;
    return true;
}

static bool match_any(const json_t *document, const struct condition_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (match_condition(document, &list->items[i]))
            return true;
    return false;
}

bool match_run(const json_t *document, const struct run_filter *filter)
{
    if (!match_all(document, &filter->must) || match_any(document, &filter->must_not))
        return false;
    for (size_t i = 0; i < filter->wildcard.count; i++)
        if (!match_wildcard(document, &filter->wildcard.items[i]))
            return false;
    return true;
}

bool match_metric(const json_t *document, const struct metric *metric)
{
    return match_all(document, &metric->must) && !match_any(document, &metric->must_not);
}

const char *match_term(const json_t *value, char *out, size_t size)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return is_indexed_keyword(json_string_value(value)) ? json_string_value(value) : NULL;
    case JSON_INTEGER:
        (void)snprintf(out, size, "%lld", (long long)json_integer_value(value));
        return out;
    case JSON_REAL:
        (void)snprintf(out, size, "%.9g", json_real_value(value));
        return out;
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    default:
        return NULL;
    }
}
