/// Benchmarks. Each checks its result before it is timed.
///
/// [Table] says what is timed, beside whom, and how fast it must be; [Bench] is the program. A [Case] is a piece of work, [Match] plays one:
/// every [Side] does it in a process of its own ([Worker] is the child, [Channel] the parent's end), and [Comparison] is what came out.
/// [Ours] (with [GptTraining], [Encoding], [Decoding], [Leaving]), [Unwatched], [Unshared], [OpenBlas], [Memory] and, compiled only by
/// `mvn -Ppeers`, `OnnxRuntime` and `Libtorch` are the [Contender]s; PyTorch is a script among the resources. [Quick] is the table without
/// peers. [MatMulBenchmark] is for JMH.
package clearhead.bench;
