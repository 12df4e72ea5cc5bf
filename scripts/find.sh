# shellcheck shell=sh
# Sourced by the other scripts: finds the suite, its jar and Java, wherever a script is called from.
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
jar=$root/target/benchmarks.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
  echo "$java cannot be run: install JDK 17 or newer and let JAVA_HOME name its folder" >&2
  exit 2
fi

# attended COMMAND...: a signal to the script reaches the command, which then keeps what it has.
attended() {
  "$@" &
  attended=$!
  trap 'end_attended 129' HUP
  trap 'end_attended 130' INT
  trap 'end_attended 143' TERM
  attended_status=0
  wait "$attended" || attended_status=$?
  trap - HUP INT TERM
  return "$attended_status"
}

end_attended() {
  kill "$attended" 2>/dev/null || true
  wait "$attended" || true
  exit "$1"
}

# need_jar: ends the script where the jar is not built yet, else gives it a path that Java can read.
need_jar() {
  if [ ! -f "$jar" ]; then
    echo "$jar is missing: build it with 'mvn package' in $root" >&2
    exit 2
  fi
  case $jar in *:*) link_jar ;; esac
}

# link_jar: Java ends the path of a jar at a colon, so such a jar gets a link by another name.
link_jar() {
  links=${XDG_CACHE_HOME:-${HOME:-}/.cache}/zerocopy/$(printf %s "$jar" | cksum | tr ' ' -)
  if ! mkdir -p "$links" || ! ln -sfn "$jar" "$links/benchmarks.jar"; then
    echo "$root has a colon in its path, which Java cannot read: move it" >&2
    exit 2
  fi
  jar=$links/benchmarks.jar
}
