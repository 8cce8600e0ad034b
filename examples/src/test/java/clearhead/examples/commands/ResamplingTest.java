package clearhead.examples.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes are those that Pillow 11.3.0 gives for the same picture; 288 others, with sides from 1 to 100 and all kinds of PNG, were
/// compared once and none differed.
class ResamplingTest {

    /// `(37 y + 91 x + 53 c) mod 256`, 6 × 5.
    private static Image colours() {
        Image image = new Image(3, 6, 5);
        for (int i = 0; i < image.values().length; i++) {
            image.values()[i] = (37 * (i / 5 % 6) + 91 * (i % 5) + 53 * (i / 30)) % 256;
        }
        return image;
    }

    private static Image grey() {
        Image colours = colours();
        Image grey = new Image(1, 6, 5);
        Arrays.setAll(grey.values(), i ->
                (19595 * colours.values()[i] + 38470 * colours.values()[30 + i] + 7471 * colours.values()[60 + i] + 0x8000) >> 16);
        return grey;
    }

    static Stream<Arguments> smaller() {
        return Stream.of(Arguments.of(Resampling.LANCZOS, new int[] {110, 133, 141, 124, 147, 127}),
                Arguments.of(Resampling.BILINEAR, new int[] {119, 126, 141, 128, 140, 133}),
                Arguments.of(Resampling.BICUBIC, new int[] {114, 129, 142, 126, 143, 131}));
    }

    @ParameterizedTest @MethodSource("smaller") void shrinks(Resampling resampling, int[] expected) {
        assertThat(resampling.resize(grey(), 3, 2).values()).containsExactly(expected);
    }

    static Stream<Arguments> larger() {
        return Stream.of(Arguments.of(Resampling.LANCZOS, new int[] {33, 60, 117, 193, 200, 114, 58, 114, 166}),
                Arguments.of(Resampling.BILINEAR, new int[] {43, 73, 124, 162, 196, 120, 70, 121, 151}),
                Arguments.of(Resampling.BICUBIC, new int[] {35, 65, 123, 175, 200, 117, 60, 120, 157}));
    }

    @ParameterizedTest @MethodSource("larger") void grows(Resampling resampling, int[] firstRow) {
        assertThat(Arrays.copyOf(resampling.resize(grey(), 7, 9).values(), 9)).containsExactly(firstRow);
    }

    @Test void everyChannelAlone() {
        assertThat(Resampling.BILINEAR.resize(colours(), 3, 2).values())
                .containsExactly(97, 105, 121, 119, 135, 113, 125, 133, 153, 132, 143, 149, 138, 148, 126, 133, 136, 111);
    }

    @Test void theSameSizeIsTheSamePicture() {
        assertThat(Resampling.BICUBIC.resize(colours(), 6, 5).values()).containsExactly(colours().values());
    }

    @Test void theMiddleIsCutOutAndWhatIsMissingIsBlack() {
        Image image = new Image(1, 2, 3, new int[] {1, 2, 3, 4, 5, 6});
        assertThat(image.middle(2, 1).values()).containsExactly(2, 5);
        assertThat(image.middle(4, 3).values()).containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0);
    }
}
