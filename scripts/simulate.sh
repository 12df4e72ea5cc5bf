#!/bin/sh
# The models: simulate.sh translate|replace|relocate|swap|cache|io|path|boundary|tlb … [options]; -h tells more.
set -u
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
terminal=false
[ -t 2 ] && [ -z "${NO_COLOR:-}" ] && terminal=true
exec "$java" -XX:+UseSerialGC -Xshare:auto -Djdk.attach.allowAttachSelf=true \
  -Dzerocopy.terminal=$terminal -cp "$jar" zerocopy.simulate.Simulate "$@"
