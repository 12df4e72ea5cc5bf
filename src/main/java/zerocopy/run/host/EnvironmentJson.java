package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Captures what a run's numbers depend on, in the shape of {@link zerocopy.results.Environment}.
 */
public final class EnvironmentJson {

  private static final String UNKNOWN = "unknown";

  private EnvironmentJson() {}

  /**
   * Captures the machine, the JDK of the forks and the work folder.
   *
   * @param jvm what runs the forks
   * @param workFolder where files are made
   * @return the tree, without the run itself
   */
  public static ObjectNode capture(Jvm jvm, List<String> flags, Path workFolder) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("git", git());
    root.setAll(isLinux() ? new LinuxMachine(SystemFiles.OWN).describe() : OtherMachine.describe());
    root.set("jdk", jdk(jvm, flags));
    root.set("workFolder", workFolder(workFolder));
    return root;
  }

  public static boolean isLinux() {
    return System.getProperty("os.name").startsWith("Linux");
  }

  private static ObjectNode jdk(Jvm jvm, List<String> flags) {
    ObjectNode jdk = JsonNodeFactory.instance.objectNode();
    jdk.put("version", jvm.property("java.version"));
    jdk.put("runtime", jvm.property("java.runtime.version"));
    jdk.put("vendor", jvm.property("java.vendor"));
    jdk.put("vm", jvm.property("java.vm.name") + " " + jvm.property("java.vm.version"));
    jdk.put("path", jvm.path());
    jdk.put("collector", collector(flags));
    flags.forEach(jdk.putArray("flags")::add);
    return jdk;
  }

  /**
   * As told by the flags; without one, what this JVM chose, which the forks' will choose as well.
   */
  private static String collector(List<String> flags) {
    Matcher chosen = Pattern.compile("-XX:\\+Use(\\w+GC)").matcher(String.join(" ", flags));
    if (chosen.find()) {
      return chosen.group(1);
    }
    return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName().split(" ")[0];
  }

  private static ObjectNode workFolder(Path folder) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("path", folder.toString());
    try {
      FileStore store = Files.getFileStore(folder);
      node.put("fileSystem", store.type());
      node.put("device", store.name());
      node.put("freeBytes", store.getUsableSpace());
      node.put(
          "readAheadKiB",
          SystemFiles.OWN.text(
              "/sys/class/block/%s/queue/read_ahead_kb"
                  .formatted(store.name().replaceFirst("^/dev/", "").replaceFirst("\\d+$", ""))));
    } catch (IOException e) {
      node.put("fileSystem", UNKNOWN);
    }
    MountOptions.of(SystemFiles.OWN, folder)
        .ifPresent(options -> node.put("mountOptions", options));
    return node;
  }

  /** Of the checkout that the jar lies in; without one, as recorded when the jar was built. */
  private static ObjectNode git() {
    ObjectNode git = JsonNodeFactory.instance.objectNode();
    Optional<String> commit = git("rev-parse", "HEAD");
    if (commit.isPresent()) {
      git.put("commit", commit.get());
      git("status", "--porcelain", "--untracked-files=no")
          .ifPresent(changes -> git.put("dirty", !changes.isEmpty()));
      git("config", "user.name").ifPresent(name -> git.put("author", name));
      git("config", "remote.origin.url")
          .filter(url -> url.startsWith("https://"))
          .ifPresent(url -> git.put("url", url.replaceFirst("//[^/]*@", "//")));
      return git;
    }
    Properties build = new Properties();
    try (InputStream in = EnvironmentJson.class.getResourceAsStream("/git.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      build.clear();
    }
    git.put("commit", build.getProperty("git.commit.id.full", UNKNOWN));
    if (build.containsKey("git.dirty")) {
      git.put("dirty", Boolean.parseBoolean(build.getProperty("git.dirty")));
    }
    return git;
  }

  private static Optional<String> git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Path jar = jar();
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
      if (jar != null) {
        builder.directory(jar.toAbsolutePath().getParent().toFile());
      }
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The jar that this class was loaded from; null where it was loaded from a folder. */
  static Path jar() {
    try {
      Path source =
          Path.of(
              EnvironmentJson.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(source) ? source : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** SHA-256 of the jar, {@code "unknown"} without one. */
  public static String jarDigest() {
    Path jar = jar();
    if (jar == null) {
      return UNKNOWN;
    }
    try (InputStream in = Files.newInputStream(jar)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (IOException | NoSuchAlgorithmException e) {
      return UNKNOWN;
    }
  }

  /** The release of Java that the benchmarks were compiled for, 17 if the jar does not say. */
  public static int builtForJava() {
    Path jar = jar();
    if (jar == null) {
      return 17;
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String release = manifest.getMainAttributes().getValue("Built-For-Java");
      return release == null ? 17 : Integer.parseInt(release);
    } catch (IOException | NumberFormatException e) {
      return 17;
    }
  }

  /** The CPU's name as part of a folder's name. */
  public static String cpuSlug(String model) {
    String slug =
        model
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\((r|tm)\\)", "")
            .replaceAll("\\b(cpu|processor|with .*)|@.*", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return slug.isEmpty() ? "cpu" : slug;
  }
}
