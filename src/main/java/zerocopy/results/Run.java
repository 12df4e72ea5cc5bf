package zerocopy.results;

import java.nio.file.Path;
import java.util.List;

/**
 * A run as the report sees it.
 *
 * @param id name of the run folder, or of the file where results came without a folder
 * @param source the folder or file
 * @param environment what the numbers depend on
 * @param rows one for every benchmark × parameters that has samples, in the order of the source
 * @param missing what was planned but has no samples, or lost forks
 * @param warnings one sentence each: what the reader left out, and why
 */
public record Run(
    String id,
    Path source,
    Environment environment,
    List<ResultRow> rows,
    List<ForkRecord> missing,
    List<String> warnings) {

  /** The same run under another name, with other rows. */
  public Run with(String otherId, List<ResultRow> otherRows) {
    return new Run(otherId, source, environment, otherRows, missing, warnings);
  }
}
