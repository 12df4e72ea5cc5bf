#!/bin/sh
# Builds when needed, measures, plots, and says where the report is.
# usage: scripts/run.sh [smoke|quick|standard|full] [options of the suite and of JMH] [patterns]
#        scripts/run.sh FileCopy means scripts/run.sh standard FileCopy; -h tells the options
set -eu
# shellcheck source=scripts/find.sh
. "$(dirname "$(readlink -f "$0")")/find.sh"

case ${1-standard} in
  smoke | quick | standard | full)
    profile=${1-standard}
    [ $# -eq 0 ] || shift
    ;;
  '')
    echo "the first argument is empty: give a profile (smoke, quick, standard, full) or a pattern such as FileCopy" >&2
    exit 2
    ;;
  *) profile=standard ;;
esac

# The run works in the clone, so that recorded paths are the same everywhere; folders that the caller names lie where the caller is.
caller=$PWD
absolute() {
  case $1 in /* | '') printf '%s' "$1" ;; *) printf '%s/%s' "$caller" "$1" ;; esac
}
named=
for argument in "$@"; do
  shift
  case $named$argument in
    --out=* | --work-folder=* | --resume=* | --place=*)
      option=${argument%%=*}
      argument=$option=$(absolute "${argument#*=}")
      ;;
    after:*) argument=$(absolute "$argument") ;;
  esac
  named=
  case $argument in --out | --work-folder | --resume | -rff | -o) named=after: ;; esac
  set -- "$@" "$argument"
done

cd "$root"
other=
built=$(built_for)
wanted=$(wanted_for)
if command -v mvn >/dev/null && [ -n "$built" ] && [ "$built" != "${wanted:-17}" ]; then other=yes; fi
if [ -n "$other" ] || [ ! -f "$jar" ] || [ -n "$(find src pom.xml -newer "$jar" -print -quit)" ]; then
  if ! command -v mvn >/dev/null; then
    echo "Maven (mvn) is missing: install it to build $jar" >&2
    exit 2
  fi
  echo "building $jar"
  # Not mvn clean: another run may be using target/work.
  if [ -n "$other" ]; then rm -rf target/classes target/test-classes target/generated-sources target/maven-status; fi
  attended mvn -q -B -Dstyle.color=never package -DskipTests
fi

need_jar

# Paths are relative, since they become part of the results.
place=target/place.$$
: >"$place"
trap 'rm -f "$place"' EXIT
status=0
# Nobody passes on a kill -9 of this script: the suite looks for it itself.
attended env "ZEROCOPY_SCRIPT=$$" "$java" -jar "$jar" --profile "$profile" --place "$place" "$@" || status=$?
run=$(cat "$place")
if [ -n "$run" ] && [ -f "$run/jmh.json" ]; then
  attended "$root/scripts/plot.sh" "$run"
fi
exit "$status"
