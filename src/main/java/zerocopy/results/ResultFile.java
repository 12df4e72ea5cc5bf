package zerocopy.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a file that somebody calls results: of any encoding that JSON is found in. */
final class ResultFile {

  /** Largest file that is read, in bytes: 100 times what a full run writes. */
  private static final int LARGEST = 256 << 20;

  private ResultFile() {}

  /**
   * Reads a file, or a pipe to its end.
   *
   * @param file its lines are UTF-8 if its name ends in {@code .jsonl}, of which one may be cut
   * @throws UserError if it is missing, cannot be read, too large or compressed
   */
  static String text(Path file) {
    try {
      if (!Files.exists(file) || Files.isDirectory(file)) {
        throw new UserError(
            file + " is not there or not a file: give a run folder or a JMH JSON file");
      }
      // The size of a pipe is known at its end only.
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LARGEST + 1);
      }
      if (bytes.length > LARGEST) {
        throw new UserError(
            file
                + " is larger than 256 MiB, the most that is read: take a part of it, as with jq '.[:1000]'");
      }
      if (begins(bytes, 0x1f, 0x8b) || begins(bytes, 'P', 'K', 3, 4)) {
        throw new UserError(file + " is compressed: unpack it first, as with gunzip or unzip");
      }
      return file.toString().endsWith(".jsonl")
          ? new String(bytes, StandardCharsets.UTF_8)
          : decoded(bytes);
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": is it a file that you may read?", e);
    }
  }

  /**
   * Text in UTF-8, in UTF-16 as PowerShell redirects it, else in Latin-1, as old versions of JMH
   * wrote on Windows. Noise becomes some text and fails later, as JSON, by place.
   */
  static String decoded(byte[] bytes) {
    if (begins(bytes, 0xfe, 0xff) || begins(bytes, 0, '[')) {
      return new String(bytes, StandardCharsets.UTF_16BE);
    }
    if (begins(bytes, 0xff, 0xfe) || begins(bytes, '[', 0)) {
      return new String(bytes, StandardCharsets.UTF_16LE);
    }
    try {
      Charset utf8 = StandardCharsets.UTF_8;
      return utf8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static boolean begins(byte[] bytes, int... first) {
    for (int i = 0; i < first.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != first[i]) {
        return false;
      }
    }
    return true;
  }
}
