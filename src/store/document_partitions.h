/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_partitions.h - the monthly partitions of table `document`: made before a batch needs
 * them, dropped past the retention.
 *
 * Months are calendar months in UTC. Times before 2000 and from 2100 on have one partition each,
 * made by the migration. Both calls run a short transaction of their own on a connection of the
 * pool: call them before the batch's transaction, not inside. Any number of processes may call
 * them at once. */
#ifndef RIGEL_STORE_DOCUMENT_PARTITIONS_H
#define RIGEL_STORE_DOCUMENT_PARTITIONS_H

#include "store/store.h"

/* Makes what the documents of these times (in any order, repeats welcome) need. A month that was
 * dropped for its age comes back: leave documents past the retention out before. */
MUST_CHECK bool document_partitions_create(struct store *store, const int64_t *times_us,
                                           size_t count, struct error *err);
/* Drops the months that end at or before before_us. Gives up (ERROR_DATABASE) where a long reader
 * or writer keeps a partition busy for 5 s: try again later. */
MUST_CHECK bool document_partitions_drop(struct store *store, int64_t before_us,
                                         unsigned *ret_dropped, struct error *err);

#endif
