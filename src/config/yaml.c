/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml.h"

#include <libfyaml.h>
#include <string.h>

#include "base/limits.h"
#include "base/strmap.h"
#include "config/yaml_map.h"
#include "config/yaml_scalar.h"
#include "config/yaml_text.h"

/* A list or map that is not closed yet. */
struct frame {
    enum node_kind kind;
    struct position position;
    const char *anchor; /* NULL: none */
    const struct node **items;
    size_t count, capacity;
    struct yaml_pair *pairs; /* a map: count of them */
    struct yaml_pair pending;
    bool has_key;
};

struct builder {
    const struct origin *origin;
    struct arena *arena;
    struct faults *faults;
    struct strmap *anchors; /* name to node; NULL while it is open */
    struct frame frames[LIMIT_CONFIG_DEPTH];
    size_t depth;
    size_t nodes;
    size_t offset; /* of the event, or of the last one that has a place */
    const struct node *root;
    size_t documents;
};

static struct position here(const struct builder *builder)
{
    return (struct position){.origin = builder->origin, .offset = builder->offset};
}

static bool refuse(struct builder *builder, const char *text)
{
    return fault_at(builder->faults, here(builder), "%s", text);
}

static bool count_nodes(struct builder *builder, size_t more)
{
    if (more > LIMIT_CONFIG_NODES || builder->nodes + more > LIMIT_CONFIG_NODES)
        return fault_at(builder->faults, here(builder),
                        "the document has more than %d nodes, aliases spread out",
                        LIMIT_CONFIG_NODES);
    builder->nodes += more;
    return true;
}

/* Puts a finished node where it belongs. merge: a plain << that may be a merge key. */
static bool place_node(struct builder *builder, const struct node *node, bool merge)
{
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    struct frame *frame = &builder->frames[builder->depth - 1];
    if (frame->kind == NODE_LIST) {
        frame->items = arena_grow(builder->arena, frame->items, frame->count, &frame->capacity,
                                  sizeof(void *));
        frame->items[frame->count++] = node;
        return true;
    }
    if (!frame->has_key) {
        if (node->kind != NODE_SCALAR)
            return fault_at(builder->faults, node->position, "a key must be a text, not %s",
                            node_kind_name(node));
        frame->pending = (struct yaml_pair){.entry.key = node, .merge = merge};
        frame->has_key = true;
        return true;
    }
    frame->pending.entry.value = node;
    frame->pairs = arena_grow(builder->arena, frame->pairs, frame->count, &frame->capacity,
                              sizeof *frame->pairs);
    frame->pairs[frame->count++] = frame->pending;
    frame->has_key = false;
    return true;
}

static const char *token_text(struct builder *builder, struct fy_token *token)
{
    size_t size = 0;
    const char *text = token ? fy_token_get_text(token, &size) : NULL;

    return text ? arena_strndup(builder->arena, text, size) : NULL;
}

/* The tag without its usual prefix: "str", "int", "!" for the non-specific one; NULL: none. */
static const char *tag_of(struct builder *builder, struct fy_event *event)
{
    static const char prefix[] = "tag:yaml.org,2002:";
    struct fy_token *token = fy_event_get_tag_token(event);
    size_t size = 0;

    if (!token)
        return NULL;
    const char *handle = fy_tag_token_handle(token, &size);
    const bool is_core = handle && size == 2 && strncmp(handle, "!!", 2) == 0;
    const bool is_local = handle && size == 1;
    const char *suffix = fy_tag_token_suffix(token, &size);
    const char *name = arena_strndup(builder->arena, suffix ? suffix : "", size);
    if (is_core)
        return name;
    if (strncmp(name, prefix, sizeof prefix - 1) == 0)
        return name + sizeof prefix - 1;
    return is_local && name[0] ? arena_printf(builder->arena, "!%s", name) : name[0] ? name : "!";
}

