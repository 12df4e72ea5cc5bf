package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.figure.Figure;

/** The figures of the first screen: those that questions declare as headlines, else the first. */
public final class Headlines {

  private static final int MOST = 3;

  private Headlines() {}

  /**
   * Chooses.
   *
   * @param figures of the page, in their order
   * @return at most three of them
   */
  public static List<Figure> of(Catalogue catalogue, List<Figure> figures) {
    Set<String> declared =
        catalogue.entries().values().stream()
            .flatMap(entry -> Arrays.stream(entry.question().figures()))
            .filter(Question.Figure::headline)
            .map(Question.Figure::id)
            .collect(Collectors.toSet());
    List<Figure> drawn = figures.stream().filter(Figure::hasPoints).toList();
    List<Figure> order =
        new ArrayList<>(drawn.stream().filter(f -> declared.contains(f.id())).toList());
    drawn.stream().filter(f -> !order.contains(f)).forEach(order::add);
    return List.copyOf(order.subList(0, Math.min(MOST, order.size())));
  }
}
