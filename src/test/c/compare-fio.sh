#!/usr/bin/env bash
# What does somebody else's tool say? Runs random reads and those of fio in turns, and prints the reads a second of both, medians of the rounds.
# usage, after mvn package: src/test/c/compare-fio.sh [SIZE [ROUNDS [BLOCK [THREADS]]]]     needs fio 3; half a minute a round
# Both read files of SIZE bytes in target/work, which the page cache holds, in uniform order, blocks possibly twice. fio takes no times of single reads
# (gtod_reduce), which cost it as much as a copy; it does not look at the blocks, while Java checks the ends of each.
command -v fio >/dev/null || { echo "fio is missing: install it (apt-get install fio)" >&2; exit 2; }
. "$(dirname "$0")/turns.sh"
size=${1:-67108864}; rounds=${2:-5}; block=${3:-4096}; threads=${4:-1}
for number in "$size" "$rounds" "$block" "$threads"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || { echo "$number is no number: give SIZE, ROUNDS, BLOCK and THREADS as whole numbers, 1 or more" >&2; exit 2; }
done
pairs="mmap=RandomRead.mapped psync=RandomRead.channelDirect"
[ "$release" -ge 22 ] && pairs+=" psync=ForeignRandomRead.pread io_uring=ForeignRandomRead.ioUring"
head -c "$size" /dev/urandom >"$work/file"
theirs() { # engine: reads a second
  fio --name=reads --filename="$work/file" --size="$size" --bs="$block" --rw=randread --norandommap --ioengine="$1" --thread --numjobs="$threads" \
    --group_reporting --time_based --ramp_time=1 --runtime=1 --invalidate=0 --fadvise_hint=0 --gtod_reduce=1 --output-format=terse --terse-version=3 \
    ${2:+--iodepth=32 --iodepth_batch_submit=32 --iodepth_batch_complete_min=32 --fixedbufs --registerfiles} | awk -F';' '{ print $8 }'
}
for ((round = 1; round <= rounds; round++)); do
  for pair in $pairs; do
    name=${pair#*=}
    case $name in *ioUring) batched=yes ;; *) batched= ;; esac
    theirs "${pair%%=*}" $batched >>"$work/$name.fio"
    bench "\\.$name\$" -p fileSize="$size" -p block="$block" -p threads="$threads" -p order=uniform -p measures=rate -p memory=any -p depth=32 \
      >>"$work/$name.java"
  done
done
printf '%-10s %-28s %14s %14s %9s   (%s bytes by %s, threads %s, JDK %s, %s, %s rounds)\n' engine benchmark 'fio reads/s' 'Java reads/s' Java/fio \
  "$size" "$block" "$threads" "$release" "$(fio --version)" "$rounds"
for pair in $pairs; do
  name=${pair#*=}
  awk -v engine="${pair%%=*}" -v name="$name" -v f="$(median "$work/$name.fio")" -v j="$(median "$work/$name.java")" -v n="$threads" \
    'BEGIN { j = n * 1e9 / j; printf "%-10s %-28s %14.0f %14.0f %9.3f\n", engine, name, f, j, j / f }'
done
