package clearhead.explain.layer;

import clearhead.explain.WhiteBox;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A ledger as JSON, schema `clearhead/ledger/1`.
final class LedgerJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private LedgerJson() {}

    static String of(Ledger ledger, WhiteBox model, int most, int depth) {
        ObjectNode json = (ObjectNode) MAPPER.readTree(ledger.explanation().json(model));
        json.put("schema", "clearhead/ledger/1");
        entry(json.putObject("ledger"), ledger.difference(), most, depth);
        return MAPPER.writeValueAsString(json);
    }

    private static void entry(ObjectNode json, Entry entry, int most, int levels) {
        json.put("name", entry.name()).put("amount", entry.amount());
        List<Split> splits = levels > 0 ? entry.splits() : List.of();
        for (Split split : splits) {
            ObjectNode one = json.withArray("splits").addObject().put("by", split.by()).put("sum", split.sum()).put("gap", split.gap());
            split.greatest(most).forEach(part -> entry(one.withArray("parts").addObject(), part, most, levels - 1));
        }
    }
}
