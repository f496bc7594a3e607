/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/jira_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/percent.h"
#include "json/field.h"

/* Case does not count in host names; the C library's search that ignores it is a GNU extension. */
static bool is_cloud(const char *url)
{
    static const char host[] = "atlassian.net";

    for (; *url; url++) {
        size_t i = 0;
        while (host[i] && ((unsigned char)url[i] | 0x20) == ((unsigned char)host[i] | 0x20))
            i++;
        if (!host[i])
            return true;
    }
    return false;
}

static const char *either(const char *first, const char *second)
{
    return first && *first ? first : second && *second ? second : NULL;
}

/* An answer of another status than 2xx, with Jira's own words. */
static bool check_status(struct jira *jira, struct error *err)
{
    const struct service *service = &jira->service;
    struct error ignored;
    AUTO_JSON tree = service->answer.status >= 400 ? service_json(service, &ignored) : NULL;

    return http_status_check(service->answer.status, service->place,
                             tree ? jira_reason(jira->arena, tree) : NULL, err);
}

static json_t *get_json(struct jira *jira, const char *path, struct error *err)
{
    if (!service_get(&jira->service, path, "application/json", err) || !check_status(jira, err))
        return NULL;
    return service_json(&jira->service, err);
}

static bool has_component(const json_t *components, const char *name)
{
    for (size_t i = 0; i < json_array_size(components); i++) {
        const char *text =
            json_string_value(json_object_get(json_array_get(components, i), "name"));
        if (text && strcmp(text, name) == 0)
            return true;
    }
    return false;
}

static bool check_component(struct jira *jira, struct error *err)
{
    AUTO_BUFFER path;

    buffer_init(&path, 4096);
    if (!*jira->component)
        return true;
    buffer_text(&path, "/rest/api/2/project/");
    percent_path(&path, jira->project);
    buffer_text(&path, "/components");
    if (!buffer_ok(&path))
        return error_set(err, ERROR_LIMIT, "--jira-project", "the key is too long");
    AUTO_JSON components = get_json(jira, path.data, err);
    const struct field root = field_root(components, jira->service.place, ERROR_REMOTE);
    if (!components || !field_array(&root, err))
        return false;
    if (!has_component(components, jira->component)) {
        char project[128], component[256];
        log_warning("orion", "Jira's project has no such component: it is left out",
                    "project=%s component=%s", log_quote(jira->project, project, sizeof project),
                    log_quote(jira->component, component, sizeof component));
        jira->component = "";
    }
    return true;
}

static bool open_service(struct jira *jira, const char *url, const char *email, const char *token,
                         struct stop *stop, struct error *err)
{
    const struct http_options access = {.base_url = url,
                                        .auth = !token        ? HTTP_AUTH_NONE
                                                : jira->cloud ? HTTP_AUTH_BASIC
                                                              : HTTP_AUTH_BEARER,
                                        .user = email,
                                        .secret = token};

    if (!url)
        return error_set(err, ERROR_USAGE, "--jira-url", "no address of Jira is given");
    if (jira->cloud && (!email || !token))
        return error_set(err, ERROR_USAGE, "--jira-email",
                         "Atlassian Cloud needs an e-mail address and an API token (JIRA_EMAIL, "
                         "JIRA_TOKEN)");
    if (!service_open(&jira->service, &access, stop, err))
        return error_within(err, "--jira-url");
    return true;
}

bool jira_open(struct jira *jira, const struct orion_options *options, const struct test_set *tests,
               struct stop *stop)
{
    const struct jira_keys keys = tests ? tests->jira : (struct jira_keys){.url = NULL};
    const char *url = either(options->jira_url, keys.url);
    const char *uuid = either(keys.uuid_field, "description");
    const char *metric = either(keys.metric_field, "labels");
    struct error err;

