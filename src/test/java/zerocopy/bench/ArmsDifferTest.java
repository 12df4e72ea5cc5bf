package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.AnnotationVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassWriter;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.bench.kernel.IoMode;
import zerocopy.bench.memory.Allocated;
import zerocopy.bench.translation.PageReplacement;
import zerocopy.iopath.device.TransferMode;
import zerocopy.mmu.replacement.Policy;

/**
 * No two strategies of a question are the same code, and each does its work by the means that it is
 * named for. Bytes that arrive cannot tell: read and write bring them as transferTo does.
 */
class ArmsDifferTest {

  private static final List<StrategyCode> ALL = StrategyCode.all();

  private static final String AGRONA_BUFFER =
      "org\\.agrona\\.(concurrent\\.UnsafeBuffer|DirectBuffer|MutableDirectBuffer)\\..*";
  private static final String AGRONA = AGRONA_BUFFER + "|.*BufferUtil\\.allocateDirectAligned";
  private static final String JDK_BYTES = "java\\.nio\\.(Mapped)?ByteBuffer\\.(get|put)\\w*";

  /** The first column tells which strategies reach the call; no other of their questions does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          .*[.]transferTo                              ; .*                                  ; FileChannel[.]transferTo
          .*[.]transferFrom                            ; .*                                  ; FileChannel[.]transferFrom
          .*[.]filesCopy                               ; .*                                  ; Files[.]copy
          (?!SocketToFile).*[.]stream                  ; .*                                  ; FileInputStream[.]read
          (Buffer|Small)Copy[.]arrayToArray            ; (?!Relocation).*                    ; System[.]arraycopy
          WaitMode[.]selector                          ; .*                                  ; Selector[.]select
          WaitMode[.]busyPolling                       ; WaitMode[.].*                       ; Thread[.]onSpinWait
          ModeSwitch[.]clock                           ; ModeSwitch[.].*                     ; System[.]nanoTime
          ModeSwitch[.]position                        ; ModeSwitch[.].*                     ; FileChannel[.]position
          ModeSwitch[.]size                            ; .*                                  ; FileChannel[.]size
          (ModeSwitch|CallFloor)[.]read.*              ; (ModeSwitch|CallFloor)[.](?!open).* ; FileChannel[.]read
          (ModeSwitch|CallFloor)[.]write.*             ; (ModeSwitch|CallFloor)[.].*         ; FileChannel[.]write
          RandomRead[.]channel.*                       ; RandomRead[.].*                     ; FileChannel[.]read
          RandomRead[.]asynchronousChannel             ; .*                                  ; AsynchronousFileChannel[.]read
          RandomRead[.]randomAccessFile                ; .*                                  ; RandomAccessFile[.]readFully
          CallFloor[.]openReadClose                    ; CallFloor[.].*                      ; FileChannel[.]open
          WriteBack[.]writeForce                       ; WriteBack[.].*                      ; FileChannel[.]force
          WriteBack[.]mappedForce                      ; WriteBack[.].*                      ; MappedByteBuffer[.]force
          File(Copy|Write)[.].*([mM]apped|ToMapped)    ; File(Copy|Write)[.].*               ; FileChannel[.]map
          FileCopy[.](readWrite.*|mappedToChannel)     ; FileCopy[.].*                       ; WritableByteChannel[.]write
          FileCopy[.]readWrite.*                       ; FileCopy[.].*                       ; ReadableByteChannel[.]read
          File(Read|Scan)[.](heap|direct|agronaDirect) ; File(Read|Scan)[.].*                ; ReadableByteChannel[.]read
          File(Read|Scan)[.]map.*Unmap                 ; File(Read|Scan)[.].*                ; FileChannel[.]map
          FileToSocket[.]mappedWrite                   ; FileToSocket[.].*                   ; FileChannel[.]map
          HandOver[.](pipe|unixSocket|tcp)             ; HandOver[.].*                       ; WritableByteChannel[.]write
          HandOver[.](ringBuffer|manyToOne)Write       ; HandOver[.].*                       ; RingBuffer[.]write
          HandOver[.](ringBuffer|manyToOne)Claim       ; HandOver[.].*                       ; RingBuffer[.]tryClaim
          HandOver[.]broadcast                         ; HandOver[.].*                       ; BroadcastTransmitter[.]transmit
          ForeignHandOver[.]segment                    ; ForeignHandOver[.].*                ; VarHandle[.]setRelease
          ColdRead[.]mapped                            ; ColdRead[.].*                       ; FileChannel[.]map
          BufferAllocation[.]mappedFile                ; BufferAllocation[.].*               ; FileChannel[.]map
          BufferAllocation[.]heap                      ; BufferAllocation[.].*               ; ByteBuffer[.]allocate
          BufferAllocation[.](direct|alignedDirect)    ; BufferAllocation[.].*               ; ByteBuffer[.]allocateDirect
          BufferAllocation[.]alignedDirect             ; BufferAllocation[.].*               ; ByteBuffer[.]alignedSlice
          BufferCopy[.]byteLoop                        ; BufferCopy[.].*                     ; ByteBuffer[.]get
          BufferCopy[.]longLoop                        ; BufferCopy[.].*                     ; ByteBuffer[.]getLong
          PageFault[.](unmapMapped)                    ; PageFault[.].*                      ; IoUtil[.]unmap
          """)
  void isNamedForTheCallThatItMakes(String strategies, String questions, String call) {
    assumeTrue(
        !questions.startsWith("Foreign") || !names(questions, code -> true).isEmpty(),
        "needs a build on JDK 22 or newer");
    Predicate<StrategyCode> calls =
        code -> code.calls().stream().anyMatch(made -> made.matches(".*[.]" + call));
    assertNamesOf(code -> code.name().matches(strategies), questions, calls, call);
  }

  /** In memory, both libraries are what is compared; what is done with a fresh buffer is not. */
  @Test
  void onlyAgronaStrategiesCallAgronaAndTheyLeaveTheBytesToIt() {
    Set<String> compared =
        ALL.stream()
            .filter(ArmsDifferTest::isAgrona)
            .map(code -> code.method().getOwner().getSimpleName())
            .collect(Collectors.toSet());
    String questions = "(" + String.join("|", compared) + ")\\..*";
    assertNamesOf(
        ArmsDifferTest::isAgrona, questions, code -> makes(code, AGRONA), "a buffer of Agrona's");
    for (StrategyCode code : ALL) {
      if (isAgrona(code) && !uses(code, Allocated.class)) {
        assertFalse(makes(code, JDK_BYTES), code + " moves bytes by the JDK's buffers");
      }
    }
  }

