/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a saved state: an error, or a state that can be used. The checksum is put right first,
 * so that what comes after it is reached; what the state then says may be nonsense. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/edivisive_state.h"
#include "analysis/state_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct edivisive_state *state, struct edivisive_workspace *workspace)
{
    const double values[] = {1, 2, 1, 2, 30, 31, 30, 31};
    const struct change_point *points;
    const size_t length = edivisive_state_length(state);
    unsigned char *bytes;
    size_t count;

    (void)edivisive_state_points(state, &points, &count);
    (void)edivisive_state_append(state, workspace, values, sizeof values / sizeof *values);
    (void)edivisive_state_rewind(state, workspace, length - length / 8);
    (void)edivisive_state_append(state, workspace, values, 1);
    for (size_t i = 0; i < edivisive_state_count(state); i++)
        assert(edivisive_state_index(state, i) < edivisive_state_length(state));
    if (edivisive_state_save(state, &bytes, &count) == ANALYSIS_OK)
        free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum analysis_status status = ANALYSIS_OK;
    struct edivisive_plan *plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    struct edivisive_workspace *workspace = edivisive_workspace_new();
    unsigned char *bytes = malloc(size + STATE_CHECKSUM);
    struct edivisive_state *state;
    uint64_t checksum;

    assert(plan && workspace && bytes);
    if (size)
        memcpy(bytes, data, size);
    checksum = state_checksum(bytes, size);
    for (int i = 0; i < STATE_CHECKSUM; i++)
        bytes[size + (size_t)i] = (unsigned char)(checksum >> 8 * i);
    state = edivisive_state_restore(plan, bytes, size + STATE_CHECKSUM, &status);
    assert(state || status == ANALYSIS_RANGE);
    if (state)
        use(state, workspace);
    edivisive_state_free(state);
    free(bytes);
    edivisive_workspace_free(workspace);
    edivisive_plan_free(plan);
    return 0;
}
