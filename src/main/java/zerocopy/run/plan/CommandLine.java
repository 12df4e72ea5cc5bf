package zerocopy.run.plan;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import zerocopy.results.UserError;

/**
 * The command line: JMH's own, parsed by JMH, with our additions taken out before.
 *
 * @param arguments the arguments as given, but for the token, which is not recorded
 * @param rest the arguments that JMH was given
 * @param jmh what JMH understood of the rest
 * @param own our options by name, {@code --seed}; switches have an empty value
 * @param params names and values of all {@code -p}, but for the work folder
 */
public record CommandLine(
    List<String> arguments,
    List<String> rest,
    CommandLineOptions jmh,
    Map<String, String> own,
    Map<String, List<String>> params) {

  public static final String PROFILE = "--profile";
  public static final String OUT = "--out";
  public static final String RESUME = "--resume";
  public static final String WORK_FOLDER = "--work-folder";
  public static final String LABEL = "--label";
  public static final String SEED = "--seed";
  public static final String TIME_LIMIT = "--time-limit";
  public static final String CONCURRENT = "--concurrent";
  public static final String PLACE = "--place";
  public static final String PEER = "--peer";
  public static final String TOKEN = "--token";

  /** Shows JMH's own options. */
  public static final String HELP_JMH = "--help-jmh";

  /** Ours, on one screen. */
  public static final String HELP =
      """
      Measures how bytes are moved, and writes a run folder that scripts/plot.sh draws.

      Usage: java -jar benchmarks.jar [options] [JMH options] [patterns]
        java -jar benchmarks.jar --profile quick FileToSocket
        java -jar benchmarks.jar -p fileSize=1048576 'FileCopy.(transferTo|readWriteDirect)$'

      Patterns are regular expressions that are sought in the names of benchmarks; without any, the
      profile decides. Options of JMH override the profile.

        --profile NAME       smoke, quick, standard (default) or full: what, how often, how long
        --out DIR            folder of run folders (default: results)
        --label TEXT         added to the run folder's name
        --resume DIR         goes on with an interrupted run; tries failed forks again
        --work-folder DIR    where files are made (default: target/work, else the temporary folder);
                             also -p workFolder=DIR
        --seed N             order of the forks (default: drawn, and recorded)
        --time-limit SECONDS of one fork, after which it is stopped (default: five times its plan, plus 60, plus 1 for each 16 MiB)
        --place FILE         the path of the run folder is written there, and not said at the end
        --concurrent         measure although another run is measuring on this machine
        --peer ADDRESS:PORT  sockets to another machine, on which this command receives:
                             java -jar benchmarks.jar receive --listen ADDRESS:PORT [--token TOKEN]
        --token TOKEN        proves this end to the receiver, which prints it (default: $ZEROCOPY_TOKEN)

        -l, -lp              list the benchmarks; with their questions and parameters
        -p NAME=VALUE,...    values of a parameter
        -f N                 forks of each benchmark
        -e PATTERN           leave out benchmarks
        -rf, -rff            write results as JMH does; no run folder is made
        -prof kernel         what forks ask of the kernel; on by default, on Linux
        --help-jmh           all options of JMH
      """;

  private static final List<String> VALUED =
      List.of(PROFILE, OUT, RESUME, WORK_FOLDER, LABEL, SEED, TIME_LIMIT, PLACE, PEER, TOKEN);
  private static final String WORK_FOLDER_PARAM = "workFolder";
  private static final String END_OF_OPTIONS = "--";

  /** JMH takes whatever is not {@code true} for {@code false}. */
  private static final Pattern SWITCH = Pattern.compile("-{1,2}(gc?|si?|foe?)(=.*)?");

  private static final Pattern NO_CONSTANT =
      Pattern.compile("No enum constant \\S*\\.(\\w+)\\.(.*)");
  private static final Pattern PARAM_WITHOUT_VALUE = Pattern.compile("(-{1,2}p=?)?\\w+=,+");

  /**
   * Parses a command line.
   *
   * @param arguments as given to the JVM
   * @throws UserError naming what is not understood
   */
  public static CommandLine parse(String... arguments) {
    Map<String, String> own = new LinkedHashMap<>();
    List<String> rest = takeOwn(arguments, own, VALUED);
    CommandLineOptions jmh = jmh(rest);
    checkSwitches(rest);
    Map<String, List<String>> params = params(rest, jmh);
    List<String> folder = params.remove(WORK_FOLDER_PARAM);
    if (folder != null && own.putIfAbsent(WORK_FOLDER, String.join(",", folder)) != null) {
      throw new UserError(
          "the work folder is given twice: leave out either %s or -p %s"
              .formatted(WORK_FOLDER, WORK_FOLDER_PARAM));
    }
    return new CommandLine(withoutToken(arguments), rest, jmh, own, params);
  }

  /**
   * Options of a command that has nothing to do with JMH.
   *
   * @param valued names of the options, which all need a value
   * @throws UserError naming what is not understood
   */
  public static Map<String, String> options(List<String> arguments, String... valued) {
    Map<String, String> own = new LinkedHashMap<>();
    List<String> rest = takeOwn(arguments.toArray(String[]::new), own, List.of(valued));
    if (!rest.isEmpty()) {
      throw new UserError("%s is not understood: see -h".formatted(rest.get(0)));
    }
    return own;
  }

  private static List<String> withoutToken(String... arguments) {
    List<String> kept = new ArrayList<>(List.of(arguments));
    int token = kept.indexOf(TOKEN);
    if (token >= 0) {
      kept.subList(token, Math.min(token + 2, kept.size())).clear();
    }
    kept.removeIf(argument -> argument.startsWith(TOKEN + "="));
    return kept;
  }

  private static List<String> takeOwn(
      String[] arguments, Map<String, String> own, List<String> valued) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(END_OF_OPTIONS)) {
        rest.addAll(List.of(arguments).subList(i, arguments.length));
        return rest;
      }
      String[] parts = arguments[i].split("=", 2);
      if (valued.contains(parts[0])) {
        boolean follows = parts.length == 1 && i + 1 < arguments.length;
        String value = parts.length == 2 ? parts[1] : follows ? arguments[++i] : "";
        if (value.isEmpty() || value.startsWith("--")) {
          throw new UserError(parts[0] + " needs a value: see -h");
        }
        put(own, parts[0], value);
      } else if (arguments[i].equals(CONCURRENT) || arguments[i].equals(HELP_JMH)) {
        put(own, arguments[i], "");
      } else {
        rest.add(arguments[i]);
      }
    }
    return rest;
  }

  private static void put(Map<String, String> own, String option, String value) {
    if (own.putIfAbsent(option, value) != null) {
      throw new UserError(option + " is given twice: leave out one of them");
    }
  }

  /**
   * JMH accepts {@code -p name=value}, {@code -pname=value}, {@code --p=name=value} and more, and
   * tells values by name only. So each text before an equals sign is offered to it as a name: JMH
   * decides, and no misspelt name is lost.
   */
  private static Map<String, List<String>> params(List<String> rest, CommandLineOptions jmh) {
    Map<String, List<String>> params = new LinkedHashMap<>();
    for (String argument : rest) {
      if (PARAM_WITHOUT_VALUE.matcher(argument).matches()) {
        throw notUnderstood(argument);
      }
      for (int end = argument.indexOf('='); end >= 0; end = argument.indexOf('=', end + 1)) {
        for (int begin = 0; begin <= end; begin++) {
          String name = argument.substring(begin, end);
          if (jmh.getParameter(name).hasValue()) {
            params.put(name, List.copyOf(jmh.getParameter(name).get()));
          }
        }
      }
    }
    params.forEach(
        (name, values) -> {
          if (name.isBlank() || values.stream().anyMatch(String::isBlank)) {
            throw notUnderstood(name + "=" + String.join(",", values));
          }
        });
    return params;
  }

  private static UserError notUnderstood(String argument) {
    return new UserError("-p %s is not understood: write -p name=value,value".formatted(argument));
  }

  private static CommandLineOptions jmh(List<String> rest) {
    List<String> translated = new ArrayList<>(rest);
    translated.replaceAll(argument -> argument.equals("--help") ? "-h" : argument);
    try {
      return new CommandLineOptions(translated.toArray(String[]::new));
    } catch (CommandLineOptionException | IllegalStateException e) {
      throw new UserError(sentence(e.getMessage().replaceAll("\\s+", " ")) + ": see -h", e);
    }
  }

  /** JMH names a class of its own where it does not know a word. */
  private static String sentence(String jmhs) {
    Matcher unknown = NO_CONSTANT.matcher(jmhs);
    return unknown.matches()
        ? "there is no %s %s"
            .formatted(
                unknown.group(1).replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT),
                unknown.group(2))
        : jmhs;
  }

  private static void checkSwitches(List<String> rest) {
    for (int i = 0; i < rest.size() && !rest.get(i).equals(END_OF_OPTIONS); i++) {
      Matcher option = SWITCH.matcher(rest.get(i));
      // Without a value JMH itself has refused it.
      if (option.matches()) {
        String value = option.group(2) == null ? rest.get(i + 1) : option.group(2).substring(1);
        if (!value.matches("(?i)true|false")) {
          throw new UserError(
              "-%s is either true or false, not \"%s\"".formatted(option.group(1), value));
        }
      }
    }
  }

  public boolean has(String option) {
    return own.containsKey(option);
  }

  public String value(String option, String otherwise) {
    return own.getOrDefault(option, otherwise);
  }

  public Path path(String option, Path otherwise) {
    try {
      return has(option) ? Path.of(own.get(option)) : otherwise;
    } catch (InvalidPathException e) {
      throw new UserError(option + " is not a path: " + e.getReason(), e);
    }
  }

  /**
   * A whole number among our options.
   *
   * @throws UserError if it is none, or too small
   */
  public long number(String option, long least, long otherwise) {
    if (!has(option)) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(own.get(option));
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new UserError(option + " " + own.get(option) + " is not a whole number", e);
    }
    throw new UserError("%s %s is less than %d".formatted(option, own.get(option), least));
  }

  /** Whether results go where JMH puts them, and not into a run folder. */
  public boolean wantsPlainResults() {
    return jmh.getResult().hasValue() || jmh.getResultFormat().hasValue();
  }
}
