package zerocopy.iopath;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a path does, counted from its steps.
 *
 * @param crossings changes between user and kernel mode by the caller; a system call makes two
 * @param cpuCopies passes of the processor over the payload
 * @param dmaCopies passes of a device over the payload, to or from memory
 * @param interrupts interrupts taken
 * @param polls times that a device is asked whether it is ready
 * @param faults page faults, in user or kernel mode
 * @param wakeUps times that a sleeping thread is woken
 * @param calls system calls of the caller by name
 */
public record Counts(
    long crossings,
    double cpuCopies,
    double dmaCopies,
    long interrupts,
    long polls,
    long faults,
    long wakeUps,
    Map<String, Long> calls) {

  /** Makes the map unmodifiable. */
  public Counts {
    calls = Map.copyOf(calls);
  }

  /** All passes over the payload. */
  public double copies() {
    return cpuCopies + dmaCopies;
  }

  /** All system calls of the caller. */
  public long systemCalls() {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Calls of one name; 0 when there are none. */
  public long calls(String name) {
    return calls.getOrDefault(name, 0L);
  }

  /**
   * Calls that the kernel counts as reads ({@code syscr} in {@code /proc/PID/io}): read, pread64
   * and preadv2, and one for each sendfile and copy_file_range, which count on both sides. A
   * refused call does not count, nor does a copy_file_range from the end of a file; neither do
   * mmap, splice, io_uring, nor access to mapped memory.
   */
  public long kernelReadCalls() {
    return calls("read") + calls("pread64") + calls("preadv2") + transferCalls();
  }

  /** Calls that the kernel counts as writes ({@code syscw}); see {@link #kernelReadCalls}. */
  public long kernelWriteCalls() {
    return calls("write") + calls(Strategies.FILE_WRITE) + calls("pwrite64") + transferCalls();
  }

  /** Calls that pass bytes on inside the kernel, and count on both sides. */
  public long transferCalls() {
    return calls("sendfile") + calls("sendfile" + Strategies.AT_END) + calls("copy_file_range");
  }

  static Counts of(IoPath path) {
    double payload = path.payload();
    return new Counts(
        callerCrossings(path),
        bytes(path, Step.Kind.CPU_COPY) / payload,
        bytes(path, Step.Kind.DMA_COPY) / payload,
        times(path, Step.Kind.INTERRUPT),
        times(path, Step.Kind.POLL),
        times(path, Step.Kind.FAULT),
        times(path, Step.Kind.WAKE),
        callsByName(path));
  }

  private static long times(IoPath path, Step.Kind kind) {
    return path.steps().stream().filter(s -> s.kind() == kind).mapToLong(Step::times).sum();
  }

  private static double bytes(IoPath path, Step.Kind kind) {
    return path.steps().stream().filter(s -> s.kind() == kind).mapToLong(Step::totalBytes).sum();
  }

  private static long callerCrossings(IoPath path) {
    return path.steps().stream()
        .filter(s -> s.kind() == Step.Kind.CROSSING && s.who() != Step.Who.PEER)
        .mapToLong(Step::times)
        .sum();
  }

  /** A call is one crossing into the kernel; the way back does not count again. */
  private static Map<String, Long> callsByName(IoPath path) {
    Map<String, Long> calls = new TreeMap<>();
    for (Step step : path.steps()) {
      if (step.kind() == Step.Kind.CROSSING
          && step.who() != Step.Who.PEER
          && step.to() == Place.KERNEL) {
        calls.merge(step.what(), step.times(), Long::sum);
      }
    }
    return calls;
  }
}
