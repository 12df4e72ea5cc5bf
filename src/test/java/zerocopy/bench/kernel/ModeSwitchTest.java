package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;

class ModeSwitchTest {

  private static final int CALLS = 500;

  private final ModeSwitch strategies = new ModeSwitch();

  @TestFactory
  Stream<DynamicNode> everyStrategyAsksTheKernel() {
    return StrategyTester.of(ModeSwitch.class).tests();
  }

  @Test
  void readsAreSystemCallsThatTheKernelCounts() throws IOException {
    assumeTrue(LinuxMemory.available());
    ModeSwitch.Zero zero = new ModeSwitch.Zero();
    zero.open();
    long before = counter("syscr:");
    for (int i = 0; i < CALLS; i++) {
      strategies.read(zero);
    }
    assertTrue(counter("syscr:") - before >= CALLS);
    zero.close();
  }

  @Test
  void writesAreSystemCallsThatTheKernelCounts() throws IOException {
    assumeTrue(LinuxMemory.available());
    ModeSwitch.Null nowhere = new ModeSwitch.Null();
    nowhere.open();
    long before = counter("syscw:");
    for (int i = 0; i < CALLS; i++) {
      strategies.write(nowhere);
    }
    assertTrue(counter("syscw:") - before >= CALLS);
    nowhere.close();
  }

  private static long counter(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow();
  }
}
