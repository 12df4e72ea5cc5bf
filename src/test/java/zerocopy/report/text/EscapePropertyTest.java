package zerocopy.report.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Whatever a field holds, it stays text: judged by parsers and not by our own idea of them. */
class EscapePropertyTest {

  private static final DocumentBuilder XML = builder();

  private static DocumentBuilder builder() {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder();
    } catch (javax.xml.parsers.ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Provide
  Arbitrary<String> fields() {
    Arbitrary<String> hostile =
        Arbitraries.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onload='x",
            "-->",
            "]]>",
            "</style>",
            "&#x3c;",
            "=cmd|' /C calc'!A0",
            "+1+1",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\",\"=1",
            ";=1",
            "javascript:x",
            "\\",
            "\\u003c",
            "\u2028",
            "\u001b[2J",
            "\u202e",
            "\ud800",
            "\udc00",
            "|",
            "`",
            "![x](http://x)",
            "\u0000",
            "\ufffe",
            "${x}");
    Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(12);
    return Arbitraries.oneOf(hostile, any)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(p -> String.join("", p));
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void htmlStaysText(@ForAll("fields") String field) throws Exception {
    String escaped = Escape.html(field);
    String page = "<p title=\"%s\" lang='%s'>%s</p>".formatted(escaped, escaped, escaped);
    Element p = XML.parse(new InputSource(new StringReader(page))).getDocumentElement();
    assertEquals(0, p.getElementsByTagName("*").getLength());
    assertEquals(2, p.getAttributes().getLength());
    assertEquals(
        p.getTextContent().replaceAll("\\s", " "), p.getAttribute("title").replaceAll("\\s", " "));
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void csvStaysOneFieldAndNoFormula(@ForAll("fields") String field) {
    String escaped = Escape.csv(field);
    String content = escaped;
    if (escaped.startsWith("\"")) {
      assertTrue(escaped.length() > 1 && escaped.endsWith("\""));
      content = escaped.substring(1, escaped.length() - 1);
      assertFalse(content.replace("\"\"", "").contains("\""));
      content = content.replace("\"\"", "\"");
    } else {
      assertTrue(escaped.chars().noneMatch(c -> "\",;".indexOf(c) >= 0));
    }
    assertTrue(escaped.chars().noneMatch(c -> c < 0x20 || c == 0x7f));
    boolean number = content.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?");
    assertTrue(
        number || content.isBlank() || "=+-@".indexOf(content.strip().charAt(0)) < 0, escaped);
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void markdownStaysOneCell(@ForAll("fields") String field) {
    String escaped = Escape.markdown(field);
    assertFalse(escaped.matches(".*(?<!\\\\)(\\\\\\\\)*[|\\[\\]*_~].*"), escaped);
    assertTrue(escaped.chars().noneMatch(c -> c == '<' || c == '\n' || c == '`' || c < 0x20));
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void terminalsGetOneLineOfPlainCharacters(@ForAll("fields") String field) {
    assertTrue(Escape.terminal(field).chars().noneMatch(Character::isISOControl));
  }

  @Example
  void plainTextPassesUnchanged() {
    for (String plain : List.of("FileCopy.transferTo", "-1.5", "+3e9", "64 KiB", "ä", "")) {
      assertEquals(plain, Escape.csv(plain));
      assertEquals(plain, Escape.html(plain));
      assertEquals(plain, Escape.terminal(plain));
    }
    assertEquals("\"'=1+1\"", Escape.csv("=1+1"));
    assertEquals("&lt;b&gt;", Escape.html("<b>"));
    assertEquals("", Escape.html(null));
  }
}
