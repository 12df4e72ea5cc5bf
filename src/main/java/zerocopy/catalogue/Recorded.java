package zerocopy.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An annotation as JSON and back, so that a run's record of a benchmark has the type of the
 * benchmark's own declaration.
 */
final class Recorded {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Recorded() {}

  /** The elements that differ from their defaults. */
  static ObjectNode write(Annotation annotation) {
    ObjectNode node = JSON.createObjectNode();
    Arrays.stream(annotation.annotationType().getDeclaredMethods())
        .sorted((a, b) -> a.getName().compareTo(b.getName()))
        .forEach(
            element -> {
              Object value = value(annotation, element);
              if (!Objects.deepEquals(value, element.getDefaultValue())) {
                node.set(element.getName(), tree(value));
              }
            });
    return node;
  }

  private static Object value(Annotation annotation, Method element) {
    try {
      return element.invoke(annotation);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an annotation does not tell its " + element.getName(), e);
    }
  }

  private static JsonNode tree(Object value) {
    if (value instanceof Annotation[] parts) {
      ArrayNode array = JSON.createArrayNode();
      Arrays.stream(parts).map(Recorded::write).forEach(array::add);
      return array;
    }
    return JSON.valueToTree(value);
  }

  /** What was written; elements that are missing or of another type have their defaults. */
  static <A extends Annotation> A read(Class<A> type, JsonNode node) {
    Map<String, Object> values = new HashMap<>();
    for (Method element : type.getDeclaredMethods()) {
      values.put(element.getName(), value(element, node.path(element.getName())));
    }
    values.put("annotationType", type);
    values.put("toString", node.toString());
    values.put("hashCode", node.hashCode());
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) ->
                called.getName().equals("equals")
                    ? (Object) (self == arguments[0])
                    : values.get(called.getName())));
  }

  private static Object value(Method element, JsonNode node) {
    Object otherwise = element.getDefaultValue() == null ? "" : element.getDefaultValue();
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    Class<?> part = element.getReturnType().getComponentType();
    if (part != null && !isArrayOf(node, part.isAnnotation())) {
      return otherwise;
    }
    if (part != null && part.isAnnotation()) {
      Object parts = Array.newInstance(part, node.size());
      for (int i = 0; i < node.size(); i++) {
        Array.set(parts, i, read(part.asSubclass(Annotation.class), node.get(i)));
      }
      return parts;
    }
    try {
      return JSON.convertValue(node, element.getReturnType());
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  private static boolean isArrayOf(JsonNode node, boolean objects) {
    for (JsonNode element : node) {
      if (objects ? !element.isObject() : !element.isTextual()) {
        return false;
      }
    }
    return node.isArray();
  }
}
