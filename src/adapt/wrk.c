/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/formats.h"
#include "adapt/input.h"
#include "adapt/output.h"
#include "adapt/quantity.h"

enum { WORDS = 16, PERCENTILES = 64 };

struct word {
    const char *at;
    size_t size;
};

struct line {
    const char *at;
    size_t size;
    struct word words[WORDS]; /* the first ones */
    size_t count;
};

struct percentile {
    char name[24];
    double ms;
};

/* One run of wrk as far as it was read; -1 and false: not said. */
struct result {
    const char *at;  /* its "Running" line; NULL: none yet */
    const char *end; /* behind the last line that was understood */
    const char *url;
    double duration, threads, connections, requests, seconds, bytes;
    double latency[4], rate[4]; /* average, deviation, largest, % within one deviation */
    bool has_latency[4], has_rate[4];
    struct percentile percentiles[PERCENTILES];
    size_t percentile_count;
    double errors[4], status_errors; /* connect, read, write, timeout: wrk prints them if any */
    double requests_per_second, bytes_per_second;
    bool in_percentiles, uncorrected, has_requests, has_rates, has_transfer;
};

struct reading {
    struct output *out;
    const struct adapt_file *file;
    struct result result;
};

static bool word_is(struct word word, const char *text)
{
    return strlen(text) == word.size && memcmp(word.at, text, word.size) == 0;
}

static bool line_begins(const struct line *line, const char *first, const char *second)
{
    return line->count > 1 && word_is(line->words[0], first) &&
           (!second || word_is(line->words[1], second));
}

static void split(struct line *line)
{
    const char *at = line->at, *end = at + line->size;

    line->count = 0;
    while (line->count < WORDS) {
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
            at++;
        if (at == end)
            return;
        struct word *word = &line->words[line->count++];
        word->at = at;
        while (at < end && *at != ' ' && *at != '\t' && *at != '\r')
            at++;
        word->size = (size_t)(at - word->at);
    }
}

static const char *const expected[] = {
    [QUANTITY_PLAIN] = "a number",
    [QUANTITY_TIME] = "a time in us, ms, s, m or h",
    [QUANTITY_SECONDS] = "a time in us, ms, s, m or h",
    [QUANTITY_BYTES] = "a size in B, KB, MB, GB, TB or PB",
    [QUANTITY_PERCENT] = "a percentage",
};

/* Word number `word` of the line; a comma behind it is not part of it. */
static bool read_word(const struct reading *reading, const struct line *line, size_t word,
                      enum quantity kind, const char *field, double *ret, bool *ret_finite,
                      struct error *err)
{
    if (word >= line->count)
        return input_fault(reading->file, line->at + line->size, field, expected[kind], err);
    struct word text = line->words[word];
    if (text.size && text.at[text.size - 1] == ',')
        text.size--;
    if (quantity_read(text.at, text.size, kind, ret, ret_finite))
        return true;
    return input_fault(reading->file, text.at, field, expected[kind], err);
}

static bool read_finite(const struct reading *reading, const struct line *line, size_t word,
                        enum quantity kind, const char *field, double *ret, struct error *err)
{
    bool finite = false;

    return read_word(reading, line, word, kind, field, ret, &finite, err) &&
           (finite || input_fault(reading->file, line->at, field, expected[kind], err));
}

/* "Latency    45.01ms    3.96ms  49.14ms   97.85%" */
static bool read_stats(const struct reading *reading, const struct line *line, enum quantity kind,
                       const char *field, double values[4], bool has[4], struct error *err)
{
    for (size_t i = 0; i < 4; i++)
        if (!read_word(reading, line, i + 1, i == 3 ? QUANTITY_PERCENT : kind, field, &values[i],
                       &has[i], err))
            return false;
    return true;
}

