package zerocopy.bench.memory;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does one element cost, without a copy?
 *
 * <p>The score is the time for one long, read or written; an invocation visits {@value
 * VisitedElements#BATCH}. Inside the cache the score tells the interface's own work: index checks,
 * address computation, and whether C2 could vectorise (a sequential sum over an array, a heap or a
 * direct buffer it can). Far outside, in random order, all interfaces meet at the price of a cache
 * and TLB miss, of which the processor overlaps several (for one at a time see {@code
 * MemoryLatency}). {@code orderOnly} is the price of computing the order, a part of every other
 * score.
 *
 * <p>{@code shape}, {@code width} and {@code aligned} give the accesses that libraries make, see
 * {@link Shape}; {@code profile=polluted} gives the same code as a program runs it that has used
 * three kinds of memory; segments then lose most, since each access asks anew what lies behind. A
 * combination that makes no sense is skipped with the reason.
 *
 * <p>Pitfalls. Writing is not reading backwards: a written line is first fetched, later written
 * back. Agrona's bounds checks are a static constant: on and off can never share a JVM, so the
 * unchecked methods are given a fork of their own kind, and refuse to run in any other. A {@code
 * ByteBuffer} in the default big-endian order would swap each long; all here are in native order.
 */
@Question(
    held = "size",
    asks = "What does it cost to read or write one element?",
    order = 70,
    usual = {"shape=loop", "width=long", "aligned=true", "profile=clean"},
    figures = @Figure(id = "element-access", title = "What one element costs"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedElements.BATCH)
public class BufferAccess {

  @Benchmark
  @Strategy(
      says = "Visits the order of the elements, but no memory: the control.",
      label = "order alone",
      colour = Colour.OLIVE)
  public long orderOnly(VisitedBuffers.Array words) {
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedElements.BATCH; i++) {
      sum += words.at(first + i);
    }
    return words.visitedOnly(sum);
  }

  @Benchmark
  @Strategy(says = "Reads elements of a long[].", label = "read long[]", colour = Colour.BLACK)
  public long arrayRead(VisitedBuffers.Array words) {
    return words.read();
  }

  @Benchmark
  @Strategy(says = "Writes elements of a long[].", label = "write long[]", colour = Colour.BLACK)
  public void arrayWrite(VisitedBuffers.Array words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a heap buffer.",
      label = "read heap buffer",
      colour = Colour.ORANGE)
  public long heapRead(VisitedBuffers.Heap words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of a heap buffer.",
      label = "write heap buffer",
      colour = Colour.ORANGE)
  public void heapWrite(VisitedBuffers.Heap words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a direct buffer.",
      label = "read direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public long directRead(VisitedBuffers.Direct words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of a direct buffer.",
      label = "write direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public void directWrite(VisitedBuffers.Direct words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a mapped buffer.",
      label = "read mapped buffer",
      colour = Colour.OLIVE,
      marker = Marker.DOWN)
  public long mappedRead(VisitedBuffers.Mapped words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of a mapped buffer.",
      label = "write mapped buffer",
      colour = Colour.GREEN)
  public void mappedWrite(VisitedBuffers.Mapped words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of an Agrona buffer over a heap array, with bounds checks.",
      label = "read Agrona, heap")
  public long agronaHeapRead(VisitedBuffers.AgronaHeap words, VisitedBuffers.Checked checks) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of an Agrona buffer over a heap array, with bounds checks.",
      label = "write Agrona, heap")
  public void agronaHeapWrite(VisitedBuffers.AgronaHeap words, VisitedBuffers.Checked checks) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of an Agrona buffer over a direct buffer, with bounds checks.",
      label = "read Agrona, direct")
  public long agronaDirectRead(VisitedBuffers.AgronaDirect words, VisitedBuffers.Checked checks) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of an Agrona buffer over a direct buffer, with bounds checks.",
      label = "write Agrona, direct")
  public void agronaDirectWrite(VisitedBuffers.AgronaDirect words, VisitedBuffers.Checked checks) {
    words.write();
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedBuffers.NO_CHECKS)
  @Strategy(
      says = "Reads elements of an Agrona buffer over a heap array, without bounds checks.",
      label = "read Agrona, heap, unchecked")
  public long agronaHeapUncheckedRead(
      VisitedBuffers.AgronaHeap words, VisitedBuffers.Unchecked checks) {
    return words.read();
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedBuffers.NO_CHECKS)
  @Strategy(
      says = "Writes elements of an Agrona buffer over a heap array, without bounds checks.",
      label = "write Agrona, heap, unchecked")
  public void agronaHeapUncheckedWrite(
      VisitedBuffers.AgronaHeap words, VisitedBuffers.Unchecked checks) {
    words.write();
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedBuffers.NO_CHECKS)
  @Strategy(
      says = "Reads elements of an Agrona buffer over a direct buffer, without bounds checks.",
      label = "read Agrona, direct, unchecked")
  public long agronaDirectUncheckedRead(
      VisitedBuffers.AgronaDirect words, VisitedBuffers.Unchecked checks) {
    return words.read();
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedBuffers.NO_CHECKS)
  @Strategy(
      says = "Writes elements of an Agrona buffer over a direct buffer, without bounds checks.",
      label = "write Agrona, direct, unchecked")
  public void agronaDirectUncheckedWrite(
      VisitedBuffers.AgronaDirect words, VisitedBuffers.Unchecked checks) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of an Agrona buffer over a mapping, with bounds checks.",
      label = "read Agrona, mapped",
      colour = Colour.PURPLE,
      marker = Marker.SQUARE)
  public long agronaMappedRead(VisitedBuffers.AgronaMapped words, VisitedBuffers.Checked checks) {
    return words.read();
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedBuffers.NO_CHECKS)
  @Strategy(
      says = "Reads elements of an Agrona buffer over a mapping, without bounds checks.",
      label = "read Agrona, mapped, unchecked",
      colour = Colour.PURPLE,
      marker = Marker.SQUARE)
  public long agronaMappedUncheckedRead(
      VisitedBuffers.AgronaMapped words, VisitedBuffers.Unchecked checks) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a byte[] through the VarHandle of a view.",
      label = "read VarHandle, byte[]",
      colour = Colour.ORANGE,
      marker = Marker.TRIANGLE)
  public long varHandleHeapRead(VisitedBuffers.HeapViews words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a direct buffer through the VarHandle of a view.",
      label = "read VarHandle, direct",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public long varHandleDirectRead(VisitedBuffers.DirectViews words) {
    return words.read();
  }
}
