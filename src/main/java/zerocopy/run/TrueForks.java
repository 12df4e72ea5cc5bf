package zerocopy.run;

import java.util.ArrayList;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.WorkloadParams;

/** JMH's parameters of a run of one fork each, with the number of forks that were pooled. */
final class TrueForks {

  private TrueForks() {}

  static BenchmarkParams of(BenchmarkParams one, int forks) {
    WorkloadParams workload = new WorkloadParams();
    int order = 0;
    for (String key : one.getParamsKeys()) {
      workload.put(key, one.getParam(key), order++);
    }
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
