/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/tokens.h"

#include <string.h>

#include "api/access.h"
#include "api/page.h"
#include "api/token_terms.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/token_text.h"
#include "json/field.h"

static void write_token(struct writer *w, const struct token_row *row)
{
    writer_text(w, "name", row->name);
    token_terms_write(w, row);
    writer_time(w, "created_at", row->created_at);
    writer_text(w, "created_by", row->created_by);
    if (row->was_used)
        writer_time(w, "last_used_at", row->last_used_at);
    else
        writer_null(w, "last_used_at");
}

bool tokens_get(struct request *request, struct error *err)
{
    struct page page;
    struct token_row *rows;
    size_t count;

    if (!page_start(request, 'k', &page, err) ||
        !tokens_list(request->connection, request->arena, page_scope(request), page.after.text,
                     page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_array(&w, "tokens");
    for (size_t i = 0; i < shown; i++) {
        writer_object(&w, NULL);
        write_token(&w, &rows[i]);
        writer_end(&w);
    }
    writer_end(&w);
    page_next(request, &w, count,
              (struct cursor){.kind = 'k', .text = shown ? rows[shown - 1].name : ""});
    writer_end(&w);
    return true;
}

static bool read_text(struct request *request, const struct field *object, const char *name,
                      const char **ret_text, struct error *err)
{
    const struct field field = field_optional(object, name);
    const char *text;

    *ret_text = NULL;
    if (!field.value)
        return true;
    if (!field_text(&field, &text, err))
        return false;
    *ret_text = arena_strdup(request->arena, text);
    return true;
}

static bool read_projects(struct request *request, const struct field *object,
                          struct token_terms *terms, struct error *err)
{
    const struct field list = field_optional(object, "projects");

    if (!list.value)
        return true;
    if (!field_array(&list, err))
        return false;
    const size_t count = field_count(&list);
    const char **projects = ARENA_ARRAY(request->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct field item = field_item(&list, i);
        const char *text;
        if (!field_text(&item, &text, err))
            return false;
        projects[i] = arena_strdup(request->arena, text);
    }
    terms->projects = projects;
    terms->project_count = count;
    return true;
}

/* A word that is not known could have been meant to narrow what the token may do. */
static bool check_members(const json_t *tree, struct error *err)
{
    static const char *const known[] = {"name", "role", "projects", "expires"};
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)tree, key, value)
    {
        size_t i = 0;
        while (i < ARRAY_LEN(known) && strcmp(known[i], key) != 0)
            i++;
        if (i == ARRAY_LEN(known))
            return error_set(err, ERROR_INPUT, "body",
                             "there is no member '%.100s' here; expected name, role, projects, "
                             "expires",
                             key);
    }
    return true;
}

bool tokens_read_terms(struct request *request, struct token_terms *ret_terms, struct error *err)
{
    struct token_terms terms = {.name = NULL};

    if (!request->body)
        return error_set(err, ERROR_INPUT, "body", "a JSON object is expected");
    AUTO_JSON tree = field_parse(request->body, request->body_size, ERROR_INPUT, "body", err);
    if (!tree)
        return false;
    const struct field body = field_root(tree, "body", ERROR_INPUT);
    if (!field_object(&body, err) || !check_members(tree, err) ||
        !read_text(request, &body, "name", &terms.name, err) ||
        !read_text(request, &body, "role", &terms.role, err) ||
        !read_text(request, &body, "expires", &terms.expires, err) ||
        !read_projects(request, &body, &terms, err))
        return false;
    *ret_terms = terms;
    return true;
}

/* Nobody gives away more than they have. */
static bool check_scope(const struct request *request, const struct token_terms *terms,
                        struct error *err)
{
    bool within = terms->projects || !request->principal.projects;

    for (size_t i = 0; terms->projects && i < terms->project_count; i++)
        within = within && request_may(request, terms->projects[i]);
    return within || error_set(err, ERROR_FORBIDDEN, "projects",
                               "your own token is bound to projects: name some of these");
}

bool tokens_post(struct request *request, struct error *err)
{
    struct token_terms terms = {.name = NULL};
    struct token_row row;
    char token[TOKEN_TEXT_SIZE];

    if (!tokens_read_terms(request, &terms, err) ||
        !token_terms_check(&terms, clock_now_us(), &row, err) || !check_scope(request, &terms, err))
        return false;
    row.created_by = request->principal.name;
    if (!token_create(request->connection, &row, request->head.address, token, err))
        return false;
    struct writer w = reply_json(&request->reply, 201);
    writer_object(&w, NULL);
    writer_text(&w, "token", token);
    token_wipe(token, sizeof token);
    write_token(&w, &row);
    writer_end(&w);
    return true;
}

bool tokens_delete(struct request *request, struct error *err)
{
    if (!token_end(request->connection, page_scope(request), request->names[0],
                   request->principal.name, request->head.address, err))
        return false;
    access_forget_tokens(request);
    reply_text(&request->reply, 204, NULL, "");
    return true;
}
