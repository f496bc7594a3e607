/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template.h"
#include "config/template_parts.h"

static bool undefined(const struct origin *origin, const struct template_part *part,
                      struct faults *faults)
{
    char place[POSITION_TEXT_SIZE];
    struct error fault;

    (void)origin_source_text(origin, part->name_offset, place);
    (void)error_set(&fault, ERROR_CONFIG, place,
                    "template: '%s' is undefined and has no default; set it as a variable or in "
                    "the environment",
                    part->name);
    return fault_add(faults, &fault);
}

bool template_render(const struct template *template, struct origin *origin,
                     const struct variables *variables, struct buffer *out, struct faults *faults)
{
    bool fine = true;

    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];

        origin_add_span(origin, out->size, part->offset, part->kind == PART_TEXT);
        if (part->kind == PART_TEXT) {
            buffer_append(out, origin->source + part->offset, part->size);
            continue;
        }
        const struct node *value = variables_get(variables, part->name);
        const char *text = value ? node_text(origin->arena, value) : NULL;
        if (!text && !part->fallback)
            fine = undefined(origin, part, faults);
        else
            buffer_text(out, text ? text : part->fallback);
    }
    if (fine && !buffer_ok(out)) {
        const struct position start = {.origin = origin};
        fine = fault_at(faults, start, "the rendered text is larger than %zu bytes", out->limit);
    }
    return fine;
}
