#!/usr/bin/env bash
# Does the harness blunt the result? Runs benchmarks and their twins in C in turns, and prints C's time over Java's, medians of the rounds.
# usage, after mvn package: src/test/c/compare.sh [SIZE [ROUNDS [PATTERN [CHUNK]]]]     needs cc; the work folder is target/work, for both
set -eu
size=${1:-1048576}; rounds=${2:-7}; pattern=${3:-.}; chunk=${4:-65536}
root=$(cd "$(dirname "$0")/../../.." && pwd); cd "$root"
mkdir -p target/work; work=$(mktemp -d target/work/twins-XXXXXX); trap 'rm -rf "$work"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
cc -O2 -Wall -pthread -o "$work/twins" src/test/c/twins.c
release=$($java -version 2>&1 | grep -oE '"[0-9]+' | tr -d '"')
copy=copy; [ "$release" -ge 21 ] && copy=copyrange # what transferTo between files calls there
opens=""; for p in jdk.internal.misc java.nio sun.nio.ch; do opens+=" --add-opens java.base/$p=ALL-UNNAMED"; done
[ "$release" -ge 23 ] && opens+=" --sun-misc-unsafe-memory-access=allow"
bench() { # regular expression and parameters: nanoseconds per operation of one fork
  $java -Djmh.ignoreLock=true -cp target/benchmarks.jar org.openjdk.jmh.Main -jvmArgs "$opens -Xms512m -Xmx512m" -f 1 -wi 3 -i 5 -w 200ms -r 200ms \
    -tu ns -p size="$size" -p fileSize="$size" -p chunk=$chunk -p transport=tcp -p destination=existing -rf scsv -rff "$work/java.csv" "$1" >"$work/log" 2>&1
  awk -F';' 'NR == 2 { printf "%.0f\n", $5 }' "$work/java.csv"
}
pairs="memcpy=BufferCopy.directToDirect read=FileRead.direct $copy=FileCopy.transferTo sendfile=FileToSocket.transferTo readwrite=FileToSocket.readWriteDirect"
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for ((round = 1; round <= rounds; round++)); do
  for pair in $pairs; do
    name=${pair#*=}; grep -qE "$pattern" <<<"$name" || continue
    "$work/twins" "${pair%%=*}" "$work/file" "$size" $chunk 1000 >>"$work/$name.c"
    bench "\\.$name\$" >>"$work/$name.java"
  done
done
printf '%-30s %12s %12s %8s   (%s bytes by %s, JDK %s, %s rounds)\n' benchmark 'C ns/op' 'Java ns/op' C/Java "$size" "$chunk" "$release" "$rounds"
for pair in $pairs; do
  name=${pair#*=}; [ -f "$work/$name.java" ] || continue
  printf '%-30s %12s %12s %8.3f\n' "$name" "$(median "$work/$name.c")" "$(median "$work/$name.java")" \
    "$(awk -v c="$(median "$work/$name.c")" -v j="$(median "$work/$name.java")" 'BEGIN { print c / j }')"
done
