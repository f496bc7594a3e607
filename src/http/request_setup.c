/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/request_setup.h"

#include <stdio.h>
#include <string.h>

#include "http/gzip.h"

/* Smaller bodies do not gain from packing. */
enum { GZIP_LEAST = 1024 };

void setup_wipe(const char *secret)
{
    volatile char *at = (volatile char *)(uintptr_t)secret;

    while (at && *at)
        *at++ = '\0';
}

static long to_ms(int64_t us)
{
    return (long)((us + 999) / 1000);
}

static void set_limits(CURL *easy, const struct http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, to_ms(options->connect_timeout_us));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, to_ms(options->timeout_us));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
    if (options->stall_us) {
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (to_ms(options->stall_us) + 999) / 1000);
    }
    if (options->compress)
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

static void set_tls(CURL *easy, const struct http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, options->insecure ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, options->insecure ? 0L : 2L);
    if (options->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
}

static bool append_header(struct curl_slist **headers, const char *name, const char *value)
{
    AUTO_BUFFER line;

    buffer_init(&line, 64 * 1024);
    buffer_printf(&line, "%s: %s", name, value);
    struct curl_slist *longer = buffer_ok(&line) ? curl_slist_append(*headers, line.data) : NULL;
    if (line.data)
        setup_wipe(line.data);
    if (longer)
        *headers = longer;
    return longer != NULL;
}

static bool append_line(struct curl_slist **headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*headers, line);

    if (longer)
        *headers = longer;
    return longer != NULL;
}

static bool append_secret_header(struct curl_slist **headers, const char *name, const char *scheme,
                                 const char *secret)
{
    AUTO_BUFFER value;

    buffer_init(&value, 64 * 1024);
    buffer_printf(&value, "%s%s", scheme, secret ? secret : "");
    const bool fine = buffer_ok(&value) && append_header(headers, name, value.data);
    if (value.data)
        setup_wipe(value.data);
    return fine;
}

static bool set_auth(CURL *easy, const struct http_options *options, struct curl_slist **headers)
{
    char provider[256];

    switch (options->auth) {
    case HTTP_AUTH_NONE:
        break;
    case HTTP_AUTH_API_KEY:
        return append_secret_header(headers, "Authorization", "ApiKey ", options->secret);
    case HTTP_AUTH_BEARER:
        return append_secret_header(headers, "Authorization", "Bearer ", options->secret);
    case HTTP_AUTH_BASIC:
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERNAME, options->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, options->secret);
        break;
    case HTTP_AUTH_SIGV4:
        (void)snprintf(provider, sizeof provider, "aws:amz:%s:%s",
                       options->region ? options->region : "",
                       options->service ? options->service : "es");
        curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, provider);
        curl_easy_setopt(easy, CURLOPT_USERNAME, options->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, options->secret);
        if (options->session_token)
            return append_secret_header(headers, "x-amz-security-token", "",
                                        options->session_token);
        break;
    }
    return true;
}

static bool set_body(CURL *easy, bool compress, const struct http_request *request,
                     struct buffer *packed, struct curl_slist **headers, struct error *err)
{
    const char *body = request->body;
    size_t size = request->body_size;

    if (!body)
        return true;
    if (compress && size >= GZIP_LEAST) {
        if (!gzip_pack(body, size, packed, err))
            return false;
        body = packed->data;
        size = packed->size;
        if (!append_header(headers, "Content-Encoding", "gzip"))
            return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a request");
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    /* No wait for "100 Continue" before a larger body. An empty Expect header would do it too, but
     * libcurl 7.88 signs it for AWS without sending it. */
    curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    return true;
}

/* AWS signs the path encoded once more than it is sent ("%2A" as "%252A"); libcurl signs the path
 * of the URL as it stands there, and newer ones leave "%25" alone. So the URL gets the path to
 * sign, and what is sent is set apart from it. */
static bool set_signed_url(CURL *easy, const struct http_options *options, const char *path)
{
    const char *host = strstr(options->base_url, "://");
    const char *prefix = host ? strchr(host + 3, '/') : NULL;
    const size_t plain = strcspn(path, "?");
    AUTO_BUFFER url;
    AUTO_BUFFER target;

    buffer_init(&url, 64 * 1024);
    buffer_init(&target, 64 * 1024);
    buffer_text(&url, options->base_url);
    for (size_t i = 0; path[i]; i++) {
        buffer_byte(&url, path[i]);
        if (i < plain && path[i] == '%')
            buffer_text(&url, "25");
    }
    buffer_printf(&target, "%s%s", prefix ? prefix : "", path);
    if (!buffer_ok(&url) || !buffer_ok(&target))
        return false;
    return curl_easy_setopt(easy, CURLOPT_URL, url.data) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target.data) == CURLE_OK;
}

static bool set_plain_url(CURL *easy, const struct http_options *options, const char *path)
{
    AUTO_BUFFER url;

    buffer_init(&url, 64 * 1024);
    buffer_printf(&url, "%s%s", options->base_url, path);
    return buffer_ok(&url) && curl_easy_setopt(easy, CURLOPT_URL, url.data) == CURLE_OK;
}

static bool set_url(CURL *easy, const struct http_options *options, const char *path)
{
    return options->auth == HTTP_AUTH_SIGV4 ? set_signed_url(easy, options, path)
                                            : set_plain_url(easy, options, path);
}

bool setup_request(CURL *easy, const struct http_options *options,
                   const struct http_request *request, struct buffer *packed,
                   struct curl_slist **headers, struct error *err)
{
    curl_easy_reset(easy);
    bool fine = set_url(easy, options, request->path);
    if (fine && request->content_type)
        fine = append_header(headers, "Content-Type", request->content_type);
    if (fine && request->accept)
        fine = append_header(headers, "Accept", request->accept);
    if (fine && request->idempotency_key)
        fine = append_header(headers, "Idempotency-Key", request->idempotency_key);
    for (size_t i = 0; fine && i < request->header_count; i++)
        fine = append_line(headers, request->headers[i]);
    if (!fine || !set_auth(easy, options, headers))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a request");
    if (!set_body(easy, options->compress, request, packed, headers, err))
        return false;
    set_limits(easy, options);
    set_tls(easy, options);
    if (request->closing)
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, to_ms(HTTP_CLOSING_US));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "rigel");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
    return true;
}
