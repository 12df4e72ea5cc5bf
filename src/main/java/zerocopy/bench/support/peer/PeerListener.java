package zerocopy.bench.support.peer;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;

/**
 * Listens for senders on other machines, and receives for one run at a time. A run holds it by a
 * connection that stands until the run ends; each fork has one for its bytes ({@link #RECEIVE}) and
 * one for its wishes ({@link #CONTROL}); an upload's bytes come from here ({@link #SEND}). Nothing
 * that is received is written to disk; the file of an upload is made here, in a work folder, one at
 * a time and of at most {@link #MOST_SENT} bytes. Whoever does not prove in time that it knows the
 * token costs a closed connection and a line.
 */
public final class PeerListener implements Closeable {

  /** Part of an end that receives. */
  public static final String RECEIVE = "receive";

  /** Part of an end that sends a file whenever it is asked by one byte. */
  public static final String SEND = "send";

  /** Bytes of a file that a sender may have made here. */
  static final long MOST_SENT = 1L << 30;

  static final String RUN = "run";
  static final String CONTROL = "control";
  static final String HELLO = "hello";
  static final String POISON = "poison";
  static final String COMPARE = "compare";
  static final String COMPARE_NO_MORE = "compare-no-more";
  static final String STATE = "state";
  static final String CPU = "cpu";

  /** Connections that may be without a proof at once; further ones are closed. */
  private static final int STRANGERS = 16;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocketChannel listener;
  private final String token;
  private final Function<InetAddress, String> environment;
  private final Consumer<String> says;
  private final Duration patience;
  private final Semaphore strangers = new Semaphore(STRANGERS);
  private final AtomicReference<String> run = new AtomicReference<>();
  private final Object files = new Object();
  private volatile Current current;

  /** The connection of the bytes. */
  private record Current(Wishes wishes, SocketChannel from) {}

  /** What an end does, and answers, when it is told to. */
  @FunctionalInterface
  private interface Wishes {
    String answer(String wish) throws IOException;
  }

