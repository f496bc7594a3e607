/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/openapi.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/parameter_schema.h"
#include "api/route.h"
#include "base/limits.h"
#include "web_text.h"
#include "json/field.h"

/* What web/openapi holds, all files together. */
struct description {
    json_t *operations, *schemas;
};

static void description_done(struct description *description)
{
    json_decref(description->operations);
    json_decref(description->schemas);
}

static bool description_load(struct description *ret, struct error *err)
{
    static const char folder[] = "openapi/";

    *ret = (struct description){json_object(), json_object()};
    for (size_t i = 0; i < web_file_count; i++) {
        const struct web_text *file = &web_files[i];
        if (strncmp(file->path, folder, sizeof folder - 1) != 0)
            continue;
        AUTO_JSON tree =
            field_parse((const char *)file->bytes, file->size, ERROR_INTERNAL, file->path, err);
        if (!tree || json_object_update(ret->operations, json_object_get(tree, "operations")) ||
            json_object_update(ret->schemas, json_object_get(tree, "schemas"))) {
            description_done(ret);
            return tree ? error_set(err, ERROR_NO_MEMORY, file->path, "no memory") : false;
        }
    }
    return true;
}

static void write_tree(struct writer *w, const char *key, const json_t *tree)
{
    char *text = json_dumps(tree, JSON_COMPACT | JSON_ENCODE_ANY);

    writer_raw(w, key, text);
    free(text);
}

static void write_info(struct writer *w)
{
    writer_text(w, "openapi", "3.1.0");
    writer_object(w, "info");
    writer_text(w, "title", "rigel");
    writer_text(w, "version", "v1");
    writer_text(w, "description",
                "Performance regressions: runs, points, change points, regressions and verdicts. "
                "New members of answers may come; readers ignore what they do not know.");
    writer_object(w, "license");
    writer_text(w, "name", "GPL-3.0-or-later");
    writer_text(w, "identifier", "GPL-3.0-or-later");
    writer_end(w);
    writer_end(w);
    writer_array(w, "servers");
    writer_object(w, NULL);
    writer_text(w, "url", "/");
    writer_end(w);
    writer_end(w);
}

/* ---- the parts of an operation ---- */

static bool anyone_reads(const struct request *request)
{
    if (!request->api->config)
        return true;
    const struct config_version *version = config_shared_get(request->api->config);
    const bool anyone = version->config->access_anonymous == CONFIG_ANONYMOUS_READ;
    config_version_release(version);
    return anyone;
}

/* Where everybody may read, no token is an alternative, {}. */
static void write_security(struct writer *w, const struct request *request,
                           const struct route *route)
{
    if (route->role == ROLE_OPEN) {
        writer_array(w, "security");
        writer_end(w);
        return;
    }
    writer_text(w, "x-role", role_name(route->role));
    writer_array(w, "security");
    if (route->role == ROLE_READ && anyone_reads(request)) {
        writer_object(w, NULL);
        writer_end(w);
    }
    writer_object(w, NULL);
    writer_array(w, "token");
    writer_end(w);
    writer_end(w);
    writer_end(w);
}

/* Of errors.def. */
static void write_slugs(struct writer *w)
{
    writer_object(w, "schema");
    writer_text(w, "type", "string");
    writer_array(w, "enum");
    for (int i = 1; i < ERROR_CODE_COUNT; i++)
        writer_text(w, NULL, error_slug((enum error_code)i));
    writer_end(w);
    writer_end(w);
}

static void write_path_names(struct writer *w, struct arena *arena, const struct route *route,
                             const json_t *names)
{
    const char *at = route->pattern;

    while ((at = strchr(at, '{')) != NULL) {
        const size_t length = strcspn(++at, "}");
        const char *name = arena_strndup(arena, at, length);
        const json_t *schema = json_object_get(names, name);
        writer_object(w, NULL);
        writer_text(w, "name", name);
        writer_text(w, "in", "path");
        writer_bool(w, "required", true);
        if (strcmp(name, "slug") == 0)
            write_slugs(w);
        else if (schema)
            write_tree(w, "schema", schema);
        else
            parameter_write_name_schema(w, "schema");
        writer_end(w);
    }
}

