/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formats.h - the read function of each format, for the table of adapt.c: one file into documents.
 * Inside the adapt room. */
#ifndef RIGEL_ADAPT_FORMATS_H
#define RIGEL_ADAPT_FORMATS_H

#include "adapt/adapt.h"

MUST_CHECK bool documents_read(struct output *out, const struct adapt_file *file,
                               struct error *err);
MUST_CHECK bool kube_burner_read(struct output *out, const struct adapt_file *file,
                                 struct error *err);
MUST_CHECK bool k8s_netperf_read(struct output *out, const struct adapt_file *file,
                                 struct error *err);
MUST_CHECK bool ingress_perf_read(struct output *out, const struct adapt_file *file,
                                  struct error *err);
MUST_CHECK bool clusterloader2_read(struct output *out, const struct adapt_file *file,
                                    struct error *err);
MUST_CHECK bool locust_read(struct output *out, const struct adapt_file *file, struct error *err);
MUST_CHECK bool wrk_read(struct output *out, const struct adapt_file *file, struct error *err);
MUST_CHECK bool google_benchmark_read(struct output *out, const struct adapt_file *file,
                                      struct error *err);

#endif
