#!/usr/bin/env bash
# Is the software TLB as fast as C? Runs TranslationCost.fourLevelWithTlb and tlb.c over the same streams in turns, and prints medians of the rounds.
# usage, after mvn package: src/test/c/compare-tlb.sh [ROUNDS]     needs cc; half a minute a round
. "$(dirname "$0")/turns.sh"
rounds=${1:-5}
algorithms="levels joint"
for algorithm in $algorithms; do cc -O3 -Wall -DTLB="\"tlb-$algorithm.h\"" -o "$work/tlb-$algorithm" src/test/c/tlb.c; done
streams="0=SEQUENTIAL 48=RANDOM_48_PAGES 1024=RANDOM_1024_PAGES 4096=RANDOM_4096_PAGES 1048576=RANDOM_1048576_PAGES"
for ((round = 1; round <= rounds; round++)); do
  for stream in $streams; do
    name=${stream#*=}
    for algorithm in $algorithms; do "$work/tlb-$algorithm" "${stream%%=*}" 700 >>"$work/$name.$algorithm"; done
    bench 'TranslationCost.fourLevelWithTlb$' -p addresses=independent -p stream="$name" >>"$work/$name.java"
  done
done
printf '%-22s %12s %12s %10s %14s   (million translations a second, JDK %s, %s rounds)\n' stream 'C by level' 'C joint' Java 'Java/faster C' "$release" "$rounds"
for stream in $streams; do
  name=${stream#*=}
  awk -v name="$name" -v l="$(median "$work/$name.levels")" -v c="$(median "$work/$name.joint")" -v j="$(median "$work/$name.java")" \
    'BEGIN { printf "%-22s %12.1f %12.1f %10.1f %14.2f\n", name, 1e3 / l, 1e3 / c, 1e3 / j, (l < c ? l : c) / j }'
done
