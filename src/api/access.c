/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/access.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/bearer.h"
#include "api/page.h"
#include "api/route.h"
#include "api/token_cache.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/strmap.h"
#include "store/audit.h"
#include "store/token_text.h"

enum { FORWARDED_MOST = 4096 };
#define MINUTE (60 * CLOCK_SECOND)

/* Refused tokens of one address: each costs a statement, and a person's mistakes are few. */
static const struct rate_limit failures_limit = {.per_second = 5, .burst = 50};

struct access {
    pthread_rwlock_t lock; /* of rules */
    struct access_rules *rules;
    uint64_t seed; /* of addresses' keys: nobody shall choose which ones share a bucket */
    struct rate *requests, *failures;
    struct token_cache *tokens;
};

struct access *access_new(struct access_rules *rules, struct error *err)
{
    struct access *access = calloc(1, sizeof *access);
    char random[TOKEN_TEXT_SIZE];

    if (!access) {
        access_rules_free(rules);
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for access");
        return NULL;
    }
    (void)pthread_rwlock_init(&access->lock, NULL); /* without attributes it cannot fail */
    access->rules = rules;
    access->requests = rate_new(rules->limit);
    access->failures = rate_new(failures_limit);
    access->tokens = token_cache_new();
    const bool has_memory = access->requests && access->failures && access->tokens;
    if (!has_memory)
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for access");
    if (!has_memory || !token_make(random, err)) {
        access_free(access);
        return NULL;
    }
    access->seed = name_hash(NAME_HASH_SEED, random, sizeof random);
    return access;
}

void access_free(struct access *access)
{
    if (!access)
        return;
    rate_free(access->requests);
    rate_free(access->failures);
    token_cache_free(access->tokens);
    access_rules_free(access->rules);
    (void)pthread_rwlock_destroy(&access->lock);
    free(access);
}

void access_take_rules(struct access *access, struct access_rules *rules)
{
    rate_set_limit(access->requests, rules->limit);
    (void)pthread_rwlock_wrlock(&access->lock);
    struct access_rules *old = access->rules;
    access->rules = rules;
    (void)pthread_rwlock_unlock(&access->lock);
    access_rules_free(old);
}

/* Nothing of the rules outlives the call of rules_unlock. */
static const struct access_rules *rules_lock(struct access *access)
{
    (void)pthread_rwlock_rdlock(&access->lock);
    return access->rules;
}

static void rules_unlock(struct access *access)
{
    (void)pthread_rwlock_unlock(&access->lock);
}

void access_browsers(struct request *request)
{
    if (request->api->has_tls)
        reply_header(&request->reply, "Strict-Transport-Security", "max-age=31536000");
    if (!request->api->access)
        return;
    cors_answer(&rules_lock(request->api->access)->cors, request);
    rules_unlock(request->api->access);
}

void access_forget_tokens(const struct request *request)
{
    if (request->api->access)
        token_cache_expire(request->api->access->tokens);
}

static bool refuse(struct request *request, const char *reason, struct error *err,
                   enum error_code code, const char *text)
{
    metrics_add(request->api->metrics, METRIC_ACCESS_REFUSED, 1, reason, NULL);
    return error_set(err, code, NULL, "%s", text);
}

static bool refuse_rate(struct request *request, int64_t wait_us, struct error *err)
{
    reply_header(&request->reply, "Retry-After",
                 arena_printf(request->arena, "%lld",
                              (long long)((wait_us + CLOCK_SECOND - 1) / CLOCK_SECOND)));
    return refuse(request, "rate", err, ERROR_RATE,
                  "more requests than are answered; Retry-After says how many seconds to wait");
}

