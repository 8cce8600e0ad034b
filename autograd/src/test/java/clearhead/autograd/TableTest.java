package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Tensor rows(float... values) {
        return Tensor.of(Shape.of(1, values.length / 2, 2), values);
    }

    @Test void rowsStandBehindThoseBefore() {
        Table table = Table.of(rows(1, 2)).and(rows(3, 4, 5, 6)).and(rows(7, 8));

        assertThat(table.size()).isEqualTo(4);
        assertThat(table.rows().shape()).isEqualTo(Shape.of(1, 4, 2));
        assertThat(table.rows().toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    /// Whatever is done with a table, it stays what it is, also where several grow out of it.
    @Test void aTableStaysWhatItIs() {
        Table first = Table.of(rows(1, 2)).and(rows(3, 4)).and(rows(5, 6));
        Table one = first.and(rows(7, 8));
        Table other = first.and(rows(-7, -8));
        Table longer = one.and(rows(9, 10, 11, 12));

        assertThat(first.rows().toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(one.rows().toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(other.rows().toArray()).containsExactly(1, 2, 3, 4, 5, 6, -7, -8);
        assertThat(longer.rows().toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /// Only the numbers of a tensor are read, not those that others have behind them in the same array.
    @Test void operationsSeeTheirRowsOnly() {
        Table shorter = Table.of(rows(1, 2)).and(rows(3, 4)).and(rows(5, 6));
        Table longer = shorter.and(rows(100, 100));
        Tensor x = shorter.rows();

        assertThat(longer.rows().storage().array()).as("else this says nothing").isSameAs(x.storage().array());
        assertThat(x.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.buffer().capacity()).isEqualTo(6);
        assertThat(x.sum().item()).isEqualTo(21);
        assertThat(x.reshape(6).toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.on(Engine.with(Threads.all())).toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.variable().square().toArray()).containsExactly(1, 4, 9, 16, 25, 36);
        assertThat(x.permute(0, 2, 1).toArray()).containsExactly(1, 3, 5, 2, 4, 6);
        assertThat(x.argmax(1).toArray()).containsExactly(2, 2);
    }

    /// A row that moves with every new one would make a text of n tokens cost n².
    @Test void anArrayServesForAsManyRowsAsItHadWhenItWasMade() {
        Table table = Table.of(rows(0, 0));
        List<Integer> moved = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
            Table next = table.and(rows(i, i));
            if (next.rows().storage().array() != table.rows().storage().array()) {
                moved.add(i);
            }
            table = next;
        }
        assertThat(moved).containsExactly(1, 2, 4, 8, 16, 32, 64);
    }

    @Test void rowsOfAnArenaAreKept() {
        Table table;
        try (Arena arena = new Pool().open()) {
            Tensor inside = rows(1, 2).on(arena.engine()).scale(1);
            table = Table.of(inside).and(inside.scale(3));
        }
        assertThat(table.rows().toArray()).containsExactly(1, 2, 3, 6);
    }

    @Test void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Table.of(Tensor.vector(1, 2))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table: x[2] are not rows (need x[1, n, width])");
        Table table = Table.of(rows(1, 2));
        assertThatThrownBy(() -> table.and(Tensor.of(Shape.of(1, 1, 3), 1, 2, 3))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table: rows[1, 1, 2] and x[1, 1, 3] do not fit together");
    }
}
