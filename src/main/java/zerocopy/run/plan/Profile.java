package zerocopy.run.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zerocopy.results.UserError;

/**
 * What a run measures, and for how long: data, read from {@code profiles/<name>.json}.
 *
 * @param name {@code smoke}, {@code quick}, {@code standard}, {@code full}
 * @param note one sentence for people
 * @param citable whether figures of such a run may be cited
 * @param limitSeconds the time that the whole run may take; no round is begun that would pass it
 * @param minForks forks that every row gets even so
 * @param rounds forks of every benchmark where its entry does not say otherwise
 * @param warmup iterations that are not counted; a citable run lets a benchmark warm up for longer
 *     whose {@code @Warmup} says so
 * @param measurement iterations that are
 * @param forkSeconds what a fork takes beside its iterations: JVM start, set-up, verification
 * @param jvmArgs JVM arguments of every fork
 * @param precision where forks go once all rounds have run and time is left; without it, nowhere
 * @param entries what to measure; the first entry that names a benchmark with a set of parameters
 *     decides on it
 */
public record Profile(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) String note,
    boolean citable,
    @JsonProperty(required = true) long limitSeconds,
    @JsonProperty(required = true) int minForks,
    @JsonProperty(required = true) int rounds,
    @JsonProperty(required = true) Timing warmup,
    @JsonProperty(required = true) Timing measurement,
    @JsonProperty(required = true) double forkSeconds,
    List<String> jvmArgs,
    Precision precision,
    @JsonProperty(required = true) List<Entry> entries) {

  /** The profiles that the jar holds. */
  static final List<String> NAMES = List.of("smoke", "quick", "standard", "full");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Benchmarks that are measured alike. What is left out is taken from the profile.
   *
   * @param include pattern that is searched for in the qualified name of the method
   * @param params values by parameter; those left out take all values of the benchmark
   * @param rounds forks
   * @param measurement iterations that are
   * @param forkSeconds time of a fork beside its iterations
   * @param jvmArgs further JVM arguments, after those of the profile
   */
  record Entry(
      @JsonProperty(required = true) Pattern include,
      Map<String, List<String>> params,
      Integer rounds,
      Timing measurement,
      Double forkSeconds,
      List<String> jvmArgs) {

    Entry {
      params = params == null ? Map.of() : Map.copyOf(params);
      jvmArgs = jvmArgs == null ? List.of() : List.copyOf(jvmArgs);
    }

    /** The same parameters, timed as the profile says. */
    Entry parametersOnly() {
      return new Entry(include, params, null, null, null, jvmArgs);
    }

    boolean names(String benchmark) {
      return include.matcher(benchmark).find();
    }
  }

  public Profile {
    jvmArgs = jvmArgs == null ? List.of() : List.copyOf(jvmArgs);
    precision = precision == null ? Precision.NONE : precision;
    entries = List.copyOf(entries);
  }

  /**
   * The entry of a benchmark that no profile names: all of its parameters, timed as the profile.
   */
  static final Entry REST = new Entry(Pattern.compile(""), null, null, null, null, null);

  /**
   * Reads one of the jar's profiles.
   *
   * @param name one of {@link #NAMES}
   * @throws UserError if there is none of that name
   */
  public static Profile load(String name) {
    if (!NAMES.contains(name)) {
      throw new UserError(
          "there is no profile \"%s\": choose one of %s".formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = Profile.class.getResourceAsStream("/profiles/" + name + ".json")) {
      return JSON.readValue(in, Profile.class);
    } catch (IOException e) {
      throw new UncheckedIOException("profile " + name + " is damaged", e);
    }
  }
}
