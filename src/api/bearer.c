/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/bearer.h"

#include <string.h>
#include <strings.h>

bool bearer_parse(const char *header, char out[TOKEN_TEXT_SIZE])
{
    static const char scheme[] = "Bearer";
    const size_t length = sizeof scheme - 1;

    if (strncasecmp(header, scheme, length) != 0 || header[length] != ' ')
        return false;
    const char *token = header + length + strspn(header + length, " ");
    size_t size = strlen(token);
    while (size > 0 && (token[size - 1] == ' ' || token[size - 1] == '\t'))
        size--;
    if (!token_has_form(token, size))
        return false;
    memcpy(out, token, size);
    out[size] = '\0';
    return true;
}
