// Prints `N passed, N failed` as the very last line of a run: .ci/run and people read it.
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

export default class CountReporter implements Reporter {
  private counts = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    // Other reporters, the teardown and vitest itself still print after onTestRunEnd.
    process.once('exit', (exitCode) => {
      const { passed, failed, skipped } = this.counts;
      // A run that breaks outside every test (globalSetup, no test found) fails all the same.
      const atLeast = exitCode === 0 ? 0 : 1;
      console.log(
        `${passed} passed, ${Math.max(failed, atLeast)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
      );
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const results = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) results[test.result().state]++;
      // Errors of the file and of suites' hooks belong to no test, yet must not go uncounted.
      if (module.errors().length > 0) results.failed++;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) results.failed++;
    }
    // A test that is still pending was cut off.
    const failed = results.failed + results.pending + unhandledErrors.length;
    this.counts = { passed: results.passed, skipped: results.skipped, failed };
  }
}
