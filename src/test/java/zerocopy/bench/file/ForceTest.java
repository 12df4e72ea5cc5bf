package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.support.WorkFolder;
import zerocopy.trace.SystemCalls;
import zerocopy.trace.SystemCalls.Operation;

/**
 * A strategy that says that it waits for the device calls fdatasync or msync, once an operation,
 * and no other does: seen from outside, by strace. Content cannot show it, for the page cache gives
 * back what the device never got.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "system calls are traced on Linux only")
class ForceTest {

  private static final int SIZE = 65_536;
  private static final int OPERATIONS = 7;

  @TempDir Path folder;

  @Test
  void everyForceReachesTheKernel() throws Exception {
    assumeTrue(SystemCalls.canBeTraced(), "no usable strace here: forces are not traced");
    Map<String, Map<String, Long>> seen =
        SystemCalls.perOperation(folder, Driver.class, folder.toString());
    Map<String, Map<String, Long>> forces = new TreeMap<>();
    seen.forEach(
        (name, calls) -> {
          calls.keySet().retainAll(java.util.Set.of("fsync", "fdatasync", "msync", "sync"));
          forces.put(name, calls);
        });
    assertEquals(expected(), forces);
  }

  private static Map<String, Map<String, Long>> expected() {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    for (String destination : new String[] {"existing", "new"}) {
      for (String strategy : new String[] {"heap", "direct", "mapped", "agronaMapped"}) {
        String call = strategy.matches("mapped|agronaMapped") ? "msync" : "fdatasync";
        all.put("FileWrite." + strategy + " " + destination + " force", Map.of(call, 1L));
        all.put("FileWrite." + strategy + " " + destination + " none", Map.of());
      }
    }
    all.put("WriteBack.write", Map.of());
    all.put("WriteBack.writeForce", Map.of("fdatasync", 1L));
    all.put("WriteBack.mappedForce", Map.of("msync", 1L));
    return all;
  }

  /** The program that is traced; its argument is the parent of its work folders. */
  static final class Driver {

    private Driver() {}

    /** Brackets operations of every strategy. */
    public static void main(String[] args) throws Exception {
      System.setProperty(WorkFolder.PROPERTY, args[0]);
      for (String destination : new String[] {"existing", "new"}) {
        for (String sync : new String[] {"none", "force"}) {
          fileWrite(destination, sync)
              .forEach((name, run) -> bracket(name + " " + destination + " " + sync, run));
        }
      }
      writeBack();
    }

    private static Map<String, Operation> fileWrite(String destination, String sync)
        throws Exception {
      FileWrite bench = new FileWrite();
      Sync force = new Sync();
      force.sync = sync;
      force.choose();
      Chunk chunk = new Chunk();
      chunk.chunk = SIZE;
      SourceMemory.Heap heap = sized(new SourceMemory.Heap());
      SourceMemory.Direct direct = sized(new SourceMemory.Direct());
      SourceMemory.Agrona agrona = sized(new SourceMemory.Agrona());
      TargetFile.Channel channel = target(new TargetFile.Channel(), destination);
      TargetFile.Mapped mapped = target(new TargetFile.Mapped(), destination);
      Map<String, Operation> all = new LinkedHashMap<>();
      all.put("FileWrite.heap", () -> bench.heap(heap, chunk, channel, force));
      all.put("FileWrite.direct", () -> bench.direct(direct, chunk, channel, force));
      all.put("FileWrite.mapped", () -> bench.mapped(direct, mapped, force));
      all.put("FileWrite.agronaMapped", () -> bench.agronaMapped(agrona, mapped, force));
      return all;
    }

    private static <S extends SourceMemory> S sized(S memory) {
      memory.fileSize = SIZE;
      memory.fill();
      return memory;
    }

    private static <T extends TargetFile> T target(T file, String destination) throws Exception {
      file.fileSize = SIZE;
      file.destination = destination;
      file.create();
      return file;
    }

    private static void writeBack() throws Exception {
      WriteBack bench = new WriteBack();
      WriteBack.ForcedFile file = new WriteBack.ForcedFile();
      file.fileSize = SIZE;
      file.create();
      bracket("WriteBack.write", () -> bench.write(file));
      bracket("WriteBack.writeForce", () -> bench.writeForce(file));
      bracket("WriteBack.mappedForce", () -> bench.mappedForce(file));
      file.delete();
    }

    private static void bracket(String name, Operation operation) {
      try {
        for (int i = 0; i < OPERATIONS; i++) {
          SystemCalls.bracket(name, operation);
        }
      } catch (Exception e) {
        throw new IllegalStateException(name, e);
      }
    }
  }
}
