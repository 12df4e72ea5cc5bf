package zerocopy.report.figure;

import java.util.List;

/**
 * One of the small multiples of a figure; all share the figure's axes.
 *
 * @param title what differs from the other panels; empty where there is only one
 * @param series what it shows
 * @param references reference lines
 */
public record Panel(String title, List<Series> series, List<Reference> references) {

  /**
   * A panel without reference lines.
   *
   * @param title what differs from the other panels
   * @param series what it shows
   */
  public Panel(String title, List<Series> series) {
    this(title, series, List.of());
  }
}
