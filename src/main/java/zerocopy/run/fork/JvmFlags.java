package zerocopy.run.fork;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import zerocopy.run.kernel.ObservedExecutor;

/**
 * The JVM arguments that forks need, by the release of the JDK that runs them. They stand before
 * the user's, so that the user's win.
 */
final class JvmFlags {

  private static final List<String> OPENED = List.of("jdk.internal.misc", "java.nio", "sun.nio.ch");

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
      flags.add("--sun-misc-unsafe-memory-access=allow");
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
}
