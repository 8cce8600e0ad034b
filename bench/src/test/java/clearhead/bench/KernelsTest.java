package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.kernels.Kernels;
import org.junit.jupiter.api.Test;

class KernelsTest {

    /// A build that silently fell back to the scalar kernels would pass every other test, and time the wrong thing.
    @Test
    void vectorsAreInUse() {
        assertThat(Kernels.best().name()).endsWith("-bit vectors");
    }
}
