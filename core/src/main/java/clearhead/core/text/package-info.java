/// From text to tokens and back. [Tokenizer] is a pipeline of five stages, each a sealed interface with a record for each component
/// that a `tokenizer.json` may name; read them in this order:
///
/// 1. [Aligned], the text on its way, which never forgets where in the user's own text each character comes from;
///    [AddedTokens] finds what is never cut.
/// 2. [Normalizer]: makes alike what means the same ([UnicodeForm], [BertNormalizer], [Precompiled]).
/// 3. [PreTokenizer]: cuts words. [Delimiter] is what it cuts at, [Behavior] what becomes of that, [ByteAlphabet] how GPT-2 spells bytes.
/// 4. [Model]: cuts a word into pieces of the [Vocabulary]: [WordPiece] (the longest first), [Bpe] (join what was learnt first),
///    [Unigram] (the likeliest cut), [WordLevel].
/// 5. [PostProcessor]: puts special tokens around; [Truncation] before it, [Padding] after it. The result is an [Encoding] of [Token]s.
/// 6. [Decoder]: the way back.
///
/// ```java
/// Tokenizer tokenizer = Tokenizer.read(folder);
/// Encoding encoding = tokenizer.encode("not a good film");
/// int[] ids = encoding.ids();
/// String text = tokenizer.decode(ids, true);
/// ```
///
/// Files: [TokenizerJson] with one class beside it for each stage; [BertVocabulary] for `vocab.txt`,
/// [GgufVocabulary] for GGUF. Learning: [BpeTrainer] and [WordPieceTrainer] on one [MergeLearner].
///
/// The results are those of Hugging Face's `tokenizers`, character for character, in what it does well and in its oddities, because models
/// were trained on both; [OldUnicode] holds where its idea of a character is older than the JDK's.
///
/// [CharVocabulary] needs nothing of all this: one token for each character.
package clearhead.core.text;
