/// Models that others have trained, made of the parts of this house.
///
/// ```java
/// Pretrained bert = Pretrained.open(Path.of("bert-base-uncased"));
/// ```
///
/// Read in this order:
///
/// 1. [Pretrained][clearhead.core.pretrained.Pretrained]: a model with all that belongs to it
/// 2. `Opening`: what a name stands for; `GgufModel`, `OnnxModel`, `TensorFlowBert` where it is no folder
/// 3. `Settings`: a `config.json`, every complaint with its key
/// 4. `Family`: from a configuration to a `Blueprint`, one class for each: `Gpt2`, `GptNeoX`, `Llama` (and Mistral, Qwen2) with
///    `Rope`, `Bert` (and RoBERTa) and `DistilBert` with `EncoderTask`, `Marian`, `T5`, `Vit`
/// 5. `Names` and `Origin`: what a parameter is called in a file and how it lies there
/// 6. `Loader`: puts both together; nothing stays random, nothing is missing in silence
///
/// Nothing here computes: a family is a choice of parts from `nn`, written down as a configuration record.
package clearhead.core.pretrained;
