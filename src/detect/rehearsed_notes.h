/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsed_notes.h - what a rehearsal cannot know of a test, and what ends. Pure. */
#ifndef RIGEL_DETECT_REHEARSED_NOTES_H
#define RIGEL_DETECT_REHEARSED_NOTES_H

#include "detect/rehearsed_load.h"

struct rehearsed_note_list {
    struct arena *arena; /* everything in it, texts included */
    struct rehearsal_note *items;
    size_t count, capacity;
};

/* Of a test that is stored. */
void rehearsed_notes_add(struct rehearsed_note_list *list, const struct rehearsed_input *input);
/* Of one that is only configured. */
void rehearsed_notes_new_test(struct rehearsed_note_list *list, const char *test);

#endif
