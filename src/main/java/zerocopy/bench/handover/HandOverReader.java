package zerocopy.bench.handover;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The program that reads: it takes messages by a {@link ReadingEnd}, adds up their words, and
 * answers with the sum where it is asked to.
 *
 * <p>It obeys its standard input, a letter a command, and ends with it: whatever becomes of the
 * process that has started it, this one does not stay behind.
 */
public final class HandOverReader {

  /** Keep a copy of the next message. */
  static final char KEEP = 'k';

  /** Tell the CPU time of the thread that reads. */
  static final char CPU = 'c';

  /** Tell the message that was kept. */
  static final char TELL = 't';

  /** How its lines begin: other lines are the JVM's. */
  static final String OURS = "reader: ";

  /** Before the reason why it fails. */
  static final String FAILED = OURS + "failed: ";

  private final PrintStream out = System.out;
  private final ReadingEnd end;
  private final int size;
  private volatile boolean keeping;
  private volatile byte[] kept = {};
  private long total;
  private long first;

  private HandOverReader(ReadingEnd end, int size) {
    this.end = end;
    this.size = size;
  }

  /** The program; its arguments are those of {@link ReaderProcess#start}. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    ReadingEnd end =
        Class.forName(args[0]).asSubclass(ReadingEnd.class).getDeclaredConstructor().newInstance();
    int size = Integer.parseInt(args[2]);
    boolean polls = Boolean.parseBoolean(args[3]);
    HandOverReader reader = new HandOverReader(end, size);
    Thread reading = new Thread(() -> reader.read(args[1], polls), "reading");
    reading.setDaemon(true);
    reading.start();
    reader.obey(threadNumber(reading));
    Runtime.getRuntime().halt(0);
  }

  @SuppressWarnings("deprecation") // Thread.threadId() came after Java 17
  private static long threadNumber(Thread thread) {
    return thread.getId();
  }

  private void read(String address, boolean polls) {
    try {
      end.open(address, size, polls, this::take);
      say(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
      while (end.receive()) {
        if (Message.isAnswered(first)) {
          end.answer(total);
        }
      }
    } catch (Exception | LinkageError e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      out.println(FAILED + reason.replace('\n', ' '));
      out.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  private void take(ByteBuffer memory, int at) {
    first = memory.getLong(at);
    total += Message.sum(memory, at, size);
    if (keeping) {
      byte[] copy = new byte[size];
      memory.get(at, copy);
      kept = copy;
      keeping = false;
    }
  }

  private void obey(long reading) throws IOException {
    for (int command = System.in.read(); command >= 0; command = System.in.read()) {
      if (command == KEEP) {
        keeping = true;
        say("keeps");
      } else if (command == CPU) {
        say(Long.toString(ManagementFactory.getThreadMXBean().getThreadCpuTime(reading)));
      } else if (command == TELL) {
        say(Integer.toString(kept.length));
        out.write(kept);
        out.flush();
      }
    }
  }

  private void say(String what) {
    out.println(OURS + what);
    out.flush();
  }
}
