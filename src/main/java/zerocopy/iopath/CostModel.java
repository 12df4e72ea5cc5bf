package zerocopy.iopath;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Predicts what a path costs: every step at the price of its primitive. There is no other term, and
 * no constant of its own.
 *
 * <p>Caller and receiver of a socket work at the same time, each on a processor, so the longer of
 * the two decides. What protocol, wake-ups and waiting add is taken from a transfer of memory to
 * the same socket, of which the ledger knows calls and copies too; the rest of it is the socket's
 * own.
 */
public final class CostModel {

  private final Primitives primitives;
  private final Path path;
  private final Map<Part, Double> parts = new EnumMap<>(Part.class);
  private final TreeSet<String> missing = new TreeSet<>();
  private double peer;

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
    /** Protocol, wake-ups, and waiting for the other side. */
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

  private CostModel(Path path, Primitives primitives) {
    this.path = path;
    this.primitives = primitives;
    for (Part part : Part.values()) {
      parts.put(part, 0.0);
    }
  }

  /** Predicts the time of one operation of a path. */
  public static Prediction predict(Path path, Primitives primitives) {
    return new CostModel(path, primitives).predict();
  }

  private Prediction predict() {
    path.steps().forEach(this::add);
    double caller = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    parts.merge(Part.WAITING, Math.max(0, peer - caller), Double::sum);
    return new Prediction(parts, missing);
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
        addCachedPages(step);
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
      case DELIVER -> add(Part.WAITING, step, deliver(step), "transfer from memory to a socket");
      case MAP -> {
        if (step.what().equals(Strategies.FILE_PASS)) {
          add(Part.CROSSINGS, step, primitives.pipePass(), "pass through the kernel's pipe");
        }
      }
      case WAKE, DMA_COPY, DEVICE, INTERRUPT, POLL -> {
        // What waits for a device is not on cached paths,
        // and a socket's wake-up is part of its delivery.
      }
    }
  }

  private void add(Part part, Step step, double each, String primitive) {
    if (Double.isNaN(each)) {
      missing.add(primitive);
    } else {
      parts.merge(part, step.times() * each, Double::sum);
    }
  }

  /** Only the kernel has to look for a page: through a mapping the processor finds it. */
  private void addCachedPages(Step step) {
    if (step.who() != Step.Who.KERNEL) {
      return;
    }
    Footprint over = step.footprint();
    if (step.to() == Place.TARGET_CACHE) {
      double pages = primitives.cachedWrite(step.bytes(), over.target());
      add(Part.COPIES, step, pages, "aligned write to cached pages");
    } else if (step.from() == Place.PAGE_CACHE && step.to() != Place.SOCKET_BUFFER) {
      double pages = primitives.cachedRead(step.bytes(), over.source());
      add(Part.COPIES, step, pages, "aligned read of cached pages");
    }
  }

  private double copy(Step step) {
    return step.who() == Step.Who.PROCESS
        ? primitives.userCopy(step.bytes(), step.footprint())
        : primitives.kernelCopy(step.bytes(), step.footprint());
  }

  /** What the socket adds to the calls and copies of a transfer from memory. */
  private double deliver(Step step) {
    long fileSize = step.footprint().source();
    long chunk = step.footprint().target();
    double calls = Math.ceil((double) fileSize / chunk);
    double known =
        calls * primitives.call("write")
            + calls * primitives.kernelCopy(chunk, new Footprint(chunk, Strategies.PIPE_BYTES, 0));
    double whole = primitives.memoryToSocket(step.what(), fileSize, chunk);
    // Math.max keeps NaN: without one of the primitives there is no figure.
    return Math.max(0, whole - known);
  }
}
