/// Transformers, from the parameter up. Read the packages in this order:
///
/// 1. `probe`: the names of all activations, and the one seam through which they can be seen and changed;
/// 2. `nn`: the parts, `Linear` to `Block`;
/// 3. `model`: whole models;
/// 4. `text`: what they read and write;
/// 5. `train`: how they learn; 6. `generate`: how they write;
/// 7. `checkpoint`: how they are kept; 8. `pretrained`: models that others have trained.
///
/// [BadInput] is what everything here throws when the user's input is at fault.
package clearhead.core;
