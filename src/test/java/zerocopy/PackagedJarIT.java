package zerocopy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** JMH's generated lists in the jar are whole: no second compilation overwrote them. */
class PackagedJarIT {

  private static final Pattern BENCHMARK_CLASS =
      Pattern.compile("zerocopy\\.bench\\.[a-z]+\\.[A-Z]\\w*");

  @Test
  void benchmarkListNamesEveryBenchmarkClass() throws IOException {
    assertEquals(classesWithGeneratedCode(), listed(), "META-INF/BenchmarkList");
  }

  @Test
  void compilerHintsNameEveryBenchmarkClass() throws IOException {
    String hints = entry("META-INF/CompilerHints");
    for (String owner : listed()) {
      assertTrue(
          hints.contains(owner.replace('.', '/') + "."), "META-INF/CompilerHints lacks " + owner);
    }
  }

  @Test
  void jarRunsByItself() throws IOException {
    try (JarFile jar = open()) {
      assertEquals(
          "zerocopy.run.Main", jar.getManifest().getMainAttributes().getValue("Main-Class"));
    }
  }

  /** A script that does not start the jar by -jar has to open them by itself. */
  @Test
  void plotOpensThePackagesOfTheManifest() throws IOException {
    String script = Files.readString(Path.of("scripts/plot.sh"));
    try (JarFile jar = open()) {
      String opened = jar.getManifest().getMainAttributes().getValue("Add-Opens");
      for (String name : opened.split(" ")) {
        assertTrue(script.contains("--add-opens=" + name + "=ALL-UNNAMED"), name);
      }
    }
  }

  @Test
  void namesEveryPackedLibraryWithItsLicence() throws IOException {
    String list = entry("META-INF/THIRD-PARTY.txt");
    for (String library : new String[] {"jmh-core", "agrona", "jol-core", "jfreechart"}) {
      assertTrue(list.contains(":" + library + ":"), "META-INF/THIRD-PARTY.txt lacks " + library);
    }
  }

  private static Set<String> listed() throws IOException {
    String list = entry("META-INF/BenchmarkList");
    Matcher matcher = BENCHMARK_CLASS.matcher(list);
    Set<String> owners = new TreeSet<>();
    while (matcher.find()) {
      owners.add(matcher.group());
    }
    assertFalse(owners.isEmpty(), "no benchmark in META-INF/BenchmarkList");
    return owners;
  }

  /** The processor makes one {@code jmh_generated/Class_method_jmhTest.class} a benchmark. */
  private static Set<String> classesWithGeneratedCode() throws IOException {
    Pattern generated = Pattern.compile("(zerocopy/bench/.*)/jmh_generated/([^_]+)_.+_jmhTest");
    try (JarFile jar = open()) {
      return jar.stream()
          .map(entry -> generated.matcher(entry.getName()))
          .filter(Matcher::lookingAt)
          .map(match -> match.group(1).replace('/', '.') + "." + match.group(2))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String entry(String name) throws IOException {
    try (JarFile jar = open();
        InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JarFile open() throws IOException {
    return new JarFile(Path.of(System.getProperty("zerocopy.jar")).toFile());
  }
}
