package zerocopy.run.fork;

import java.util.ArrayList;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.WorkloadParams;

/** JMH's parameters of a run of one fork each, as those of the forks that were pooled. */
public final class TrueForks {

  private TrueForks() {}

  /**
   * The parameters.
   *
   * @param one those of a single fork
   * @param conditions parameters with which the forks are told apart
   * @param forks how many were pooled
   */
  public static BenchmarkParams of(BenchmarkParams one, Map<String, String> conditions, int forks) {
    WorkloadParams workload = new WorkloadParams();
    conditions.forEach((name, value) -> workload.put(name, value, workload.keys().size()));
    return new BenchmarkParams(
        one.getBenchmark(),
        one.generatedBenchmark(),
        one.shouldSynchIterations(),
        one.getThreads(),
        one.getThreadGroups(),
        one.getThreadGroupLabels(),
        forks,
        one.getWarmupForks(),
        one.getWarmup(),
        one.getMeasurement(),
        one.getMode(),
        workload,
        one.getTimeUnit(),
        one.getOpsPerInvocation(),
        one.getJvm(),
        new ArrayList<>(one.getJvmArgs()),
        one.getJdkVersion(),
        one.getVmName(),
        one.getVmVersion(),
        one.getJmhVersion(),
        one.getTimeout());
  }
}
