package zerocopy.simulate;

import java.util.List;
import picocli.CommandLine.Option;
import zerocopy.mmu.preset.PageSize;
import zerocopy.mmu.tlb.NativeWalk;
import zerocopy.mmu.tlb.NestedWalk;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.WalkModel;
import zerocopy.simulate.console.InputError;

/** What a page walk goes through: one page table or two, with page-walk caches or without. */
final class WalkOptions {
  @Option(
      names = "--nested",
      description = "Walk as in a virtual machine, through the guest's and the host's tables.")
  private boolean nested;

  @Option(
      names = "--host-page-size",
      paramLabel = "SIZE",
      description =
          "With --nested: pages with which the host backs the guest's memory; base pages if not"
              + " given. TLBs hold the smaller of both pages.")
  private String hostPageSize;

  @Option(
      names = "--walk-caches",
      split = ",",
      paramLabel = "ENTRIES:WAYS",
      description =
          "Page-walk caches: of the lowest directory's entries (2 MiB each on x86-64), of those"
              + " above it, and so on. None if not given.")
  private List<String> caches = List.of();

  @Option(
      names = "--host-walk-caches",
      split = ",",
      paramLabel = "ENTRIES:WAYS",
      description = "With --nested: the same for the host's tables.")
  private List<String> hostCaches = List.of();

  /**
   * Returns the size of the pages that back the program's pages.
   *
   * @return the host's; without nesting the program's own
   * @throws InputError when the options contradict each other
   */
  PageSize host(PageSize guest) {
    if (!nested) {
      if (hostPageSize != null || !hostCaches.isEmpty()) {
        throw new InputError("--host-page-size and --host-walk-caches need --nested");
      }
      return guest;
    }
    PageSize host = hostPageSize == null ? basePage(guest) : PageSize.parse(hostPageSize);
    if (!host.layout().equals(guest.layout())) {
      throw new InputError("a host with " + host + " pages does not nest " + guest + " pages here");
    }
    return host;
  }

  private static PageSize basePage(PageSize size) {
    for (PageSize other : PageSize.values()) {
      if (other.layout().equals(size.layout()) && other.level() == 0) {
        return other;
      }
    }
    throw new IllegalStateException("no base page for " + size);
  }

  /** Returns the walk of a program whose pages are of a size. */
  WalkModel walk(PageSize guest) {
    WalkModel own = new NativeWalk(guest.layout(), geometries(caches));
    if (!nested) {
      return own;
    }
    WalkModel hosts = new NativeWalk(guest.layout(), geometries(hostCaches));
    return new NestedWalk(guest.layout(), own, hosts, host(guest).level());
  }

  private static List<TlbGeometry> geometries(List<String> shapes) {
    return shapes.stream().map(shape -> TlbGeometry.parse(shape, SetIndex.MODULO)).toList();
  }
}
