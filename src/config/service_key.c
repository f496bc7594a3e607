/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service_key.h"

#include <stdio.h>
#include <string.h>

#include "config/service.h"

#define KEY(path_, member, type_, standard_, least_, most_, reloadable_, sample_, help_)           \
    {.path = (path_),                                                                              \
     .type = KEY_##type_,                                                                          \
     .offset = offsetof(struct TABLE_OF, member),                                                  \
     .standard = (standard_),                                                                      \
     .least = (least_),                                                                            \
     .most = (most_),                                                                              \
     .reloadable = (reloadable_),                                                                  \
     .sample = (sample_),                                                                          \
     .help = (help_)},
#define LIST(path_, member, count_member, type_, reloadable_, sample_, help_)                      \
    {.path = (path_),                                                                              \
     .type = KEY_##type_,                                                                          \
     .offset = offsetof(struct TABLE_OF, member),                                                  \
     .count_offset = offsetof(struct TABLE_OF, count_member),                                      \
     .reloadable = (reloadable_),                                                                  \
     .sample = (sample_),                                                                          \
     .help = (help_)},

#define TABLE_OF service_config
const struct service_key service_keys[] = {
#include "config/service_keys.def"
};
#undef TABLE_OF
const size_t service_key_count = ARRAY_LEN(service_keys);

#define TABLE_OF source_config
const struct service_key source_keys[] = {
#include "config/source_keys.def"
};
#undef TABLE_OF
const size_t source_key_count = ARRAY_LEN(source_keys);

#define TABLE_OF receiver_config
const struct service_key receiver_keys[] = {
#include "config/receiver_keys.def"
};
#undef TABLE_OF
const size_t receiver_key_count = ARRAY_LEN(receiver_keys);

#define TABLE_OF rule_config
const struct service_key rule_keys[] = {
#include "config/rule_keys.def"
};
#undef TABLE_OF
const size_t rule_key_count = ARRAY_LEN(rule_keys);

const char *key_type_name(enum key_type type)
{
    static const char *const names[] = {[KEY_TEXT] = "text",
                                        [KEY_PATH] = "path",
                                        [KEY_URL] = "address",
                                        [KEY_CONNINFO] = "text",
                                        [KEY_FLAG] = "true or false",
                                        [KEY_COUNT] = "whole number",
                                        [KEY_INTEGER] = "whole number",
                                        [KEY_NUMBER] = "number",
                                        [KEY_DURATION] = "duration",
                                        [KEY_CHOICE] = "word",
                                        [KEY_TEXTS] = "list of texts",
                                        [KEY_FILES] = "list of paths",
                                        [KEY_VARIABLES] = "map of texts",
                                        [KEY_SOURCES] = "list",
                                        [KEY_RECEIVERS] = "list",
                                        [KEY_RULES] = "list"};

    return names[type];
}

bool key_choice_word(const struct service_key *key, size_t index, char *out, size_t size)
{
    const char *at = key->least;

    for (; index > 0; index--) {
        at = strchr(at, '|');
        if (!at)
            return false;
        at++;
    }
    (void)snprintf(out, size, "%.*s", (int)strcspn(at, "|"), at);
    return true;
}
