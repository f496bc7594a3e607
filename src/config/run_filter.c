/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test.h"

#include <string.h>

const struct condition *run_filter_find(const struct run_filter *filter, const char *field)
{
    for (size_t i = 0; i < filter->listed.count; i++)
        if (strcmp(filter->listed.items[i].field, field) == 0)
            return &filter->listed.items[i];
    return NULL;
}
