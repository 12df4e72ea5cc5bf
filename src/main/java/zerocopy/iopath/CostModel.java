package zerocopy.iopath;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Predicts what a path costs: every step at the price of its primitive. There is no other term, and
 * no constant of its own.
 *
 * <p>What a socket adds is taken from a transfer of memory to the same socket under the same
 * conditions, of which the ledger knows calls and copies, too: the protocol is the sender's CPU
 * time beyond these. Sender and receiver then differ from those of that transfer by their own calls
 * and copies, and a path that hands over pages is priced by a transfer that does. On two cores both
 * work at the same time, so the longer of the two decides, and wake-ups, pacing and the way between
 * the cores are the time in which neither of that transfer worked. On one core they work one after
 * the other.
 */
public final class CostModel {

  private final Primitives primitives;
  private final IoPath path;
  private final Map<Part, Double> parts = new EnumMap<>(Part.class);
  private final TreeSet<String> missing = new TreeSet<>();
  private double peer;
  private Step delivery;

  /** What the time of a path goes into. */
  public enum Part {
    /** System calls with all that stands around the copy: crossings, search, transaction. */
    CROSSINGS("crossings"),
    /** Bytes moved by the processor, with the kernel's search for the pages that hold them. */
    COPIES("copies"),
    /** Page faults. */
    FAULTS("faults"),
    /** The program's own loop over the bytes. */
    CONSUMING("consuming"),
    /** The sender's part of a socket's protocol. */
    PROTOCOL("protocol"),
    /** The receiver's work, as far as the sender has to wait for it. */
    RECEIVER("receiver"),
    /** Wake-ups, pacing, the way between the cores: nobody works. */
    WAITING("waiting");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    /** The name as printed in figures. */
    public String label() {
      return label;
    }
  }

  private CostModel(IoPath path, Primitives primitives) {
    this.path = path;
    this.primitives = primitives;
    for (Part part : Part.values()) {
      parts.put(part, 0.0);
    }
  }

  /** Predicts the time of one operation of a path. */
  public static PredictedTime predict(IoPath path, Primitives primitives) {
    return new CostModel(path, primitives).predict();
  }

  private PredictedTime predict() {
    path.steps().forEach(this::add);
    if (delivery != null) {
      deliver(delivery.footprint().source(), delivery.footprint().target());
    }
    return new PredictedTime(
        parts, missing, path.steps().stream().mapToLong(CostModel::pieces).sum());
  }

  private void add(Step step) {
    if (step.who() == Step.Who.PEER) {
      peer += step.isCopy() ? step.times() * copy(step) : 0;
      return;
    }
    switch (step.kind()) {
      case CROSSING -> {
        // The making of a new file is priced as one.
        if (step.to() == Place.KERNEL && !step.what().endsWith(Strategies.MAKING)) {
          add(Part.CROSSINGS, step, primitives.call(step.what()), "call of " + step.what());
        }
      }
      case CPU_COPY -> {
        add(Part.COPIES, step, copy(step), "copy");
        if (step.who() == Step.Who.KERNEL && step.to() == Place.TARGET_CACHE) {
          double written = primitives.cachedWrite(step.bytes(), path.payload());
          add(Part.COPIES, step, written, "write to cached pages in such calls");
        }
      }
      case CONSUME ->
          add(
              Part.CONSUMING,
              step,
              primitives.consume(step.from(), step.bytes(), step.footprint().source()),
              "loop over the bytes");
      case FAULT -> {
        // The faults on a new file are part of its making: they find blocks, not cached pages.
        if (step.to() != Place.TARGET_CACHE) {
          add(Part.FAULTS, step, primitives.readFault(path.payload()), "page fault");
        }
      }
      case CREATE ->
          add(
              Part.CROSSINGS,
              step,
              primitives.newFile(step.bytes(), step.what().equals(Strategies.MAPPED)),
              "making of a new file");
      case DELIVER -> delivery = step;
      case MAP -> {
        if (step.what().equals(Strategies.FILE_PASS)) {
          add(Part.CROSSINGS, step, primitives.pipePass(), "pass through the kernel's pipe");
        } else if (step.what().equals(Strategies.HIDDEN)) {
          add(Part.CROSSINGS, step, primitives.hiddenBuffer(), "read into a heap buffer");
        }
      }
      case WAKE, DMA_COPY, DEVICE, INTERRUPT, POLL -> {
        // What waits for a device is not on cached paths,
        // and a socket's wake-up is part of its delivery.
      }
    }
  }

