package zerocopy.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The folder of one run, {@code results/<date>-<cpu>-jdk<N>[-<label>]/}.
 *
 * <p>Whole files are written under a temporary name and renamed, so that a reader never sees half a
 * file; finished forks are appended to {@code forks.jsonl} and forced to the device one by one, so
 * that an interrupted run keeps them.
 */
public final class RunFolder {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a new folder; an existing one is never touched.
   *
   * @param results the folder that holds all runs; made if it is missing
   * @param name wanted name; {@code -2}, {@code -3}, … is appended where it is taken
   * @return the new, empty folder
   * @throws UserError if it cannot be made
   */
  public static RunFolder create(Path results, String name) {
    try {
      Files.createDirectories(results);
      for (int copy = 1; ; copy++) {
        try {
          return new RunFolder(
              Files.createDirectory(results.resolve(copy == 1 ? name : name + "-" + copy)));
        } catch (FileAlreadyExistsException taken) {
          continue;
        }
      }
    } catch (IOException e) {
      throw cannotMake(results, e);
    }
  }

  /**
   * Opens an existing run folder.
   *
   * @throws UserError if it is not one
   */
  public static RunFolder open(Path folder) {
    RunFolder run = new RunFolder(folder);
    if (!Files.isRegularFile(run.forks()) && !Files.isRegularFile(run.jmhJson())) {
      throw new UserError(
          Files.isRegularFile(run.environmentJson())
              ? folder
                  + " holds no finished fork: the run was interrupted before its first; go on with it (--resume)"
              : folder
                  + " is not a run folder, since it holds neither forks.jsonl nor jmh.json: give one, or a JMH JSON file");
    }
    return run;
  }

  /**
   * Opens the folder of a run that is to go on, be it before its first fork has finished.
   *
   * @throws UserError if it is not one
   */
  public static RunFolder reopen(Path folder) {
    RunFolder run = new RunFolder(folder);
    return Files.isRegularFile(run.environmentJson()) ? run : open(folder);
  }

