#!/bin/sh
# Says what on this host will disturb a measurement, and what to do about it. Changes nothing.
# usage: scripts/check-host.sh [WORK_FOLDER]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$root/target/benchmarks.jar
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run mvn package first" >&2
  exit 2
fi
cd "$root"
exec "$java" -cp "$jar" zerocopy.run.CheckHost "$@"
