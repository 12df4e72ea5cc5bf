package zerocopy.report.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import zerocopy.results.Run;

/** Runs that are shown together: names that tell them apart, and what was left out of them. */
public final class Runs {

  private static final int MOST_TOLD = 5;

  private Runs() {}

  /** The same runs; runs that share a name get the names of their parents before it. */
  public static List<Run> distinct(List<Run> runs) {
    if (runs.stream().map(Run::id).distinct().count() == runs.size()) {
      return runs;
    }
    return runs.stream().map(Runs::withParent).toList();
  }

  private static Run withParent(Run run) {
    Path source = run.source().toAbsolutePath().normalize();
    Path parent = source.getParent() == null ? null : source.getParent().getFileName();
    String id = parent == null ? run.id() : parent + "/" + run.id();
    return new Run(id, run.source(), run.environment(), run.rows(), run.missing(), run.warnings());
  }

  /** What the reader left out, a line each; of many the first, and how many more there are. */
  public static List<String> warnings(List<Run> runs) {
    List<String> lines = new ArrayList<>();
    for (Run run : runs) {
      List<String> own = run.warnings();
      own.stream().limit(MOST_TOLD).forEach(warning -> lines.add(run.id() + ": " + warning));
      if (own.size() > MOST_TOLD) {
        lines.add("%s: and %d more, see its report".formatted(run.id(), own.size() - MOST_TOLD));
      }
    }
    return lines;
  }
}
