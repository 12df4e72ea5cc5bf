package zerocopy.run.fork;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import zerocopy.results.UserError;
import zerocopy.run.kernel.ObservedExecutor;

/**
 * The JVM arguments that forks need, by the release of the JDK that runs them. They stand before
 * the user's, so that the user's win.
 */
final class JvmFlags {

  private static final List<String> OPENED = List.of("jdk.internal.misc", "java.nio", "sun.nio.ch");

  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=";

  private JvmFlags() {}

  /**
   * What the code under test needs, and what keeps the JVM from warning about it.
   *
   * @param feature the JDK's feature release, 17 or later
   * @return arguments of one token each
   */
  static List<String> needed(int feature) {
    List<String> flags = new ArrayList<>();
    for (String opened : OPENED) {
      flags.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    if (feature >= 22) {
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
    if (feature >= 23) {
      flags.add(UNSAFE + "allow");
    }
    flags.add("-Djava.awt.headless=true");
    // Numbers in a fork's sentences are written alike in every country.
    flags.add("-Duser.language=en");
    flags.add("-Duser.country=US");
    flags.addAll(ObservedExecutor.FLAGS);
    return flags;
  }

  /**
   * Our heap settings, without settings that contradict the user's: an initial heap above the
   * user's maximum would keep the JVM from starting.
   *
   * @param ours arguments of the profile
   * @param users arguments of the user and of the benchmark
   * @return ours that still apply
   */
  static List<String> withoutContradictions(List<String> ours, Collection<String> users) {
    boolean usersHeap =
        users.stream()
            .anyMatch(
                a ->
                    a.startsWith("-Xmx")
                        || a.startsWith("-Xms")
                        || a.startsWith("-XX:MaxHeapSize")
                        || a.startsWith("-XX:MaxRAM"));
    boolean usersCollector = users.stream().anyMatch(a -> a.matches("-XX:\\+Use\\w+GC"));
    return ours.stream()
        .filter(a -> !(usersHeap && (a.startsWith("-Xms") || a.startsWith("-Xmx"))))
        .filter(a -> !(usersCollector && a.matches("-XX:\\+Use\\w+GC")))
        .toList();
  }

  /**
   * JMH 1.37 asks {@code sun.misc.Unsafe} where its own fields lie; without an answer its forks end
   * and say nothing.
   *
   * @param all arguments of a fork, of which the last one counts
   * @throws UserError if they deny it
   */
  static void requireUnsafe(List<String> all) {
    all.stream()
        .filter(argument -> argument.startsWith(UNSAFE))
        .reduce((earlier, later) -> later)
        .filter(argument -> argument.equals(UNSAFE + "deny"))
        .ifPresent(
            denied -> {
              throw new UserError(
                  denied
                      + " stops JMH 1.37 itself, which no benchmark runs without: leave it out or give "
                      + UNSAFE
                      + "debug, which prints who uses it");
            });
  }
}
