/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adapt_kit.h - adapts a text or a file of tests/data/adapt and keeps what comes out. */
#ifndef RIGEL_TESTS_ADAPT_KIT_H
#define RIGEL_TESTS_ADAPT_KIT_H

#include <jansson.h>

#include "adapt/adapt.h"
#include "base/arena.h"

enum { KIT_DOCUMENTS = 200 };

struct kit_document {
    const char *index, *id, *run, *body;
    size_t line;
    json_t *tree;
};

struct adapted {
    struct arena *arena;
    struct kit_document documents[KIT_DOCUMENTS];
    size_t count;
    struct adapt_reject rejects[KIT_DOCUMENTS];
    size_t rejected;
    bool fine;
    struct error err;
};

/* The run that tests push where they name none: uuid "u1", build "b1", 2026-11-22T12:00:00Z. */
extern const struct adapt_run kit_run;

/* Fails the test where fine is not as expected; the caller frees with adapted_free. */
struct adapted *adapt_text(const char *format, const struct adapt_run *run, const char *name,
                           const char *text);
struct adapted *adapt_data(const char *format, const struct adapt_run *run, const char *file);
void adapted_free(struct adapted *adapted);

/* Bad lines refuse the file, as rigel push wants them. */
struct adapted *adapt_strictly(const char *format, const char *name, const char *text);

/* The place and text of the fault that a text gives; the test fails where there is none. */
void assert_refused(const char *format, const char *text, const char *place, const char *reason);

const char *member_text(const json_t *tree, const char *key);
double member_number(const json_t *tree, const char *key);
/* The number as it is written in the document. */
void assert_written(const struct kit_document *document, const char *piece);

#endif
