#!/bin/sh
# The software MMU: simulate.sh tlb|replace|translate|presets|footprint [options]; -h tells more.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
jar=$root/target/benchmarks.jar
if [ ! -f "$jar" ]; then
  echo "there is no $jar; build it with: mvn package" >&2
  exit 2
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
terminal=false
[ -t 2 ] && terminal=true
exec "$java" -XX:+UseSerialGC -Xshare:auto -Djdk.attach.allowAttachSelf=true \
  -Dzerocopy.terminal=$terminal -cp "$jar" zerocopy.mmu.cli.Simulate "$@"
