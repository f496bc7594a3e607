#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ci/run-benchmark where there is no search cluster: pushes the output of a Google Benchmark program and prints the run's id.
# RIGEL_SERVER and RIGEL_TOKEN are in the environment; BUILD and BUILD_URL say what is tested.
set -eu
run=$(cat /proc/sys/kernel/random/uuid)
./benchmark --benchmark_format=json >benchmark.json
rigel push --format google-benchmark --run "$run" --build "$BUILD" --build-url "$BUILD_URL" \
    ${RIGEL_CONFIRM:+--confirm "$RIGEL_CONFIRM"} benchmark.json >&2
echo "$run"
