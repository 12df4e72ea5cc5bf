package zerocopy.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.iopath.Strategies;
import zerocopy.report.figure.Palette;

/** A benchmark whose declaration forgets something, or names something that does not exist. */
class CatalogueTest {

  private static final Catalogue SUITE = Catalogue.ofSuite();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final Set<BenchmarkListEntry> BENCHMARKS =
      BenchmarkList.defaultList()
          .getAll(
              OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());

  /** Words, or a method of {@link java.nio.channels.FileChannel} that is known by its name. */
  private static final Pattern NAMES =
      Pattern.compile("(?=.{3,32}$)(?:transfer(?:To|From)|(?![a-z]+[A-Z]\\w*$).+)");

  private final List<String> faults = new ArrayList<>();

  private void check(boolean right, String fault) {
    if (!right) {
      faults.add(fault);
    }
  }

  private void none() {
    assertEquals(List.of(), faults);
  }

  private static boolean exists(Catalogue.Entry from, String strategy) {
    String[] name = from.qualified(strategy).split("\\.");
    return SUITE.entry(name[0]).strategies().containsKey(name[1]);
  }

  private static Set<String> parameters(String question) {
    return BENCHMARKS.stream()
        .filter(b -> b.getUserClassQName().endsWith("." + question))
        .flatMap(b -> b.getParams().orElse(Map.of()).keySet().stream())
        .collect(Collectors.toSet());
  }

  private static List<Pattern> includes(String profile) throws IOException {
    JsonNode entries =
        JSON.readTree(RESOURCES.resolve("profiles/" + profile + ".json").toFile()).path("entries");
    List<Pattern> patterns = new ArrayList<>();
    entries.forEach(entry -> patterns.add(Pattern.compile(entry.path("include").asText())));
    return patterns;
  }

  @Test
  void everyBenchmarkAnswersAQuestionAndIsInTheProfiles() throws IOException {
    for (String profile : List.of("standard", "full")) {
      List<Pattern> includes = includes(profile);
      for (BenchmarkListEntry benchmark : BENCHMARKS) {
        String name = benchmark.getUsername();
        check(
            includes.stream().anyMatch(p -> p.matcher(name).find()),
            name + " is in no entry of " + profile);
      }
    }
    for (BenchmarkListEntry benchmark : BENCHMARKS) {
      String owner = benchmark.getUserClassQName();
      Catalogue.Entry entry = SUITE.entry(owner.substring(owner.lastIndexOf('.') + 1));
      check(entry.question().asks().endsWith("?"), owner + " asks no question");
    }
    none();
  }

  @Test
  void everyStrategyThatMovesBytesHasAPathOrAStatedExemption() {
    for (Catalogue.Entry entry : SUITE.entries().values()) {
      entry
          .strategies()
          .forEach(
              (name, strategy) -> {
                boolean moves = !entry.question().bytes().isEmpty() && strategy.moves();
                boolean exempt =
                    !(entry.question().unpredicted() + strategy.unpredicted()).isEmpty();
                boolean path = Strategies.names().contains(entry.name() + "." + name);
                check(
                    !moves || exempt != path,
                    "%s.%s: path %s, exemption %s".formatted(entry.name(), name, path, exempt));
              });
    }
    for (String recipe : Strategies.names()) {
      String question = recipe.substring(0, recipe.indexOf('.'));
      check(
          exists(SUITE.entry(question), recipe) || SUITE.lacks().contains(question),
          "there is a path for " + recipe);
    }
    none();
  }

  @Test
  void everyNameInADeclarationExists() {
    for (Catalogue.Entry entry : SUITE.entries().values()) {
      Question question = entry.question();
      Set<String> parameters = parameters(entry.name());
      check(SUITE.entries().containsKey(entry.family()), entry.name() + ": family");
      for (Question.Pair pair : question.pairs()) {
        for (String side : List.of(pair.first(), pair.other())) {
          check(exists(entry, side), entry.name() + ": pair with " + side);
        }
      }
      if (question.about().isEmpty() && !question.baseline().isEmpty()) {
        check(exists(entry, question.baseline()), entry.name() + ": baseline");
      }
      Stream.concat(Stream.of(question.bytes()), entry.parameters().keySet().stream())
          .filter(name -> !name.isEmpty())
          .forEach(name -> check(parameters.contains(name), entry.name() + ": " + name));
      entry.usual().keySet().stream()
          .filter(name -> !parameters.contains(name))
          .forEach(name -> check(false, entry.name() + ": usual " + name));
      for (Question.Figure figure : question.figures()) {
        figure(entry, figure, parameters);
      }
      entry.strategies().values().stream()
          .flatMap(strategy -> Arrays.stream(strategy.kernelTells()))
          .flatMap(word -> Stream.of(word.without(), word.copied()))
          .forEach(
              name -> check(counters(entry.name()).contains(name), entry.name() + ": " + name));
    }
    none();
  }

