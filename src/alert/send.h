/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send.h - one try of one delivery: the request to its receiver.
 *
 * Headers: Idempotency-Key and X-Rigel-Event (the event's id), X-Rigel-Sequence,
 * X-Rigel-Timestamp (seconds since 1970), and where the receiver has a secret X-Rigel-Signature:
 * "sha256=" and HMAC-SHA256 over the timestamp, a dot and the body, in hexadecimal digits.
 * Redirects are not followed; of an answer 64 kB are read. */
#ifndef RIGEL_ALERT_SEND_H
#define RIGEL_ALERT_SEND_H

#include "alert/message.h"
#include "base/stop.h"

struct alert_reply {
    int status;       /* 0: no answer, err says why */
    int64_t asked_us; /* Retry-After; 0: none */
};

/* "sha256=" and 64 digits. */
enum { SIGNATURE_SIZE = 7 + 65 };
void alert_sign(const char *secret, int64_t timestamp, const char *body, size_t size,
                char out[SIGNATURE_SIZE]);

/* True: 200-299. Else err says what is wrong, without secrets; the address too is one where the
 * receiver has it from a file or variable. ERROR_CONFIG: the receiver's configuration is. */
MUST_CHECK bool alert_send(const struct receiver_config *receiver,
                           const struct alert_message *message, const char *rule,
                           const char *base_url, struct stop *stop, struct alert_reply *ret_reply,
                           struct error *err);

#endif
