package zerocopy.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import zerocopy.bench.support.WorkFolder;

/** Says what on this host will disturb a measurement, and what to do about it; changes nothing. */
public final class CheckHost {

  private CheckHost() {}

  /**
   * Prints one block a finding, the worst first; exit status 0.
   *
   * @param arguments the work folder, if it is not the default one
   */
  public static void main(String[] arguments) {
    Path folder = arguments.length > 0 ? Path.of(arguments[0]) : WorkFolder.parent();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    List<HostCheck.Finding> findings = HostCheck.of(folder.toAbsolutePath());
    for (HostCheck.Level level :
        new HostCheck.Level[] {
          HostCheck.Level.WARNING, HostCheck.Level.NOTICE, HostCheck.Level.GOOD
        }) {
      findings.stream().filter(f -> f.level() == level).forEach(f -> System.out.print(text(f)));
    }
  }

  static String text(HostCheck.Finding finding) {
    String mark =
        switch (finding.level()) {
          case GOOD -> "ok     ";
          case NOTICE -> "notice ";
          case WARNING -> "WARNING";
        };
    String head = "%s  %s: %s%n".formatted(mark, finding.subject(), finding.finding());
    if (finding.level() == HostCheck.Level.GOOD) {
      return head;
    }
    return head
        + "         effect: %s%n".formatted(finding.effect())
        + (finding.command().isEmpty() ? "" : "         change: %s%n".formatted(finding.command()));
  }
}
