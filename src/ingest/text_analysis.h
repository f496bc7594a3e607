/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_analysis.h - the search servers' standard analyser, near enough: words of a text in lower
 * case.
 *
 * Word borders are those of Unicode's Annex 29 as Lucene's standard tokenizer draws them: exact for
 * ASCII, by blocks of code points beyond it (see docs/configuration.md, File source). Compared with
 * a real server's _analyze by tests/system/test_file_source.py. */
#ifndef RIGEL_INGEST_TEXT_ANALYSIS_H
#define RIGEL_INGEST_TEXT_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>

/* Longer words are cut into pieces of this many characters, as the servers do. */
enum { TOKEN_CHARACTERS = 255, TOKEN_SIZE = TOKEN_CHARACTERS * 4 + 1 };

struct tokenizer {
    const unsigned char *at; /* NUL-terminated UTF-8; a byte that is none ends a word */
    char token[TOKEN_SIZE];  /* lower case, NUL-terminated */
};

void tokenizer_init(struct tokenizer *tokenizer, const char *text);
bool tokenizer_next(struct tokenizer *tokenizer); /* false: no more words */

/* The two texts share a word. */
bool text_share_token(const char *one, const char *other);

/* `*` any characters, `?` one, `\` takes the next as it is; the whole text must fit. */
bool text_wildcard(const char *pattern, const char *text);

#endif
