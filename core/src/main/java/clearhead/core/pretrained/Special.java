package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tokens with a task of their own, by their ids.
///
/// @param begin        stands in front of a text
/// @param ends         each of them ends a text that the model writes
/// @param padding      fills up rows
/// @param mask         stands for a token that the model shall guess
/// @param decoderStart stands in front of what an encoder-decoder writes
/// @param forcedEnd    ends a text that has become as long as allowed
/// @param never        are not written, however likely the model finds them
public record Special(OptionalInt begin, List<Integer> ends, OptionalInt padding, OptionalInt mask, OptionalInt decoderStart,
                      OptionalInt forcedEnd, Set<Integer> never) {

    /// Copies the list and the set.
    public Special {
        ends = List.copyOf(ends);
        never = Set.copyOf(never);
    }

    /// A model that has only a token in front of what it writes.
    public static Special start(int token) {
        return new Special(OptionalInt.empty(), List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(token),
                OptionalInt.empty(), Set.of());
    }

    /// What stands in front of all that a decoder writes.
    ///
    /// @throws BadInput if the model does not say
    public int start() {
        return decoderStart.orElseGet(() -> begin.orElseThrow(() -> new BadInput("config.json", "names no decoder_start_token_id",
                "the token that the decoder begins with")));
    }

    /// What a model's configuration says, and its `generation_config.json` over it; the mask is the tokenizer's.
    ///
    /// @param generation what the second file says
    static Special of(Settings config, Optional<Settings> generation, Optional<Path> folder, Optional<Tokenizer> tokenizer) {
        List<Settings> both = Stream.concat(generation.stream(), Stream.of(config)).toList();
        List<Integer> ends = both.stream().map(settings -> settings.ids("eos_token_id")).filter(ids -> !ids.isEmpty()).findFirst()
                .orElse(List.of());
        return new Special(id(both, "bos_token_id"), ends, id(both, "pad_token_id"), mask(folder, tokenizer),
                id(both, "decoder_start_token_id"), id(both, "forced_eos_token_id"), never(both, ends));
    }

    /// The key means words of several tokens, too; those of models that we know have one each. An end may be written in any case.
    private static Set<Integer> never(List<Settings> both, List<Integer> ends) {
        return both.stream().map(settings -> settings.top().get("bad_words_ids")).filter(Spot::isPresent).findFirst()
                .map(words -> words.items().stream().map(Special::token).filter(id -> !ends.contains(id)).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private static int token(Spot word) {
        List<Spot> tokens = word.items();
        if (tokens.size() != 1) {
            throw word.wrong("one token; words of several that are never written are not supported");
        }
        return tokens.getFirst().whole();
    }

    private static OptionalInt id(List<Settings> both, String key) {
        return both.stream().flatMap(settings -> settings.ids(key).stream()).mapToInt(Integer::intValue).findFirst();
    }

    /// The file `tokenizer_config.json` names the mask; a tokenizer without one may have a token of the usual name.
    private static OptionalInt mask(Optional<Path> folder, Optional<Tokenizer> tokenizer) {
        Optional<String> named = folder.map(path -> path.resolve("tokenizer_config.json")).filter(Files::exists)
                .map(file -> Spot.read(file, "a tokenizer_config.json").get("mask_token")).filter(Spot::isPresent)
                .map(mask -> mask.node().isObject() ? mask.get("content").text() : mask.text());
        return Stream.concat(named.stream(), Stream.of("[MASK]", "<mask>"))
                .map(piece -> tokenizer.map(own -> own.id(piece)).orElse(OptionalInt.empty())).filter(OptionalInt::isPresent).findFirst()
                .orElse(OptionalInt.empty());
    }
}
