package zerocopy.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  private static Environment of(String json) throws Exception {
    return new Environment(new ObjectMapper().readTree(json));
  }

  @Test
  void everyFactIsReadFromItsPlace() throws Exception {
    Environment environment =
        of(
            """
            {"jdk":{"version":"25.0.3"},"cpu":{"model":"EPYC","caches":[{"level":1}]},
             "kernel":{"release":"6.18"},"git":{"commit":"abc","dirty":true},
             "run":{"profile":"smoke","citable":false,"jarDigest":"sha256:1","arguments":["-f","1"]},
             "noise":{"during":[{"load1":0.5}]}}
            """);
    assertEquals(
        List.of("25.0.3", "EPYC", "6.18", "abc", "smoke", "sha256:1"),
        List.of(
            environment.jdkVersion(),
            environment.cpuModel(),
            environment.kernelRelease(),
            environment.commit(),
            environment.profile(),
            environment.jarDigest()));
    assertTrue(environment.isDirty());
    assertTrue(environment.isBarredFromCitation());
    assertEquals("[{\"level\":1}]", environment.caches().toString());
    assertEquals("[\"-f\",\"1\"]", environment.arguments().toString());
    assertEquals("[{\"load1\":0.5}]", environment.noiseDuring().toString());
  }

  @Test
  void whatIsNotThereIsUnknownAndNoReproach() throws Exception {
    Environment environment = of("{\"jdk\":{\"version\":null},\"cpu\":{\"model\":{}}}");
    assertEquals("unknown", environment.jdkVersion());
    assertEquals("unknown", environment.cpuModel());
    assertFalse(environment.has("/jdk/version"));
    assertTrue(environment.has("/cpu/model"));
    assertFalse(environment.has("/git"));
    assertFalse(environment.isDirty());
    assertFalse(environment.isBarredFromCitation());
    assertTrue(environment.caches().isMissingNode());
  }
}
