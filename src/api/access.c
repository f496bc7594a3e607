/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/access.h"

#include "api/page.h"
#include "api/route.h"
#include "store/audit.h"

bool access_admit(struct request *request, struct error *err)
{
    (void)err;
    request->principal = (struct principal){.name = "anonymous",
                                            .roles = 1u << ROLE_OPEN | 1u << ROLE_READ |
                                                     1u << ROLE_PUSH | 1u << ROLE_TRIAGE};
    return true;
}

bool access_check_test(struct request *request, const char *test, struct error *err)
{
    int64_t test_id;

    return !request->principal.projects ||
           browse_test_id(request->connection, page_scope(request), test, &test_id, err);
}

bool access_audit(struct request *request, const char *action, const char *subject,
                  const char *detail, struct error *err)
{
    return audit_add(request->connection, request->principal.name, request->head.address, action,
                     subject, detail, err);
}
