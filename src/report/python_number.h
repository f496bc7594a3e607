/* SPDX-License-Identifier: GPL-3.0-or-later */
/* python_number.h - numbers as Python programs print and read them: repr(), format(x, ".6g"), what
 * pandas' to_json makes of a float, and which texts int() and float() take.
 *
 * The tool whose outputs are reproduced is a Python program; its tables, JSON and CSV files show
 * numbers in these four ways. */
#ifndef RIGEL_REPORT_PYTHON_NUMBER_H
#define RIGEL_REPORT_PYTHON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { PYTHON_NUMBER_SIZE = 40 };

/* Each writes a text that ends with NUL and gives its length. */

/* repr(): the shortest digits that read back as the same number, with ".0" or an exponent; "nan",
 * "inf". */
size_t python_repr(double number, char out[PYTHON_NUMBER_SIZE]);
/* format(number, ".<digits>g"); 0 < digits <= 9. */
size_t python_general(double number, unsigned digits, char out[PYTHON_NUMBER_SIZE]);
/* A float that pandas' to_json wrote with ten decimals and json.loads and json.dumps passed on;
 * "null" where it is not finite. */
size_t python_json_number(double number, char out[PYTHON_NUMBER_SIZE]);
/* The number that is then passed on: number with ten decimals (double_precision of to_json). */
double python_json_rounded(double number);

/* int(text) would be a number: blanks around, a sign, ASCII digits, single underscores between. */
bool python_reads_int(const char *text);
/* float(text) would be a number, which is stored. */
bool python_reads_float(const char *text, double *ret_number);

/* str.strip(): size of text without white space at both ends; *text moves to its start. */
size_t python_strip(const char **text, size_t size);
/* str.rstrip(): size of text without white space at its end. */
size_t python_rstrip(const char *text, size_t size);

#endif
