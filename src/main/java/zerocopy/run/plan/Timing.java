package zerocopy.run.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * So many iterations of so long each.
 *
 * @param iterations 0 or more
 * @param time length of one
 */
public record Timing(int iterations, TimeValue time) {

  @JsonCreator
  static Timing ofMillis(
      @JsonProperty(value = "iterations", required = true) int iterations,
      @JsonProperty(value = "millis", required = true) long millis) {
    return new Timing(iterations, TimeValue.milliseconds(millis));
  }

  double seconds() {
    return iterations * (time.convertTo(TimeUnit.NANOSECONDS) / 1e9);
  }
}
