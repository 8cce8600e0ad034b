package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Block.half;

/// GGUF's blocks of 256 numbers, the "K-quants". They are made of groups of 16 or 32 numbers; group g has a scale `s` and perhaps a
/// minimum `m`, small whole numbers, which the block's own `d` and `dmin`, in half precision, scale once more.
///
/// Bits of several numbers share a byte, and not those of neighbours: a byte holds numbers that are 32 apart, the first in its lowest bits.
final class SuperBlocks {

    private static final int SIZE = 256;
    private static final int HALF = 128;
    private static final int GROUP = 32;

    private SuperBlocks() {
    }

    /// `w = d s q − dmin m`, q of 2 bits, 16 groups; `sm[16] q[64] d[2] dmin[2]`, where `s` is the lower half of `sm`, `m` the upper
    static void q2k(byte[] block, float[] w, int at) {
        float d = half(block, 80);
        float dmin = half(block, 82);
        for (int i = 0; i < SIZE; i++) {
            int sm = block[i / 16];
            w[at + i] = d * (sm & 15) * twoBits(block, 16, i) - dmin * (sm >> 4 & 15);
        }
    }

    /// `w = d (s − 32) (q − 4)`, q of 3 bits, s of 6 bits, 16 groups; `third[32] q[64] s[12] d[2]`
    ///
    /// The four lower bits of scales 0 … 7 are the lower halves of the first 8 bytes, those of 8 … 15 the upper halves; the two upper
    /// bits of all, four to a byte and each 4 apart, are the last 4 bytes.
    static void q3k(byte[] block, float[] w, int at) {
        float d = half(block, 108);
        for (int g = 0; g < 16; g++) {
            int low = block[96 + g % 8] >> g / 8 * 4 & 15;
            int high = block[104 + g % 4] >> g / 4 * 2 & 3;
            float scale = d * ((low | high << 4) - 32);
            for (int i = g * 16; i < g * 16 + 16; i++) {
                int third = block[i % GROUP] >> i / GROUP & 1;
                w[at + i] = scale * ((twoBits(block, 32, i) | third << 2) - 4);
            }
        }
    }

    /// `w = d s q − dmin m`, q of 4 bits, 8 groups; `d[2] dmin[2] sm[12] q[128]`
    static void q4k(byte[] block, float[] w, int at) {
        for (int g = 0; g < 8; g++) {
            float scale = half(block, 0) * scale(block, g);
            float min = half(block, 2) * minimum(block, g);
            for (int j = 0; j < GROUP; j++) {
                int q = block[16 + g / 2 * GROUP + j] >> g % 2 * 4 & 15;
                w[at + g * GROUP + j] = scale * q - min;
            }
        }
    }

    /// `w = d s q − dmin m`, q of 5 bits, 8 groups; `d[2] dmin[2] sm[12] fifth[32] q[128]`, where bit g of byte j of `fifth` is that of
    /// number j of group g
    static void q5k(byte[] block, float[] w, int at) {
        for (int g = 0; g < 8; g++) {
            float scale = half(block, 0) * scale(block, g);
            float min = half(block, 2) * minimum(block, g);
            for (int j = 0; j < GROUP; j++) {
                int q = block[48 + g / 2 * GROUP + j] >> g % 2 * 4 & 15 | (block[16 + j] >> g & 1) << 4;
                w[at + g * GROUP + j] = scale * q - min;
            }
        }
    }

    /// `w = d s (q − 32)`, q of 6 bits, s signed, 16 groups; `q[128] high[64] s[16] d[2]`, where `q` holds the four lower bits, two numbers
    /// 64 apart in a byte, and `high` the two upper ones
    static void q6k(byte[] block, float[] w, int at) {
        float d = half(block, 208);
        for (int g = 0; g < 16; g++) {
            float scale = d * block[192 + g];
            int half = g / 8;
            int shift = g / 4 % 2 * 4;
            int begin = half * 64 + g % 4 * 16;
            for (int j = 0; j < 16; j++) {
                int q = block[begin + j] >> shift & 15 | twoBits(block, 128, g * 16 + j) << 4;
                w[at + g * 16 + j] = scale * (q - 32);
            }
        }
    }

    /// `w = d (s − 32) CODES[q]`, q of 4 bits, s of 6 bits, 8 groups as in IQ4_NL; `d[2] high[2] s[4] q[128]`: four lower bits of the
    /// scales in `s`, two upper ones in `high`
    static void iq4xs(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        for (int g = 0; g < 8; g++) {
            int low = block[4 + g / 2] >> g % 2 * 4 & 15;
            int high = block[2 + g / 4] >> g % 4 * 2 & 3;
            SmallBlocks.codes(d * ((low | high << 4) - 32), block, 8 + g * 16, w, at + g * GROUP);
        }
    }

    /// Two bits of number i: each half of the block has 32 bytes, and a byte holds numbers that are 32 apart.
    private static int twoBits(byte[] block, int begin, int i) {
        return block[begin + i / HALF * GROUP + i % GROUP] >> i % HALF / GROUP * 2 & 3;
    }

    /// Six bits out of the 12 bytes of [#q4k] and [#q5k]: those of the first four groups are the lower six of bytes 0 … 3; of the others
    /// four are the lower half of bytes 8 … 11, and two are on top of bytes 0 … 3.
    private static int scale(byte[] block, int g) {
        return g < 4 ? block[4 + g] & 63 : block[8 + g] & 15 | (block[g] >> 6 & 3) << 4;
    }

    /// The same for minima: bytes 4 … 7, the upper half of bytes 8 … 11.
    private static int minimum(byte[] block, int g) {
        return g < 4 ? block[8 + g] & 63 : block[8 + g] >> 4 & 15 | (block[4 + g] >> 6 & 3) << 4;
    }
}
