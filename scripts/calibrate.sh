#!/bin/sh
# How often the report's statistics raise a false alarm on this machine, and what they find.
# usage: scripts/calibrate.sh RUN [--trials N] [--slowdown 5%] [--markdown FILE] [--json FILE]
#        scripts/calibrate.sh --measure [options of the suite and of JMH]
# With --measure it first measures, for about a quarter of an hour: 30 rounds of copies, reads,
# calls and sockets, some also with 5 % more bytes. results/calibration then holds calibration.md,
# calibration.json and the forks, so that scripts/calibrate.sh results/calibration repeats it.
# exit status: 0 calibrated, 1 too many false alarms, 2 wrong usage or input
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
if [ "${1:-}" != --measure ]; then
  exec "$java" -cp "$jar" zerocopy.report.Calibrate "$@"
fi
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
attended "$java" -jar "$jar" --profile standard --label calibration --out "$out" --place "$out/place" \
  -f 30 -wi 2 -w 40ms -i 6 -r 30ms \
  -p size=65536,68864,1048576,1101056 -p fileSize=1048576,1101056 -p chunk=65536 \
  -p destination=existing -p transport=tcp -p receiver=discarding -p cores=two -p pacing=none \
  -p receive=65536 \
  "$@" \
  'BufferCopy\.heapToDirect$' 'FileRead\.(direct|mappedCopy)$' \
  'FileCopy\.transferTo$' 'FileToSocket\.(readWriteDirect|transferTo)$' \
  'ModeSwitch\.read$' 'PageFault\.firstTouchMapped$'
calibration="$root/results/calibration"
mkdir -p "$calibration"
cp "$(cat "$out/place")/forks.jsonl" "$(cat "$out/place")/environment.json" "$calibration"
attended "$java" -cp "$jar" zerocopy.report.Calibrate "$calibration" \
  --markdown "$calibration/calibration.md" --json "$calibration/calibration.json"
