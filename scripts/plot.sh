#!/usr/bin/env bash
# Draws figures, tables and the page of a run again; several runs together; plain JMH JSON too.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=$home/target/benchmarks.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[ -f "$jar" ] || { echo "target/benchmarks.jar is missing: build it with 'mvn package'" >&2; exit 2; }
opens=()
for package in jdk.internal.misc java.nio sun.nio.ch; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
# A newer JDK warns about Unsafe where an older one does not know the option that allows it.
exec "$java" -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow \
  -XX:TieredStopAtLevel=1 -XX:+UseParallelGC -Djava.awt.headless=true "${opens[@]}" -cp "$jar" zerocopy.report.Plot "$@"
