package zerocopy.results;

import java.util.List;

/** Names of the secondary results that the kernel profiler adds; all are per operation. */
public final class KernelMetrics {

  /** Calls of the read family ({@code syscr} of /proc/self/io). */
  public static final String READ_CALLS = "kernel.readCalls";

  /** Calls of the write family ({@code syscw}). */
  public static final String WRITE_CALLS = "kernel.writeCalls";

  /** Bytes that read calls returned ({@code rchar}). */
  public static final String READ_BYTES = "kernel.readBytes";

  /** Bytes that write calls took ({@code wchar}). */
  public static final String WRITE_BYTES = "kernel.writeBytes";

  /** Page faults served without the device. */
  public static final String MINOR_FAULTS = "kernel.minorFaults";

  /** Page faults that waited for the device. */
  public static final String MAJOR_FAULTS = "kernel.majorFaults";

  /** Context switches because a thread waited. */
  public static final String VOLUNTARY_SWITCHES = "kernel.voluntarySwitches";

  /** Context switches because the scheduler took the core away. */
  public static final String INVOLUNTARY_SWITCHES = "kernel.involuntarySwitches";

  /** CPU time in user mode, ns, over all Java threads of the fork; not collector and compiler. */
  public static final String USER_TIME = "kernel.userTime";

  /** CPU time in kernel mode, ns, likewise. */
  public static final String SYSTEM_TIME = "kernel.systemTime";

  /** CPU time of the measuring threads, ns: of the one that sends, or asks. */
  public static final String OWN_TIME = "kernel.ownTime";

  /** CPU time of the threads at the other end, ns: of the one that receives, or answers. */
  public static final String PEER_TIME = "kernel.peerTime";

  /** CPU time of the threads that collect garbage, ns, in both modes. */
  public static final String COLLECTOR_TIME = "kernel.collectorTime";

  /** CPU time of the threads that compile, ns, in both modes. */
  public static final String COMPILER_TIME = "kernel.compilerTime";

  /** Bytes allocated on the Java heap. */
  public static final String ALLOCATED_BYTES = "kernel.allocatedBytes";

  /** {@link #READ_CALLS} of the measuring thread alone, without a receiver's. */
  public static final String THREAD_READ_CALLS = "kernel.threadReadCalls";

  /** {@link #WRITE_CALLS} of the measuring thread alone. */
  public static final String THREAD_WRITE_CALLS = "kernel.threadWriteCalls";

  /** {@link #MINOR_FAULTS} of the measuring thread alone, without the JVM's own threads. */
  public static final String THREAD_MINOR_FAULTS = "kernel.threadMinorFaults";

  /** {@link #VOLUNTARY_SWITCHES} of the measuring thread alone. */
  public static final String THREAD_VOLUNTARY_SWITCHES = "kernel.threadVoluntarySwitches";

  /** Names of the fork's counts, in the order in which tables show them. */
  public static final List<String> ALL =
      List.of(
          READ_CALLS,
          WRITE_CALLS,
          READ_BYTES,
          WRITE_BYTES,
          MINOR_FAULTS,
          MAJOR_FAULTS,
          VOLUNTARY_SWITCHES,
          INVOLUNTARY_SWITCHES,
          USER_TIME,
          SYSTEM_TIME,
          COLLECTOR_TIME,
          COMPILER_TIME,
          ALLOCATED_BYTES);

  private KernelMetrics() {}

  /** Whether a secondary result counts the work of the measuring thread alone. */
  public static boolean isOfThread(String name) {
    return name.startsWith("kernel.thread");
  }

  /** Whether a secondary result is one of these. */
  public static boolean isKernel(String name) {
    return name.startsWith("kernel.");
  }
}
