/// Weights on disk.
///
/// A checkpoint is a file with names, shapes and numbers, usually written by somebody else: so it is an input, and whatever is wrong with
/// it is told in one line by a [clearhead.core.BadInput], without reading past the file and without reserving what it merely claims to
/// hold. It is mapped into memory, not loaded: of a file of many gigabytes only what is asked for is read.
///
/// ```java
/// Safetensors.write(file, Map.of("w", Tensor.vector(1, 2)), Map.of("format", "pt"));
/// try (Safetensors weights = Safetensors.read(file)) {
///     weights.entries();         // {w=Entry[dtype=F32, shape=[2], begin=0, end=8]}, no number read yet
///     weights.tensor("w");       // the numbers, as float
/// }
/// ```
///
/// Read in this order:
///
/// 1. [Weights][clearhead.core.checkpoint.Weights]: tensors by name, whatever holds them; `Mapped` and `Stored`, what all formats share
/// 2. [Safetensors][clearhead.core.checkpoint.Safetensors]: one file, read and written;
///    [Shards][clearhead.core.checkpoint.Shards]: several with an index
/// 3. `DType`, an `Encoding`: what bytes mean as numbers
/// 4. `Header`: the description in front of a file, as a value and as JSON
/// 5. `HeaderReader`: the same from JSON that may have been written to do harm
/// 6. [Gguf][clearhead.core.checkpoint.Gguf]: a model in one file, packed; `GgufReader` reads what it says about itself, `SmallBlocks` and
///    `SuperBlocks` are the formulas of the packed types
/// 7. [Onnx][clearhead.core.checkpoint.Onnx]: the constants of a graph; `OnnxReader` finds out what they were called; `Protobuf` is the
///    wire format
/// 8. [TensorFlowBundle][clearhead.core.checkpoint.TensorFlowBundle]: an index, which is a `LevelTable`, and its variables
/// 9. [ModelJar][clearhead.core.checkpoint.ModelJar]: weights that Maven brought
///
/// Every reader is tried on files that are broken at random; `mvn -Pfuzz -pl core -am test -Dtest='*FuzzTest'
/// -Dsurefire.failIfNoSpecifiedTests=false` does so 100,000 times each.
package clearhead.core.checkpoint;
