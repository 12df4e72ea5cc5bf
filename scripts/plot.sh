#!/bin/sh
# Draws figures, tables and the page of a run again; several runs together; plain JMH JSON too.
# usage: scripts/plot.sh RUN... [--out DIR] [--all]
#        scripts/plot.sh RUN... --export-jmh DIR
# exit status: 0 drawn; 2 wrong usage, input or output; 3 page and tables written, but without figures, for want of a font; 5 failed, such as no memory for Java
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
# It runs for seconds: C1 compiles soonest, and the serial collector touches the least memory.
# A newer JDK warns about Unsafe where an older one does not know the option that allows it.
status=0
"$java" -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow \
  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.awt.headless=true \
  --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED \
  --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
  -cp "$jar" zerocopy.report.Plot "$@" || status=$?
# A JVM that cannot start ends with 1.
[ "$status" -ne 1 ] || status=5
exit "$status"
