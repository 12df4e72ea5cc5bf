#!/bin/sh
# Draws figures, tables and the page of a run again; several runs together; plain JMH JSON too.
# usage: scripts/plot.sh RUN... [--out DIR]
#        scripts/plot.sh RUN... --export-jmh DIR
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
# A newer JDK warns about Unsafe where an older one does not know the option that allows it.
exec "$java" -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow \
  -XX:TieredStopAtLevel=1 -XX:+UseParallelGC -Djava.awt.headless=true \
  --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED \
  --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
  -cp "$jar" zerocopy.report.Plot "$@"
