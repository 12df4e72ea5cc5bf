package zerocopy.run.kernel;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zerocopy.bench.support.PeerThread;
import zerocopy.results.KernelMetrics;

/**
 * What this process asked of the Linux kernel between {@link #open} and {@link #close}, both called
 * on the same thread.
 *
 * <p>Looking is itself seen: a read of {@code /proc/self/io} is a read call. So at the opening the
 * counters are read from the most to the least disturbed, at the closing in the opposite order;
 * what then still lies between two readings of one counter is known exactly (one read call of the
 * process, three of the thread, with the bytes that they returned) and taken off.
 *
 * <p>What it cannot see: access to mapped memory makes no call, only faults, and none once the page
 * is mapped; neither do vDSO clock reads, nor calls other than the read and write families. Counts
 * of the process include its other threads: a receiver's reads, a compiler's faults.
 */
final class KernelWindow {

  private static final Path TASKS = Path.of("/proc/self/task");

  /** Threads of HotSpot's collectors; the VM thread stops the world for them, and is Serial. */
  private static final Pattern COLLECTORS =
      Pattern.compile("^(GC Thread|G1 |VM Thread|Shenandoah|Z[A-Z])");

  private static final Pattern COMPILERS = Pattern.compile("^(C[12] Compiler|JVMCI)");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final RandomAccessFile processIo;
  private final RandomAccessFile processStat;

  private Reading opened;
  private Reading closed;
  private long allocatedByLooking;

  /** Raw readings; texts are parsed only when the window has closed. */
  private static final class Reading {
    private long elsewhere;
    private List<String[]> tasks;
    private long[] threads;
    private long[] userTime;
    private String stat;
    private String threadStat;
    private final byte[] threadIo = new byte[512];
    private int threadIoLength;
    private final byte[] processIo = new byte[512];
    private int processIoLength;
    private long[] cpuTime;
    private long[] allocated;
  }

  /**
   * A window that has not been opened.
   *
   * @throws IOException if this kernel does not offer the counters
   */
  KernelWindow() throws IOException {
    processIo = new RandomAccessFile("/proc/self/io", "r");
    processStat = new RandomAccessFile("/proc/self/stat", "r");
  }