static bool tag_fits(const char *tag, enum value_type type)
{
    return (strcmp(tag, "int") == 0 && type == VALUE_INTEGER) ||
           (strcmp(tag, "float") == 0 && (type == VALUE_REAL || type == VALUE_INTEGER)) ||
           (strcmp(tag, "bool") == 0 && type == VALUE_BOOL) ||
           (strcmp(tag, "null") == 0 && type == VALUE_NULL) ||
           (strcmp(tag, "timestamp") == 0 && type == VALUE_TEXT);
}

static bool type_scalar(struct builder *builder, struct node *node, const char *text, bool plain,
                        const char *tag)
{
    struct yaml_scalar scalar;
    const char *fault;

    node->value = (struct value){.type = VALUE_TEXT, .text = text};
    if (tag ? strcmp(tag, "str") == 0 || strcmp(tag, "!") == 0 : !plain)
        return true;
    if (!yaml_scalar_read(builder->arena, text, &scalar, &fault))
        return refuse(builder, fault);
    if (tag && !tag_fits(tag, scalar.value.type))
        return fault_at(builder->faults, here(builder), "the tag %s does not fit this value", tag);
    if (tag && strcmp(tag, "float") == 0 && scalar.value.type == VALUE_INTEGER &&
        !yaml_scalar_read(builder->arena, arena_printf(builder->arena, "%s.0", text), &scalar,
                          &fault))
        return refuse(builder, fault);
    node->value = scalar.value;
    node->repr = scalar.repr;
    return true;
}

static bool on_scalar(struct builder *builder, struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    const char *tag = tag_of(builder, event);
    const char *anchor = token_text(builder, event->scalar.anchor);
    const enum fy_scalar_style style = token ? fy_scalar_token_get_style(token) : FYSS_ANY;
    const bool plain = style == FYSS_PLAIN || style == FYSS_ANY;
    const char *text = token_text(builder, token);
    size_t size = 0;
    struct node *node = ARENA_NEW(builder->arena, struct node);

    if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && builder->offset > 0)
        builder->offset--; /* libfyaml's mark is behind the quote */
    node->kind = NODE_SCALAR;
    node->position = here(builder);
    node->weight = 1;
    if (token && fy_token_get_text(token, &size) && strlen(text) != size)
        return refuse(builder, "a text may not hold the character NUL");
    if (!count_nodes(builder, 1) || !type_scalar(builder, node, text ? text : "", plain, tag))
        return false;
    if (anchor)
        strmap_put(builder->anchors, anchor, node);
    return place_node(builder, node, plain && !tag && text && strcmp(text, "<<") == 0);
}

static bool on_alias(struct builder *builder, struct fy_event *event)
{
    const char *name = token_text(builder, event->alias.anchor);

    if (builder->offset > 0)
        builder->offset--; /* libfyaml's mark is at the name, behind the star */
    const struct node *node = name ? strmap_get(builder->anchors, name) : NULL;

    if (!node)
        return fault_at(builder->faults, here(builder), "the alias *%s %s", name ? name : "",
                        name && strmap_has(builder->anchors, name) ? "is inside its own anchor"
                                                                   : "has no anchor before it");
    return count_nodes(builder, node->weight) && place_node(builder, node, false);
}

static bool on_start(struct builder *builder, struct fy_event *event, enum node_kind kind)
{
    const char *tag = tag_of(builder, event);
    struct fy_token *anchor = fy_event_get_anchor_token(event);

    if (tag && strcmp(tag, "!") != 0 && strcmp(tag, kind == NODE_LIST ? "seq" : "map") != 0)
        return fault_at(builder->faults, here(builder), "the tag %s is not known here", tag);
    if (builder->depth == LIMIT_CONFIG_DEPTH)
        return fault_at(builder->faults, here(builder), "nested deeper than %d levels",
                        LIMIT_CONFIG_DEPTH);
    struct frame *frame = &builder->frames[builder->depth++];
    *frame = (struct frame){
        .kind = kind, .position = here(builder), .anchor = token_text(builder, anchor)};
    if (frame->anchor)
        strmap_put(builder->anchors, frame->anchor, NULL);
    return count_nodes(builder, 1);
}

