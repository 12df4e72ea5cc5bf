package zerocopy.report.why;

import java.util.ArrayList;
import java.util.List;
import zerocopy.iopath.CostModel.Part;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Place;
import zerocopy.iopath.Step;

/**
 * What the model lacks for a path that it misses. The reason follows from the steps and the
 * direction of the miss; it is a place to look, not a measurement.
 */
final class Reasons {

  private static final long CHUNK = 64 * 1024;

  private Reasons() {}

  /** One sentence. */
  static String of(Explained row) {
    return row.unexplained() > 0 ? tooShort(row) : tooLong(row);
  }

  private static String tooShort(Explained row) {
    IoPath path = row.path();
    if (has(path, Step.Kind.DELIVER)) {
      return "sender and receiver overlap less than in the transfer from memory: they wait for one"
          + " another's segments, or share a cache that the model does not know";
    }
    if (has(path, Step.Kind.CREATE)) {
      return "blocks and page frames of a new file are priced by a file written from memory; by"
          + " this path they cost more";
    }
    if (has(path, Step.Kind.FAULT)) {
      return "faults are priced by the page, as on a file of 32 MiB; how the page cache of this file is cut"
          + " into folios decides how many there are";
    }
    if (!has(path, Step.Kind.CROSSING)) {
      return "pages of the page cache lie scattered in memory; the cost of translating them beyond"
          + " the memory whose copy or scan prices them has no primitive";
    }
    if (touches(path, Place.TARGET_CACHE)) {
      return "reading and writing in turns empties the caches more than each alone, and write-back in"
          + " the background has no primitive";
    }
    if (path.payload() > CHUNK) {
      return "the chunk on the way from the file to the target leaves the caches earlier than in the"
          + " copies that price it";
    }
    return "the work of the JDK around each call beyond that of a one-byte call";
  }

  private static String tooLong(Explained row) {
    IoPath path = row.path();
    if (has(path, Step.Kind.DELIVER)) {
      return "sender and receiver overlap more than in the transfer from memory";
    }
    if (has(path, Step.Kind.CREATE)) {
      return "making a new file costs less by this path than by a write from memory";
    }
    if (largest(row) == Part.COPIES) {
      return "the copy overlaps with the work beside it, or finds more in the cache than the copy"
          + " alone that prices it";
    }
    if (largest(row) == Part.CONSUMING) {
      return "the loop finds more in the cache than the loop alone that prices it";
    }
    return "calls in a row cost less than the same call alone";
  }

  private static boolean has(IoPath path, Step.Kind kind) {
    return path.steps().stream().anyMatch(s -> s.kind() == kind);
  }

  private static boolean touches(IoPath path, Place place) {
    return path.steps().stream().anyMatch(s -> s.to() == place);
  }

  private static Part largest(Explained row) {
    List<Part> parts = new ArrayList<>(List.of(Part.values()));
    parts.sort(java.util.Comparator.comparing(row.prediction().parts()::get));
    return parts.get(parts.size() - 1);
  }
}