  /**
   * Binds the address; {@link #serve} then accepts.
   *
   * @param address where to listen; port 0 for one that the system chooses
   * @param token what senders have to know
   * @param environment of this machine as JSON in one line, by the address that faces the sender
   * @param says takes a line about each event
   * @param patience how long a sender has for its proof
   * @throws IOException if the address cannot be had
   */
  public PeerListener(
      InetSocketAddress address,
      String token,
      Function<InetAddress, String> environment,
      Consumer<String> says,
      Duration patience)
      throws IOException {
    this.token = token;
    this.environment = environment;
    this.says = says;
    this.patience = patience;
    // What it accepts inherits the choice; a connection cannot be had unpaced later.
    this.listener = Transport.Pacing.NONE.choose(ServerSocketChannel.open());
    try {
      listener.bind(address, STRANGERS);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.socket().getLocalSocketAddress();
  }

  /** Accepts connections until it is closed, each on a thread of its own. */
  public void serve() {
    while (listener.isOpen()) {
      try {
        SocketChannel peer = listener.accept();
        if (strangers.tryAcquire()) {
          Thread thread = new Thread(() -> meet(peer), "connection");
          thread.setDaemon(true);
          thread.start();
        } else {
          says.accept(name(peer) + ": closed, too many connections are without a proof");
          peer.close();
        }
      } catch (IOException e) {
        if (listener.isOpen()) {
          says.accept("cannot accept a connection: " + e.getMessage());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private static String name(SocketChannel peer) {
    return peer.socket().getInetAddress().getHostAddress() + ":" + peer.socket().getPort();
  }

  private void meet(SocketChannel peer) {
    String name = name(peer);
    try (peer) {
      serve(peer, name, admitted(peer));
    } catch (IOException | RuntimeException e) {
      says.accept("%s: closed, %s".formatted(name, e.getMessage()));
    }
  }

  private String admitted(SocketChannel peer) throws IOException {
    try {
      Handshake.guard(peer);
      return Handshake.admit(peer, token, patience);
    } finally {
      strangers.release();
    }
  }

  private void serve(SocketChannel peer, String name, String request) throws IOException {
    String[] words = request.split(" ", 3);
    if (words[0].equals(RUN)) {
      serveRun(peer, name);
    } else if (words.length < 2 || !words[1].equals(run.get())) {
      refuse(peer, "it does not know this run: was it started anew? Go on with --resume");
    } else if (words[0].equals(RECEIVE) && words.length == 3) {
      play(peer, words[2], this::receive);
    } else if (words[0].equals(SEND) && words.length == 3) {
      // The one before ends with its connection; its file goes before there is another.
      replaceCurrent(null);
      synchronized (files) {
        try (WorkFolder folder = WorkFolder.open()) {
          play(peer, words[2], (from, settings) -> send(from, settings, folder));
        }
      }
    } else if (words[0].equals(CONTROL)) {
      obey(peer);
    } else {
      refuse(peer, "it does not know the request " + words[0]);
    }
  }

  private static void refuse(SocketChannel peer, String sentence) throws IOException {
    Handshake.writeLine(peer, Peer.REFUSED + sentence);
    throw new IOException(sentence);
  }

  private void serveRun(SocketChannel peer, String name) throws IOException {
    String number = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    if (!run.compareAndSet(null, number)) {
      refuse(peer, "it serves another run: wait until that has ended");
    }
    says.accept(name + ": a run begins");
    try {
      attend(peer, number);
    } catch (IOException e) {
      says.accept("%s: the run has ended (%s)".formatted(name, e.getMessage()));
    }
  }

  /** Until the run's connection is lost; by then nothing receives any more. */
  private void attend(SocketChannel peer, String number) throws IOException {
    try {
      Handshake.writeLine(
          peer, Peer.OK + number + " " + environment.apply(peer.socket().getLocalAddress()));
      while (true) {
        Handshake.readLine(peer, Handshake.FOREVER, Handshake.SHORT);
        Handshake.writeLine(peer, Peer.OK);
      }
    } finally {
      replaceCurrent(null);
      run.set(null);
    }
  }

  private synchronized void replaceCurrent(Current next) throws IOException {
    if (current != null) {
      current.from().close();
    }
    current = next;
  }

  /** Begins a part. */
  @FunctionalInterface
  private interface Part {
    Thread begin(SocketChannel peer, ReceiverSettings settings) throws IOException;
  }

  /** Has a part played until its connection ends. */
  private void play(SocketChannel peer, String words, Part part) throws IOException {
    try {
      ReceiverSettings settings = ReceiverSettings.of(words);
      if (settings.pacing() == Transport.Pacing.SYSTEM) {
        LinuxSocket.setCongestionControl(peer, LinuxSocket.systemsCongestionControl());
      }
      Thread thread = part.begin(peer, settings);
      Handshake.writeLine(peer, Peer.OK + control(peer));
      thread.join();
    } catch (Unsupported e) {
      Handshake.writeLine(peer, Peer.LACKING + e.getMessage());
    } catch (IllegalArgumentException e) {
      refuse(peer, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread receive(SocketChannel peer, ReceiverSettings settings) throws IOException {
    Receiver receiver = settings.receiver(peer);
    replaceCurrent(new Current(wish -> answer(receiver, wish), peer));
    return receiver.start(new Payload(settings.seed())::verifyPart, settings.cores());
  }

  private Thread send(SocketChannel peer, ReceiverSettings settings, WorkFolder folder)
      throws IOException {
    long size = settings.messageSize();
    if (size > MOST_SENT) {
      throw new IllegalArgumentException(
          "fileSize=%d is more than a peer may have sent: give at most %d"
              .formatted(size, MOST_SENT));
    }
    Path source = new Payload(settings.seed()).writeFile(folder.file("source"), size);
    Thread thread = new FileSender(peer, source, size).start(settings.cores());
    replaceCurrent(new Current(wish -> answer(thread, wish), peer));
    return thread;
  }

  @SuppressWarnings("deprecation") // Thread.threadId() came after Java 17
  private static String answer(Thread sender, String wish) throws IOException {
    if (!wish.equals(CPU)) {
      throw new IOException("it wishes for " + wish);
    }
    return Long.toString(ManagementFactory.getThreadMXBean().getThreadCpuTime(sender.getId()));
  }

  private static String control(SocketChannel peer) {
    return LinuxMemory.available() ? LinuxSocket.facts(peer).get("congestionControl") : "unknown";
  }

  /** Does what the sender wishes between messages, until it closes the connection. */
  private void obey(SocketChannel peer) throws IOException {
    Current mine = current;
    if (mine == null) {
      refuse(peer, "it receives nothing at present");
      return;
    }
    Handshake.writeLine(peer, Peer.OK);
    while (true) {
      String wish;
      try {
        wish = Handshake.readLine(peer, Handshake.FOREVER, Handshake.SHORT);
      } catch (IOException ended) {
        return;
      }
      Handshake.writeLine(peer, Peer.OK + mine.wishes().answer(wish));
    }
  }

  private static String answer(Receiver receiver, String wish) throws IOException {
    switch (wish) {
      case POISON -> receiver.poison();
      case COMPARE, COMPARE_NO_MORE -> receiver.compare(wish.equals(COMPARE));
      case CPU -> {
        return Long.toString(receiver.cpuNanos());
      }
      case STATE -> {
        FarEnd.State state = receiver.state();
        return "%d %d %d %s"
            .formatted(state.received(), state.messages(), state.compared(), state.failure());
      }
      default -> throw new IOException("it wishes for " + wish);
    }
    return "";
  }

  /** Ends the current run, too. */
  @Override
  public void close() throws IOException {
    listener.close();
    replaceCurrent(null);
  }
}
