package zerocopy.mmu.paging;

import java.util.HashMap;
import java.util.Map;
import zerocopy.mmu.Access;

/**
 * The brute-force twin of page tables: a hash map from the first address of a page to what is known
 * of it. Every size is looked for in turn.
 */
public final class NaivePageTable {
  /** What is known of a page. */
  public static final class Leaf {
    /** Number of the first frame. */
    public final long frame;

    /** Level that maps the page. */
    public final int level;

    private final boolean writable;
    private final boolean executable;
    private boolean referenced;
    private boolean modified;

    private Leaf(long frame, int level, long permissions) {
      this.frame = frame;
      this.level = level;
      writable = (permissions & PageTableEntry.WRITABLE) != 0;
      executable = (permissions & PageTableEntry.NO_EXECUTE) == 0;
    }

    /** Tells whether the page may be used so. */
    public boolean allows(Access access) {
      return access == Access.READ || (access == Access.WRITE ? writable : executable);
    }

    /** Notes a use. */
    public void use(Access access) {
      referenced = true;
      modified |= access == Access.WRITE;
    }

    boolean referenced() {
      return referenced;
    }

    /** Tells whether there was a store. */
    public boolean modified() {
      return modified;
    }
  }

  private final PageTableLayout layout;

  /** By level, then by number of the page's first base page. */
  private final Map<Integer, Map<Long, Leaf>> leaves = new HashMap<>();

  /** Creates a table of absent pages. */
  public NaivePageTable(PageTableLayout layout) {
    this.layout = layout;
    for (int level = 0; level <= layout.largestLeaf(); level++) {
      leaves.put(level, new HashMap<>());
    }
  }

  /** Returns the number of base pages in a page of a level. */
  public long basePages(int level) {
    return layout.pageSize(level) / layout.pageSize(0);
  }

  private long start(long page, int level) {
    return page / basePages(level) * basePages(level);
  }

  /** Returns the page of any size that covers a base page, or null. */
  public Leaf covering(long page) {
    for (int level = 0; level <= layout.largestLeaf(); level++) {
      Leaf leaf = leaves.get(level).get(start(page, level));
      if (leaf != null) {
        return leaf;
      }
    }
    return null;
  }

  /** Maps a page; returns false if it would be misaligned or overlap one of another size. */
  public boolean map(long page, long frame, long permissions, int level) {
    long length = basePages(level);
    if (page % length != 0 || frame % length != 0) {
      return false;
    }
    for (int other = 0; other <= layout.largestLeaf(); other++) {
      for (long start : leaves.get(other).keySet()) {
        boolean overlaps = start < page + length && page < start + basePages(other);
        if (overlaps && other != level) {
          return false;
        }
      }
    }
    leaves.get(level).put(page, new Leaf(frame, level, permissions));
    return true;
  }

  /** Makes the page that covers a base page absent. */
  public boolean unmap(long page) {
    Leaf leaf = covering(page);
    return leaf != null && leaves.get(leaf.level).remove(start(page, leaf.level)) != null;
  }
}
