/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation_words.h - inside the room: short texts that the forms of an explanation share. All in
 * arena. */
#ifndef RIGEL_REPORT_EXPLANATION_WORDS_H
#define RIGEL_REPORT_EXPLANATION_WORDS_H

#include "report/explanation.h"

/* "build 4.18.0", "run 5a1c..." where no build is known. */
const char *explanation_run_words(struct arena *arena, const struct explanation_run *run);
const char *explanation_row_words(struct arena *arena, const struct explanation *explanation,
                                  size_t row);
/* "3.98 s" */
const char *explanation_value(struct arena *arena, const struct explanation *explanation,
                              double value);
/* Why a change does not count. */
const char *explanation_filter_words(struct arena *arena, const struct explanation *explanation,
                                     enum explanation_algorithm algorithm);
const char *explanation_steady_words(struct arena *arena, const struct explanation *explanation);
const char *explanation_edivisive_words(struct arena *arena, const struct explanation *explanation);

#endif