  @Test
  void segmentStrategiesCallTheForeignMemoryApiAndNoBuffer() {
    List<StrategyCode> segments =
        ALL.stream().filter(code -> code.name().startsWith("Segment")).toList();
    assumeTrue(Runtime.version().feature() >= 22, "segments need JDK 22");
    assertFalse(segments.isEmpty());
    for (StrategyCode code : segments) {
      assertTrue(makes(code, "java\\.lang\\.foreign\\..*"), code + " calls no segment");
      if (!uses(code, Allocated.class)) {
        assertFalse(makes(code, JDK_BYTES), code + " moves bytes by buffers");
      }
    }
  }

  @Test
  void pagingAndDeviceStrategiesAskForWhatTheyAreNamedFor() {
    for (StrategyCode code : ALL) {
      String name = snake(code.method().getName());
      if (code.method().getOwner().isEquivalentTo(PageReplacement.class)) {
        assertEquals(Set.of(name), code.constants(Policy.class), code.name());
      }
      if (code.method().getOwner().isEquivalentTo(IoMode.class)) {
        assertEquals(Set.of(name), code.constants(TransferMode.class), code.name());
      }
    }
  }

  /** TranslatedCopy.fourLevelWithTlbByWord: FOUR_LEVEL_WITH_TLB; raw copies have no translation. */
  @Test
  void translationsAreThoseOfTheName() throws ClassNotFoundException {
    Class<?> mmus = Class.forName("zerocopy.bench.translation.Mmus");
    for (StrategyCode code : ALL) {
      String question = code.method().getOwner().getSimpleName();
      if (question.equals("TranslationCost") || question.equals("TranslatedCopy")) {
        String name = code.method().getName().replaceAll("By(Word|Page)$", "");
        String mmu = name.equals("raw") ? "IDENTITY" : snake(name);
        assertEquals(Set.of(mmu), code.constants(mmus), code.name());
        assertEquals(
            name.equals("raw"),
            code.calls().stream().noneMatch(call -> call.contains("AddressSpace.translate")),
            code.name());
      }
    }
  }

