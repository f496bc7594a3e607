/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_github.h"

#include <string.h>

#include "report/tabulate.h"

enum { COLUMNS = 4 };

/* The first of the members that says something, as text; "": none. */
static const char *first_text(struct arena *arena, const struct print_value *item,
                              const char *const *keys)
{
    for (; *keys; keys++) {
        const struct print_value *value = print_value_member(item, *keys);
        if (print_value_truth(value))
            return print_value_text(arena, value);
    }
    return "";
}

static const char *first_line(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strcspn(text, "\n"));
}

static const char *email_of(struct arena *arena, const struct print_value *item,
                            const char *const *authors)
{
    static const char *const email[] = {"email", NULL};

    for (; *authors; authors++) {
        const struct print_value *author = print_value_member(item, *authors);
        if (!print_value_truth(author))
            continue;
        return author->kind == PRINT_OBJECT ? first_text(arena, author, email)
                                            : print_value_text(arena, author);
    }
    return "";
}

/* Which members of a commit or release are shown, the first that is there. */
struct kind {
    const char *title;
    const char *const *dates, *const *messages, *const *authors;
};

static void put_items(struct buffer *out, const struct print_value *list, const struct kind *kind)
{
    static const char *const headers[] = {"Date", "Message", "Author email", "URL"};
    static const char *const url[] = {"html_url", NULL};
    const struct print_value *items = print_value_member(list, "items");
    AUTO_ARENA arena = arena_new();
    struct table_cell *cells[COLUMNS];
    const struct table_cell *columns[COLUMNS];

    if (!print_value_truth(items) || items->kind != PRINT_LIST)
        return;
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = cells[i] = ARENA_ARRAY(arena, struct table_cell, items->count);
    for (size_t i = 0; i < items->count; i++) {
        const struct print_value *item = &items->items[i];
        const char *texts[COLUMNS] = {first_text(arena, item, kind->dates),
                                      first_line(arena, first_text(arena, item, kind->messages)),
                                      email_of(arena, item, kind->authors),
                                      first_text(arena, item, url)};
        for (size_t j = 0; j < COLUMNS; j++)
            cells[j][i] = (struct table_cell){.kind = TABLE_TEXT, .text = texts[j]};
    }
    buffer_printf(out, "%s:\n", kind->title);
    tabulate(out, &(struct table){.style = TABLE_OUTLINE,
                                  .headers = headers,
                                  .header_count = COLUMNS,
                                  .columns = columns,
                                  .column_count = COLUMNS,
                                  .row_count = items->count});
    buffer_byte(out, '\n');
}

static bool has_any(const struct print_value *list)
{
    const struct print_value *count = print_value_member(list, "count");

    return count && count->real > 0;
}

void print_github(struct buffer *out, const struct print_value *context)
{
    static const char *const commit_date[] = {"commit_timestamp", NULL};
    static const char *const commit_message[] = {"message", NULL};
    static const char *const commit_author[] = {"commit_author", NULL};
    static const char *const release_date[] = {"published_at", "timestamp", "date", NULL};
    static const char *const release_message[] = {"body", "message", "name", NULL};
    static const char *const release_author[] = {"author", "commit_author", NULL};
    static const struct kind commits = {"Commits", commit_date, commit_message, commit_author};
    static const struct kind releases = {"Releases", release_date, release_message, release_author};
    const struct print_value *repositories = print_value_member(context, "repositories");

    if (context->kind == PRINT_NULL)
        return;
    if (!print_value_truth(repositories) || repositories->kind != PRINT_OBJECT) {
        buffer_text(out, "No GitHub context found\n");
        return;
    }
    for (size_t i = 0; i < repositories->count; i++) {
        const struct print_value *of_commits =
            print_value_member(&repositories->items[i], "commits");
        const struct print_value *of_releases =
            print_value_member(&repositories->items[i], "releases");

        if (!has_any(of_commits) && !has_any(of_releases))
            continue;
        buffer_printf(out, "\nRepository: %s\n", repositories->keys[i]);
        put_items(out, of_commits, &commits);
        put_items(out, of_releases, &releases);
    }
}