static bool refuse_token(struct request *request, struct error *err)
{
    char route[128], address[CLIENT_ADDRESS_SIZE + 8];

    log_info("access", "token refused", "address=%s route=%s",
             log_quote(request->head.address ? request->head.address : "", address, sizeof address),
             log_quote(request->route->pattern, route, sizeof route));
    reply_header(&request->reply, "WWW-Authenticate",
                 "Bearer realm=\"rigel\", error=\"invalid_token\"");
    return refuse(request, "bad_token", err, ERROR_UNAUTHENTICATED,
                  "the token is not valid: unknown, expired or revoked");
}

/* The values of all headers of one name, joined by commas. */
struct joined {
    struct arena *arena;
    const char *text; /* NULL: none */
    size_t count;
};

static void join(void *taker, const char *value)
{
    struct joined *joined = taker;

    joined->count++;
    if (!joined->text)
        joined->text = value;
    else if (strlen(joined->text) + strlen(value) < FORWARDED_MOST)
        joined->text = arena_printf(joined->arena, "%s,%s", joined->text, value);
}

static struct joined headers_of(const struct request *request, const char *name)
{
    struct joined joined = {.arena = request->arena};

    if (request->head.each)
        request->head.each(request->head.context, name, join, &joined);
    else if (request_header(request, name))
        join(&joined, request_header(request, name));
    return joined;
}

static void find_client(struct access *access, struct request *request)
{
    const struct access_rules *rules = rules_lock(access);
    char address[CLIENT_ADDRESS_SIZE];

    if (rules->proxy_count > 0 && request->head.address) {
        const struct joined forwarded = headers_of(request, "X-Forwarded-For");
        request->head.address = arena_strdup(
            request->arena, client_address(request->head.address, forwarded.text, rules->proxies,
                                           rules->proxy_count, address));
    }
    rules_unlock(access);
}

static bool anybody_reads(struct access *access)
{
    const bool reads = rules_lock(access)->anonymous_read;

    rules_unlock(access);
    return reads;
}

static uint64_t address_key(const struct access *access, const struct request *request)
{
    return client_address_key(request->head.address ? request->head.address : "", access->seed);
}

static unsigned roles_of(const char *role)
{
    const unsigned open = 1u << ROLE_OPEN, read = open | 1u << ROLE_READ;

    if (strcmp(role, "admin") == 0)
        return read | 1u << ROLE_PUSH | 1u << ROLE_TRIAGE | 1u << ROLE_ADMIN;
    if (strcmp(role, "triage") == 0)
        return read | 1u << ROLE_TRIAGE;
    return strcmp(role, "push") == 0 ? read | 1u << ROLE_PUSH : read;
}

/* Finds the token in the database. *ret_row NULL: it is not valid. */
static bool look_up(struct store *store, struct arena *arena, const char *hash,
                    const struct token_row **ret_row, struct error *err)
{
    if (!store)
        return error_set(err, ERROR_DATABASE, NULL, "this process has no database");
    struct store_connection *connection = store_borrow(store, err);
    if (!connection)
        return false;
    bool fine = token_find(connection, arena, hash, ret_row, err);
    const struct token_row *row = fine ? *ret_row : NULL;
    if (row && (!row->was_used || row->last_used_at / MINUTE != clock_now_us() / MINUTE)) {
        struct error unnoted;
        /* Who may ask does not hang on whether that can be noted. */
        if (!token_use(connection, row->token_id, &unnoted))
            log_error_line(LOG_WARNING, "access", "last use not noted", &unnoted);
    }
    store_return(connection);
    return fine;
}

/* *ret_row NULL: the token is not valid. */
static bool find_token(struct access *access, struct request *request, const char *hash,
                       const struct token_row **ret_row, struct error *err)
{
    struct token_row *row = ARENA_NEW(request->arena, struct token_row);
    const int64_t now = clock_monotonic_us();
    int64_t wait;

    const enum cached_token cached =
        token_cache_get(access->tokens, hash, now, request->arena, row);
    *ret_row = row;
    if (cached == CACHED_NONE &&
        !rate_may(access->failures, address_key(access, request), now, &wait))
        return refuse_rate(request, wait, err);
    if (cached != CACHED_FRESH) {
        if (!look_up(request->api->store, request->arena, hash, ret_row, err))
            return false;
        token_cache_put(access->tokens, hash, now, *ret_row);
    }
    if (*ret_row && (*ret_row)->expires_at <= clock_now_us())
        *ret_row = NULL;
    return true;
}

