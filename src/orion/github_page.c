/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/github_page.h"

#include "base/clock.h"
#include "json/field.h"

static bool copy_member(json_t *to, const json_t *from, const char *name)
{
    json_t *value = json_object_get(from, name);

    return json_object_set_new(to, name, value ? json_incref(value) : json_null()) == 0;
}

/* false: no time, or an unreadable one. */
static bool time_of(const json_t *object, const char *name, int64_t *ret_us)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && *text && clock_parse(text, ret_us);
}

static json_t *release_of(const json_t *entry)
{
    static const char *const members[] = {"name", "html_url", "published_at", "created_at",
                                          "target_commitish"};
    json_t *release = json_object();

    for (size_t i = 0; release && i < ARRAY_LEN(members); i++)
        if (!copy_member(release, entry, members[i])) {
            json_decref(release);
            return NULL;
        }
    return release;
}

static json_t *commit_of(const json_t *entry, const json_t *inner, const json_t *author)
{
    json_t *commit = json_object();
    json_t *who = json_object();
    json_t *date = json_object_get(author, "date");

    if (copy_member(commit, entry, "html_url") && copy_member(who, author, "name") &&
        copy_member(who, author, "email") && json_object_set(commit, "commit_author", who) == 0 &&
        json_object_set(commit, "commit_timestamp", date) == 0 &&
        copy_member(commit, inner, "message")) {
        json_decref(who);
        return commit;
    }
    json_decref(who);
    json_decref(commit);
    return NULL;
}

/* The one of an entry, where it lies in the interval. *ret_past: it lies before. */
static bool take_release(const json_t *entry, struct github_interval interval, json_t *items,
                         bool *ret_past)
{
    const char *published = json_string_value(json_object_get(entry, "published_at"));
    int64_t moment;

    if (!time_of(entry, published && *published ? "published_at" : "created_at", &moment) ||
        moment > interval.until)
        return true;
    *ret_past = moment <= interval.after;
    return *ret_past || json_array_append_new(items, release_of(entry)) == 0;
}

static bool take_commit(const json_t *entry, struct github_interval interval, json_t *items)
{
    const json_t *inner = json_object_get(entry, "commit");
    const json_t *author = json_object_get(inner, "author");
    int64_t moment;

    if (!time_of(author, "date", &moment) || moment <= interval.after || moment > interval.until)
        return true;
    return json_array_append_new(items, commit_of(entry, inner, author)) == 0;
}

bool github_page_read(const json_t *page, const char *what, enum github_kind kind,
                      struct github_interval interval, json_t *items, bool *ret_last,
                      struct error *err)
{
    const struct field root = field_root(page, what, ERROR_REMOTE);
    bool past = false;

    if (!field_array(&root, err))
        return false;
    const size_t count = field_count(&root);
    for (size_t i = 0; i < count && !past; i++) {
        const struct field entry = field_item(&root, i);
        if (!field_object(&entry, err))
            return false;
        if (!(kind == GITHUB_RELEASES ? take_release(entry.value, interval, items, &past)
                                      : take_commit(entry.value, interval, items)))
            return error_set(err, ERROR_NO_MEMORY, what, "no memory for a page");
    }
    *ret_last = past || count < GITHUB_PAGE;
    return true;
}

bool github_created_read(const json_t *pull, const char *what, int64_t *ret_us, struct error *err)
{
    const struct field root = field_root(pull, what, ERROR_REMOTE);
    struct field created;
    const char *text;

    if (!field_member(&root, "created_at", &created, err) || !field_text(&created, &text, err))
        return false;
    return clock_parse(text, ret_us) || field_fault(&created, err, "a time");
}
