import numpy
from safetensors.numpy import save_file

save_file({
    "layer.weight": numpy.arange(6, dtype="float32").reshape(2, 3),
    "layer.bias": numpy.array([-0.5, 0, 0.25], "float32"),
    "ähnlich": numpy.array(7, "float32"),
    "empty": numpy.zeros((0, 2), "float32"),
}, "golden.safetensors", {"format": "pt", "note": "tab\t \"q\" ü 🐢 \x01 </x>"})
