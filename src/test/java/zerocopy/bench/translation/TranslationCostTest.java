package zerocopy.bench.translation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.translation.TranslationCost.AddressStream;
import zerocopy.bench.translation.TranslationCost.Counted;
import zerocopy.bench.translation.TranslationCost.FourLevel;
import zerocopy.bench.translation.TranslationCost.FourLevelWithTlb;
import zerocopy.bench.translation.TranslationCost.Identity;
import zerocopy.bench.translation.TranslationCost.Translation;

class TranslationCostTest {

  private final Counted counted = new Counted();

  @TestFactory
  Stream<DynamicNode> everyStrategyTranslatesEveryStream() {
    return StrategyTester.of(TranslationCost.class)
        .where(
            values ->
                !values.get("stream").startsWith("RANDOM_1024")
                    && !values.get("stream").startsWith("RANDOM_4096")
                    && (values.get("addresses").equals("dependent")
                        || values.get("stream").equals("RANDOM_48_PAGES")))
        .countAlike("identity", "baseLimit")
        .repeating(2)
        .tests();
  }

  @Test
  void withoutTlbEachTranslationWalksAllLevels() {
    iterate(new FourLevel(), AddressStream.SEQUENTIAL);
    assertEquals(TranslationCost.ADDRESSES, counted.walks);
    assertEquals(4L * TranslationCost.ADDRESSES, counted.walkReferences);
  }

  @Test
  void aSequentialStreamWalksOnceAPage() {
    iterate(new FourLevelWithTlb(), AddressStream.SEQUENTIAL);
    assertEquals(TranslationCost.ADDRESSES / 512, counted.walks);
    assertEquals(TranslationCost.ADDRESSES - counted.walks, counted.l1Hits);
  }

  @Test
  void fewPagesHitTheFirstLevelAndMoreTheSecond() {
    iterate(new FourLevelWithTlb(), AddressStream.RANDOM_48_PAGES);
    assertEquals(48, counted.walks);
    iterate(new FourLevelWithTlb(), AddressStream.RANDOM_1024_PAGES);
    assertEquals(1024, counted.walks);
    assertEquals(960.0 / 1024, counted.l2Hits / (double) counted.translations, 0.01);
  }

  @Test
  void streamsStayInTheirPages() {
    for (AddressStream stream : AddressStream.values()) {
      long pages =
          Arrays.stream(stream.addresses()).map(address -> address >>> 12).distinct().count();
      int most = stream == AddressStream.SEQUENTIAL ? 2048 : 1 << 20;
      assertEquals(true, pages <= most && (stream != AddressStream.RANDOM_48_PAGES || pages == 48));
    }
  }

  /** The third result is wrong: only addresses that follow from it are led astray. */
  @ParameterizedTest
  @CsvSource({"dependent, 64", "independent, 0"})
  void aDependentAddressFollowsFromTheLastTranslation(String addresses, long astray) {
    Identity run = new Identity();
    run.stream = AddressStream.RANDOM_4096_PAGES;
    run.addresses = addresses;
    run.build();
    run.start(counted);
    List<Long> seen = new ArrayList<>();
    run.space =
        (address, access) -> {
          seen.add(address);
          return seen.size() == 3 ? address ^ 64 : address;
        };
    run.translateSlice();
    long[] right = run.stream.addresses();
    assertEquals(TranslationCost.SLICE, seen.size());
    for (int i = 0; i < TranslationCost.SLICE; i++) {
      assertEquals(i < 3 ? right[i] : right[i] ^ astray, seen.get(i));
    }
  }

  @Test
  void bothConditionsTranslateTheSame() {
    AddressStream stream = AddressStream.RANDOM_4096_PAGES;
    iterate(new FourLevelWithTlb(), stream, "dependent");
    long[] dependent = {counted.translations, counted.l1Hits, counted.l2Hits, counted.walks};
    iterate(new FourLevelWithTlb(), stream, "independent");
    long[] independent = {counted.translations, counted.l1Hits, counted.l2Hits, counted.walks};
    assertArrayEquals(independent, dependent);
  }

  private void iterate(Translation run, AddressStream stream) {
    iterate(run, stream, "dependent");
  }

  private void iterate(Translation run, AddressStream stream, String addresses) {
    run.stream = stream;
    run.addresses = addresses;
    run.build();
    run.start(counted);
    for (int slice = 0; slice < TranslationCost.ADDRESSES / TranslationCost.SLICE; slice++) {
      run.translateSlice();
    }
    run.verify();
  }
}
