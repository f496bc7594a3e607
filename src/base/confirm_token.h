/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confirm_token.h - the text by which a run says that it repeats another one to confirm its
 * verdict: "confirm-" and the run_id of the first run in 16 lower case hexadecimal digits. */
#ifndef RIGEL_BASE_CONFIRM_TOKEN_H
#define RIGEL_BASE_CONFIRM_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

enum { CONFIRM_TOKEN_SIZE = 25 }; /* with the NUL at its end */

/* run_id is positive, as every name_id. */
void confirm_token_format(int64_t run_id, char out[CONFIRM_TOKEN_SIZE]);
/* False: text is no token (or of no possible run); *ret_run_id is untouched. */
bool confirm_token_parse(const char *text, int64_t *ret_run_id);

#endif
