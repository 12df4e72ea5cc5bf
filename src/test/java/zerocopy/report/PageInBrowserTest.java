package zerocopy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens the page in headless Chromium, in a phone's and a desktop's width, and lets it examine
 * itself. Skipped, with a notice, where there is no Chromium.
 */
class PageInBrowserTest {

  private static final Pattern REPORT =
      Pattern.compile("<pre id=\"examined\">(.*?)</pre>", Pattern.DOTALL);

  /** Runs inside the page, in frames of both widths, and leaves what it saw as JSON. */
  private static final String EXAMINATION =
      """
      <script>
      const errors = [];
      const pause = ms => new Promise(done => setTimeout(done, ms));
      const shown = e => e.getClientRects().length > 0;
      async function interact(doc, view, seen) {
        const key = (e, name) => e.dispatchEvent(new view.KeyboardEvent("keydown", { key: name, bubbles: true }));
        const folds = [...doc.querySelectorAll("section > details")];
        seen.foldedFirst = folds.every(d => !d.open) && shown(doc.querySelector("#answer table")) && doc.querySelectorAll("#answer figure").length === 3;
        view.location.hash = "#figure-alignment";
        await pause(100);
        seen.linkOpens = shown(doc.getElementById("figure-alignment")) && doc.querySelector("#tables > details").open === false;
        folds.forEach(d => { d.open = true; });
        const svg = doc.querySelector("#figure-file-copy svg"), entry = svg.querySelector("text[role=button]");
        const name = [...entry.classList].find(c => /^s\\d/.test(c)), part = svg.querySelector("." + name + ":not(text):not(.spot)");
        const visible = () => view.getComputedStyle(part).visibility;
        key(entry, "Enter");
        seen.legend = [visible(), entry.getAttribute("aria-pressed")];
        key(entry, "Enter");
        seen.legend.push(visible());
        const places = () => JSON.stringify([...svg.querySelectorAll("circle, line, text")].map(e => ["y", "y1", "transform"].map(a => e.getAttribute(a))));
        const before = places(), scale = doc.querySelector("#figure-file-copy .scale");
        scale.click();
        const stretched = places();
        scale.click();
        seen.scale = [before !== stretched, !stretched.includes("NaN"), before === places()];
        const rows = () => [...doc.querySelectorAll("#tables table[data-q] tbody tr")].filter(r => !r.hidden);
        const [question, size] = doc.querySelectorAll(".filters select"), strategy = doc.querySelector(".filters input[type=search]");
        const set = (input, value) => { input.value = value; input.dispatchEvent(new view.Event("input")); };
        const table = doc.querySelector("table[data-q=FileCopy]"), heads = [...table.tHead.rows[0].cells].map(c => c.textContent), first = table.tBodies[0].rows[0];
        const all = rows().length;
        set(question, "FileCopy"); set(strategy, "transferTo"); set(size, first.cells[heads.indexOf("fileSize")].textContent);
        const left = rows();
        seen.filter = [left.length > 0 && left.length < all, left.every(r => r.closest("table").dataset.q === "FileCopy" && /transferTo/.test(r.textContent))];
        [question, strategy, size].forEach(i => set(i, ""));
        seen.filter.push(rows().length === all);
        const params = Object.fromEntries(table.dataset.p.split(" ").map(p => [p, first.cells[heads.indexOf(p)]]).map(([p, c]) => [p, c.dataset.v ?? c.textContent]).filter(e => e[1] !== ""));
        const time = Number(first.cells[heads.indexOf("ns/op")].dataset.v ?? first.cells[heads.indexOf("ns/op")].textContent);
        const other = [{ benchmark: "zerocopy.bench.file.FileCopy." + (first.cells[0].dataset.m || first.cells[0].textContent), params, primaryMetric: { score: 2 * time, scoreUnit: "ns/op", rawData: [[2 * time]] } }];
        const input = doc.querySelector(".filters input[type=file]");
        // A file whose text is there at once: reading a real one takes time that the browser's virtual clock skips.
        Object.defineProperty(input, "files", { value: [{ text: async () => JSON.stringify(other) }] });
        input.dispatchEvent(new view.Event("change"));
        await pause(300);
        seen.overlay = [first.lastElementChild.textContent, doc.querySelector(".said").textContent];
      }
      async function examine(view, width) {
        const doc = view.document, seen = { width, errors: view.errors || ["no error log"] };
        await interact(doc, view, seen);
        seen.overflow = doc.documentElement.scrollWidth - doc.documentElement.clientWidth;
        const svgs = [...doc.querySelectorAll("figure svg")];
        seen.figures = svgs.length;
        seen.invisible = svgs.filter(s => { const b = s.getBoundingClientRect(); return b.width < 200 || b.height < 60 || !s.querySelector("text"); }).length;
        const boxes = [...doc.querySelectorAll("figure, table, h1, h2, h3, p, ol")].map(e => [e, e.getBoundingClientRect()]).filter(b => b[1].width > 0);
        seen.outside = boxes.filter(([e, b]) => !e.closest(".scroll") && (b.left < -1 || b.right > width + 1)).length;
        const figures = [...doc.querySelectorAll("figure")].map(f => f.getBoundingClientRect());
        seen.overlapping = 0;
        figures.forEach((a, i) => figures.slice(i + 1).forEach(b => {
          if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) seen.overlapping++; }));
        seen.textsOverlapping = [];
        for (const svg of svgs) {
          const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect(), svg.getBoundingClientRect()])
            .filter(([w, b, r]) => b.bottom > r.top && b.top < r.bottom);
          texts.forEach(([wa, a], i) => texts.slice(i + 1).forEach(([wb, b]) => {
            const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (x > 2 && y > 0.45 * Math.min(a.height, b.height)) seen.textsOverlapping.push(wa + " / " + wb); }));
        }
        const tip = doc.getElementById("tip");
        seen.silent = [];
        for (const svg of svgs) {
          svg.scrollIntoView();
          const spot = svg.querySelector(".spot");
          const at = spot.getBoundingClientRect();
          for (const type of ["pointermove", "pointerdown"]) {
            tip.hidden = true;
            svg.dispatchEvent(new view.PointerEvent(type, { clientX: at.left + at.width / 2, clientY: at.top + at.height / 2, bubbles: true }));
            if (tip.hidden || !/\\d/.test(tip.textContent)) seen.silent.push(type + " " + svg.getAttribute("aria-label"));
          }
          if (svg.closest("figure").id === "figure-file-to-socket") seen.tip = tip.textContent;
          svg.focus();
          tip.hidden = true;
          svg.dispatchEvent(new view.KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          if (tip.hidden) seen.silent.push("key " + svg.getAttribute("aria-label"));
          const box = tip.getBoundingClientRect();
          if (box.left < 0 || box.right > width + 1) seen.silent.push("tip outside " + svg.getAttribute("aria-label"));
        }
        seen.unsorted = [];
        for (const table of doc.querySelectorAll("table.sortable")) {
          const heads = [...table.tHead.rows[0].cells];
          heads.forEach((head, column) => {
            const values = () => [...table.tBodies[0].rows].map(r => r.cells[column]).filter(c => c && c.className === "n" && c.textContent !== "–").map(c => Number(c.dataset.v ?? c.textContent));
            head.querySelector("button").click();
            const up = values();
            head.querySelector("button").click();
            const down = values();
            if (up.some((v, i) => i && up[i - 1] > v) || down.some((v, i) => i && down[i - 1] < v)) seen.unsorted.push(head.textContent);
            seen.sorted = (seen.sorted || 0) + up.length;
          });
        }
        return seen;
      }
      const results = [];
      let open = 2;
      for (const width of [390, 1400]) {
        const frame = document.createElement("iframe");
        frame.style.cssText = "border:0;height:900px;width:" + width + "px";
        frame.addEventListener("load", async () => {
          try { results.push(await examine(frame.contentWindow, width)); } catch (e) { results.push({ width, errors: [String(e.stack)] }); }
          if (--open === 0) {
            const out = document.createElement("pre");
            out.id = "examined";
            out.textContent = JSON.stringify(results);
            document.body.append(out);
          }
        });
        frame.src = "examined.html";
        document.body.append(frame);
      }
      </script>
      """;

