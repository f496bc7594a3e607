/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void measure_memory(struct metrics *metrics)
{
    FILE *file = fopen("/proc/self/statm", "re");
    char line[128];

    if (!file)
        return;
    /* "all resident shared ...", in pages */
    const char *second = fgets(line, sizeof line, file) ? strchr(line, ' ') : NULL;
    if (second)
        metrics_set(metrics, METRIC_RESIDENT_BYTES,
                    (double)strtoull(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE), NULL, NULL);
    (void)fclose(file);
}

static void measure_descriptors(struct metrics *metrics)
{
    DIR *folder = opendir("/proc/self/fd");
    double count = 0;

    if (!folder)
        return;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            count++;
    (void)closedir(folder);
    metrics_set(metrics, METRIC_OPEN_FDS, count - 1, NULL, NULL); /* less the folder itself */
}

void process_measure(struct metrics *metrics)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) == 0)
        metrics_set(metrics, METRIC_CPU_SECONDS, seconds(usage.ru_utime) + seconds(usage.ru_stime),
                    NULL, NULL);
    measure_memory(metrics);
    measure_descriptors(metrics);
}
