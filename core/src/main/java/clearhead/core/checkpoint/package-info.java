/// Weights on disk.
///
/// A checkpoint is a file with names, shapes and numbers, usually written by somebody else: so it is an input, and whatever is wrong with
/// it is told in one line by a [clearhead.core.BadInput], without reading past the file and without reserving what it merely claims to
/// hold. It is mapped into memory, not loaded: of a file of many gigabytes only what is asked for is read.
///
/// ```java
/// Safetensors.write(file, Map.of("w", Tensor.vector(1, 2)), Map.of("format", "pt"));
/// try (Safetensors weights = Safetensors.read(file)) {
///     weights.entries();         // {w=Entry[type=F32, shape=[2], bytes=8]}, no number read yet
///     weights.tensor("w");       // the numbers, as float
/// }
/// ```
///
/// Read in this order:
///
/// 1. [Weights][clearhead.core.checkpoint.Weights]: tensors by name, whatever holds them
/// 2. `Mapped`, `Stored`: what all files have in common, bytes in memory and where each tensor lies; an `Encoding` makes `float` of them
/// 3. [Safetensors][clearhead.core.checkpoint.Safetensors], read and written: its `Header` as a value and as JSON, `HeaderReader` the
///    same from JSON that may have been written to do harm, `DType` its numbers; [Shards][clearhead.core.checkpoint.Shards], several files
/// 4. [Gguf][clearhead.core.checkpoint.Gguf], a whole model in one file: `GgufReader` its description, a `Cursor` at a time;
///    `SmallBlocks` and `SuperBlocks` the formulas of the packed types
/// 5. [Onnx][clearhead.core.checkpoint.Onnx], the constants of a graph: `OnnxReader` finds out what they were called, `Protobuf` is how
///    they are written
/// 6. [TensorFlowBundle][clearhead.core.checkpoint.TensorFlowBundle]: a `LevelTable` of `BundleEntry`s, with checksums
/// 7. [ModelJar][clearhead.core.checkpoint.ModelJar]: weights that Maven brought
///
/// Every reader is tried on files that are broken at random; with `mvn -Pfuzz -pl core -am test -Dtest='*FuzzTest'
/// -Dsurefire.failIfNoSpecifiedTests=false` on 100,000 each.
package clearhead.core.checkpoint;
