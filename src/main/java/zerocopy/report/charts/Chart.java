package zerocopy.report.charts;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Reference;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.Value;

/**
 * What a figure is to show.
 *
 * @param id stem of its file names
 * @param title what it shows
 * @param questions classes whose rows it shows
 * @param only which of their rows
 * @param quantity what it shows of each row; else the bandwidth, or the time where there is none
 * @param rows parameter whose values are the rows of a dot figure; else the strategies are
 * @param families panels for strategies that would crowd one
 * @param list whether each row is a row of the figure, with its question and conditions
 * @param hint what the reader should know, in front of what all captions say
 * @param references lines that help to read it
 */
record Chart(
    String id,
    String title,
    List<String> questions,
    Predicate<Measured> only,
    Optional<Quantity> quantity,
    Optional<String> rows,
    List<String> families,
    boolean list,
    String hint,
    List<Reference> references) {

  /** What the verdicts on its quantity are about, if there are any. */
  Optional<Cost> cost() {
    return quantity.flatMap(Quantity::cost);
  }

  /** A part of it, as a figure of its own. */
  Chart part(String suffix, String words, Predicate<Measured> wanted) {
    return new Chart(
        id + suffix,
        title + words,
        questions,
        only.and(wanted),
        quantity,
        rows,
        families,
        list,
        hint,
        references);
  }

  /**
   * What a figure shows of each row.
   *
   * @param label name and unit
   * @param scale of its axis
   * @param cost what the verdicts on it are about; empty where there are none
   * @param of the number; not finite where the row has none
   */
  record Quantity(
      String label, Axis.Scale scale, Optional<Cost> cost, Function<Measured, Optional<Value>> of) {

    boolean isTime() {
      return scale == Axis.Scale.TIME;
    }
  }
}
