/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limits.h - the most that anything a user or another server controls may grow to. */
#ifndef RIGEL_BASE_LIMITS_H
#define RIGEL_BASE_LIMITS_H

#define LIMIT_CONFIG_FILE (4u << 20)     /* bytes of one YAML file, before and after templating */
#define LIMIT_CONFIG_DEPTH 64            /* nesting of YAML */
#define LIMIT_TEMPLATE_DEPTH 100         /* nesting of a template's statements and expressions */
#define LIMIT_TEMPLATE_STEPS 1000000     /* parts put out and values looked at by one template */
#define LIMIT_CONFIG_NODES 1000000       /* scalars, lists, maps of one file, aliases spread out */
#define LIMIT_CONFIG_FAULTS 1000         /* faults of one configuration that are told one by one */
#define LIMIT_TESTS 10000                /* tests of one configuration */
#define LIMIT_METRICS 10000              /* metrics of one test, after fan_out and group_by */
#define LIMIT_DOCUMENT_SIZE (16u << 20)  /* bytes of one document */
#define LIMIT_DOCUMENT_DEPTH 100         /* nesting of one document */
#define LIMIT_BATCH_VALUES 4000000u      /* metric values reduced at once: 96 MB */
#define LIMIT_ANSWER_SIZE (256u << 20)   /* bytes of one answer of a search server, unpacked */
#define LIMIT_PAGE 10000                 /* documents a page asked of a search server */
#define LIMIT_SERIES_POINTS 1000000      /* points of one series */
#define LIMIT_DETECT_LINE (32u << 20)    /* bytes of one line given to rigel detect */
#define LIMIT_DETECT_WAITING (64u << 20) /* bytes of such lines read ahead */
#define LIMIT_THREADS 256                /* threads that a command line may ask for */
#define LIMIT_HTTP_BODY (32u << 20)      /* bytes of a request body */
#define LIMIT_PUSH_BODY (64u << 20)      /* bytes of pushed documents, unpacked */
#define LIMIT_HTTP_URL 8192              /* bytes of a request target */
#define LIMIT_API_PAGE 1000              /* rows of one API page */
#define LIMIT_WAIT_SECONDS 600           /* a verdict's wait */
#define LIMIT_API_NAME 512               /* characters of a name in a path or a parameter */
#define LIMIT_COMPARE_RUNS 2000          /* runs of one side of a comparison */
#define LIMIT_AUDIT_METRICS 100          /* tests whose audit is in /metrics: 20 rows each */
#define LIMIT_LEDGER_RUNS 20000          /* runs of a series that one ledger looks at */
#define LIMIT_EXPLAIN_RUNS 100           /* runs of a build that one explanation looks at */
#define LIMIT_API_CURSOR 4096            /* bytes of a cursor */
#define LIMIT_VERDICT_CACHE (64u << 20)  /* bytes of verdicts kept by a process */
#define LIMIT_PLACES_SECONDS 10          /* until a request learns in which tests its run is */
#define LIMIT_ACCESS_BODY (16u << 10)    /* bytes of a request that makes a token */
#define LIMIT_TOKEN_PROJECTS 100         /* projects that one token is bound to */
#define LIMIT_API_ANSWER (128u << 20)    /* bytes of one API answer, unpacked */
#define LIMIT_REQUEST_SECONDS 10         /* a client's time to send the head of a request */
#define LIMIT_BODY_SECONDS 120           /* a client's time to send the body of a request */
#define LIMIT_IDLE_SECONDS 30            /* a kept connection without a request */
#define LIMIT_REPLY_SECONDS 120          /* a client's time to take an answer */
#define LIMIT_STREAM_SECONDS 3600        /* a stream of events; then its client comes again */
#define LIMIT_REPORT (1u << 30)          /* bytes of one table, JSON or page of the command line */

#endif
