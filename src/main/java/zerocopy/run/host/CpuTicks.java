package zerocopy.run.host;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The kernel's account of what all processors have done since boot, in ticks.
 *
 * @param ticks first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, …;
 *     empty where the system does not tell
 */
public record CpuTicks(long[] ticks) {

  private static final int STEAL = 7;

  /** Guest time, fields 9 and 10, is part of user time already. */
  private static final int FIELDS = 8;

  /** Zero ticks: since then means since boot. */
  public static CpuTicks atBoot() {
    return new CpuTicks(new long[FIELDS]);
  }

  /** The present account. */
  static CpuTicks now(SystemFiles files) {
    String stat = files.text("/proc/stat");
    return new CpuTicks(
        stat.startsWith("cpu ")
            ? Arrays.stream(stat.lines().findFirst().orElse("").split("\\s+"))
                .skip(1)
                .mapToLong(Long::parseLong)
                .toArray()
            : new long[0]);
  }

  /**
   * Share of the time until a later account that the hypervisor took for others.
   *
   * @return 0 … 1; empty where the system does not tell
   */
  public OptionalDouble stolenUntil(CpuTicks later) {
    if (ticks.length < FIELDS || later.ticks.length < FIELDS) {
      return OptionalDouble.empty();
    }
    long all = 0;
    for (int i = 0; i < FIELDS; i++) {
      all += later.ticks[i] - ticks[i];
    }
    return OptionalDouble.of(all <= 0 ? 0 : (double) (later.ticks[STEAL] - ticks[STEAL]) / all);
  }
}