static bool authenticate(struct access *access, struct request *request,
                         const struct joined *authorization, struct error *err)
{
    const struct token_row *row = NULL;
    char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
    int64_t wait;

    if (authorization->count == 1 && bearer_parse(authorization->text, token)) {
        token_hash(token, hash);
        token_wipe(token, sizeof token);
        const bool fine = find_token(access, request, hash, &row, err);
        if (!fine)
            return false;
    }
    const int64_t now = clock_monotonic_us();
    if (!row)
        return rate_take(access->failures, address_key(access, request), now, &wait)
                   ? refuse_token(request, err)
                   : refuse_rate(request, wait, err);
    request->principal = (struct principal){.name = row->name,
                                            .token_hash = arena_strdup(request->arena, hash),
                                            .roles = roles_of(row->role),
                                            .projects = row->projects,
                                            .project_count = row->project_count};
    const uint64_t key = name_hash(access->seed, &row->token_id, sizeof row->token_id);
    return request->head.again || rate_take(access->requests, key, now, &wait) ||
           refuse_rate(request, wait, err);
}

static bool admit_anonymous(struct access *access, struct request *request, struct error *err)
{
    int64_t wait;

    if (!access || anybody_reads(access))
        request->principal.roles |= 1u << ROLE_READ;
    return !access || request->head.again ||
           rate_take(access->requests, address_key(access, request), clock_monotonic_us(), &wait) ||
           refuse_rate(request, wait, err);
}

static bool check_role(struct request *request, bool has_token, struct error *err)
{
    const enum role role = request->route->role;

    if (request->principal.roles & 1u << role)
        return true;
    if (!has_token) {
        reply_header(&request->reply, "WWW-Authenticate", "Bearer realm=\"rigel\"");
        return refuse(request, "no_token", err, ERROR_UNAUTHENTICATED,
                      "this needs a token: Authorization: Bearer rigel_...");
    }
    reply_header(&request->reply, "WWW-Authenticate",
                 "Bearer realm=\"rigel\", error=\"insufficient_scope\"");
    metrics_add(request->api->metrics, METRIC_ACCESS_REFUSED, 1, "role", NULL);
    return error_set(err, ERROR_FORBIDDEN, NULL, "this needs a token with the role %s",
                     role_name(role));
}

bool access_admit(struct request *request, struct error *err)
{
    struct access *access = request->api->access;

    request->principal = (struct principal){.name = "anonymous", .roles = 1u << ROLE_OPEN};
    if (access)
        find_client(access, request);
    if (request->route->role == ROLE_OPEN)
        return true;
    const struct joined authorization = headers_of(request, "Authorization");
    if (authorization.text && !access)
        return refuse_token(request, err);
    const bool fine = authorization.text ? authenticate(access, request, &authorization, err)
                                         : admit_anonymous(access, request, err);
    return fine && check_role(request, authorization.text, err);
}

bool access_stands(struct access *access, struct store *store, const char *token_hash)
{
    AUTO_ARENA arena = arena_new();
    const int64_t now = clock_monotonic_us();
    struct token_row cached;
    const struct token_row *row = &cached;
    struct error err;

    if (!access)
        return true;
    if (!token_hash)
        return anybody_reads(access);
    if (token_cache_get(access->tokens, token_hash, now, arena, &cached) != CACHED_FRESH) {
        if (!look_up(store, arena, token_hash, &row, &err)) {
            log_error_line(LOG_WARNING, "access", "token of a listener not looked up", &err);
            return true;
        }
        token_cache_put(access->tokens, token_hash, now, row);
    }
    return row && row->expires_at > clock_now_us();
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
