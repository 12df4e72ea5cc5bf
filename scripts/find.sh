# shellcheck shell=sh
# Sourced by the other scripts: finds the suite, its jar and Java, wherever a script is called from.
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
jar=$root/target/benchmarks.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
  echo "$java cannot be run: install JDK 17 or newer and let JAVA_HOME name its folder" >&2
  exit 2
fi

# need_jar: ends the script where the jar is not built yet.
need_jar() {
  if [ ! -f "$jar" ]; then
    echo "$jar is missing: build it with 'mvn package' in $root" >&2
    exit 2
  fi
}
