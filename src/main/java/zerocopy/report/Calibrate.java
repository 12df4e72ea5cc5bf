package zerocopy.report;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerocopy.report.calibrate.Calibration;
import zerocopy.report.calibrate.CalibrationReport;
import zerocopy.results.Run;
import zerocopy.results.RunReader;
import zerocopy.results.UserError;

/**
 * Command line: how often the statistics cry wolf on this machine, and which slow-downs they find.
 */
@Command(
    name = "calibrate.sh",
    mixinStandardHelpOptions = true,
    description = "How often the report's statistics raise a false alarm, and what they find.",
    footer = {
      "",
      "Example: scripts/calibrate.sh results/calibration",
      "Exit status: 0 calibrated; 1 more than one report in twenty raises a false alarm;",
      "2 wrong usage, unreadable results, or too few rounds."
    })
public final class Calibrate implements Callable<Integer> {

  private static final int MISCALIBRATED = 1;
  private static final int MOST_TRIALS = 100_000;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "run folder with many rounds")
  private Path run;

  @Option(
      names = "--trials",
      defaultValue = "400",
      description = "ways to split the rounds, by method and forks (default: ${DEFAULT-VALUE})")
  private int trials;

  @Option(
      names = "--slowdown",
      paramLabel = "5%",
      defaultValue = "5%",
      converter = Compare.Fraction.class,
      description = "slow-down that must be found (default: ${DEFAULT-VALUE})")
  private double slowdown;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the splits (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--markdown", paramLabel = "FILE", description = "also write Markdown")
  private Path markdown;

  @Option(names = "--json", paramLabel = "FILE", description = "also write JSON")
  private Path json;

  private Calibrate() {}

  /**
   * Calibrates.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments, CommandLines.out(), CommandLines.err()));
  }

  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return CommandLines.run(new Calibrate(), arguments, out, err);
  }

  @Override
  public Integer call() {
    if (trials < 1 || trials > MOST_TRIALS || slowdown <= 0) {
      throw new UserError("--trials must be 1 to 100000, --slowdown above 0%");
    }
    CommandLines.requireWritable(markdown);
    CommandLines.requireWritable(json);
    Run read = RunReader.read(run);
    Calibration calibration = Calibration.of(read, trials, 1 + slowdown, seed);
    String text = CalibrationReport.markdown(calibration, read.environment());
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
    if (markdown != null) {
      CommandLines.write(markdown, text.getBytes(StandardCharsets.UTF_8));
    }
    if (json != null) {
      CommandLines.write(
          json,
          CalibrationReport.json(calibration).toPrettyString().getBytes(StandardCharsets.UTF_8));
    }
    return calibration.passes() ? 0 : MISCALIBRATED;
  }
}
