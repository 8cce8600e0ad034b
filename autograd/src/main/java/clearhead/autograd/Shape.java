package clearhead.autograd;

import java.util.List;

/// The sizes of a tensor's axes, row-major.
///
/// @param sizes each at least 1
public record Shape(List<Integer> sizes) {

    /// Refuses a size below 1.
    public Shape {
        sizes = List.copyOf(sizes);
        if (sizes.stream().anyMatch(size -> size < 1))
            throw new IllegalArgumentException("shape " + sizes + ": every size must be at least 1");
    }
}
