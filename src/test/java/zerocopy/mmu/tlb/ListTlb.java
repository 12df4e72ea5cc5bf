package zerocopy.mmu.tlb;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The brute-force twin of a TLB with LRU or FIFO: one list per set, the next victim in front. */
public final class ListTlb implements TlbLevel {
  private record Entry(long key, long value) {}

  private final TlbGeometry geometry;
  private final TlbPolicy policy;
  private final List<List<Entry>> sets = new ArrayList<>();
  private Entry found;

  public ListTlb(TlbGeometry geometry, TlbPolicy policy) {
    this.geometry = geometry;
    this.policy = policy;
    IntStream.range(0, geometry.sets()).forEach(i -> sets.add(new ArrayList<>()));
  }

  private List<Entry> set(long key) {
    return sets.get((int) ((key & (1L << 50) - 1) % sets.size()));
  }

  @Override
  public int find(long key, long now) {
    List<Entry> set = set(key);
    for (int i = 0; i < set.size(); i++) {
      if (set.get(i).key() == key) {
        found = set.get(i);
        if (policy == TlbPolicy.LRU) {
          set.add(set.remove(i));
        }
        return 0;
      }
    }
    return MISS;
  }

  @Override
  public long value(int position) {
    return found.value();
  }

  @Override
  public long fill(long key, long value, long now) {
    List<Entry> set = set(key);
    long evicted = set.size() == geometry.ways() ? set.remove(0).key() : TlbKey.NONE;
    set.add(new Entry(key, value));
    return evicted;
  }

  @Override
  public boolean update(long key, long value) {
    List<Entry> set = set(key);
    boolean held = set.stream().anyMatch(entry -> entry.key() == key);
    set.replaceAll(entry -> entry.key() == key ? new Entry(key, value) : entry);
    return held;
  }

  @Override
  public boolean flush(long key) {
    return set(key).removeIf(entry -> entry.key() == key);
  }

  @Override
  public void flushSpace(int space) {
    sets.forEach(set -> set.removeIf(entry -> TlbKey.space(entry.key()) == space));
  }

  @Override
  public void flushAll() {
    sets.forEach(List::clear);
  }

  @Override
  public int size() {
    return sets.stream().mapToInt(List::size).sum();
  }
}