static void write_parameters(struct writer *w, struct arena *arena, const struct route *route,
                             const json_t *operation, const json_t *schemas)
{
    const json_t *rows =
        json_object_get(schemas, json_string_value(json_object_get(operation, "rows")));
    const json_t *head = json_object_get(operation, "headers");

    writer_array(w, "parameters");
    write_path_names(w, arena, route, json_object_get(operation, "names"));
    for (size_t i = 0; i < PARAMETER_COUNT; i++)
        if (route->takes & UINT64_C(1) << i)
            parameter_write(w, (enum parameter)i, operation, rows);
    for (size_t i = 0; i < json_array_size(head); i++)
        write_tree(w, NULL, json_array_get(head, i));
    writer_end(w);
}

static bool has_forms(const json_t *answers)
{
    const char *status;
    json_t *answer;

    json_object_foreach((json_t *)answers, status, answer)
    {
        if (json_object_size(json_object_get(answer, "content")) > 1)
            return true;
    }
    return false;
}

static bool may_answer(const struct route *route, const json_t *operation, int status)
{
    const json_t *extra = json_object_get(operation, "errors");
    const bool names_things =
        strchr(route->pattern, '{') || (route->takes & (TAKES(TEST) | TAKES(CURSOR)));

    for (size_t i = 0; i < json_array_size(extra); i++)
        if (json_integer_value(json_array_get(extra, i)) == status)
            return true;
    switch (status) {
    case 400:
    case 414:
    case 500:
    case 503:
        return true;
    case 401:
    case 403:
    case 429:
        return route->role != ROLE_OPEN;
    case 404:
        return names_things;
    case 406:
        return has_forms(json_object_get(operation, "answers"));
    case 413:
    case 415:
        return route->body_most > 0;
    default:
        return false;
    }
}

/* Rows of errors.def that share a status are one response; is this the first of them? */
static bool is_first_of_status(enum error_code code)
{
    for (int i = 1; i < (int)code; i++)
        if (error_http_status((enum error_code)i) == error_http_status(code))
            return false;
    return true;
}

static void write_header_ref(struct writer *w, const char *name)
{
    char ref[64];

    (void)snprintf(ref, sizeof ref, "#/components/headers/%s", name);
    writer_object(w, name);
    writer_text(w, "$ref", ref);
    writer_end(w);
}

static void write_answer(struct writer *w, const struct route *route, const char *status,
                         const json_t *answer)
{
    const json_t *headers = json_object_get(answer, "headers");

    writer_object(w, status);
    writer_text(w, "description", json_string_value(json_object_get(answer, "description")));
    if (headers) {
        write_tree(w, "headers", headers);
    } else if (route->method == METHOD_GET && route->role != ROLE_OPEN && *status == '2') {
        writer_object(w, "headers");
        write_header_ref(w, "ETag");
        if (route->takes & TAKES(CURSOR))
            write_header_ref(w, "Link");
        writer_end(w);
    }
    if (json_object_get(answer, "content")) {
        const char *type;
        json_t *schema;
        writer_object(w, "content");
        json_object_foreach(json_object_get(answer, "content"), type, schema)
        {
            writer_object(w, type);
            write_tree(w, "schema", schema);
            writer_end(w);
        }
        writer_end(w);
    }
    writer_end(w);
}

static void write_answers(struct writer *w, const struct route *route, const json_t *operation)
{
    json_t *answers = json_object_get(operation, "answers"), *answer;
    const char *status;

    writer_object(w, "responses");
    json_object_foreach(answers, status, answer)
    {
        write_answer(w, route, status, answer);
    }
    if (route->method == METHOD_GET && route->role != ROLE_OPEN) {
        writer_object(w, "304");
        writer_text(w, "description", "If-None-Match names what would be sent");
        writer_end(w);
    }
    for (int i = 1; i < ERROR_CODE_COUNT; i++) {
        char name[16], ref[64];
        const int code = error_http_status((enum error_code)i);
        (void)snprintf(name, sizeof name, "%d", code);
        if (!is_first_of_status((enum error_code)i) || !may_answer(route, operation, code) ||
            json_object_get(answers, name))
            continue;
        (void)snprintf(ref, sizeof ref, "#/components/responses/%d", code);
        writer_object(w, name);
        writer_text(w, "$ref", ref);
        writer_end(w);
    }
    writer_end(w);
}

