/// Benchmarks. Each checks its result before it is timed.
package clearhead.bench;
