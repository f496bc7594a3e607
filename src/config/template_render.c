/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/utf8.h"
#include "config/template.h"
#include "config/template_evaluate.h"
#include "config/template_value.h"

struct renderer {
    struct template_evaluation evaluation;
    struct origin *origin;
    struct buffer *out;
};

static bool render_block(struct renderer *renderer, const struct template_block *block);

/* Appends text that came from the source at offset, or was put in there. */
static bool append(struct renderer *renderer, const char *text, size_t size, size_t offset,
                   bool copied)
{
    if (size > 0)
        origin_add_span(renderer->origin, renderer->out->size, offset, copied);
    buffer_append(renderer->out, text, size);
    if (buffer_ok(renderer->out))
        return true;
    if (!renderer->evaluation.halted)
        template_fault(&renderer->evaluation, offset, "the rendered text is larger than %zu bytes",
                       renderer->out->limit);
    renderer->evaluation.halted = true;
    return false;
}

static bool render_output(struct renderer *renderer, const struct template_part *part)
{
    const struct node *value = template_evaluate_usable(&renderer->evaluation, part->value);

    if (!value)
        return false;
    const char *text = node_text(renderer->evaluation.arena, value);
    return append(renderer, text, strlen(text), part->offset, false);
}

static bool render_if(struct renderer *renderer, const struct template_part *part)
{
    for (size_t i = 0; i < part->branch_count; i++) {
        const struct node *truth =
            template_evaluate_usable(&renderer->evaluation, part->branches[i].condition);
        if (!truth)
            return false;
        if (node_is_true(truth))
            return render_block(renderer, &part->branches[i].block);
    }
    return render_block(renderer, &part->otherwise);
}

static bool add_characters(struct template_evaluation *evaluation, const char *text,
                           struct node_list *list, size_t offset)
{
    if (!template_charge(evaluation, strlen(text), offset))
        return false;
    for (size_t size; *text; text += size) {
        size = utf8_sequence(text) ? utf8_sequence(text) : 1;
        node_list_add(evaluation->arena, list, template_text(evaluation->arena, text, size));
    }
    return true;
}

/* What Python goes through: items, keys, characters. False: the fault is recorded. */
static bool items_of(struct template_evaluation *evaluation, const struct node *value,
                     size_t offset, struct node_list *ret)
{
    if (template_is_blank(value))
        return true;
    if (value->kind == NODE_SCALAR && value->value.type == VALUE_TEXT)
        return add_characters(evaluation, value->value.text, ret, offset);
    if (value->kind == NODE_SCALAR) {
        template_fault(evaluation, offset, "a list is expected here, not %s",
                       node_kind_name(value));
        return false;
    }
    if (!template_charge(evaluation, value->count, offset))
        return false;
    for (size_t i = 0; i < value->count; i++)
        node_list_add(evaluation->arena, ret,
                      value->kind == NODE_LIST ? value->items[i] : value->entries[i].key);
    return true;
}

static bool render_for(struct renderer *renderer, const struct template_part *part)
{
    struct template_evaluation *evaluation = &renderer->evaluation;
    struct node_list items = {.count = 0};
    const struct node *value = template_evaluate_usable(evaluation, part->value);
    bool fine = true;

    if (!value || !items_of(evaluation, value, part->value->offset, &items))
        return false;
    if (items.count == 0)
        return render_block(renderer, &part->otherwise);
    struct template_loop loop = {.outer = evaluation->loop,
                                 .target = part->target,
                                 .items = items.items,
                                 .count = items.count};
    evaluation->loop = &loop;
    for (; loop.index < loop.count && fine; loop.index++)
        fine = render_block(renderer, &part->branches[0].block);
    evaluation->loop = loop.outer;
    return fine;
}

static bool render_part(struct renderer *renderer, const struct template_part *part)
{
    if (!template_charge(&renderer->evaluation, 1, part->offset))
        return false;
    switch (part->kind) {
    case PART_TEXT:
        return append(renderer, renderer->origin->source + part->offset, part->size, part->offset,
                      true);
    case PART_OUTPUT:
        return render_output(renderer, part);
    case PART_IF:
        return render_if(renderer, part);
    case PART_FOR:
        return render_for(renderer, part);
    }
    return false;
}

/* What one part lacks does not keep the others from being looked at: all faults are wanted. */
static bool render_block(struct renderer *renderer, const struct template_block *block)
{
    bool fine = true;

    for (size_t i = 0; i < block->count && !renderer->evaluation.halted; i++)
        fine = render_part(renderer, &block->parts[i]) && fine;
    return fine && !renderer->evaluation.halted;
}

bool template_render(const struct template *template, struct origin *origin,
                     const struct variables *variables, struct buffer *out, struct faults *faults)
{
    struct renderer renderer = {
        .evaluation = {.arena = origin->arena,
                       .origin = origin,
                       .variables = variables,
                       .faults = faults},
        .origin = origin,
        .out = out,
    };

    return render_block(&renderer, &template->block);
}
