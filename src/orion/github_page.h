/* SPDX-License-Identifier: GPL-3.0-or-later */
/* github_page.h - answers of the GitHub API: a page of releases or commits, a pull request. Pure.
 */
#ifndef RIGEL_ORION_GITHUB_PAGE_H
#define RIGEL_ORION_GITHUB_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"

enum github_kind { GITHUB_RELEASES, GITHUB_COMMITS };

/* What lies after the one and not after the other, microseconds since 1970. */
struct github_interval {
    int64_t after, until;
};

enum { GITHUB_PAGE = 100 };

/* Adds what Orion shows of the page's entries in the interval to items, an array. *ret_last: no
 * further page is needed (this one is not full, or reaches back before the interval). ERROR_REMOTE:
 * not an array of objects; ERROR_NO_MEMORY. */
MUST_CHECK bool github_page_read(const json_t *page, const char *what, enum github_kind kind,
                                 struct github_interval interval, json_t *items, bool *ret_last,
                                 struct error *err);
/* When a pull request was made. ERROR_REMOTE: it does not say. */
MUST_CHECK bool github_created_read(const json_t *pull, const char *what, int64_t *ret_us,
                                    struct error *err);

#endif
