/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/prompt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = " \t\r\n";

const char *prompt_line(struct prompt *prompt, const char *question)
{
    char *line = NULL;
    size_t size = 0;

    if (prompt->ended)
        return "";
    (void)fprintf(prompt->out, "%s ", question);
    (void)fflush(prompt->out);
    if (getline(&line, &size, prompt->in) < 0) {
        prompt->ended = true;
        free(line);
        (void)fputc('\n', prompt->out);
        return "";
    }
    const char *from = line + strspn(line, blanks);
    size_t length = strlen(from);
    while (length && strchr(blanks, from[length - 1]))
        length--;
    const char *answer = arena_strndup(prompt->arena, from, length);
    free(line);
    return answer;
}

const char *prompt_text(struct prompt *prompt, const char *question, const char *standard)
{
    const char *asked = standard && *standard
                            ? arena_printf(prompt->arena, "%s [%s]", question, standard)
                            : question;
    const char *answer = prompt_line(prompt, asked);

    while (!*answer && !standard && !prompt->ended)
        answer =
            prompt_line(prompt, arena_printf(prompt->arena, "  An answer is needed. %s", question));
    return *answer || !standard ? answer : standard;
}

const char *prompt_number(struct prompt *prompt, const char *question, const char *standard)
{
    const char *answer = prompt_text(prompt, question, standard);

    while (answer[strspn(answer, "0123456789")] && !prompt->ended) {
        (void)fputs("  A whole number is needed.\n", prompt->out);
        answer = prompt_text(prompt, question, standard);
    }
    return answer;
}

bool prompt_yes(struct prompt *prompt, const char *question, bool standard)
{
    const char *asked = arena_printf(prompt->arena, "%s [%s]", question, standard ? "Y/n" : "y/N");

    for (;;) {
        const char *answer = prompt_line(prompt, asked);
        if (!*answer)
            return standard;
        if (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0)
            return true;
        if (strcasecmp(answer, "n") == 0 || strcasecmp(answer, "no") == 0)
            return false;
        (void)fputs("  y or n is needed.\n", prompt->out);
    }
}

size_t prompt_choice(struct prompt *prompt, const char *question, const char *const *choices,
                     size_t count)
{
    for (size_t i = 0; !prompt->ended && i < count; i++)
        (void)fprintf(prompt->out, "  %zu  %s\n", i + 1, choices[i]);
    for (;;) {
        const char *answer = prompt_line(prompt, arena_printf(prompt->arena, "%s [1]", question));
        char *end = NULL;
        const unsigned long number = strtoul(answer, &end, 10);
        if (!*answer)
            return 0;
        if (*answer >= '0' && *answer <= '9' && !*end && number >= 1 && number <= count)
            return number - 1;
        (void)fprintf(prompt->out, "  A number from 1 to %zu is needed.\n", count);
    }
}

void prompt_heading(struct prompt *prompt, const char *heading)
{
    if (!prompt->ended)
        (void)fprintf(prompt->out, "\n%s\n", heading);
}
