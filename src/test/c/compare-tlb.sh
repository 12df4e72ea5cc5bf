#!/usr/bin/env bash
# Is the software TLB as fast as C? Runs TranslationCost.fourLevelWithTlb and tlb.c over the same streams in turns, and prints medians of the rounds.
# usage, after mvn package: src/test/c/compare-tlb.sh [ROUNDS]     needs cc; half a minute a round
. "$(dirname "$0")/turns.sh"
rounds=${1:-5}
cc -O2 -Wall -o "$work/tlb" src/test/c/tlb.c
streams="0=SEQUENTIAL 48=RANDOM_48_PAGES 1024=RANDOM_1024_PAGES 4096=RANDOM_4096_PAGES 1048576=RANDOM_1048576_PAGES"
for ((round = 1; round <= rounds; round++)); do
  for stream in $streams; do
    name=${stream#*=}
    "$work/tlb" "${stream%%=*}" 1000 >>"$work/$name.c"
    bench 'TranslationCost.fourLevelWithTlb$' -p stream="$name" >>"$work/$name.java"
  done
done
printf '%-22s %10s %10s %8s   (million translations a second, JDK %s, %s rounds)\n' stream C Java Java/C "$release" "$rounds"
for stream in $streams; do
  name=${stream#*=}
  awk -v name="$name" -v c="$(median "$work/$name.c")" -v j="$(median "$work/$name.java")" \
    'BEGIN { printf "%-22s %10.1f %10.1f %8.2f\n", name, 1e3 / c, 1e3 / j, c / j }'
done
