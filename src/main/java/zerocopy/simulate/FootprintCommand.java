package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import zerocopy.mmu.footprint.Footprint;
import zerocopy.simulate.console.ConsoleCommand;
import zerocopy.simulate.console.Output;

/** Shows what the model's data structures occupy. */
@Command(
    name = "footprint",
    description = "Memory of TLBs and page tables: packed arrays against an object per entry.")
final class FootprintCommand extends ConsoleCommand {

  @Override
  public Integer call() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("structure", "entries", "packed bytes", "bytes/entry", "objects bytes", "ratio"));
    for (Footprint footprint : Footprint.measureAll()) {
      rows.add(
          List.of(
              footprint.structure(),
              "" + footprint.entries(),
              "" + footprint.packedBytes(),
              format("%.1f", footprint.packedBytesPerEntry()),
              "" + footprint.objectBytes(),
              format("%.1f", footprint.ratio())));
    }
    Output.table(out(), rows);
    return 0;
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