  /** Both threads of an exchange wait in the same way. */
  @Test
  void theOtherThreadWaitsAsThisOneDoes() {
    for (StrategyCode code : ALL) {
      if (code.name().startsWith("WaitMode.")) {
        assertEquals(code.ways(), code.waysOfItsStates(), code.name());
      }
    }
  }

  @Test
  void noTwoStrategiesOfAQuestionAreTheSameCode() {
    Map<String, Set<String>> same = new TreeMap<>();
    for (StrategyCode code : ALL) {
      String key = code.method().getOwner().getName() + bytes(code);
      same.computeIfAbsent(key, any -> new TreeSet<>()).add(code.name());
    }
    same.values().removeIf(names -> names.size() == 1);
    assertEquals(List.of(), List.copyOf(same.values()));
  }

  /** The method alone, under another name and with the types of its states. */
  private static String bytes(StrategyCode code) {
    String descriptor = Type.getMethodDescriptor(code.method().reflect());
    ClassWriter alone = new ClassWriter(0);
    ClassVisitor copy =
        new ClassVisitor(Opcodes.ASM9, alone) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String signature, String[] exceptions) {
            boolean wanted = name.equals(code.method().getName()) && type.equals(descriptor);
            return wanted ? super.visitMethod(access, "strategy", type, null, null) : null;
          }
        };
    String file = "/" + code.method().getOwner().getName().replace('.', '/') + ".class";
    try (InputStream in = ArmsDifferTest.class.getResourceAsStream(file)) {
      new ClassReader(in.readAllBytes()).accept(withoutAnnotations(copy), ClassReader.SKIP_DEBUG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(alone.toByteArray());
  }

  private static ClassVisitor withoutAnnotations(ClassVisitor copy) {
    return new ClassVisitor(Opcodes.ASM9, copy) {
      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, type, signature, exceptions);
        return method == null ? null : new CodeOnly(method);
      }
    };
  }

  /** A method without its annotations. */
  private static final class CodeOnly extends MethodVisitor {

    CodeOnly(MethodVisitor method) {
      super(Opcodes.ASM9, method);
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return null;
    }
  }

  private static void assertNamesOf(
      Predicate<StrategyCode> named,
      String questions,
      Predicate<StrategyCode> calling,
      String call) {
    Set<String> expected = names(questions, named);
    assertFalse(expected.isEmpty(), "no strategy is named for " + call);
    assertEquals(expected, names(questions, calling), "strategies that call " + call);
  }

  private static Set<String> names(String questions, Predicate<StrategyCode> chosen) {
    return ALL.stream()
        .filter(code -> code.name().matches(questions))
        .filter(chosen)
        .map(StrategyCode::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isAgrona(StrategyCode code) {
    return code.method().getName().startsWith("agrona");
  }

  private static boolean makes(StrategyCode code, String calls) {
    return code.calls().stream().anyMatch(call -> call.matches(calls));
  }

  private static boolean uses(StrategyCode code, Class<?> state) {
    return code.method().getRawParameterTypes().stream().anyMatch(c -> c.isAssignableTo(state));
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
