/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_scan_fuzz.c - what a search server may answer. Whatever jansson takes, the scanner takes,
 * and slices that it gives lie inside the text and are JSON; an answer read as hits gives documents
 * whose positions and bytes are in bounds. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/search_answer.h"
#include "json/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The last byte is 0 and does not belong to the text. */
static char *copy_of(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + 1);

    assert(copy);
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

static void compare(const uint8_t *data, size_t size)
{
    char *text = copy_of(data, size);
    struct scan scan;
    struct slice value;
    size_t depth;

    scan_init(&scan, text, size);
    const bool scanned = scan_value(&scan, &value, &depth) && scan_end(&scan);
    assert(scanned == (scan.fault == NULL) && scan_offset(&scan) <= size);
    json_t *tree = json_loadb(text, size, JSON_DECODE_ANY, NULL);
    /* jansson takes a NUL byte behind the value for the end of the text. */
    assert(scanned || !tree || memchr(text, '\0', size));
    if (scanned) {
        assert(value.at >= text && value.at + value.size <= text + size);
        (void)slice_text(value);
    }
    json_decref(tree);
    free(text);
}

static void read_answer(const uint8_t *data, size_t size)
{
    static const uint16_t positions[] = {0, 2};
    static const struct query_group items[] = {{.positions = positions, .position_count = 2},
                                               {.positions = positions, .position_count = 1}};
    static const struct query_groups groups = {items, 2};
    AUTO_ARENA arena = arena_new();
    char *text = copy_of(data, size);
    struct search_answer answer;
    struct error err = {0};
    bool again = false;

    if (search_answer_read(text, size, &groups, arena, &answer, &again, &err)) {
        for (size_t i = 0; i < answer.hits.count; i++) {
            const struct hit *hit = &answer.hits.hits[i];
            assert(strlen(hit->index) + strlen(hit->id) < size);
            assert(hit->reject || (hit->source >= text && hit->source_size > 0 &&
                                   hit->source + hit->source_size <= text + size));
            for (size_t m = 0; m < hit->matched_count; m++)
                assert(hit->matched[m] <= 2);
        }
    } else {
        assert(err.code == ERROR_REMOTE && err.text[0]);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    compare(data, size);
    read_answer(data, size);
    return 0;
}
