#!/usr/bin/env bash
# Does the harness blunt the result? Runs benchmarks and their twins in C in turns, and prints C's time over Java's, medians of the rounds.
# usage, after mvn package: src/test/c/compare.sh [SIZE [ROUNDS [PATTERN [CHUNK]]]] [CONDITION=VALUE ...]
#   needs cc; the work folder is target/work, for both. Conditions of the sockets: receiver, cores, pacing, receive (see twins.c)
receiver=blocking cores=two pacing=none receive=65536 places=()
for word; do
  case $word in
    receiver=* | cores=* | pacing=* | receive=*) declare "$word" ;;
    *=*) echo "${word%%=*} is no condition: give receiver, cores, pacing or receive" >&2; exit 2 ;;
    *) places+=("$word") ;;
  esac
done
set -- "${places[@]}"
. "$(dirname "$0")/turns.sh"
size=${1:-1048576}; rounds=${2:-7}; pattern=${3:-.}; chunk=${4:-65536}
cc -O2 -Wall -Wextra -pthread -o "$work/twins" src/test/c/twins.c
copy=copy; [ "$release" -ge 21 ] && copy=copyrange # what transferTo between files calls there
pairs="memcpy=BufferCopy.directToDirect read=FileRead.direct $copy=FileCopy.transferTo sendfile=FileToSocket.transferTo readwrite=FileToSocket.readWriteDirect"
pairs+=" mappedwrite=FileToSocket.mappedWrite randommapped=RandomRead.mapped"
[ "$release" -ge 22 ] && pairs+=" pread=ForeignFileRead.pread randompread=ForeignRandomRead.pread justsendfile=ForeignFileToSocket.sendfile splice=ForeignFileToSocket.splice"
for ((round = 1; round <= rounds; round++)); do
  for pair in $pairs; do
    name=${pair#*=}; grep -qE "$pattern" <<<"$name" || continue
    "$work/twins" "${pair%%=*}" "$work/file" "$size" "$chunk" 1000 "$receiver" "$cores" "$pacing" "$receive" >>"$work/$name.c"
    bench "\\.$name\$" -p size="$size" -p fileSize="$size" -p chunk="$chunk" -p transport=tcp -p destination=existing -p pipe=65536 \
      -p receiver="$receiver" -p cores="$cores" -p pacing="$pacing" -p receive="$receive" \
      -p block="$chunk" -p threads=1 -p order=uniform -p measures=rate -p memory=any >>"$work/$name.java"
  done
done
printf '%-30s %12s %12s %8s   (%s bytes by %s, JDK %s, %s rounds; sockets: %s)\n' benchmark 'C ns/op' 'Java ns/op' C/Java \
  "$size" "$chunk" "$release" "$rounds" "receiver=$receiver cores=$cores pacing=$pacing receive=$receive"
for pair in $pairs; do
  name=${pair#*=}; [ -f "$work/$name.java" ] || continue
  printf '%-30s %12.0f %12.0f %8.3f\n' "$name" "$(median "$work/$name.c")" "$(median "$work/$name.java")" \
    "$(awk -v c="$(median "$work/$name.c")" -v j="$(median "$work/$name.java")" 'BEGIN { print c / j }')"
done
