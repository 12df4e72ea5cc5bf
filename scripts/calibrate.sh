#!/bin/sh
# How often the report's statistics raise a false alarm on this machine, and what they find.
# usage: scripts/calibrate.sh RUN [--trials N] [--slowdown 5%] [--markdown FILE] [--json FILE]
#        scripts/calibrate.sh --measure [options of the suite and of JMH]
# With --measure it first measures, for about ten minutes: 40 rounds of copies and reads, each also
# with 5 % more bytes, and writes calibration.md and calibration.json into results/calibration.
# exit status: 0 calibrated, 1 too many false alarms, 2 wrong usage or input
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
if [ "${1:-}" != --measure ]; then
  exec "$java" -cp "$jar" zerocopy.report.Calibrate "$@"
fi
shift
place=$(mktemp)
trap 'rm -f "$place"' EXIT
"$java" -jar "$jar" --profile standard --label calibration --out "$root/results" --place "$place" \
  -f 40 -wi 2 -w 40ms -i 4 -r 30ms \
  -p size=65536,68864,1048576,1101056 -p fileSize=1048576,1101056 \
  "$@" \
  'BufferCopy\.(heapToDirect|directToDirect|arrayToArray)$' \
  'FileRead\.mappedCopy$'
mkdir -p "$root/results/calibration"
"$java" -cp "$jar" zerocopy.report.Calibrate "$(cat "$place")" \
  --markdown "$root/results/calibration/calibration.md" \
  --json "$root/results/calibration/calibration.json"
