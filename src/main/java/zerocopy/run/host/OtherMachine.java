package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.ProcessorIdentifier;
import oshi.hardware.GlobalMemory;

/** The machine where it is not Linux: macOS and Windows, as far as OSHI knows them. */
final class OtherMachine {

  private OtherMachine() {}

  static ObjectNode describe() {
    SystemInfo system = new SystemInfo();
    CentralProcessor processor = system.getHardware().getProcessor();
    GlobalMemory memory = system.getHardware().getMemory();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("cpu", cpu(processor));
    root.putObject("memory")
        .put("totalBytes", memory.getTotal())
        .put("availableBytes", memory.getAvailable())
        .put("swapBytes", memory.getVirtualMemory().getSwapTotal())
        .put("swapUsedBytes", memory.getVirtualMemory().getSwapUsed())
        .put("pageBytes", memory.getPageSize());
    root.putObject("kernel").put("release", System.getProperty("os.version"));
    root.putObject("os").put("name", system.getOperatingSystem().toString());
    return root;
  }

  private static ObjectNode cpu(CentralProcessor processor) {
    ProcessorIdentifier id = processor.getProcessorIdentifier();
    ObjectNode cpu = JsonNodeFactory.instance.objectNode();
    cpu.put("model", id.getName()).put("vendor", id.getVendor());
    if (id.getFamily().matches("\\d{1,9}") && id.getModel().matches("\\d{1,9}")) {
      cpu.put("family", Integer.parseInt(id.getFamily()));
      cpu.put("modelNumber", Integer.parseInt(id.getModel()));
    }
    cpu.put("cores", processor.getLogicalProcessorCount());
    cpu.put("architecture", System.getProperty("os.arch"));
    ArrayNode caches = cpu.putArray("caches");
    processor
        .getProcessorCaches()
        .forEach(
            cache ->
                caches
                    .addObject()
                    .put("level", cache.getLevel())
                    .put("type", cache.getType().toString())
                    .put("bytes", cache.getCacheSize())
                    .put("ways", cache.getAssociativity())
                    .put("lineBytes", cache.getLineSize()));
    return cpu;
  }
}
