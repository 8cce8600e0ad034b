/// Whole models, put together from the parts in `nn` by configuration records. One implementation serves training, inference and
/// explanation; what differs between GPT-2 and Llama is a record.
///
/// ```java
/// CausalModel model = CausalModel.of(config, Parameters.random(0));       // or with the numbers of a file: see `pretrained`
/// Tensor logits = model.forward(Batch.of(ids), Pass.PLAIN);               // [1, seq, vocab]
/// ```
///
/// Read in this order:
///
/// 1. [Tower]: positions, blocks, a last norm: what stands between embeddings and head, in every model
/// 2. [CausalModel]: a decoder alone (GPT-2, GPT-NeoX, Llama, Qwen2)
/// 3. [EncoderModel] (BERT, RoBERTa, DistilBERT), and what its last rows are made into, an [EncoderHead]
/// 4. [EncoderDecoder] (the first transformer, Marian, T5)
/// 5. [VisionModel] (ViT)
///
/// [Model] is the four of them. A [Decoder] is one that can be read on where it stopped.
package clearhead.core.model;
