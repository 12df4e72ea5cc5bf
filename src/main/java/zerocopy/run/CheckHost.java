package zerocopy.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zerocopy.bench.support.WorkFolder;
import zerocopy.results.UserError;
import zerocopy.run.host.HostCheck;
import zerocopy.run.host.SystemFiles;

/** Says what on this host will disturb a measurement, and what to do about it; changes nothing. */
public final class CheckHost {

  private static final int MISUSED = 2;
  private static final int WARNED = 1;
  private static final String STRICT = "--strict";

  private CheckHost() {}

  /**
   * Prints one block a finding, the worst first. Exit status: 0, whatever it finds; 1 if that
   * cannot be written, and with {@code --strict} if a finding is a warning; 2 if the folder does
   * not exist.
   *
   * @param arguments {@code --strict}; the work folder, if it is not the default one
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    try {
      System.exit(Main.withOutput(check(arguments)));
    } catch (RuntimeException | Error e) {
      System.err.println(
          e instanceof UserError
              ? e.getMessage()
              : "check-host.sh met something that it does not know, please report it: " + e);
      System.exit(MISUSED);
    }
  }

  private static int check(String... arguments) {
    List<String> folders = new ArrayList<>(List.of(arguments));
    boolean strict = folders.removeIf(STRICT::equals);
    String given = folders.isEmpty() ? "" : folders.get(0);
    if (folders.size() > 1 || given.startsWith("-")) {
      System.err.println(
          "usage: check-host.sh [--strict] [WORK_FOLDER]; --strict exits with 1 on a warning");
      return given.matches("-h|--help") ? 0 : MISUSED;
    }
    if (!given.isEmpty()) {
      WorkSpace.requireFolder(Path.of(given));
    }
    Path folder = given.isEmpty() ? WorkFolder.parent() : Path.of(given);
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    List<HostCheck.Finding> findings = HostCheck.of(SystemFiles.OWN, folder.toAbsolutePath());
    for (HostCheck.Level level :
        new HostCheck.Level[] {
          HostCheck.Level.WARNING, HostCheck.Level.NOTICE, HostCheck.Level.GOOD
        }) {
      findings.stream().filter(f -> f.level() == level).forEach(f -> System.out.print(text(f)));
    }
    return strict ? strictly(findings) : 0;
  }

  /**
   * The exit status where warnings count.
   *
   * @param findings about the host
   * @return 1 if one of them is a warning, else 0
   */
  public static int strictly(List<HostCheck.Finding> findings) {
    return findings.stream().anyMatch(f -> f.level() == HostCheck.Level.WARNING) ? WARNED : 0;
  }

  public static String text(HostCheck.Finding finding) {
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
