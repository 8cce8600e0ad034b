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
/// 6. [VectorMatmul], [VectorPanels], [VectorPackedTiles], [VectorTiles], [VectorStream]: the matrix product, which is most of the
///    time that a model takes
///
/// `VectorKernels extends … ScalarKernels`: a vector kernel is the definition, but for the part that fills whole vectors.
package clearhead.autograd.kernels;
