/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attributes.h - compiler attributes of gcc and clang, named once. */
#ifndef RIGEL_BASE_ATTRIBUTES_H
#define RIGEL_BASE_ATTRIBUTES_H

/* The result says whether the call worked: dropping it is a compile error. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* printf-like: argument number of the format, of the first value. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
/* Runs function(&variable) when the variable goes out of scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))
/* Moves a pointer out of a scope-bound variable: the variable becomes NULL. */
#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
