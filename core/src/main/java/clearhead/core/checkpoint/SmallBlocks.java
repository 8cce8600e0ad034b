package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Block.half;

/// GGUF's blocks of 32 numbers. Throughout, `q` are the packed numbers, `d` is the block's scale and `m` its minimum, both in half
/// precision; four bits of number j are the lower half of byte j, and those of number 16 + j its upper half.
final class SmallBlocks {

    private static final int SIZE = 32;
    private static final int HALF = 16;

    /// What the 16 codes of IQ4 stand for: close together around zero, where most weights are.
    private static final byte[] CODES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private SmallBlocks() {
    }

    /// `w = d (q − 8)`; `d[2] q[16]`
    static void q40(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        for (int j = 0; j < HALF; j++) {
            w[at + j] = d * ((block[2 + j] & 15) - 8);
            w[at + HALF + j] = d * ((block[2 + j] >> 4 & 15) - 8);
        }
    }

    /// `w = d q + m`; `d[2] m[2] q[16]`
    static void q41(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        float m = half(block, 2);
        for (int j = 0; j < HALF; j++) {
            w[at + j] = d * (block[4 + j] & 15) + m;
            w[at + HALF + j] = d * (block[4 + j] >> 4 & 15) + m;
        }
    }

    /// `w = d (q − 16)`; `d[2] fifth[4] q[16]`, where bit j of `fifth` is the fifth bit of number j
    static void q50(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        for (int j = 0; j < HALF; j++) {
            w[at + j] = d * ((block[6 + j] & 15 | fifth(block, 2, j)) - 16);
            w[at + HALF + j] = d * ((block[6 + j] >> 4 & 15 | fifth(block, 2, HALF + j)) - 16);
        }
    }

    /// `w = d q + m`; `d[2] m[2] fifth[4] q[16]`
    static void q51(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        float m = half(block, 2);
        for (int j = 0; j < HALF; j++) {
            w[at + j] = d * (block[8 + j] & 15 | fifth(block, 4, j)) + m;
            w[at + HALF + j] = d * (block[8 + j] >> 4 & 15 | fifth(block, 4, HALF + j)) + m;
        }
    }

    private static int fifth(byte[] block, int begin, int j) {
        return (block[begin + j / 8] >> j % 8 & 1) << 4;
    }

    /// `w = d q`; `d[2] q[32]`, signed
    static void q80(byte[] block, float[] w, int at) {
        float d = half(block, 0);
        for (int j = 0; j < SIZE; j++) {
            w[at + j] = d * block[2 + j];
        }
    }

    /// `w = d CODES[q]`; `d[2] q[16]`
    static void iq4nl(byte[] block, float[] w, int at) {
        codes(half(block, 0), block, 2, w, at);
    }

    /// 32 numbers in 16 bytes of codes.
    static void codes(float d, byte[] block, int begin, float[] w, int at) {
        for (int j = 0; j < HALF; j++) {
            w[at + j] = d * CODES[block[begin + j] & 15];
            w[at + HALF + j] = d * CODES[block[begin + j] >> 4 & 15];
        }
    }
}
