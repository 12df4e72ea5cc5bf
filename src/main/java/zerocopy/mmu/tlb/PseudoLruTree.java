package zerocopy.mmu.tlb;

/**
 * The bits of tree-PLRU: per set a binary tree whose leaves are the ways. A bit says in which half
 * the next victim lies; a use turns all bits on its path to the other half.
 */
final class PseudoLruTree {
  private final int ways;
  private final boolean[] right;

  PseudoLruTree(int sets, int ways) {
    this.ways = ways;
    right = new boolean[sets * nodesPerSet()];
  }

  private int nodesPerSet() {
    return 2 * Integer.highestOneBit(Math.max(1, 2 * ways - 1));
  }

  void use(int set, int way) {
    int root = set * nodesPerSet();
    int node = 1;
    int low = 0;
    int high = ways;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      boolean inRight = way >= middle;
      right[root + node] = !inRight;
      low = inRight ? middle : low;
      high = inRight ? high : middle;
      node = 2 * node + (inRight ? 1 : 0);
    }
  }

  int victim(int set) {
    int root = set * nodesPerSet();
    int node = 1;
    int low = 0;
    int high = ways;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      boolean goRight = right[root + node];
      low = goRight ? middle : low;
      high = goRight ? high : middle;
      node = 2 * node + (goRight ? 1 : 0);
    }
    return low;
  }
}
