/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template_parser.h"

#include <string.h>

#include "base/limits.h"
#include "config/template.h"

/* Which words end a block, and which of them did. */
enum block_end { END_OF_FILE = 1, END_ELIF = 2, END_ELSE = 4, END_ENDIF = 8, END_ENDFOR = 16 };

static bool parse_block(struct template_parser *parser, struct template_block *block,
                        size_t opening, unsigned ends, enum block_end *ret_end);

bool template_parser_fail(struct template_parser *parser, const struct template_token *token,
                          const char *text, const char *detail)
{
    char place[POSITION_TEXT_SIZE];
    struct error fault;

    (void)origin_source_text(parser->lexer.origin, token->offset, place);
    (void)error_set(&fault, ERROR_CONFIG, place, "template: %s%s", text, detail);
    return fault_add(parser->faults, &fault);
}

bool template_parser_advance(struct template_parser *parser)
{
    parser->token = template_lexer_next(&parser->lexer);
    return parser->token.kind != TOKEN_BAD ||
           template_parser_fail(parser, &parser->token, parser->token.text, "");
}

bool template_parser_at_operator(const struct template_parser *parser, const char *text)
{
    return parser->token.kind == TOKEN_OPERATOR && strcmp(parser->token.text, text) == 0;
}

bool template_parser_at_word(const struct template_parser *parser, const char *word)
{
    return parser->token.kind == TOKEN_NAME && strcmp(parser->token.text, word) == 0;
}

bool template_parser_enter(struct template_parser *parser)
{
    if (parser->depth >= LIMIT_TEMPLATE_DEPTH)
        return template_parser_fail(parser, &parser->token, "this is nested too deeply", "");
    parser->depth++;
    return true;
}

void template_parser_leave(struct template_parser *parser)
{
    parser->depth--;
}

static struct template_part *add_part(struct template_parser *parser, struct template_block *block,
                                      enum template_part_kind kind, size_t offset)
{
    block->parts = arena_grow(parser->arena, block->parts, block->count, &block->capacity,
                              sizeof *block->parts);
    block->parts[block->count] = (struct template_part){.kind = kind, .offset = offset};
    return &block->parts[block->count++];
}

static struct template_branch *add_branch(struct template_parser *parser,
                                          struct template_part *part)
{
    part->branches = arena_grow(parser->arena, part->branches, part->branch_count,
                                &part->branch_capacity, sizeof *part->branches);
    part->branches[part->branch_count] = (struct template_branch){.condition = NULL};
    return &part->branches[part->branch_count++];
}

/* Takes the %} or }} that must come now. */
static bool expect_close(struct template_parser *parser, const char *message)
{
    if (parser->token.kind != TOKEN_CLOSE)
        return template_parser_fail(parser, &parser->token, message, "; " TEMPLATE_SHAPES);
    return template_parser_advance(parser);
}

static bool parse_output(struct template_parser *parser, struct template_block *block,
                         size_t opening)
{
    const struct template_expression *value = template_parse_expression(parser);

    if (!value)
        return false;
    add_part(parser, block, PART_OUTPUT, opening)->value = value;
    return expect_close(parser, "}} is expected here");
}

/* From the condition on, to the word that ends the branch. */
static bool parse_branch(struct template_parser *parser, struct template_part *part,
                         enum block_end *ret_end)
{
    const struct template_expression *condition = template_parse_condition(parser);

    if (!condition || !expect_close(parser, "%} is expected here"))
        return false;
    struct template_branch *branch = add_branch(parser, part);
    branch->condition = condition;
    return parse_block(parser, &branch->block, part->offset, END_ELIF | END_ELSE | END_ENDIF,
                       ret_end);
}

static bool parse_if(struct template_parser *parser, struct template_part *part)
{
    enum block_end end;

    do {
        if (!parse_branch(parser, part, &end))
            return false;
    } while (end == END_ELIF);
    if (end == END_ENDIF)
        return expect_close(parser, "%} is expected here");
    return expect_close(parser, "%} is expected here") &&
           parse_block(parser, &part->otherwise, part->offset, END_ENDIF, &end) &&
           expect_close(parser, "%} is expected here");
}

