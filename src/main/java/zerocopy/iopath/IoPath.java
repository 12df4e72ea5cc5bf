package zerocopy.iopath;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A way of moving bytes, as the list of its steps in order.
 *
 * @param name how the path is called
 * @param payload bytes that one operation moves from end to end, at least 1
 * @param steps what happens, in order; a step that happens for every chunk stands once, with the
 *     number of its repetitions
 */
public record IoPath(String name, long payload, List<Step> steps) {

  /** Refuses an empty payload. */
  public IoPath {
    Objects.requireNonNull(name);
    if (payload < 1) {
      throw new IllegalArgumentException("a path moves at least one byte");
    }
    steps = List.copyOf(steps);
  }

  /** Crossings, copies, interrupts, faults: counted from the steps. */
  public Counts counts() {
    return Counts.of(this);
  }

  /** The counts after each step, in the order of the steps. */
  public List<Counts> runningCounts() {
    return Counts.running(this);
  }

  /** Starts a path of that name which moves {@code payload} bytes. */
  static Builder named(String name, long payload) {
    return new Builder(name, payload);
  }

  /** Adds step after step. The methods read as the sentence that the step is. */
  static final class Builder {
    private final String name;
    private final long payload;
    private final List<Step> steps = new ArrayList<>();

    private Builder(String name, long payload) {
      this.name = name;
      this.payload = payload;
    }

    IoPath build() {
      return new IoPath(name, payload, steps);
    }

    private Builder add(Step.Kind kind, Step.Who who, Place from, Place to, String what) {
      return add(new Step(kind, who, from, to, 1, 0, CopyFootprint.NONE, what));
    }

    private Builder add(Step step) {
      steps.add(step);
      return this;
    }

    /** Repeats the steps that {@code body} adds; nothing is added for 0 repetitions. */
    Builder times(long repetitions, Consumer<Builder> body) {
      if (repetitions > 0) {
        Builder inner = new Builder(name, payload);
        body.accept(inner);
        inner.steps.forEach(step -> add(step.repeated(repetitions)));
      }
      return this;
    }

    /** Goes over the payload in chunks; a last, shorter chunk is a repetition of its own. */
    Builder chunks(long chunk, BiConsumer<Builder, Long> body) {
      times(payload / chunk, b -> body.accept(b, chunk));
      return times(payload % chunk == 0 ? 0 : 1, b -> body.accept(b, payload % chunk));
    }

    /** A system call that moves nothing. */
    Builder call(String call) {
      return call(call, b -> {});
    }

    /** A system call: into the kernel, what the kernel does there, and back. */
    Builder call(String call, Consumer<Builder> inKernel) {
      add(Step.Kind.CROSSING, Step.Who.PROCESS, Place.PROCESS, Place.KERNEL, call);
      inKernel.accept(this);
      return add(Step.Kind.CROSSING, Step.Who.KERNEL, Place.KERNEL, Place.PROCESS, "return");
    }

    /** A system call of the other process. */
    Builder peerCall(String call, Consumer<Builder> inKernel) {
      add(Step.Kind.CROSSING, Step.Who.PEER, Place.RECEIVER_MEMORY, Place.KERNEL, call);
      inKernel.accept(this);
      return add(Step.Kind.CROSSING, Step.Who.PEER, Place.KERNEL, Place.RECEIVER_MEMORY, "return");
    }

    Builder kernelCopies(Place from, Place to, long bytes, CopyFootprint footprint) {
      return copies(Step.Who.KERNEL, from, to, bytes, footprint);
    }

    Builder processCopies(Place from, Place to, long bytes, CopyFootprint footprint) {
      return copies(Step.Who.PROCESS, from, to, bytes, footprint);
    }

    Builder peerCopies(Place from, Place to, long bytes, CopyFootprint footprint) {
      return copies(Step.Who.PEER, from, to, bytes, footprint);
    }

    private Builder copies(
        Step.Who who, Place from, Place to, long bytes, CopyFootprint footprint) {
      return add(new Step(Step.Kind.CPU_COPY, who, from, to, 1, bytes, footprint, "copy"));
    }

    /** The program reads {@code bytes} bytes of a working set of {@code span} bytes. */
    Builder consumes(Place from, long bytes, long span) {
      CopyFootprint over = new CopyFootprint(span, 0, 0);
      return add(
          new Step(
              Step.Kind.CONSUME, Step.Who.PROCESS, from, Place.PROCESS, 1, bytes, over, "sum"));
    }

    /** The loopback takes the payload, written in chunks, to the receiver. */
    Builder delivers(String transport, long chunk, Place from) {
      CopyFootprint over = new CopyFootprint(payload, chunk, 0);
      return add(
          new Step(
              Step.Kind.DELIVER,
              Step.Who.KERNEL,
              from,
              Place.RECEIVER_MEMORY,
              1,
              0,
              over,
              transport));
    }

    /** The target file is unlinked and made anew, with room for the payload. */
    Builder creates(String how) {
      return add(
          new Step(
              Step.Kind.CREATE,
              Step.Who.KERNEL,
              Place.KERNEL,
              Place.TARGET_CACHE,
              1,
              payload,
              CopyFootprint.NONE,
              how));
    }

    Builder dma(Place from, Place to, long bytes) {
      return add(
          new Step(
              Step.Kind.DMA_COPY, Step.Who.DEVICE, from, to, 1, bytes, CopyFootprint.NONE, "DMA"));
    }

    Builder device(Place from, Place to, long bytes, String what) {
      return add(
          new Step(
              Step.Kind.DEVICE, Step.Who.DEVICE, from, to, 1, bytes, CopyFootprint.NONE, what));
    }

    Builder interrupt(Place from, String what) {
      return add(Step.Kind.INTERRUPT, Step.Who.KERNEL, from, Place.KERNEL, what);
    }

    Builder poll(Place device, String what) {
      return add(Step.Kind.POLL, Step.Who.KERNEL, Place.KERNEL, device, what);
    }

    /** A page fault while the process itself touches memory. */
    Builder faultOfProcess(Place touched, Place provided, String what) {
      return add(Step.Kind.FAULT, Step.Who.PROCESS, touched, provided, what);
    }

    /** A page fault while the kernel copies from or to mapped memory: no crossing. */
    Builder faultInKernel(Place touched, Place provided, String what) {
      return add(Step.Kind.FAULT, Step.Who.KERNEL, touched, provided, what);
    }

    /** The JDK puts its own direct buffer between a heap array and a call. */
    Builder borrows() {
      return add(
          Step.Kind.MAP,
          Step.Who.PROCESS,
          Place.HEAP_ARRAY,
          Place.TEMPORARY_BUFFER,
          Strategies.HIDDEN);
    }

    Builder maps(Place from, Place to, String what) {
      return add(Step.Kind.MAP, Step.Who.KERNEL, from, to, what);
    }

    /** References to {@code bytes} bytes are passed on. No byte moves. */
    Builder references(Place from, Place to, long bytes, String what) {
      return add(
          new Step(Step.Kind.MAP, Step.Who.KERNEL, from, to, 1, bytes, CopyFootprint.NONE, what));
    }

    Builder wakes(Place from, Place to, String what) {
      return add(Step.Kind.WAKE, Step.Who.KERNEL, from, to, what);
    }
  }
}
