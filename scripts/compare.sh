#!/bin/sh
# What changed between two runs, with confidence: run folders or plain JMH JSON files.
# usage: scripts/compare.sh BASE CANDIDATE [--threshold 5%] [--fail-on-regression]
#        [--markdown FILE] [--json FILE] [--figure FILE.svg|FILE.png]
# exit status: 0 compared, 1 a regression (with --fail-on-regression), 2 wrong usage or input
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"
need_jar
exec "$java" -Djava.awt.headless=true -cp "$jar" zerocopy.report.Compare "$@"
