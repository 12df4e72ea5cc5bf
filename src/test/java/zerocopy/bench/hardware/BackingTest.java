package zerocopy.bench.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackingTest {

  private static final List<String> SMAPS =
      List.of(
          "b0000000-b0400000 rw-p 00000000 00:00 0 ",
          "Size:               4096 kB",
          "Rss:                4096 kB",
          "AnonHugePages:      4096 kB",
          "b0400000-b0800000 rw-p 00000000 00:00 0 ",
          "Rss:                1024 kB",
          "AnonHugePages:         0 kB",
          "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]",
          "Rss:                   0 kB",
          "AnonHugePages:         0 kB");

  @Test
  void countsTheMappingsThatTheRangeTouches() {
    assertEquals(new Backing(4096 << 10, 4096 << 10), Backing.parse(SMAPS, 0xb0000000L, 4096));
    assertEquals(new Backing(1024 << 10, 0), Backing.parse(SMAPS, 0xb0400000L, 4096));
    assertEquals(new Backing(5120 << 10, 4096 << 10), Backing.parse(SMAPS, 0xb03ff000L, 8192));
    assertEquals(new Backing(0, 0), Backing.parse(SMAPS, 0xc0000000L, 4096));
  }

  @Test
  void tellsBaseFromHugeFromMixed() {
    assertTrue(new Backing(4 << 20, 0).base());
    assertTrue(new Backing(64 << 20, 62 << 20).huge());
    Backing mixed = new Backing(4 << 20, 2 << 20);
    assertFalse(mixed.base() || mixed.huge());
    assertFalse(new Backing(0, 0).base() || new Backing(0, 0).huge());
  }
}
