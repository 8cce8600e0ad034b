package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Names.quote;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the weights in an ONNX file, and their names. An exporter folds the transposition of a linear layer's weight into the weight
/// itself, which so becomes another tensor, and loses its name: the initializer is then called `onnx::MatMul_885`. But the node that reads
/// it still has the path of the layer. Layers with equal parameters share one initializer, and the others read it through an `Identity`
/// node, whose output has their name.
///
/// A file with 8-bit weights keeps `X` as `X_quantized`, with `X_scale` and `X_zero_point` for each column or for the whole.
final class OnnxReader {

    static final String NEEDED = "a whole ONNX file";

    private static final String QUANTIZED = "_quantized";
    private static final String SCALE = "_scale";
    private static final String ZERO = "_zero_point";

    private final String file;
    private final Map<String, OnnxInitializer> initializers = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();

    OnnxReader(String file) {
        this.file = file;
    }

    /// The weights by name, in the order of the file.
    Map<String, Stored> read(MemorySegment model) {
        boolean[] found = new boolean[1];
        Protobuf.read(file, NEEDED, model, (number, value, graph) -> {
            if (number == 7) {
                found[0] = true;
                Protobuf.read(file, NEEDED, graph, this::graphField);
            }
        });
        if (!found[0]) {
            throw new BadInput(file, "holds no graph", NEEDED);
        }
        Map<String, OnnxNode> readers = readers();
        Map<String, Stored> tensors = new LinkedHashMap<>();
        for (OnnxInitializer initializer : initializers.values()) {
            if (!isPartOfAnother(initializer.name())) {
                add(initializer, Optional.ofNullable(readers.get(initializer.name())), tensors);
            }
        }
        for (OnnxNode node : nodes) {
            if (node.operation().equals("Identity") && !node.inputs().isEmpty() && tensors.containsKey(node.inputs().getFirst())) {
                tensors.putIfAbsent(node.output(), tensors.get(node.inputs().getFirst()));
            }
        }
        return tensors;
    }

    private void graphField(int number, long value, MemorySegment bytes) {
        switch (number) {
            case 1 -> {
                OnnxNode node = OnnxNode.read(file, bytes);
                switch (node.operation()) {
                    case "MatMul", "MatMulInteger", "Gemm", "Identity" -> nodes.add(node);
                    default -> { }
                }
            }
            case 5 -> {
                OnnxInitializer initializer = OnnxInitializer.read(file, bytes);
                if (initializers.putIfAbsent(initializer.name(), initializer) != null) {
                    throw new BadInput(file, "initializer %s stands there twice".formatted(quote(initializer.name())), "every name once");
                }
            }
            default -> { }
        }
    }

    /// By the name of a matrix, the first node that multiplies by it.
    private Map<String, OnnxNode> readers() {
        Map<String, OnnxNode> readers = new LinkedHashMap<>();
        for (OnnxNode node : nodes) {
            if (node.inputs().size() == 2) {
                readers.putIfAbsent(node.inputs().get(1), node);
            }
        }
        return readers;
    }

    private void add(OnnxInitializer initializer, Optional<OnnxNode> reader, Map<String, Stored> tensors) {
        String name = initializer.name();
        boolean isNameless = name.startsWith("onnx::") || Character.isDigit(name.isEmpty() ? ' ' : name.charAt(0));
        boolean isWeight = isNameless && initializer.shape().size() == 2 && reader.filter(OnnxNode::isInModule).isPresent();
        String plain = name.endsWith(QUANTIZED) ? name.substring(0, name.length() - QUANTIZED.length()) : name;
        String recovered = isWeight ? reader.get().weight() : plain;
        if (tensors.containsKey(recovered) || initializers.containsKey(recovered)) {
            recovered = name;
        }
        boolean turn = isWeight && !reader.get().turns();
        Stored stored = turn ? initializer.turned() : initializer.stored();
        tensors.put(recovered, plain.equals(name) ? stored : dequantized(initializer, plain, stored));
    }

    /// Whether this is the scale or the zero of a matrix of 8-bit numbers.
    private boolean isPartOfAnother(String name) {
        return isPart(name, SCALE) || isPart(name, ZERO);
    }

    private boolean isPart(String name, String suffix) {
        return name.endsWith(suffix) && initializers.containsKey(name.substring(0, name.length() - suffix.length()) + QUANTIZED);
    }

    /// `w = scale (q − zero)`
    private Stored dequantized(OnnxInitializer quantized, String plain, Stored stored) {
        OnnxInitializer scale = initializers.get(plain + SCALE);
        OnnxInitializer zero = initializers.get(plain + ZERO);
        if (scale == null || zero == null || !quantized.isPlain()) {
            return stored;
        }
        int columns = quantized.shape().isEmpty() ? 1 : (int) Math.min(Integer.MAX_VALUE, quantized.shape().getLast());
        return EightBits.of(quantized.type(), columns, scale, zero)
                .map(encoding -> new Stored(stored.entry(), stored.data(), Optional.of(encoding), stored.turned()))
                .orElseThrow(() -> new BadInput(Mapped.where(file, quantized.name()), "has %s of %s %s and %s of %s %s".formatted(
                        SCALE, scale.type(), scale.shape(), ZERO, zero.type(), zero.shape()),
                        "one FLOAT and one %s for all or for each of %d columns".formatted(quantized.type(), columns)));
    }

    static String text(String file, MemorySegment bytes) {
        return new Cursor(file, NEEDED, bytes).readText(bytes.byteSize());
    }
}