/* " 99.900%   12.30ms": P99_9 */
static bool read_percentile(struct reading *reading, const struct line *line, struct error *err)
{
    struct result *result = &reading->result;
    struct word name = line->words[0];
    struct percentile *percentile;
    double share;

    if (result->percentile_count == PERCENTILES || name.size > sizeof percentile->name - 4)
        return input_fault(reading->file, name.at, "percentile", "at most 64 short ones", err);
    percentile = &result->percentiles[result->percentile_count];
    if (!read_finite(reading, line, 0, QUANTITY_PERCENT, "percentile", &share, err) ||
        !read_finite(reading, line, 1, QUANTITY_TIME, "percentile", &percentile->ms, err))
        return false;
    name.size--; /* the % */
    if (memchr(name.at, '.', name.size))
        while (name.at[name.size - 1] == '0')
            name.size--;
    if (name.at[name.size - 1] == '.')
        name.size--;
    (void)snprintf(percentile->name, sizeof percentile->name, "P%.*s", (int)name.size, name.at);
    char *dot = strchr(percentile->name, '.');
    if (dot)
        *dot = '_';
    result->percentile_count++;
    return true;
}

/* "882 requests in 4.01s, 201.79KB read" */
static bool read_requests(struct reading *reading, const struct line *line, struct error *err)
{
    struct result *result = &reading->result;

    result->has_requests = true;
    return read_finite(reading, line, 0, QUANTITY_PLAIN, "requests", &result->requests, err) &&
           read_finite(reading, line, 3, QUANTITY_SECONDS, "requests", &result->seconds, err) &&
           read_finite(reading, line, 4, QUANTITY_BYTES, "bytes read", &result->bytes, err);
}

/* "Socket errors: connect 0, read 1, write 0, timeout 5" */
static bool read_socket_errors(struct reading *reading, const struct line *line, struct error *err)
{
    for (size_t i = 0; i < 4; i++)
        if (!read_finite(reading, line, 3 + 2 * i, QUANTITY_PLAIN, "Socket errors",
                         &reading->result.errors[i], err))
            return false;
    return true;
}

static bool write_result(struct reading *reading, struct error *err);

/* "Running 4s test @ http://127.0.0.1/" */
static bool begin_result(struct reading *reading, const struct line *line, struct error *err)
{
    struct result *result = &reading->result;

    if (result->at && !write_result(reading, err))
        return false;
    *result = (struct result){.at = line->at};
    if (line->count != 5)
        return input_fault(reading->file, line->at, "Running", "Running TIME test @ URL", err);
    result->url = arena_strndup(output_kept(reading->out), line->words[4].at, line->words[4].size);
    return read_finite(reading, line, 1, QUANTITY_SECONDS, "Running", &result->duration, err);
}

static bool read_known(struct reading *reading, const struct line *line, bool *ret_known,
                       struct error *err)
{
    struct result *result = &reading->result;

    *ret_known = true;
    if (line_begins(line, "Latency", "Distribution")) {
        result->in_percentiles = true;
        result->uncorrected = line->count > 4 && word_is(line->words[4], "Uncorrected");
        return true;
    }
    if (line_begins(line, "Latency", NULL))
        return read_stats(reading, line, QUANTITY_TIME, "Latency", result->latency,
                          result->has_latency, err);
    if (line_begins(line, "Req/Sec", NULL))
        return read_stats(reading, line, QUANTITY_PLAIN, "Req/Sec", result->rate, result->has_rate,
                          err);
    if (line->count == 5 && word_is(line->words[1], "threads"))
        return read_finite(reading, line, 0, QUANTITY_PLAIN, "threads", &result->threads, err) &&
               read_finite(reading, line, 3, QUANTITY_PLAIN, "connections", &result->connections,
                           err);
    if (line->count > 2 && word_is(line->words[1], "requests") && word_is(line->words[2], "in"))
        return read_requests(reading, line, err);
    if (line_begins(line, "Socket", "errors:"))
        return read_socket_errors(reading, line, err);
    if (line_begins(line, "Non-2xx", "or"))
        return read_finite(reading, line, 4, QUANTITY_PLAIN, "Non-2xx or 3xx responses",
                           &result->status_errors, err);
    if (line_begins(line, "Requests/sec:", NULL)) {
        result->has_rates = true;
        return read_finite(reading, line, 1, QUANTITY_PLAIN, "Requests/sec",
                           &result->requests_per_second, err);
    }
    if (line_begins(line, "Transfer/sec:", NULL)) {
        result->has_transfer = true;
        return read_finite(reading, line, 1, QUANTITY_BYTES, "Transfer/sec",
                           &result->bytes_per_second, err);
    }
    *ret_known = false;
    return true;
}

