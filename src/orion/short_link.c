/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/short_link.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 2048 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool begins(const char *bytes, size_t size, const char *scheme)
{
    return size > strlen(scheme) && memcmp(bytes, scheme, strlen(scheme)) == 0;
}

char *short_link_read(const char *bytes, size_t size, const char *what, struct error *err)
{
    while (size && is_blank(*bytes)) {
        bytes++;
        size--;
    }
    while (size && is_blank(bytes[size - 1]))
        size--;
    bool fine =
        size <= LONGEST && (begins(bytes, size, "http://") || begins(bytes, size, "https://"));
    for (size_t i = 0; fine && i < size; i++)
        fine = bytes[i] > ' ' && bytes[i] < 0x7f;
    if (!fine) {
        (void)error_set(err, ERROR_REMOTE, what, "the answer is not a URL");
        return NULL;
    }
    char *link = malloc(size + 1);
    if (!link) {
        (void)error_set(err, ERROR_NO_MEMORY, what, "no memory for a link");
        return NULL;
    }
    memcpy(link, bytes, size);
    link[size] = '\0';
    return link;
}
