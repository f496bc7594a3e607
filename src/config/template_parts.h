/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_parts.h - a parsed template, as the parser leaves it to the renderer. Inside config. */
#ifndef RIGEL_CONFIG_TEMPLATE_PARTS_H
#define RIGEL_CONFIG_TEMPLATE_PARTS_H

#include <stddef.h>

enum template_part_kind { PART_TEXT, PART_OUTPUT };

struct template_part {
    enum template_part_kind kind;
    size_t offset, size; /* TEXT: the bytes of the source; OUTPUT: offset of its {{ */
    const char *name;    /* OUTPUT */
    size_t name_offset;
    const char *fallback; /* OUTPUT: text where the name is undefined; NULL: that is a fault */
};

struct template
{
    struct template_part *parts;
    size_t count, capacity;
};

#endif