  /**
   * Opens, closes and reads a window, as a trial: costly in a JVM that has just started, so that
   * forks leave it to the JVM that starts them.
   *
   * @throws IOException if this kernel does not offer the counters
   */
  static void tryOut() throws IOException {
    try {
      KernelWindow window = new KernelWindow();
      window.open();
      window.close();
      window.totals();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Takes the first reading. */
  void open() {
    Reading reading = new Reading();
    closed = null;
    try (RandomAccessFile io = new RandomAccessFile("/proc/thread-self/io", "r")) {
      reading.elsewhere = PeerThread.cpuNanosElsewhere();
      reading.tasks = tasks();
      reading.threads = THREADS.getAllThreadIds();
      reading.userTime = THREADS.getThreadUserTime(reading.threads);
      reading.stat = text(processStat);
      reading.threadStat = Files.readString(Path.of("/proc/thread-self/stat"));
      reading.threadIoLength = read(io, reading.threadIo);
      reading.processIoLength = read(processIo, reading.processIo);
      reading.cpuTime = THREADS.getThreadCpuTime(reading.threads);
      opened = reading;
      reading.allocated = THREADS.getThreadAllocatedBytes(reading.threads);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kernel's counters under /proc/self", e);
    }
  }

  /** Takes the second reading. */
  void close() {
    long[] threads = opened.threads;
    long[] allocated = THREADS.getThreadAllocatedBytes(threads);
    allocatedByLooking = allocatedByOneLook(threads, allocated);
    Reading reading = new Reading();
    reading.allocated = allocated;
    reading.cpuTime = THREADS.getThreadCpuTime(threads);
    try {
      reading.processIoLength = read(processIo, reading.processIo);
      try (RandomAccessFile io = new RandomAccessFile("/proc/thread-self/io", "r")) {
        reading.threadIoLength = read(io, reading.threadIo);
      }
      reading.threadStat = Files.readString(Path.of("/proc/thread-self/stat"));
      reading.stat = text(processStat);
      reading.userTime = THREADS.getThreadUserTime(threads);
      reading.tasks = tasks();
      reading.elsewhere = PeerThread.cpuNanosElsewhere();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kernel's counters under /proc/self", e);
    }
    reading.threads = threads;
    closed = reading;
  }

  /** Forgets earlier readings. */
  void reset() {
    opened = null;
    closed = null;
  }

  /** Whether the first reading has been taken. */
  boolean isOpen() {
    return opened != null;
  }

  /** Whether both readings have been taken. */
  boolean isComplete() {
    return closed != null;
  }

  /** A second look right after the first differs by what the first one allocated on this thread. */
  private static long allocatedByOneLook(long[] threads, long[] first) {
    long[] second = THREADS.getThreadAllocatedBytes(threads);
    long self = currentThread();
    for (int i = 0; i < threads.length; i++) {
      if (threads[i] == self) {
        return second[i] - first[i];
      }
    }
    return 0;
  }

  @SuppressWarnings("deprecation") // Thread.threadId() came after Java 17
  private static long currentThread() {
    return Thread.currentThread().getId();
  }

  /**
   * The differences between the two readings, without what the readings themselves added.
   *
   * @return totals by the names of {@link KernelMetrics}
   */
  Map<String, Double> totals() {
    Map<String, Double> totals = new LinkedHashMap<>();
    Map<String, Long> io = io(opened.processIo, opened.processIoLength);
    Map<String, Long> ioAfter = io(closed.processIo, closed.processIoLength);
    totals.put(KernelMetrics.READ_CALLS, delta(io, ioAfter, "syscr") - 1);
    totals.put(KernelMetrics.WRITE_CALLS, delta(io, ioAfter, "syscw"));
    totals.put(KernelMetrics.READ_BYTES, delta(io, ioAfter, "rchar") - opened.processIoLength);
    totals.put(KernelMetrics.WRITE_BYTES, delta(io, ioAfter, "wchar"));
    Stat before = Stat.parse(opened.stat);
    Stat after = Stat.parse(closed.stat);
    totals.put(KernelMetrics.MINOR_FAULTS, (double) (after.minorFaults - before.minorFaults));
    totals.put(KernelMetrics.MAJOR_FAULTS, (double) (after.majorFaults - before.majorFaults));
    Map<String, Task> tasks = parsed(opened.tasks);
    Map<String, Task> tasksAfter = parsed(closed.tasks);
    putSwitches(tasks, tasksAfter, totals);
    putTimes(totals);
    putTimesApart(totals);
    putTime(totals, KernelMetrics.COLLECTOR_TIME, COLLECTORS, tasks, tasksAfter);
    putTime(totals, KernelMetrics.COMPILER_TIME, COMPILERS, tasks, tasksAfter);
    totals.put(
        KernelMetrics.ALLOCATED_BYTES,
        (double) Math.max(0, sum(opened.allocated, closed.allocated) - allocatedByLooking));
    putThread(tasks, tasksAfter, totals);
    return totals;
  }

  private void putThread(
      Map<String, Task> tasks, Map<String, Task> tasksAfter, Map<String, Double> totals) {
    Map<String, Long> io = io(opened.threadIo, opened.threadIoLength);
    Map<String, Long> ioAfter = io(closed.threadIo, closed.threadIoLength);
    // Its own read at the opening, and the reads of the process's counters at both ends.
    totals.put(KernelMetrics.THREAD_READ_CALLS, delta(io, ioAfter, "syscr") - 3);
    totals.put(KernelMetrics.THREAD_WRITE_CALLS, delta(io, ioAfter, "syscw"));
    Stat before = Stat.parse(opened.threadStat);
    Stat after = Stat.parse(closed.threadStat);
    totals.put(
        KernelMetrics.THREAD_MINOR_FAULTS, (double) (after.minorFaults - before.minorFaults));
    String self = opened.threadStat.substring(0, opened.threadStat.indexOf(' '));
    totals.put(
        KernelMetrics.THREAD_VOLUNTARY_SWITCHES,
        (double) (tasksAfter.get(self).voluntary() - tasks.get(self).voluntary()));
  }

  /** Of threads that live at the end, by their names: voluntary and involuntary switches. */
  static void putSwitches(
      Map<String, Task> atOpening, Map<String, Task> atClosing, Map<String, Double> totals) {
    long voluntary = 0;
    long involuntary = 0;
    for (Map.Entry<String, Task> task : atClosing.entrySet()) {
      Task before = atOpening.getOrDefault(task.getKey(), Task.NEW);
      voluntary += task.getValue().voluntary() - before.voluntary();
      involuntary += task.getValue().involuntary() - before.involuntary();
    }
    totals.put(KernelMetrics.VOLUNTARY_SWITCHES, (double) voluntary);
    totals.put(KernelMetrics.INVOLUNTARY_SWITCHES, (double) involuntary);
  }

  /**
   * The sum is exact (thread clocks); its parts are not: the kernel knows user time by its tick and
   * tells it in steps of 10 ms, so a part is right to about 10 ms an iteration.
   */
  private void putTimes(Map<String, Double> totals) {
    long all = sum(opened.cpuTime, closed.cpuTime);
    long user = Math.min(all, sum(opened.userTime, closed.userTime));
    totals.put(KernelMetrics.USER_TIME, (double) user);
    totals.put(KernelMetrics.SYSTEM_TIME, (double) (all - user));
  }

  /** Of both ends apart, where there are two; thread clocks are exact. */
  private void putTimesApart(Map<String, Double> totals) {
    ThreadInfo[] infos = THREADS.getThreadInfo(opened.threads);
    double own = 0;
    boolean found = opened.elsewhere >= 0 && closed.elsewhere >= 0;
    double peer = found ? closed.elsewhere - opened.elsewhere : 0;
    for (int i = 0; i < infos.length; i++) {
      String name = infos[i] == null ? "" : infos[i].getThreadName();
      long spent = closed.cpuTime[i] - opened.cpuTime[i];
      if (name.startsWith(PeerThread.PREFIX)) {
        found = true;
        peer += spent;
      } else if (name.endsWith(ObservedExecutor.WORKER)) {
        own += spent;
      }
    }
    if (found && own > 0) {
      totals.put(KernelMetrics.OWN_TIME, own);
      totals.put(KernelMetrics.PEER_TIME, peer);
    }
  }

  /** Over the threads that lived at both readings; dead ones read -1. */
  private static long sum(long[] before, long[] after) {
    long sum = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] >= 0 && after[i] >= before[i]) {
        sum += after[i] - before[i];
      }
    }
    return sum;
  }

  private static double delta(Map<String, Long> before, Map<String, Long> after, String key) {
    return after.get(key) - before.get(key);
  }

  private static int read(RandomAccessFile file, byte[] into) throws IOException {
    file.seek(0);
    return file.read(into);
  }

  private static String text(RandomAccessFile file) throws IOException {
    byte[] bytes = new byte[1024];
    return new String(bytes, 0, read(file, bytes), StandardCharsets.US_ASCII);
  }

  private static Map<String, Long> io(byte[] bytes, int length) {
    Map<String, Long> values = new LinkedHashMap<>();
    new String(bytes, 0, length, StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.split(": "))
        .forEach(pair -> values.put(pair[0], Long.parseLong(pair[1])));
    return values;
  }

  /** Of each thread: its name in {@code /proc}, {@code status} and {@code schedstat}. */
  private static List<String[]> tasks() throws IOException {
    List<String[]> tasks = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(TASKS)) {
      for (Path task : all) {
        try {
          tasks.add(
              new String[] {
                task.getFileName().toString(),
                Files.readString(task.resolve("status")),
                Files.readString(task.resolve("schedstat"))
              });
        } catch (IOException ended) {
          // The thread's file is gone, or is still there and says "no such process".
          continue;
        }
      }
    }
    return tasks;
  }

  private static Map<String, Task> parsed(List<String[]> tasks) {
    Map<String, Task> parsed = new LinkedHashMap<>();
    for (String[] task : tasks) {
      parsed.put(task[0], Task.parse(task[1], task[2]));
    }
    return parsed;
  }

  /** Only where the kernel keeps the clocks of tasks: without, all of them read 0. */
  private static void putTime(
      Map<String, Double> totals,
      String name,
      Pattern threads,
      Map<String, Task> atOpening,
      Map<String, Task> atClosing) {
    long spent = 0;
    boolean kept = false;
    for (Map.Entry<String, Task> entry : atClosing.entrySet()) {
      Task task = entry.getValue();
      kept |= task.nanos() > 0;
      if (threads.matcher(task.name()).find()) {
        spent += task.nanos() - atOpening.getOrDefault(entry.getKey(), Task.NEW).nanos();
      }
    }
    if (kept) {
      totals.put(name, (double) spent);
    }
  }

  /**
   * A thread of this process, Java's or the JVM's own, as {@code status} and {@code schedstat} in
   * its folder of {@code /proc} tell.
   *
   * @param name the first 15 letters
   * @param nanos time on a CPU
   */
  record Task(String name, long voluntary, long involuntary, long nanos) {
    static final Task NEW = new Task("", 0, 0, 0);

    static Task parse(String status, String clock) {
      return new Task(
          line(status, "Name:"),
          Long.parseLong(line(status, "\nvoluntary_ctxt_switches:")),
          Long.parseLong(line(status, "\nnonvoluntary_ctxt_switches:")),
          Long.parseLong(clock.substring(0, clock.indexOf(' '))));
    }

    /** The rest of the line that begins so, or 0 where this kernel has no such line. */
    private static String line(String status, String begin) {
      int at = status.indexOf(begin);
      return at < 0
          ? "0"
          : status.substring(at + begin.length(), status.indexOf('\n', at + 1)).strip();
    }
  }

  /**
   * Faults from a line of {@code stat}, proc(5).
   *
   * @param minorFaults field 10
   * @param majorFaults field 12
   */
  private record Stat(long minorFaults, long majorFaults) {
    static Stat parse(String line) {
      // The command, field 2, is in parentheses and may hold blanks.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Stat(Long.parseLong(fields[7]), Long.parseLong(fields[9]));
    }
  }
}