static void write_operation(struct writer *w, const struct request *request,
                            const struct route *route, const struct description *description)
{
    const char *name =
        arena_printf(request->arena, "%s %s", method_name(route->method), route->pattern);
    const char *key = arena_strdup(request->arena, method_name(route->method));
    const json_t *operation = json_object_get(description->operations, name);
    const json_t *body = json_object_get(operation, "body");

    for (char *c = (char *)key; *c; c++)
        *c = (char)(*c | 32);
    writer_object(w, key);
    writer_text(w, "operationId", json_string_value(json_object_get(operation, "id")));
    writer_text(w, "summary", route->summary);
    writer_array(w, "tags");
    writer_text(w, NULL, json_string_value(json_object_get(operation, "tag")));
    writer_end(w);
    write_security(w, request, route);
    write_parameters(w, request->arena, route, operation, description->schemas);
    if (body)
        write_tree(w, "requestBody", body);
    if (route->body_most)
        writer_integer(w, "x-body-bytes", (int64_t)route->body_most);
    write_answers(w, route, operation);
    writer_end(w);
}

static void write_paths(struct writer *w, const struct request *request,
                        const struct description *description)
{
    writer_object(w, "paths");
    for (size_t i = 0; i < route_count; i++) {
        const bool begins = i == 0 || strcmp(routes[i].pattern, routes[i - 1].pattern) != 0;
        const bool ends =
            i + 1 == route_count || strcmp(routes[i].pattern, routes[i + 1].pattern) != 0;
        if (begins)
            writer_object(w, routes[i].pattern);
        write_operation(w, request, &routes[i], description);
        if (ends)
            writer_end(w);
    }
    writer_end(w);
}

/* ---- what operations refer to ---- */

static void write_problem_responses(struct writer *w, struct arena *arena)
{
    writer_object(w, "responses");
    for (int i = 1; i < ERROR_CODE_COUNT; i++) {
        const int status = error_http_status((enum error_code)i);
        const char *titles = error_title((enum error_code)i);
        if (!is_first_of_status((enum error_code)i))
            continue;
        for (int k = i + 1; k < ERROR_CODE_COUNT; k++)
            if (error_http_status((enum error_code)k) == status)
                titles = arena_printf(arena, "%s; %s", titles, error_title((enum error_code)k));
        writer_object(w, arena_printf(arena, "%d", status));
        writer_text(w, "description", titles);
        writer_object(w, "content");
        writer_object(w, "application/problem+json");
        writer_object(w, "schema");
        writer_text(w, "$ref", "#/components/schemas/Problem");
        writer_end(w);
        writer_end(w);
        writer_end(w);
        writer_end(w);
    }
    writer_end(w);
}

static void write_header(struct writer *w, const char *name, const char *description)
{
    writer_object(w, name);
    writer_text(w, "description", description);
    writer_object(w, "schema");
    writer_text(w, "type", "string");
    writer_end(w);
    writer_end(w);
}

static void write_components(struct writer *w, const struct request *request,
                             const struct description *description)
{
    writer_object(w, "components");
    write_tree(w, "schemas", description->schemas);
    write_problem_responses(w, request->arena);
    writer_object(w, "headers");
    write_header(w, "ETag", "names this form of the answer, for If-None-Match");
    write_header(w, "Link", "the next page, rel=\"next\" (RFC 8288); absent on the last one");
    writer_end(w);
    writer_object(w, "securitySchemes");
    writer_object(w, "token");
    writer_text(w, "type", "http");
    writer_text(w, "scheme", "bearer");
    writer_text(w, "description", "made by rigel token create; x-role says which role it needs");
    writer_end(w);
    writer_end(w);
    writer_end(w);
}

bool openapi_get(struct request *request, struct error *err)
{
    struct description description;

    if (!description_load(&description, err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    write_info(&w);
    write_paths(&w, request, &description);
    write_components(&w, request, &description);
    writer_end(&w);
    description_done(&description);
    return true;
}