  private static JsonNode seen;

  @TempDir static Path folder;

  @BeforeAll
  static void examine() throws Exception {
    Optional<Path> chromium = chromium();
    assumeTrue(
        chromium.isPresent(), "skipped: no Chromium here (Debian: apt-get install chromium)");
    Path run = new SyntheticRun(7, 4, "smoke").write(folder.resolve("run"));
    assertEquals(0, Plot.run(run.toString()));
    String page = Files.readString(run.resolve("report.html"));
    String log =
        "<head><script>window.errors=[];addEventListener('error',e=>errors.push(e.message));</script>";
    Files.writeString(run.resolve("examined.html"), page.replaceFirst("<head>", log));
    Path examiner = run.resolve("examiner.html");
    Files.writeString(examiner, "<!DOCTYPE html><meta charset=utf-8><body>" + EXAMINATION);
    Matcher report = REPORT.matcher(dump(chromium.get(), examiner));
    assertTrue(report.find(), "the page did not examine itself");
    String json = report.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    seen = new ObjectMapper().readTree(json);
  }

  private static Optional<Path> chromium() {
    List<Path> found = new ArrayList<>();
    for (String folder : System.getenv("PATH").split(":")) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        found.add(Path.of(folder, name));
      }
    }
    return found.stream().filter(Files::isExecutable).findFirst();
  }

  private static String dump(Path chromium, Path page) throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--allow-file-access-from-files",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1500,1000",
                "--virtual-time-budget=20000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "Chromium hangs");
    } finally {
      process.destroyForcibly().waitFor();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  @Test
  void noScriptFails() {
    seen.forEach(view -> assertEquals("[]", view.path("errors").toString()));
    assertEquals(2, seen.size());
  }

  @Test
  void everyFigureIsVisible() {
    for (JsonNode view : seen) {
      assertTrue(view.path("figures").asInt() >= 10, view.path("figures") + " figures");
      assertEquals(0, view.path("invisible").asInt(-1));
    }
  }

  @Test
  void nothingOverflowsOrOverlapsInEitherWidth() {
    for (JsonNode view : seen) {
      assertEquals(0, view.path("overflow").asInt(-1), "overflow at " + view.path("width"));
      assertEquals(0, view.path("outside").asInt(-1), "outside at " + view.path("width"));
      assertEquals(0, view.path("overlapping").asInt(-1), "overlap at " + view.path("width"));
      assertEquals("[]", view.path("textsOverlapping").toString());
    }
  }

  @Test
  void tooltipsTellByPointerTouchAndKey() {
    for (JsonNode view : seen) {
      assertEquals("[]", view.path("silent").toString());
      String tip = view.path("tip").asText();
      assertTrue(tip.contains("4 forks") && tip.matches("(?s).*\\d \\[.+].*"), tip);
    }
  }

  @Test
  void theFirstScreenIsTheAnswerAndLinksOpenTheRest() {
    for (JsonNode view : seen) {
      assertTrue(view.path("foldedFirst").asBoolean(), view.toString());
      assertTrue(view.path("linkOpens").asBoolean(), view.toString());
    }
  }

  @Test
  void legendsAxesAndFiltersAnswerAndGoBack() {
    for (JsonNode view : seen) {
      assertEquals("[\"hidden\",\"false\",\"visible\"]", view.path("legend").toString());
      assertEquals("[true,true,true]", view.path("scale").toString());
      assertEquals("[true,true,true]", view.path("filter").toString());
    }
  }

  @Test
  void aSecondRunStandsBesideThisOneAsRatios() {
    for (JsonNode view : seen) {
      assertEquals("2.00", view.path("overlay").path(0).asText());
      assertTrue(view.path("overlay").path(1).asText().startsWith(" 1 row"), view.toString());
    }
  }

  @Test
  void everyColumnSortsUpAndDown() {
    for (JsonNode view : seen) {
      assertEquals("[]", view.path("unsorted").toString());
      assertTrue(view.path("sorted").asInt() > 1000);
    }
  }
}