  /**
   * How often a step pays a primitive that is not a mere call. A file that is written through a
   * mapping is measured with its writing: both are one.
   */
  private static long pieces(Step step) {
    boolean paid =
        step.who() != Step.Who.PEER
            && switch (step.kind()) {
              case CPU_COPY, CONSUME, DELIVER -> true;
              case FAULT -> step.to() != Place.TARGET_CACHE;
              case CREATE -> step.what().equals(Strategies.WRITTEN);
              case MAP -> step.what().equals(Strategies.FILE_PASS);
              case CROSSING, WAKE, DMA_COPY, DEVICE, INTERRUPT, POLL -> false;
            };
    return paid ? step.times() : 0;
  }

  private void add(Part part, Step step, double each, String primitive) {
    if (Double.isNaN(each)) {
      missing.add(primitive);
    } else {
      parts.merge(part, step.times() * each, Double::sum);
    }
  }

  private double copy(Step step) {
    return step.who() == Step.Who.PROCESS
        ? primitives.userCopy(step.bytes(), step.footprint())
        : primitives.kernelCopy(step.bytes(), step.footprint());
  }

  /** Adds what the socket adds, from a transfer in calls of a chunk. */
  private void deliver(long fileSize, long chunk) {
    boolean pages = delivery.from() == Place.PAGE_CACHE;
    Primitives.Transfer floor =
        pages
            ? primitives.pagesToSocket(delivery.what(), fileSize, chunk)
            : primitives.memoryToSocket(delivery.what(), fileSize, chunk);
    double calls = Math.ceil((double) fileSize / chunk);
    CopyFootprint near = new CopyFootprint(chunk, Strategies.PIPE_BYTES, 0);
    double known =
        calls
            * (pages
                ? transferCalls()
                : primitives.call("write") + primitives.kernelCopy(chunk, near));
    double drained = peer == 0 ? 0 : primitives.kernelCopy(fileSize, near);
    double floorSender = or(floor.sender(), known);
    double floorReceiver = or(floor.receiver(), drained);
    double caller = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    double protocol = Math.max(0, floorSender - known);
    double sender = caller + protocol;
    double receiver = Math.max(0, floorReceiver + peer - drained);
    double waited = floor.oneCore() ? receiver : Math.max(0, receiver - sender);
    double idle =
        floor.wall()
            - (floor.oneCore()
                ? floorSender + floorReceiver
                : Math.max(floorSender, floorReceiver));
    String primitive = "transfer from memory to a socket";
    add(Part.PROTOCOL, delivery, protocol, primitive);
    add(Part.RECEIVER, delivery, waited, primitive);
    // Clocks of threads and of the wall are not the same: idle may come out below nothing.
    add(Part.WAITING, delivery, Math.max(-sender, idle), primitive);
  }

  /** What the calls around one handing-over of pages cost. */
  private double transferCalls() {
    return path.steps().stream()
        .filter(s -> s.kind() == Step.Kind.CROSSING && s.to() == Place.KERNEL)
        .filter(s -> s.who() != Step.Who.PEER)
        .mapToDouble(s -> s.times() * primitives.call(s.what()))
        .sum();
  }

  private static double or(double value, double otherwise) {
    return Double.isNaN(value) ? otherwise : value;
  }
}
