package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Three calls of each primitive move what they should; a call that is left out is noticed. */
class PrimitivesTest {

  private interface Call<P> {
    Object on(P place) throws IOException;
  }

  private static <P extends CallFloor.Place> void floor(P place, Call<P> call) throws IOException {
    place.open();
    try {
      for (int i = 0; i < 3; i++) {
        place.poison();
        assertThrows(IllegalStateException.class, place::verify);
        call.on(place);
        place.verify();
      }
    } finally {
      place.close();
    }
  }

  @Test
  void everyFloorMovesItsByte() throws IOException {
    CallFloor bench = new CallFloor();
    floor(new CallFloor.ToDirect(), bench::readDirect);
    floor(new CallFloor.ToHeap(), bench::readHeap);
    floor(new CallFloor.ToDirect(), bench::openReadClose);
    floor(new CallFloor.ToFile(), bench::writeDirect);
    floor(new CallFloor.ToFile(), bench::transferTo);
    floor(
        new CallFloor.ToDirect(),
        place -> {
          bench.mapUnmap(place);
          return place;
        });
  }
}
