#!/bin/sh
# Says what on this host will disturb a measurement, and what to do about it. Changes nothing.
# usage: scripts/check-host.sh [--strict] [WORK_FOLDER]
# exit status: 0; with --strict 1 on a warning; 2 wrong usage
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
exec "$java" -Dzerocopy.workFolder="$root/target/work" -cp "$jar" zerocopy.run.CheckHost "$@"
