package zerocopy.bench;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the states of a benchmark hold, however deep: buffers, channels, threads. */
final class Reachable {

  private final Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());

  private Reachable() {}

  /**
   * Looks into states and all objects of the benchmarks' own classes that they lead to.
   *
   * @param roots where to begin
   * @return every object met, the roots included
   */
  static Collection<Object> from(Collection<?> roots) {
    Reachable reachable = new Reachable();
    roots.forEach(reachable::visit);
    return reachable.found;
  }

  /**
   * The objects of a type.
   *
   * @param roots where to begin
   */
  static <T> List<T> from(Collection<?> roots, Class<T> type) {
    return from(roots).stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void visit(Object object) {
    if (object == null || !found.add(object)) {
      return;
    }
    if (object instanceof Object[] several) {
      Stream.of(several).forEach(this::visit);
    }
    for (Class<?> c = object.getClass(); isOurs(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          visit(valueOf(field, object));
        }
      }
    }
  }

  /**
   * A field's value, whatever its visibility.
   *
   * @param object of the class that declares it, or of a subclass
   */
  static Object valueOf(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOurs(Class<?> c) {
    return c != null && c.getName().startsWith("zerocopy.") && !c.isEnum() && !c.isHidden();
  }
}
