package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Mapped.where;
import static clearhead.core.checkpoint.Names.quote;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model in several safetensors files, its shards, and an index that says where each tensor is:
/// `{"metadata": …, "weight_map": {"name": "model-00001-of-00002.safetensors", …}}`, usually called `model.safetensors.index.json`.
public final class Shards implements Weights {

    private final Path index;
    private final Map<String, Safetensors> shards;
    private final Map<String, Safetensors> holders;
    private final Map<String, Entry> entries;

    /// @param shards by file name, open
    /// @param places the name of each tensor's shard
    private Shards(Path index, Map<String, Safetensors> shards, Map<String, String> places) {
        this.index = index;
        this.shards = shards;
        this.holders = new LinkedHashMap<>();
        Map<String, Entry> listed = new LinkedHashMap<>();
        places.forEach((name, file) -> {
            Safetensors holder = shards.get(file);
            if (!holder.entries().containsKey(name)) {
                throw new BadInput(where(index.toString(), name), "should be in %s, which does not hold it".formatted(quote(file)),
                        "an index that fits its shards");
            }
            holders.put(name, holder);
            listed.put(name, holder.entries().get(name));
        });
        shards.forEach((file, shard) -> shard.entries().keySet().forEach(name -> {
            if (!file.equals(places.get(name))) {
                throw new BadInput(where(shard.source(), name), "is not said by the index to be in this shard",
                        "an index that fits its shards");
            }
        }));
        this.entries = Collections.unmodifiableMap(listed);
    }

    /// Opens all shards that the index names, beside it.
    ///
    /// @throws BadInput if index and shards do not fit together, or one of them is not whole and valid
    public static Shards read(Path index) {
        Map<String, String> places = ShardIndex.read(index);
        Map<String, Safetensors> shards = new LinkedHashMap<>();
        try {
            for (String file : places.values()) {
                if (!shards.containsKey(file)) {
                    shards.put(file, Safetensors.read(index.resolveSibling(file)));
                }
            }
            return new Shards(index, shards, places);
        } catch (RuntimeException | Error problem) {
            shards.values().forEach(Safetensors::close);
            throw problem;
        }
    }

    @Override public String source() {
        return index.toString();
    }

    @Override public Map<String, Entry> entries() {
        return entries;
    }

    @Override public Tensor tensor(String name) {
        return holder(name).tensor(name);
    }

    @Override public Tensor transposed(String name) {
        return holder(name).transposed(name);
    }

    @Override public void close() {
        shards.values().forEach(Safetensors::close);
    }

    private Safetensors holder(String name) {
        if (!holders.containsKey(name)) {
            throw Mapped.missing(source(), name, holders.keySet());
        }
        return holders.get(name);
    }
}