  /**
   * Why a file could not be read or written, for a message that has named it already.
   *
   * @param failure what went wrong
   * @return the system's words; {@link IOException} carries a bare path where it has none
   */
  public static String reason(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "its folder is gone";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "a file has that name";
    }
    return String.valueOf(failure.getMessage());
  }

  /**
   * A name that no run has yet.
   *
   * @param results the folder that holds all runs
   * @param name wanted name; {@code -2}, {@code -3}, … is appended where it is taken
   */
  public static String freeName(Path results, String name) {
    String free = name;
    for (int copy = 2; Files.exists(results.resolve(free), LinkOption.NOFOLLOW_LINKS); copy++) {
      free = name + "-" + copy;
    }
    return free;
  }

  /**
   * This folder at another place, on the same file system: so a run is there whole, with all that
   * it needs to be resumed, or not at all.
   *
   * @param target where nothing is yet
   * @return nothing if something is there by now
   * @throws UserError if it cannot be moved
   */
  public Optional<RunFolder> moveTo(Path target) {
    try {
      Files.move(folder, target);
      return Optional.of(new RunFolder(target));
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException taken) {
      return Optional.empty();
    } catch (IOException e) {
      throw cannotMake(target.getParent(), e);
    }
  }

  /** What to say where a run folder cannot be made. */
  public static UserError cannotMake(Path results, IOException failure) {
    return new UserError(
        "cannot make a run folder in %s (%s): free space, or give a folder that can be written with --out"
            .formatted(results, reason(failure)),
        failure);
  }

  /** The run folder at a path, whatever it holds. */
  static RunFolder at(Path folder) {
    return new RunFolder(folder);
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** Plain JMH JSON, all forks merged. */
  public Path jmhJson() {
    return folder.resolve("jmh.json");
  }

  /**
   * One line a finished fork.
   *
   * @return path of {@code forks.jsonl}
   */
  public Path forks() {
    return folder.resolve("forks.jsonl");
  }

  /** What the numbers depend on. */
  public Path environmentJson() {
    return folder.resolve("environment.json");
  }

  /**
   * Appends a finished fork and forces it to the device. A last line that a kill or a full disk cut
   * short is removed first, one that lacks only its line break is given it, so that every line of
   * the file is whole.
   *
   * @throws UncheckedIOException if the file cannot be written; it is then as long as before
   */
  public void append(ForkRecord fork) {
    try (FileChannel channel =
        FileChannel.open(
            forks(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long end = repairLastLine(channel);
      try {
        write(channel, end, ForkLine.write(fork) + "\n");
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to " + forks(), e);
    }
  }

  private static void write(FileChannel channel, long position, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.position(position);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Makes the last line whole or removes it; where the next one begins. */
  private static long repairLastLine(FileChannel channel) throws IOException {
    long end = endOfLastWholeLine(channel);
    byte[] rest = new byte[(int) Math.min(channel.size() - end, Integer.MAX_VALUE - 8)];
    if (rest.length > 0 && isFork(rest, channel.read(ByteBuffer.wrap(rest), end))) {
      end += rest.length;
      write(channel, end, "\n");
      return end + 1;
    }
    channel.truncate(end);
    return end;
  }

  private static boolean isFork(byte[] line, int length) {
    try {
      ForkLine.parse(new String(line, 0, length, StandardCharsets.UTF_8));
      return true;
    } catch (Json.Malformed e) {
      return false;
    }
  }

  private static long endOfLastWholeLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = channel.size();
    while (end > 0) {
      channel.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    return end;
  }

  /**
   * The forks that have finished.
   *
   * @return in the order in which they ran; blank lines and a last line that a kill cut short are
   *     left out
   * @throws UserError if the file cannot be read, or a line other than the last is not a fork
   */
  public List<ForkRecord> readForks() {
    List<String> lines = readLines();
    List<ForkRecord> records = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        records.add(ForkLine.parse(lines.get(i)));
      } catch (Json.Malformed e) {
        if (i < lines.size() - 1) {
          throw new UserError(
              "%s, line %d, is not a fork's record: restore the file or delete the line"
                  .formatted(forks(), i + 1),
              e);
        }
      }
    }
    return records;
  }

  private List<String> readLines() {
    if (!Files.exists(forks())) {
      return List.of();
    }
    try {
      requireFile(forks());
      return Files.readAllLines(forks());
    } catch (IOException e) {
      throw new UserError("cannot read " + forks() + ": is it a text file you may read?", e);
    }
  }

  /** A pipe would be waited for. */
  private static void requireFile(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "it is not a plain file");
    }
  }

  /**
   * The environment.
   *
   * @return {@link Environment#UNKNOWN} where the folder has none
   * @throws UserError if the file is not JSON
   */
  public Environment readEnvironment() {
    if (!Files.exists(environmentJson())) {
      return Environment.UNKNOWN;
    }
    try {
      requireFile(environmentJson());
      JsonNode tree = JSON.readTree(environmentJson().toFile());
      return tree != null && tree.isObject() ? new Environment(tree) : Environment.UNKNOWN;
    } catch (IOException e) {
      throw new UserError(environmentJson() + " is not readable JSON: restore or delete it", e);
    }
  }

  /**
   * Writes a file whole: under a temporary name first, then renamed.
   *
   * @param name path relative to the folder; parents are made
   * @param content its bytes
   * @throws UncheckedIOException if it cannot be written; the file is then as before
   */
  public void write(String name, byte[] content) {
    Path target = folder.resolve(name);
    try {
      WholeFile.write(target, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }

  /**
   * Writes a JSON file whole: an array with an element a line, anything else indented.
   *
   * @param name path relative to the folder
   * @param value what Jackson can write
   * @throws UncheckedIOException if it cannot be written; the file is then as before
   */
  public void writeJson(String name, Object value) {
    try {
      write(
          name,
          value instanceof ArrayNode array
              ? lines(array).getBytes(StandardCharsets.UTF_8)
              : JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write " + name, e);
    }
  }

  private static String lines(ArrayNode array) {
    StringJoiner lines = new StringJoiner(",\n", "[\n", "\n]\n");
    array.forEach(element -> lines.add(element.toString()));
    return lines.toString();
  }
}