/* Lines that are none of wrk's own are a script's: they are passed over. */
static bool read_line(struct reading *reading, struct line *line, struct error *err)
{
    struct result *result = &reading->result;
    bool known = false;

    split(line);
    if (line_begins(line, "Running", NULL) && line->count > 3 && word_is(line->words[2], "test"))
        known = true;
    if (known ? !begin_result(reading, line, err) : false)
        return false;
    if (!known && result->at && !read_known(reading, line, &known, err))
        return false;
    if (known) {
        result->end = line->at + line->size;
        result->in_percentiles = line_begins(line, "Latency", "Distribution");
        return true;
    }
    const bool is_percentile =
        line->count == 2 && line->words[0].at[line->words[0].size - 1] == '%';
    if (!result->in_percentiles || !is_percentile) {
        result->in_percentiles = false;
        return true;
    }
    /* wrk2 prints the latencies of requests as sent after those as planned. */
    return result->uncorrected || read_percentile(reading, line, err);
}

static bool check(const struct reading *reading, struct error *err)
{
    const struct result *result = &reading->result;
    const char *end = reading->file->text + reading->file->size;

    if (!result->at)
        return input_fault(reading->file, reading->file->text, "Running",
                           "a line \"Running TIME test @ URL\"", err);
    if (!result->has_requests)
        return input_fault(reading->file, end, "requests",
                           "a line \"N requests in TIME, SIZE read\", the output ends", err);
    if (!result->has_rates)
        return input_fault(reading->file, end, "Requests/sec", "this line, the output ends", err);
    if (!result->has_transfer)
        return input_fault(reading->file, end, "Transfer/sec", "this line, the output ends", err);
    return true;
}

static void write_stats(struct writer *document, const char *const names[4], const double values[4],
                        const bool has[4])
{
    for (size_t i = 0; i < 4; i++)
        if (has[i])
            writer_real(document, names[i], values[i]);
}

static bool write_result(struct reading *reading, struct error *err)
{
    static const char *const latency[] = {"latencyAvg", "latencyStdev", "latencyMax",
                                          "latencyWithinStdevPercent"};
    static const char *const rate[] = {"threadRequestsPerSecondAvg", "threadRequestsPerSecondStdev",
                                       "threadRequestsPerSecondMax",
                                       "threadRequestsWithinStdevPercent"};
    static const char *const errors[] = {"connectErrors", "readErrors", "writeErrors", "timeouts"};
    static const bool always[] = {true, true, true, true};
    const struct result *result = &reading->result;

    if (!check(reading, err))
        return false;
    struct writer *document = output_begin(reading->out, output_known(reading->out)->at_us);
    writer_text(document, "metricName", "wrk");
    writer_text(document, "unit", "ms");
    writer_text(document, "url", result->url);
    writer_real(document, "duration", result->duration);
    writer_real(document, "threads", result->threads);
    writer_real(document, "connections", result->connections);
    writer_real(document, "requests", result->requests);
    writer_real(document, "seconds", result->seconds);
    writer_real(document, "bytes", result->bytes);
    writer_real(document, "requestsPerSecond", result->requests_per_second);
    writer_real(document, "bytesPerSecond", result->bytes_per_second);
    write_stats(document, latency, result->latency, result->has_latency);
    write_stats(document, rate, result->rate, result->has_rate);
    for (size_t i = 0; i < result->percentile_count; i++)
        writer_real(document, result->percentiles[i].name, result->percentiles[i].ms);
    write_stats(document, errors, result->errors, always);
    writer_real(document, "statusErrors", result->status_errors);
    return output_end(reading->out, reading->file, result->at, (size_t)(result->end - result->at),
                      err);
}

bool wrk_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct reading reading = {.out = out, .file = file};

    if (!input_is_text(file, err))
        return false;
    for (const char *at = file->text, *end = at + file->size; at < end;) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        struct line line = {.at = at, .size = (size_t)((feed ? feed : end) - at)};
        if (!read_line(&reading, &line, err))
            return false;
        at += line.size + 1;
    }
    return write_result(&reading, err);
}