  private void figure(Catalogue.Entry entry, Question.Figure figure, Set<String> parameters) {
    for (String strategy : figure.strategies()) {
      // A twin's strategies are missing where its JDK is.
      boolean known =
          SUITE.members(entry.name()).stream()
              .anyMatch(member -> SUITE.entry(member).strategies().containsKey(strategy));
      check(known || !SUITE.lacks().isEmpty(), figure.id() + ": strategy " + strategy);
    }
    for (String parameter : Catalogue.conditions(figure.with()).keySet()) {
      check(parameters.contains(parameter), figure.id() + ": parameter " + parameter);
    }
    if (figure.shows() == Question.Quantity.COUNTER) {
      check(counters(entry.name()).contains(figure.counter()), figure.id() + ": counter");
      check(!figure.unit().isEmpty(), figure.id() + ": unit");
    }
    for (String member : SUITE.members(entry.name())) {
      SUITE
          .entry(member)
          .strategies()
          .forEach(
              (name, strategy) ->
                  check(
                      figure.panels().length == 0
                          ? strategy.panel().isEmpty()
                          : Arrays.asList(figure.panels()).contains(strategy.panel()),
                      figure.id() + ": panel of " + name));
    }
  }

  private static Set<String> counters(String question) {
    return BENCHMARKS.stream()
        .map(BenchmarkListEntry::getUserClassQName)
        .filter(name -> name.endsWith("." + question))
        .distinct()
        .flatMap(name -> Arrays.stream(load(name).getMethods()))
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .flatMap(method -> Arrays.stream(method.getParameterTypes()))
        .flatMap(type -> Stream.concat(Stream.of(type), statesOf(type)))
        .filter(type -> type.isAnnotationPresent(AuxCounters.class))
        .flatMap(
            type ->
                Stream.concat(
                    Arrays.stream(type.getFields()).map(field -> field.getName()),
                    Arrays.stream(type.getDeclaredMethods()).map(Method::getName)))
        .collect(Collectors.toSet());
  }

