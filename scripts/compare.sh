#!/bin/sh
# What changed between two runs, with confidence: run folders or plain JMH JSON files.
# usage: scripts/compare.sh BASE CANDIDATE [--all] [--anyway] [--threshold 5%]
#        [--fail-on-regression] [--page FILE.html] [--markdown FILE] [--json FILE]
#        [--figure FILE.svg|FILE.png]
# exit status: 0 compared; 2 wrong usage, input or output; 5 failed, such as out of memory;
#        with --fail-on-regression also: 1 a regression; 4 none, but rows without a verdict
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
# A JVM that cannot start ends with 1, which must not look like a regression.
status=0
"$java" -XX:TieredStopAtLevel=1 -XX:+UseParallelGC -Djava.awt.headless=true -Dzerocopy.regression=10 -cp "$jar" zerocopy.report.Compare "$@" ||
  status=$?
case $status in
  1) exit 5 ;;
  10) exit 1 ;;
  *) exit "$status" ;;
esac
