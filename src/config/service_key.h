/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service_key.h - the key tables as data: what a value may be and where it goes. */
#ifndef RIGEL_CONFIG_SERVICE_KEY_H
#define RIGEL_CONFIG_SERVICE_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"

enum key_type {
    KEY_TEXT,      /* const char * */
    KEY_PATH,      /* const char *, made relative to the file's folder */
    KEY_URL,       /* const char *, http or https, no user or password */
    KEY_CONNINFO,  /* const char *, no password */
    KEY_FLAG,      /* bool */
    KEY_COUNT,     /* unsigned */
    KEY_INTEGER,   /* int */
    KEY_NUMBER,    /* double */
    KEY_DURATION,  /* int64_t, microseconds */
    KEY_CHOICE,    /* an enum whose values count from 0 in the order of the words */
    KEY_TEXTS,     /* const char *const * and size_t */
    KEY_FILES,     /* const char *const * and size_t: paths, patterns expanded */
    KEY_VARIABLES, /* const char *const * and size_t: name, text pairs */
    KEY_SOURCES,   /* const struct source_config * and size_t */
    KEY_RECEIVERS, /* const struct receiver_config * and size_t */
    KEY_RULES      /* const struct rule_config * and size_t */
};

struct service_key {
    const char *path;            /* with dots; in an entry of sources just the key */
    size_t offset, count_offset; /* in the struct that the table fills */
    const char *standard;        /* the default as written; NULL: none */
    const char *least, *most;    /* as written; KEY_CHOICE: least has the words, '|' between */
    const char *sample;          /* see service_keys.def */
    const char *help;
    enum key_type type;
    bool reloadable;
};

extern const struct service_key service_keys[]; /* of struct service_config */
extern const size_t service_key_count;
extern const struct service_key source_keys[]; /* of struct source_config */
extern const size_t source_key_count;
extern const struct service_key receiver_keys[]; /* of struct receiver_config */
extern const size_t receiver_key_count;
extern const struct service_key rule_keys[]; /* of struct rule_config */
extern const size_t rule_key_count;

/* "duration", "text", ...: for the docs. */
const char *key_type_name(enum key_type type);
/* Word `index` of a choice into out; false: there are fewer. */
bool key_choice_word(const struct service_key *key, size_t index, char *out, size_t size);

/* Checks a scalar value and stores it in target (arena for what it needs, file for the folder of
 * paths). Not for the list types. False: the fault is recorded. */
MUST_CHECK bool key_store(struct arena *arena, const struct service_key *key,
                          const struct node *value, const char *file, void *target,
                          struct faults *faults);
/* Stores the default, where there is one. The table's defaults are right: a test says so. */
void key_store_default(struct arena *arena, const struct service_key *key, void *target);

#endif