static bool on_end(struct builder *builder)
{
    struct frame *frame = &builder->frames[--builder->depth];
    const struct node at = {.position = frame->position};
    const struct node *node = frame->kind == NODE_LIST
                                  ? node_new_list(builder->arena, &at, frame->items, frame->count)
                                  : yaml_map_new(builder->arena, frame->position, frame->pairs,
                                                 frame->count, builder->faults);

    if (!node)
        return false;
    if (frame->anchor)
        strmap_put(builder->anchors, frame->anchor, (void *)(uintptr_t)node);
    return place_node(builder, node, false);
}

static bool on_event(struct builder *builder, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);

    if (mark)
        builder->offset = mark->input_pos;
    switch (event->type) {
    case FYET_SCALAR:
        return on_scalar(builder, event);
    case FYET_ALIAS:
        return on_alias(builder, event);
    case FYET_SEQUENCE_START:
        return on_start(builder, event, NODE_LIST);
    case FYET_MAPPING_START:
        return on_start(builder, event, NODE_MAP);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        return on_end(builder);
    case FYET_DOCUMENT_START:
        return builder->documents++ == 0 ||
               refuse(builder, "a second document begins here: one is expected");
    default:
        return true;
    }
}

/* Offset of a line and column, both from 1, in the rendered text. */
static size_t offset_of(const char *text, size_t size, int line, int column)
{
    size_t at = 0;

    for (; line > 1 && at < size; at++)
        line -= text[at] == '\n';
    for (; column > 1 && at < size && text[at] != '\n'; column--) {
        at++;
        while (at < size && ((unsigned char)text[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

static bool report_diag(struct builder *builder, struct fy_diag *diag, const char *text,
                        size_t size)
{
    void *iterator = NULL;
    struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);

    if (!first)
        return true;
    if (first->line > 0)
        builder->offset = offset_of(text, size, first->line, first->column);
    return fault_at(builder->faults, here(builder), "YAML: %s",
                    first->msg ? first->msg : "not understood");
}

static bool read_events(struct builder *builder, struct fy_parser *parser, struct fy_diag *diag,
                        const char *text, size_t size)
{
    struct fy_event *event;
    bool fine = true;

    while (fine && (event = fy_parser_parse(parser))) {
        fine = on_event(builder, event);
        fy_parser_event_free(parser, event);
    }
    return fine && report_diag(builder, diag, text, size);
}

static bool parse(struct builder *builder, const char *text, size_t size)
{
    struct fy_diag_cfg diag_config;
    bool fine = false;

    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&diag_config);
    if (!diag)
        return refuse(builder, "out of memory");
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                                 FYPCF_DEFAULT_VERSION_1_1 |
                                                 FYPCF_SLOPPY_FLOW_INDENTATION,
                                        .diag = diag};
    struct fy_parser *parser = fy_parser_create(&config);
    if (!parser || fy_parser_set_string(parser, text, size) != 0)
        (void)refuse(builder, "out of memory");
    else
        fine = read_events(builder, parser, diag, text, size);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return fine;
}

const struct node *yaml_read(const struct origin *origin, const char *text, size_t size,
                             struct faults *faults)
{
    struct arena *arena = origin->arena;
    struct builder *builder = ARENA_NEW(arena, struct builder);
    size_t bad;

    builder->origin = origin;
    builder->arena = arena;
    builder->faults = faults;
    builder->anchors = strmap_new(arena);
    if (!yaml_text_valid(text, size, &bad)) {
        builder->offset = bad;
        (void)refuse(builder,
                     "this byte is not text: UTF-8 without control characters is expected");
        return NULL;
    }
    if (!parse(builder, text, size))
        return NULL;
    if (builder->root)
        return builder->root;
    struct node *nothing = ARENA_NEW(arena, struct node);
    *nothing = (struct node){.kind = NODE_SCALAR,
                             .position = {.origin = origin},
                             .value = {.type = VALUE_NULL, .text = "None"},
                             .weight = 1};
    return nothing;
}
