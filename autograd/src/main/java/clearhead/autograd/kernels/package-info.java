/// The loops on `float[]` under every operation, twice: a scalar definition to be read, and a vector form to be fast. Both write the
/// same bits, and a test holds them to it.
///
/// Read in this order:
///
/// 1. [Kernels]: what there is, each with its formula, and the three conventions that fix every bit
/// 2. [Elementary]: exp, log, tanh, erf made of additions and multiplications
/// 3. [ScalarElementwise], [ScalarRows] (with [Sum]), [ScalarChoice], [ScalarRotary], [ScalarKernels]: the definition, in plain loops
/// 4. [KernelChoice]: which of the two is used
/// 5. [Lanes], [VectorMath], [VectorElementwise], [VectorRows], [VectorNorms], [VectorColumns], [VectorChoice], [VectorRotary]: the same
///    by vectors of 4, 8 or 16 floats
/// 6. [VectorMatmul], [VectorPanels], [VectorSixteen], [VectorPackedTiles], [VectorTiles], [VectorStream], [Scratch]: the matrix product,
///    which is most of the time that a model takes
///
/// Every product is one `fma`, rounded once, which takes a machine that has that instruction: x86 since 2013, all 64-bit ARM. On an
/// older one `Math.fma` is still right but computes in decimal numbers, thousands of times slower.
///
/// `VectorKernels extends … ScalarKernels`: a vector kernel is the definition, but for the part that fills whole vectors.
package clearhead.autograd.kernels;