static bool parse_target(struct template_parser *parser, struct template_part *part)
{
    const struct template_token name = parser->token;

    if (name.kind != TOKEN_NAME || template_is_reserved(name.text) ||
        strcmp(name.text, "loop") == 0)
        return template_parser_fail(parser, &name, "a name other than loop is expected after for",
                                    "");
    part->target = name.text;
    if (!template_parser_advance(parser))
        return false;
    if (!template_parser_at_word(parser, "in"))
        return template_parser_fail(parser, &parser->token, "`in` is expected here",
                                    "; " TEMPLATE_SHAPES);
    return template_parser_advance(parser);
}

static bool parse_for(struct template_parser *parser, struct template_part *part)
{
    enum block_end end;

    if (!parse_target(parser, part))
        return false;
    part->value = template_parse_condition(parser);
    if (!part->value || !expect_close(parser, "%} is expected here") ||
        !parse_block(parser, &add_branch(parser, part)->block, part->offset, END_ELSE | END_ENDFOR,
                     &end))
        return false;
    if (end == END_ELSE && !(expect_close(parser, "%} is expected here") &&
                             parse_block(parser, &part->otherwise, part->offset, END_ENDFOR, &end)))
        return false;
    return expect_close(parser, "%} is expected here");
}

/* The word after {%; 0: none that ends a block. */
static unsigned end_of(const struct template_parser *parser)
{
    static const struct {
        const char *word;
        enum block_end end;
    } ends[] = {
        {"elif", END_ELIF}, {"else", END_ELSE}, {"endif", END_ENDIF}, {"endfor", END_ENDFOR}};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (template_parser_at_word(parser, ends[i].word))
            return ends[i].end;
    return 0;
}

static bool parse_statement(struct template_parser *parser, struct template_block *block,
                            size_t opening)
{
    const bool is_if = template_parser_at_word(parser, "if");
    bool fine;

    if (end_of(parser))
        return template_parser_fail(parser, &parser->token,
                                    "there is nothing here that this word would end", "");
    if (!is_if && !template_parser_at_word(parser, "for"))
        return template_parser_fail(parser, &parser->token, "this statement is not known",
                                    "; " TEMPLATE_SHAPES);
    if (!template_parser_enter(parser) || !template_parser_advance(parser))
        return false;
    /* Not straight into the block, whose parts may move while this one is read. */
    struct template_part part = {.kind = is_if ? PART_IF : PART_FOR, .offset = opening};
    fine = is_if ? parse_if(parser, &part) : parse_for(parser, &part);
    template_parser_leave(parser);
    if (fine)
        *add_part(parser, block, part.kind, opening) = part;
    return fine;
}

static bool parse_part(struct template_parser *parser, struct template_block *block, unsigned ends,
                       enum block_end *ret_end)
{
    const struct template_token token = parser->token;

    *ret_end = 0;
    if (token.kind == TOKEN_TEXT) {
        add_part(parser, block, PART_TEXT, token.offset)->size = token.size;
        return template_parser_advance(parser);
    }
    if (!template_parser_advance(parser))
        return false;
    if (token.kind == TOKEN_OUTPUT_BEGIN)
        return parse_output(parser, block, token.offset);
    if (end_of(parser) & ends) {
        *ret_end = (enum block_end)end_of(parser);
        return template_parser_advance(parser);
    }
    return parse_statement(parser, block, token.offset);
}

/* Reads on until one of the words that may end the block, which is taken. opening: of the statement
 * whose block it is. */
static bool parse_block(struct template_parser *parser, struct template_block *block,
                        size_t opening, unsigned ends, enum block_end *ret_end)
{
    const struct template_token statement = {.offset = opening};

    for (;;) {
        if (parser->token.kind == TOKEN_END) {
            *ret_end = END_OF_FILE;
            return ends == END_OF_FILE ||
                   template_parser_fail(parser, &statement, "this statement has no end: ",
                                        ends & END_ENDIF ? "{% endif %} is missing"
                                                         : "{% endfor %} is missing");
        }
        if (!parse_part(parser, block, ends, ret_end))
            return false;
        if (*ret_end)
            return true;
    }
}

const struct template *template_parse(const struct origin *origin, struct faults *faults)
{
    struct template_parser parser = {.arena = origin->arena, .faults = faults};
    struct template *template = ARENA_NEW(origin->arena, struct template);
    enum block_end end;

    template_lexer_init(&parser.lexer, origin);
    if (!template_parser_advance(&parser) ||
        !parse_block(&parser, &template->block, 0, END_OF_FILE, &end))
        return NULL;
    return template;
}
