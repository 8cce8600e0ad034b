package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

/// Every op computes its formula, to within the rounding of floats.
class ForwardTest {

    /// Where a graph begins, and a gradient that waits, have no formula.
    private static final Set<Class<?>> NOT_COMPUTED = Set.of(Leaf.class, Deferred.class);

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void floatsAreAsNearToTheFormulaAsTheirRoundingAllows(@ForAll("cases") Case drawn) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        Law.within(Tensor.of(drawn.op()), new Doubles().of(drawn.op()));
    }

    @Test void everyOpIsInTheCatalogue() {
        Set<Class<?>> computed = records(Op.class).collect(Collectors.toCollection(HashSet::new));
        computed.removeAll(NOT_COMPUTED);
        for (List<Catalogue.Entry> entries : List.of(Catalogue.SMALL, Catalogue.LARGE)) {
            assertThat(entries.stream().<Class<?>>map(Catalogue.Entry::type)).hasSameElementsAs(computed);
        }
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord() ? Stream.of(type)
                : type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ForwardTest::records)
                : Stream.of();
    }

    /// Abramowitz & Stegun 1964, table 7.1.
    @Test void theRestatementOfErfIsTheTables() {
        assertThat(Num.erf(0.5)).isEqualTo(0.5204998778, within(1e-10));
        assertThat(Num.erf(-2)).isEqualTo(-0.9953222650, within(1e-10));
    }
}
