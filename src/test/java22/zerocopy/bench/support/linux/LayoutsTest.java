package zerocopy.bench.support.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.support.Unsupported;

/** Numbers and layouts against the kernel's headers, and what is left of what failed half-way. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "there are no such headers elsewhere")
class LayoutsTest {

  /** What a header says, and what stands here. */
  private record Fact(String expression, long here) {}

  private static List<Fact> numbers(String machine) {
    return Stream.of(Syscall.values())
        .map(call -> new Fact("__NR_" + call, call.number(machine)))
        .toList();
  }

  /** Structures of which both machines, with 64 bits each, have the same layout. */
  private static List<Fact> layouts() {
    List<Fact> facts = new ArrayList<>();
    String sqe = "offsetof(struct io_uring_sqe, %s)";
    String params = "offsetof(struct io_uring_params, %s)";
    String received = "offsetof(struct tcp_zerocopy_receive, %s)";
    String error = "offsetof(struct sock_extended_err, %s)";
    facts.add(new Fact("sizeof(struct io_uring_sqe)", IoUring.SQE_BYTES));
    facts.add(new Fact(sqe.formatted("flags"), IoUring.SQE_FLAGS));
    facts.add(new Fact(sqe.formatted("ioprio"), IoUring.SQE_IOPRIO));
    facts.add(new Fact(sqe.formatted("fd"), IoUring.SQE_FD));
    facts.add(new Fact(sqe.formatted("off"), IoUring.SQE_OFFSET));
    facts.add(new Fact(sqe.formatted("addr"), IoUring.SQE_ADDRESS));
    facts.add(new Fact(sqe.formatted("len"), IoUring.SQE_LENGTH));
    facts.add(new Fact(sqe.formatted("msg_flags"), IoUring.SQE_OP_FLAGS));
    facts.add(new Fact(sqe.formatted("user_data"), IoUring.SQE_USER_DATA));
    facts.add(new Fact(sqe.formatted("splice_fd_in"), IoUring.SQE_SPLICE_FD));
    facts.add(new Fact("sizeof(struct io_uring_cqe)", IoUring.CQE_BYTES));
    facts.add(new Fact("offsetof(struct io_uring_cqe, res)", IoUring.CQE_RESULT));
    facts.add(new Fact("offsetof(struct io_uring_cqe, flags)", IoUring.CQE_FLAGS));
    facts.add(new Fact("sizeof(struct io_uring_params)", IoUring.PARAMS_BYTES));
    facts.add(new Fact(params.formatted("cq_entries"), IoUring.PARAMS_CQ_ENTRIES));
    facts.add(new Fact(params.formatted("features"), IoUring.PARAMS_FEATURES));
    facts.add(new Fact(params.formatted("sq_off"), IoUring.PARAMS_SQ));
    facts.add(new Fact(params.formatted("cq_off"), IoUring.PARAMS_CQ));
    facts.add(new Fact("offsetof(struct io_sqring_offsets, array)", IoUring.SQ_ARRAY));
    facts.add(new Fact("offsetof(struct io_cqring_offsets, cqes)", IoUring.CQ_CQES));
    for (IoUring.Op op : IoUring.Op.values()) {
      facts.add(new Fact("IORING_OP_" + op, op.code));
    }
    facts.add(new Fact("sizeof(struct msghdr)", ZeroCopySends.MESSAGE_BYTES));
    facts.add(new Fact("offsetof(struct msghdr, msg_control)", ZeroCopySends.MESSAGE_CONTROL));
    facts.add(new Fact("sizeof(struct cmsghdr)", ZeroCopySends.CONTROL_DATA));
    facts.add(new Fact(error.formatted("ee_origin"), ZeroCopySends.ERROR_ORIGIN));
    facts.add(new Fact(error.formatted("ee_code"), ZeroCopySends.ERROR_CODE));
    facts.add(new Fact(error.formatted("ee_info"), ZeroCopySends.ERROR_FIRST));
    facts.add(new Fact(error.formatted("ee_data"), ZeroCopySends.ERROR_LAST));
    facts.add(new Fact("sizeof(struct tcp_zerocopy_receive)", ZeroCopyReceive.REQUEST_BYTES));
    facts.add(new Fact(received.formatted("length"), ZeroCopyReceive.LENGTH));
    facts.add(new Fact(received.formatted("recv_skip_hint"), ZeroCopyReceive.SKIP_HINT));
    facts.add(new Fact("sizeof(struct tls12_crypto_info_aes_gcm_128)", KernelTls.INFO_BYTES));
    facts.add(new Fact("O_DIRECT", Syscall.O_DIRECT));
    return facts;
  }

  @Test
  void theHeadersAgree(@TempDir Path folder) throws Exception {
    List<Fact> here = new ArrayList<>(layouts());
    here.addAll(numbers(System.getProperty("os.arch")));
    Path machine =
        write(
            folder.resolve("machine.c"),
            here,
            "stddef.h",
            "fcntl.h",
            "sys/socket.h",
            "time.h",
            "linux/errqueue.h",
            "linux/io_uring.h",
            "linux/tcp.h",
            "linux/tls.h",
            "asm/unistd.h");
    // AArch64 has the generic numbers.
    Path generic = write(folder.resolve("generic.c"), numbers("aarch64"), "asm-generic/unistd.h");
    Path log = folder.resolve("log");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder("cc", "-fsyntax-only", machine.toString(), generic.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException noCompiler) {
      assumeTrue(false, "needs cc and the kernel's headers");
      return;
    }
    int code = compiler.waitFor();
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assumeTrue(!said.contains("No such file"), "needs the kernel's headers");
    assertEquals(0, code, said);
  }

  /** Also where no compiler can compare them. */
  @Test
  void theOtherMachineHasItsOwnNumbers() {
    assertEquals(67, Syscall.PREAD64.number("aarch64"));
    assertEquals(71, Syscall.SENDFILE.number("aarch64"));
    assertEquals(76, Syscall.SPLICE.number("aarch64"));
    assertEquals(285, Syscall.COPY_FILE_RANGE.number("aarch64"));
    assertEquals(425, Syscall.IO_URING_SETUP.number("aarch64"));
    assertThrows(IllegalArgumentException.class, () -> Syscall.CLOSE.number("s390x"));
  }

  private static Path write(Path source, List<Fact> facts, String... headers) throws IOException {
    List<String> lines = new ArrayList<>(List.of("#define _GNU_SOURCE"));
    for (String header : headers) {
      lines.add("#include <%s>".formatted(header));
    }
    for (Fact fact : facts) {
      lines.add("_Static_assert(%s == %d, \"\");".formatted(fact.expression, fact.here));
    }
    return Files.write(source, lines);
  }

  @Test
  void whatFailsHalfWayLeavesNoDescriptor() throws IOException {
    Syscall.require();
    long before = descriptors();
    assertThrows(Unsupported.class, () -> KernelPipe.open(1 << 30));
    assertThrows(Unsupported.class, () -> new ZeroCopySends(-1));
    assertThrows(Unsupported.class, () -> new ZeroCopyReceive(-1, 4096));
    assertThrows(IOException.class, () -> Syscall.open(Path.of("/nowhere"), 0));
    try (Held held = new Held();
        IoUring ring = new IoUring(2);
        Arena arena = Arena.ofConfined()) {
      int file = held.open(Path.of("/proc/self/maps"), 0);
      long memory = arena.allocate(16).address();
      ring.prepare(IoUring.Op.READ, IoUring.LINK, -1, 0, memory, 8, 0);
      ring.prepare(IoUring.Op.READ, 0, file, 0, memory, 8, 0);
      assertThrows(IOException.class, ring::complete);
      ring.prepare(IoUring.Op.READ, 0, file, 0, memory, 8, 0);
      ring.complete();
      assertThrows(Unsupported.class, () -> ring.registerBuffer(0, 4096));
    } catch (Unsupported refused) {
      assumeTrue(false, refused.getMessage());
    }
    assertEquals(before, descriptors());
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
