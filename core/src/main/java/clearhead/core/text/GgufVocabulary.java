package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The tokenizer of a GGUF file, as its metadata lists it under `tokenizer.ggml.…`.
///
/// @param file           what messages call it
/// @param model          `llama` (SentencePiece's BPE) or `gpt2` (byte-level BPE)
/// @param pre            how a byte-level text is cut into words: `gpt-2`, `qwen2`, `llama-bpe`, `smollm`
/// @param tokens         the pieces in the order of their ids
/// @param scores         their scores, for `llama`: the higher, the earlier a merge
/// @param types          their types: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
/// @param merges         for `gpt2`: `left right`
/// @param bos            the id that begins a text
/// @param eos            the id that ends one
/// @param addBos         whether texts get it
/// @param addEos         whether texts get it
/// @param addSpacePrefix for `llama`: whether a text gets a space in front
public record GgufVocabulary(String file, String model, String pre, List<String> tokens, List<? extends Number> scores,
                             List<Integer> types, List<String> merges, OptionalInt bos, OptionalInt eos, boolean addBos, boolean addEos,
                             boolean addSpacePrefix) {

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final String WORDS_AND = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /// The tokenizer.
    ///
    /// @throws BadInput if the lists do not fit together, or the model or its way of cutting words is not supported
    public Tokenizer tokenizer() {
        if (!types.isEmpty() && types.size() != tokens.size()) {
            throw wrong("token_type", "has %d entries for %d tokens".formatted(types.size(), tokens.size()), "one for each token");
        }
        return switch (model) {
            case "llama" -> sentencePiece();
            case "gpt2" -> bytes();
            default -> throw wrong("model", "is \"%s\"".formatted(model), "llama or gpt2");
        };
    }

    private Tokenizer sentencePiece() {
        if (scores.size() != tokens.size()) {
            throw wrong("scores", "has %d entries for %d tokens".formatted(scores.size(), tokens.size()), "one for each token");
        }
        Optional<String> unknown = IntStream.range(0, types.size()).filter(id -> types.get(id) == UNKNOWN)
                .mapToObj(tokens::get).findFirst();
        Bpe.Settings settings = new Bpe.Settings(unknown, Optional.empty(), Optional.empty(), true, true, false);
        Delimiter space = new Delimiter.Literal(" ");
        Delimiter mark = new Delimiter.Literal("▁");
        List<Normalizer> normalizers = new ArrayList<>(List.of(new Normalizer.Replace(space, "▁")));
        List<Decoder> decoders = new ArrayList<>(List.of(new Decoder.Replace(mark, " "), new Decoder.ByteFallback(),
                new Decoder.Fuse()));
        if (addSpacePrefix) {
            normalizers.addFirst(new Normalizer.Prepend("▁"));
            decoders.add(new Decoder.Strip(' ', 1, 0));
        }
        double[] each = scores.stream().mapToDouble(Number::doubleValue).toArray();
        return tokenizer(new Normalizer.Sequence(normalizers), new PreTokenizer.Sequence(List.of()),
                bpe(Bpe.merges(tokens, each), settings), new Decoder.Sequence(decoders));
    }

    private Tokenizer bytes() {
        PreTokenizer words = switch (pre) {
            case "gpt-2" -> new PreTokenizer.ByteLevel(false, true, true);
            case "smollm" -> new PreTokenizer.Sequence(
                    List.of(new PreTokenizer.Digits(true), new PreTokenizer.ByteLevel(false, true, true)));
            case "qwen2" -> cut(WORDS_AND.formatted(""));
            case "llama-bpe" -> cut(WORDS_AND.formatted("{1,3}"));
            default -> throw wrong("pre", "is \"%s\"".formatted(pre), "gpt-2, smollm, qwen2 or llama-bpe");
        };
        List<Bpe.Merge> pairs = merges.stream().map(merge -> {
            int cut = merge.indexOf(' ', 1);
            if (cut < 0) {
                throw wrong("merges", "has \"%s\"".formatted(merge), "two pieces with a space between");
            }
            return new Bpe.Merge(merge.substring(0, cut), merge.substring(cut + 1));
        }).toList();
        boolean whole = pre.equals("llama-bpe");                        // its words that are pieces are taken as they are
        Bpe.Settings settings = new Bpe.Settings(Optional.empty(), Optional.empty(), Optional.empty(), false, false, whole);
        Normalizer normalizer = pre.equals("qwen2") ? new UnicodeForm(java.text.Normalizer.Form.NFC) : new Normalizer.Sequence(List.of());
        return tokenizer(normalizer, words, bpe(pairs, settings), new Decoder.ByteLevel());
    }

    private static PreTokenizer cut(String words) {
        return new PreTokenizer.Sequence(List.of(new PreTokenizer.Split(Oniguruma.regex(words), Behavior.ISOLATED, false),
                new PreTokenizer.ByteLevel(false, true, false)));
    }

    private Model bpe(List<Bpe.Merge> pairs, Bpe.Settings settings) {
        try {
            return new Bpe(Vocabulary.of(tokens), pairs, settings);
        } catch (IllegalArgumentException complaint) {
            throw new BadInput(file + ": tokenizer.ggml", complaint.getMessage(), "tokens and merges that fit together", complaint);
        }
    }

    private Tokenizer tokenizer(Normalizer normalizer, PreTokenizer preTokenizer, Model bpe, Decoder decoder) {
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < types.size(); id++) {
            int type = types.get(id);
            if (type == CONTROL || type == UNKNOWN || type == USER_DEFINED) {
                added.add(new AddedToken(tokens.get(id), id, false, false, false, false, type != USER_DEFINED));
            }
        }
        PostProcessor template = addBos || addEos ? template() : new PostProcessor.Sequence(List.of());
        return new Tokenizer(new Tokenizer.Stages(normalizer, preTokenizer, bpe, template, decoder, added),
                Optional.empty(), Optional.empty());
    }

    private PostProcessor template() {
        Map<String, PostProcessor.Template.Special> special = new TreeMap<>();
        List<PostProcessor.Template.Part> single = around(0, special);
        List<PostProcessor.Template.Part> pair = new ArrayList<>(single);
        pair.addAll(around(1, special));
        return new PostProcessor.Template(single, pair, special);
    }

    private List<PostProcessor.Template.Part> around(int sequence, Map<String, PostProcessor.Template.Special> special) {
        List<PostProcessor.Template.Part> parts = new ArrayList<>(List.of(new PostProcessor.Template.Text(sequence, sequence)));
        if (addBos) {
            parts.addFirst(new PostProcessor.Template.Name(name("bos", bos, special), sequence));
        }
        if (addEos) {
            parts.addLast(new PostProcessor.Template.Name(name("eos", eos, special), sequence));
        }
        return parts;
    }

    private String name(String role, OptionalInt id, Map<String, PostProcessor.Template.Special> special) {
        if (id.isEmpty() || id.getAsInt() < 0 || id.getAsInt() >= tokens.size()) {
            throw wrong(role + "_token_id", id.isEmpty() ? "is missing" : "is %d".formatted(id.getAsInt()),
                    "the id of one of the %d tokens".formatted(tokens.size()));
        }
        String piece = tokens.get(id.getAsInt());
        special.put(piece, new PostProcessor.Template.Special(List.of(id.getAsInt()), List.of(piece)));
        return piece;
    }

    private BadInput wrong(String key, String found, String needed) {
        return new BadInput(file + ": tokenizer.ggml." + key, found, needed);
    }
}
