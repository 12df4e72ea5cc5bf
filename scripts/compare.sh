#!/bin/sh
# What changed between two runs, with confidence: run folders or plain JMH JSON files.
# usage: scripts/compare.sh BASE CANDIDATE [--threshold 5%] [--fail-on-regression]
#        [--markdown FILE] [--json FILE] [--figure FILE.svg|FILE.png]
# exit status: 0 compared, 1 a regression (with --fail-on-regression), 2 wrong usage or input
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$root/target/benchmarks.jar
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run mvn package first" >&2
  exit 2
fi
exec "$java" -Djava.awt.headless=true -cp "$jar" zerocopy.report.Compare "$@"
