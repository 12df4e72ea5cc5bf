package zerocopy.run;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import zerocopy.results.ForkRecord;
import zerocopy.results.RunFolder;

/**
 * Where finished forks go: to the run folder, before the next begins. If the folder cannot be
 * written (disk full, read-only), that is said once, forks are kept in memory, and writing is tried
 * again with every further fork.
 */
final class Store {

  private final Optional<RunFolder> folder;
  private final Consumer<String> say;
  private final List<ForkRecord> all = new ArrayList<>();
  private final List<ForkRecord> unwritten = new ArrayList<>();
  private boolean said;

  /**
   * A store.
   *
   * @param folder empty to keep forks in memory only
   * @param say shows a sentence
   */
  Store(Optional<RunFolder> folder, Consumer<String> say) {
    this.folder = folder;
    this.say = say;
  }

  /** Takes up what an earlier, interrupted run has finished. */
  synchronized void takeUp(List<ForkRecord> finished) {
    all.addAll(finished);
  }

  synchronized void add(ForkRecord record) {
    all.add(record);
    if (folder.isPresent()) {
      unwritten.add(record);
      flush();
    }
  }

  /** Tries to write what is not written yet; whether all is. */
  synchronized boolean flush() {
    try {
      while (!unwritten.isEmpty()) {
        folder.orElseThrow().append(unwritten.get(0));
        unwritten.remove(0);
      }
      return true;
    } catch (UncheckedIOException e) {
      if (!said) {
        said = true;
        say.accept(
            e.getMessage()
                + " ("
                + RunFolder.reason(e.getCause())
                + "): free space or make it writable; results are kept in memory until then");
      }
      return false;
    }
  }

  synchronized List<ForkRecord> all() {
    return List.copyOf(all);
  }
}
