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

# built_for: release that the classes are for, 17, or 22 with the strategies of java.lang.foreign; nothing where there are none. Byte 7 of a class file is 44 above it.
built_for() {
  class=$root/target/classes/zerocopy/run/Main.class
  [ ! -f "$class" ] || echo $(($(od -An -tu1 -j7 -N1 "$class") - 44))
}

# wanted_for: the same for the classes that this Java is to have; nothing where it does not tell its version.
wanted_for() {
  release=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ -z "$release" ] || if [ "$release" -lt 22 ]; then echo 17; else echo 22; fi
}

# need_jar: ends the script where the jar is not built yet, or for a newer Java, else gives it a path that Java can read.
need_jar() {
  if [ ! -f "$jar" ]; then
    echo "$jar is missing: build it with 'mvn package' in $root" >&2
    exit 2
  fi
  if [ "$(built_for)" = 22 ] && [ "$(wanted_for)" = 17 ]; then
    echo "$jar is for Java 22 and newer, and $java is older: let JAVA_HOME name a newer one, or run 'mvn clean package' in $root" >&2
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
