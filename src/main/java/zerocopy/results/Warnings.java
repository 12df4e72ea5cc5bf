package zerocopy.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a reader left out, a sentence each; bounded, whatever the file holds. */
final class Warnings {

  private static final int MOST = 50;
  private static final int LONGEST = 160;

  private final List<String> sentences = new ArrayList<>();
  private int further;

  void add(String sentence) {
    if (sentences.size() < MOST) {
      sentences.add(sentence);
    } else {
      further++;
    }
  }

  List<String> sentences() {
    List<String> all = new ArrayList<>(sentences);
    if (further > 0) {
      all.add(further + " further warnings are not shown");
    }
    return List.copyOf(all);
  }

  /** A name from a file, fit for a sentence: one line, of bounded length, without control codes. */
  static String shown(String name) {
    String safe =
        name.codePoints()
            .limit(LONGEST)
            .mapToObj(
                c ->
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? "?"
                        : Character.toString(c))
            .collect(Collectors.joining());
    return name.codePointCount(0, name.length()) > LONGEST ? safe + "…" : safe;
  }

  /** A row's name, fit for a sentence. */
  static String shown(String benchmark, Map<String, String> params) {
    return shown(params.isEmpty() ? benchmark : benchmark + params);
  }
}
