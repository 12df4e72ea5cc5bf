package zerocopy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.io.PrintWriter;

/** The arrows between the rooms: data flows from the forks to the run folder to the figures. */
@AnalyzeClasses(packages = "zerocopy", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("zerocopy..")
          .withOptionalLayers(true)
          .layer("catalogue")
          .definedBy("zerocopy.catalogue..")
          .layer("fixtures")
          .definedBy("zerocopy.bench.support..")
          .layer("bench")
          .definedBy(
              "zerocopy.bench.memory..",
              "zerocopy.bench.file..",
              "zerocopy.bench.random..",
              "zerocopy.bench.socket..",
              "zerocopy.bench.handover..",
              "zerocopy.bench.kernel..",
              "zerocopy.bench.hardware..",
              "zerocopy.bench.translation..")
          .layer("mmu")
          .definedBy("zerocopy.mmu..")
          .layer("iopath")
          .definedBy("zerocopy.iopath..")
          .layer("run")
          .definedBy("zerocopy.run..")
          .layer("stats")
          .definedBy("zerocopy.stats..")
          .layer("results")
          .definedBy("zerocopy.results..")
          .layer("report")
          .definedBy("zerocopy.report..")
          .layer("simulate")
          .definedBy("zerocopy.simulate..")
          .whereLayer("catalogue")
          .mayNotAccessAnyLayer()
          .whereLayer("bench")
          .mayOnlyAccessLayers("catalogue", "fixtures", "mmu", "iopath")
          .whereLayer("fixtures")
          .mayNotAccessAnyLayer()
          .whereLayer("mmu")
          .mayNotAccessAnyLayer()
          .whereLayer("iopath")
          .mayNotAccessAnyLayer()
          .whereLayer("stats")
          .mayNotAccessAnyLayer()
          .whereLayer("results")
          .mayOnlyAccessLayers("stats")
          .whereLayer("run")
          .mayOnlyAccessLayers("catalogue", "results", "stats", "fixtures", "iopath")
          .whereLayer("report")
          .mayOnlyAccessLayers("catalogue", "results", "stats", "iopath", "mmu", "simulate")
          .whereLayer("simulate")
          .mayOnlyAccessLayers("mmu", "iopath");

  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_ROOMS =
      slices().matching("zerocopy.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CYCLES_INSIDE_RUN =
      slices().matching("zerocopy.run.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_CONSOLE_KNOWS_NO_COMMAND =
      noClasses()
          .that()
          .resideInAPackage("zerocopy.simulate.console")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("zerocopy.simulate");

  /** The digits of Arabic and the small letters of Turkish would end up in names and numbers. */
  @ArchTest
  static final ArchRule EVERY_PROGRAM_SPEAKS_NO_COUNTRYS_LANGUAGE =
      methods()
          .that()
          .areStatic()
          .and()
          .haveName("main")
          .should(
              new ArchCondition<JavaMethod>("set the default locale") {
                @Override
                public void check(JavaMethod main, ConditionEvents events) {
                  boolean sets =
                      main.getMethodCallsFromSelf().stream()
                          .anyMatch(call -> call.getName().equals("setDefault"));
                  events.add(new SimpleConditionEvent(main, sets, main.getFullName()));
                }
              });

  /** Code that may run elsewhere than in our programs, such as in a fork, does not rely on them. */
  @ArchTest
  static final ArchRule LOCALES_ARE_NAMED =
      noClasses()
          .should()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "format", String.class, Object[].class);
}
