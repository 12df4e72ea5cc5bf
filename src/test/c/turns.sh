# What the comparisons with C have in common: sourced by compare.sh, compare-fio.sh and compare-tlb.sh. The work folder is target/work, for both languages.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd); cd "$root"
mkdir -p target/work; work=$(mktemp -d target/work/twins-XXXXXX); trap 'rm -rf "$work"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
release=$($java -version 2>&1 | grep -oE '"[0-9]+' | tr -d '"')
opens=""; for p in jdk.internal.misc java.nio sun.nio.ch; do opens+=" --add-opens java.base/$p=ALL-UNNAMED"; done
[ "$release" -ge 23 ] && opens+=" --sun-misc-unsafe-memory-access=allow"
bench() { # regular expression and JMH parameters: nanoseconds per operation of one fork
  $java -Djmh.ignoreLock=true -cp target/benchmarks.jar org.openjdk.jmh.Main -jvmArgs "$opens -Xms512m -Xmx512m" -f 1 -wi 6 -i 5 -w 200ms -r 200ms \
    -tu ns -rf scsv -rff "$work/java.csv" "$@" >"$work/log" 2>&1
  awk -F';' 'NR == 2 { print $5 }' "$work/java.csv"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
