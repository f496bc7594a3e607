/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates: any bytes either render or are refused; what rendered leads back to the source. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "config/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;
    struct variables *variables = variables_new(arena);
    struct faults faults;
    char text[POSITION_TEXT_SIZE];

    buffer_init(&out, LIMIT_CONFIG_FILE);
    variables_set(variables, "version", "4.20");
    variables_set(variables, "empty", "");
    struct error err;
    if (!variables_add_json(variables, "{\"list\": [1, \"a\", {\"k\": [true]}], \"n\": 4.2}",
                            "variables", &err))
        abort();
    faults_init(&faults, NULL, NULL);
    /* Files are refused where they hold NUL, so a source never does. */
    if (memchr(data, 0, size))
        return 0;
    const char *source = arena_strndup(arena, (const char *)data, size);
    struct origin *origin = origin_new(arena, "f", source, size);
    const struct template *template = template_parse(origin, &faults);
    const bool rendered = template && template_render(template, origin, variables, &out, &faults);
    if (rendered != (faults.errors == 0))
        abort();
    for (size_t at = 0; rendered && at <= out.size; at += 1 + out.size / 16)
        if (strncmp(position_text((struct position){origin, at}, text), "f:", 2) != 0)
            abort();
    return 0;
}
