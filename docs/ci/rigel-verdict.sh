#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The verdict on a run, with curl alone: rigel-verdict.sh UUID [JUNIT-FILE]
#
# Asks the server to pull the run, waits until its verdict is final, prints it as text, and writes it as JUnit
# XML where a file is named. Exit status as that of `rigel verdict`: 0 pass, 2 regression, 3 no data,
# 4 undecided, 1 error.
#
#   RIGEL_SERVER                      address, https://rigel.example
#   RIGEL_TOKEN_FILE or RIGEL_TOKEN   the token; none where everybody may read, but then the poll is waited for
#   RIGEL_WAIT                        seconds to wait for a final verdict (600)
set -eu

fail() {
    echo "rigel-verdict: $*" >&2
    exit 1
}

# ask ACCEPT FILE PATH [OPTION...]: the answer into FILE, its HTTP status to stdout. The token reaches curl through a pipe:
# on a command line every process of the machine could read it.
ask() {
    accept=$1 file=$2 path=$3
    shift 3
    if [ -n "$token" ]; then printf 'header = "Authorization: Bearer %s"\n' "$token"; fi |
        curl --config - --silent --show-error --retry 5 --retry-connrefused --max-time 120 --header "Accept: $accept" \
            --output "$file" --write-out '%{http_code}' "$@" "$RIGEL_SERVER/api/v1/runs/$path"
}

run=${1:?usage: rigel-verdict.sh UUID [JUNIT-FILE]}
junit=${2:-}
: "${RIGEL_SERVER:?the address of the rigel server}"
case $run in *[!A-Za-z0-9._-]*) fail "'$run' is no run's uuid" ;; esac
token=${RIGEL_TOKEN:-}
if [ -n "${RIGEL_TOKEN_FILE:-}" ]; then token=$(cat "$RIGEL_TOKEN_FILE"); fi
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

status=$(ask application/json "$answer" "$run/ingest" --request POST) || fail "no answer from $RIGEL_SERVER"
case $status in
2??) ;;
*) echo "rigel-verdict: the pull could not be asked for (status $status); waiting for the next poll" >&2 ;;
esac

end=$(($(date +%s) + ${RIGEL_WAIT:-600}))
while :; do
    left=$((end - $(date +%s)))
    if [ "$left" -gt 60 ]; then left=60; elif [ "$left" -lt 0 ]; then left=0; fi
    status=$(ask application/json "$answer" "$run/verdict?wait=${left}s") || fail "no answer from $RIGEL_SERVER"
    [ "$status" = 200 ] || fail "status $status: $(cat "$answer")"
    # What does not begin so is not an answer that this script knows: it ends as an error, never as a pass.
    state=$(sed -n 's/^{"uuid":"[^"]*","state":"\([a-z_]*\)".*/\1/p' "$answer")
    final=$(sed -n 's/.*"final":\(true\|false\).*/\1/p' "$answer")
    if [ "$final" = true ] || [ "$left" -eq 0 ]; then break; fi
done

status=$(ask text/plain "$answer" "$run/verdict") || fail "no answer from $RIGEL_SERVER"
[ "$status" = 200 ] || fail "status $status: $(cat "$answer")"
cat "$answer"
if [ -n "$junit" ]; then
    status=$(ask application/junit+xml "$junit" "$run/verdict") || fail "no answer from $RIGEL_SERVER"
    [ "$status" = 200 ] || fail "status $status: $(cat "$junit")"
fi
case $state/$final in
pass/true) exit 0 ;;
regression/*) exit 2 ;;
no_data/* | pass/*) exit 3 ;;
undecided/*) exit 4 ;;
*) fail "an unknown answer, state '$state'" ;;
esac
