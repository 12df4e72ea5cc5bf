package zerocopy.run.fork;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import zerocopy.results.UserError;
import zerocopy.run.kernel.KernelProfiler;

/** The profilers that a user asks for with {@code -prof}, beside ours, which always runs. */
public final class Profilers {

  /** Our own profiler's name on the command line. */
  private static final String KERNEL = "kernel";

  /** Facts of a fork whose names begin so hold a profiler's text. */
  private static final String FACT = "profiler ";

  private Profilers() {}

  /** Those that JMH has to be told of: ours is added to every fork. */
  static List<ProfilerConfig> foreign(Collection<ProfilerConfig> asked) {
    return asked.stream().filter(profiler -> !isKernel(profiler)).toList();
  }

  private static boolean isKernel(ProfilerConfig profiler) {
    return profiler.getKlass().equals(KERNEL)
        || profiler.getKlass().equals(KernelProfiler.class.getCanonicalName());
  }

  /**
   * Checks that each can be had here: JMH itself would find out in the first fork, or leave it out.
   *
   * @throws UserError naming the first that cannot
   */
  public static void check(Collection<ProfilerConfig> asked) {
    for (ProfilerConfig profiler : asked) {
      try {
        if (!isKernel(profiler)) {
          instantiate(profiler);
        } else if (profiler.getOpts().isEmpty()) {
          new KernelProfiler();
        } else {
          throw new UserError("-prof kernel takes no options: leave out " + profiler.getOpts());
        }
      } catch (ProfilerException e) {
        throw new UserError(
            "-prof %s cannot be used here: %s; -lprof lists those that can"
                .formatted(profiler.getKlass(), firstLines(e)),
            e);
      }
    }
  }

  private static void instantiate(ProfilerConfig profiler) throws ProfilerException {
    try {
      Profiler made = ProfilerFactory.getProfilerOrException(profiler);
      if (made == null) {
        throw unknown(profiler, null);
      }
    } catch (LinkageError | ClassCastException e) {
      throw unknown(profiler, e);
    } catch (ProfilerException e) {
      if (e.getCause() instanceof ReflectiveOperationException
          || e.getCause() instanceof ClassCastException) {
        throw unknown(profiler, e);
      }
      throw e;
    }
  }

  private static UserError unknown(ProfilerConfig profiler, Throwable cause) {
    return new UserError(
        "-prof %s: there is no such profiler; -lprof lists them".formatted(profiler.getKlass()),
        cause);
  }

  /** An explanation may be followed by a page of help. */
  private static String firstLines(ProfilerException e) {
    String paragraph = String.valueOf(e.getMessage()).strip().split("\n\\s*\n|\nOption ")[0];
    return paragraph.replaceAll("[.:]?\\s*\n\\s*", ", ").replaceAll("[.:]$", "");
  }

  /**
   * Texts of profilers that find more than numbers, such as {@code stack}.
   *
   * @param result of one or more forks
   * @return text by the name under which a fork's facts keep it
   */
  public static Map<String, String> texts(RunResult result) {
    Map<String, String> texts = new TreeMap<>();
    result
        .getSecondaryResults()
        .forEach(
            (label, found) -> {
              if (isText(found)) {
                texts.put(FACT + label, found.extendedInfo().strip());
              }
            });
    return texts;
  }

  private static boolean isText(Result<?> found) {
    return !(found instanceof ScalarResult)
        && Double.isNaN(found.getScore())
        && !found.extendedInfo().isBlank();
  }
}
