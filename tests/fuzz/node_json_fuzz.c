/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input variables: any text is a tree that Python would print, or is refused with line and column.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/node_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    struct error err = {.code = ERROR_NONE};
    const char *text = arena_strndup(arena, (const char *)data, size);
    const struct node *root = node_of_json(arena, text, "variables", &err);

    if ((root == NULL) != (err.code != ERROR_NONE))
        abort();
    if (root && strlen(node_text(arena, root)) == 0 && root->value.type != VALUE_TEXT)
        abort();
    return 0;
}