  /** The states that the set-up of a state asks for. */
  private static Stream<Class<?>> statesOf(Class<?> state) {
    return Arrays.stream(state.getMethods())
        .filter(method -> method.isAnnotationPresent(Setup.class))
        .flatMap(method -> Arrays.stream(method.getParameterTypes()));
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, CatalogueTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyStrategyHasALabelAndASentenceForPeople() {
    for (Catalogue.Entry entry : SUITE.entries().values()) {
      Set<String> names = new TreeSet<>();
      entry
          .strategies()
          .forEach(
              (method, strategy) -> {
                String way = entry.qualified(method);
                String label = entry.label(method);
                check(NAMES.matcher(label).matches(), way + " is called " + label);
                check(names.add(label), entry.name() + " has two ways named " + label);
                check(strategy.says().matches("[A-Z].{20,}\\."), way + " says nothing");
              });
    }
    none();
  }

  @Test
  void everyRoleIsPlayedOnce() {
    List<Role> played =
        BENCHMARKS.stream()
            .map(benchmark -> load(benchmark.getUserClassQName()))
            .distinct()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Strategy.class))
            .map(method -> method.getAnnotation(Strategy.class).role())
            .filter(role -> role != Role.NONE)
            .sorted()
            .toList();
    assertEquals(List.copyOf(EnumSet.complementOf(EnumSet.of(Role.NONE))), played);
  }

  @Test
  void strategiesOfAPanelCanBeToldApartAndKeepTheirStyleEverywhere() {
    Palette palette = new Palette(SUITE);
    Map<String, Palette.Style> byName = new HashMap<>();
    for (Catalogue.Entry head : SUITE.entries().values()) {
      Map<String, Map<Palette.Style, String>> panels = new TreeMap<>();
      for (String member : SUITE.members(head.name())) {
        SUITE
            .entry(member)
            .strategies()
            .forEach(
                (name, strategy) -> {
                  if (strategy.colour() != Strategy.Colour.ANY) {
                    Palette.Style own = Palette.style(strategy.colour(), strategy.marker());
                    check(own.equals(byName.getOrDefault(name, own)), "two styles of " + name);
                    byName.put(name, own);
                  }
                  String other =
                      panels
                          .computeIfAbsent(strategy.panel(), p -> new HashMap<>())
                          .put(palette.style(name), name);
                  check(
                      other == null || other.equals(name) || related(other, name),
                      "%s: %s looks like %s".formatted(head.name(), name, other));
                });
      }
    }
    none();
  }

  /** A read and a write of one kind of memory stand in panels of their own or are rows. */
  private static boolean related(String one, String other) {
    String kind = "(Unchecked)?(Read|Write|ByWord|ByPage|Critical)$";
    return one.replaceFirst(kind, "").equals(other.replaceFirst(kind, ""));
  }

  @Test
  void noTwoFiguresHaveTheSameFile() {
    Set<String> ids = new HashSet<>();
    for (Catalogue.Entry entry : SUITE.entries().values()) {
      for (Question.Figure figure : entry.question().figures()) {
        check(figure.id().matches("[a-z0-9-]+"), "no file name: " + figure.id());
        check(ids.add(figure.id()), "twice: " + figure.id());
      }
    }
    none();
  }

  @Test
  void everyPresetIsInTheIndex() throws IOException {
    Path folder = RESOURCES.resolve("mmu/presets");
    Set<String> files;
    try (Stream<Path> list = Files.list(folder)) {
      files =
          list.map(file -> file.getFileName().toString().replace(".json", ""))
              .filter(name -> !name.equals("index"))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> listed = new TreeSet<>();
    JSON.readTree(folder.resolve("index.json").toFile()).forEach(name -> listed.add(name.asText()));
    assertEquals(files, listed);
  }

  @Test
  void whatARunRecordsIsWhatTheBenchmarksDeclare() {
    JsonNode recorded = SUITE.toJson();
    Catalogue read = Catalogue.of(recorded);
    assertEquals(recorded, read.toJson());
    assertEquals(SUITE.entries().keySet(), read.entries().keySet());
    Catalogue.Entry copy = read.entry("BufferCopy");
    assertTrue(copy.question().copies());
    assertEquals(64, copy.bytes("directToDirect", Map.of("size", "64", "other", "1")).getAsLong());
    assertEquals(Role.COPY, copy.strategy("directToDirect").role());
  }

  @Test
  void theQuestionsOfNewerJdksAreKnownToEveryJar() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java22"))) {
      Set<String> newer =
          sources
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> name.matches("(Segment|Foreign)\\w+"))
              .collect(Collectors.toSet());
      assertEquals(newer, Catalogue.NEWER);
    }
    Catalogue none = new Catalogue(new TreeMap<>());
    assertTrue(none.lacks().containsAll(Catalogue.NEWER) && none.lacks().contains("FileCopy"));
    assertFalse(SUITE.lacks().contains("FileCopy"));
  }

  @Test
  void aDamagedRecordCountsAsNotDeclared() throws IOException {
    Catalogue damaged =
        Catalogue.of(
            JSON.readTree(
                "{\"A\": {\"order\": \"first\", \"pairs\": 7, \"strategies\":"
                    + " {\"x\": {\"colour\": \"PINK\", \"role\": 5000}}}, \"B\": 3}"));
    assertEquals(1000, damaged.entry("A").question().order());
    assertEquals(0, damaged.entry("A").question().pairs().length);
    assertEquals(Strategy.Colour.ANY, damaged.entry("A").strategy("x").colour());
    assertEquals(Role.NONE, damaged.entry("A").strategy("x").role());
    assertFalse(damaged.entry("B").bytes("x", Map.of("size", "1")).isPresent());
    assertEquals(0, Catalogue.of(damaged.toJson().path("none")).entries().size());
    Catalogue arrays =
        Catalogue.of(
            JSON.readTree(
                "{\"A\": {\"pairs\": {\"a\": 1}, \"usual\": [null], \"figures\": [7],"
                    + " \"strategies\": [\"x\"]}}"));
    assertEquals(0, arrays.entry("A").question().pairs().length);
    assertEquals(Map.of(), arrays.entry("A").usual());
    assertEquals(0, arrays.entry("A").question().figures().length);
    assertEquals(0, arrays.entry("A").strategies().size());
  }
}
