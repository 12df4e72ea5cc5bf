package zerocopy.bench.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SharedBlocksTest {

  private static final String LISTING =
      """
      Filesystem type is: 9123683e
      File size of copy is 1048576 (256 blocks of 4096 bytes)
       ext:     logical_offset:        physical_offset: length:   expected: flags:
         0:        0..     255:     266240..    266495:    256:             last,%seof
      copy: 1 extent found
      """;

  @Test
  void sharedExtentsAreNamed() {
    assertTrue(SharedBlocks.namesSharedExtent(LISTING.formatted("shared,")));
    assertFalse(SharedBlocks.namesSharedExtent(LISTING.formatted("")));
  }

  @Test
  void aFileNamedSharedIsNoSharedExtent() {
    assertFalse(SharedBlocks.namesSharedExtent(LISTING.formatted("").replace("copy", "shared")));
  }

  @Test
  void onlySomeFileSystemsShare() {
    assertTrue(SharedBlocks.canShare("btrfs"));
    assertTrue(SharedBlocks.canShare("XFS"));
    assertFalse(SharedBlocks.canShare("ext4"));
    assertFalse(SharedBlocks.canShare("tmpfs"));
  }
}