    service_init(&jira->service, "Jira", 8);
    jira->project = options->jira_project ? options->jira_project : "PERFSCALE";
    jira->component = options->jira_component ? options->jira_component : "CPT_ISSUES";
    jira->fields = (struct jira_fields){.uuid = uuid, .metric = metric};
    jira->cloud = url && is_cloud(url);
    jira->ready = open_service(jira, url, either(options->jira_email, keys.email),
                               either(options->jira_token, keys.token), stop, &err) &&
                  check_component(jira, &err);
    if (!jira->ready)
        service_warn(&jira->service, &err);
    return jira->ready;
}

static const char *custom(const char *field)
{
    return jira_field_is_custom(field) ? field : "";
}

static void search_path(const struct jira *jira, const char *query, size_t start, const char *token,
                        struct buffer *path)
{
    const char *uuid = custom(jira->fields.uuid), *metric = custom(jira->fields.metric);
    char number[32], fields[512];

    (void)snprintf(fields, sizeof fields, "summary,description,labels%s%s%s%s", *uuid ? "," : "",
                   uuid, *metric ? "," : "", metric);
    buffer_clear(path);
    buffer_text(path, jira->cloud ? "/rest/api/3/search/jql" : "/rest/api/2/search");
    service_query(path, "jql", query);
    service_query(path, "fields", fields);
    service_query(path, "maxResults", "100");
    if (token)
        service_query(path, "nextPageToken", token);
    if (!jira->cloud) {
        (void)snprintf(number, sizeof number, "%zu", start);
        service_query(path, "startAt", number);
    }
}

json_t *jira_search(struct jira *jira, const char *query, size_t most, struct error *err)
{
    AUTO_JSON issues = json_array();
    struct jira_more more = {.token = NULL};
    size_t before, count = 0;
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    do {
        before = count;
        search_path(jira, query, before, more.token, &path);
        if (!issues || !buffer_ok(&path)) {
            (void)error_set(err, ERROR_LIMIT, "Jira query", "it is too long");
            return NULL;
        }
        AUTO_JSON page = get_json(jira, path.data, err);
        if (!page || !jira_page_read(jira->arena, page, jira->service.place, issues, &more, err))
            return NULL;
        count = json_array_size(issues);
    } while (count < most && count > before && (more.token || (int64_t)count < more.total));
    return TAKE(issues);
}

const char *jira_create(struct jira *jira, json_t *fields, struct error *err)
{
    AUTO_JSON whole = json_pack("{s:O}", "fields", fields);
    char *body = whole ? json_dumps(whole, JSON_COMPACT) : NULL;
    /* Sent once: after a lost answer the next run's search tells whether it was made. */
    const struct http_request request = {.method = "POST",
                                         .path = "/rest/api/2/issue",
                                         .content_type = "application/json",
                                         .accept = "application/json",
                                         .body = body,
                                         .body_size = body ? strlen(body) : 0,
                                         .retry = HTTP_RETRY_NEVER};

    if (!body) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for an issue");
        return NULL;
    }
    const bool sent = service_send(&jira->service, &request, err);
    free(body);
    if (!sent || !check_status(jira, err))
        return NULL;
    AUTO_JSON answer = service_json(&jira->service, err);
    const struct field root = field_root(answer, jira->service.place, ERROR_REMOTE);
    struct field key;
    const char *text;
    if (!answer || !field_member(&root, "key", &key, err) || !field_text(&key, &text, err))
        return NULL;
    return arena_strdup(jira->arena, text);
}

void jira_query_text(struct buffer *query, const char *text)
{
    buffer_byte(query, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buffer_byte(query, '\\');
        buffer_byte(query, (unsigned char)*text < ' ' ? ' ' : *text);
    }
    buffer_byte(query, '"');
}

void jira_query_begin(const struct jira *jira, struct buffer *query)
{
    buffer_text(query, "project = ");
    jira_query_text(query, jira->project);
    if (*jira->component) {
        buffer_text(query, " AND component = ");
        jira_query_text(query, jira->component);
    }
}
