package zerocopy.run.host;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/**
 * JMH asks {@code sun.misc.Unsafe} for field offsets, in this JVM too, and JDK 24 and later warn of
 * that once. The option against it, {@code --sun-misc-unsafe-memory-access=allow}, cannot stand in
 * a jar's manifest, and a JVM that was started with {@code -jar} has no other way to be given it.
 * The option does nothing but set a property that the JVM keeps to itself; the manifest's {@code
 * Add-Opens: java.base/jdk.internal.misc}, needed by Agrona anyway, lets us set it. Where that
 * fails the warning is printed, nothing else. Forks are given the option.
 */
public final class HostWarnings {

  private static final String PROPERTY = "sun.misc.unsafe.memory.access";
  private static final int FIRST_THAT_WARNS = 24;

  private HostWarnings() {}

  public static void silence() {
    if (Runtime.version().feature() < FIRST_THAT_WARNS) {
      return;
    }
    try {
      Field saved = Class.forName("jdk.internal.misc.VM").getDeclaredField("savedProps");
      saved.setAccessible(true);
      @SuppressWarnings("unchecked")
      Map<String, String> properties = new HashMap<>((Map<String, String>) saved.get(null));
      properties.putIfAbsent(PROPERTY, "allow");
      saved.set(null, Map.copyOf(properties));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // The warning is then printed; the run is the same.
      return;
    }
  }
}
