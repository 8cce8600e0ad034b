package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.Explanation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds results against the files that describe them.
final class Schemas {

    private Schemas() {}

    /// A result that fits its schema.
    static JsonNode valid(String name, String json) {
        JsonNode result = JsonMapper.shared().readTree(json);
        try (InputStream file = Explanation.class.getResourceAsStream("clearhead-%s-1.schema.json".formatted(name))) {
            JsonNode schema = JsonMapper.shared().readTree(file);
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            assertThat(registry.getSchema(schema).validate(result)).as(json).isEmpty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        assertThat(json).matches("\\p{ASCII}*");
        return result;
    }
}
