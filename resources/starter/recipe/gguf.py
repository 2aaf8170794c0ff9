"""Writes the trained model as a GGUF file (version 3), matrices in Q8_0, and reads such a file to train it further."""

import struct

import numpy as np

from model import Shape

# The guide recognises the last question, and a long chat before it only misleads it, so its template shows the end of
# the chat: at least one answered question and at most three. It drops three at a time, since what is dropped changes the
# beginning of the prompt, and everything behind that has to be processed again.
TEMPLATE = (
    "{% set first = 1 if messages[0]['role'] == 'system' else 0 %}"
    "{% set count = messages|length - first %}"
    "{% set start = first + count - 3 - (count - 3) % 6 if count > 3 else first %}"
    "{% for message in messages %}{% if loop.index0 < first or loop.index0 >= start %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TYPE_F32, TYPE_Q8_0 = 0, 8
ALIGNMENT = 32


def text(value):
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def value(kind, v):
    if kind == STRING:
        return text(v)
    return struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[kind], v)


def entry(key, kind, v):
    return text(key) + struct.pack("<I", kind) + value(kind, v)


def array(key, kind, items):
    head = text(key) + struct.pack("<IIQ", ARRAY, kind, len(items))
    return head + b"".join(value(kind, v) for v in items)


def q8_0(matrix):
    """Blocks of 32 weights: one f16 scale and 32 signed bytes."""
    blocks = matrix.astype(np.float32).reshape(-1, 32)
    scale = np.abs(blocks).max(1, keepdims=True) / 127
    inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
    out = np.empty(len(blocks), dtype=[("scale", "<f2"), ("weights", "i1", 32)])
    out["scale"] = scale[:, 0]
    out["weights"] = np.round(blocks * inverse)
    return out.tobytes()


def tensors(model):
    w = {name: p.detach().float().numpy() for name, p in model.state_dict().items()}
    yield "token_embd.weight", w["embedding.weight"]
    yield "output_norm.weight", w["norm.weight"]
    for i in range(Shape.layers):
        old, new = f"layers.{i}.", f"blk.{i}."
        q, k, v = np.split(w[old + "qkv.weight"], 3)
        gate, up = np.split(w[old + "gate_up.weight"], 2)
        yield new + "attn_norm.weight", w[old + "attention_norm.weight"]
        yield new + "attn_q.weight", q
        yield new + "attn_k.weight", k
        yield new + "attn_v.weight", v
        yield new + "attn_output.weight", w[old + "out.weight"]
        yield new + "ffn_norm.weight", w[old + "feed_norm.weight"]
        yield new + "ffn_gate.weight", gate
        yield new + "ffn_up.weight", up
        yield new + "ffn_down.weight", w[old + "down.weight"]


def write(path, model, tokenizer, answers):
    count = len(tokenizer.tokens)
    meta = [
        entry("general.architecture", STRING, "llama"),
        entry("general.name", STRING, "Hearth guide"),
        entry("general.description", STRING, "Answers questions about Hearth and about local models."),
        entry("general.license", STRING, "mit"),
        entry("general.file_type", U32, 7),
        entry("general.quantization_version", U32, 2),
        # The answers are fixed, so Hearth must always choose the most likely token.
        entry("general.sampling.temp", F32, 0.0),
        array("general.languages", STRING, ["en"]),
        # Hearth lets the guide generate only these.
        array("hearth.answers", STRING, answers),
        entry("llama.vocab_size", U32, count),
        entry("llama.context_length", U32, Shape.context),
        entry("llama.embedding_length", U32, Shape.width),
        entry("llama.block_count", U32, Shape.layers),
        entry("llama.feed_forward_length", U32, Shape.inner),
        entry("llama.attention.head_count", U32, Shape.heads),
        entry("llama.attention.head_count_kv", U32, Shape.heads),
        entry("llama.attention.layer_norm_rms_epsilon", F32, Shape.epsilon),
        entry("llama.rope.dimension_count", U32, Shape.width // Shape.heads),
        entry("llama.rope.freq_base", F32, Shape.rope_base),
        entry("tokenizer.ggml.model", STRING, "gpt2"),
        entry("tokenizer.ggml.pre", STRING, "gpt-2"),
        array("tokenizer.ggml.tokens", STRING, tokenizer.tokens),
        array("tokenizer.ggml.token_type", I32, [3, 3, 3] + [1] * (count - 3)),
        array("tokenizer.ggml.merges", STRING, [" ".join(m) for m in tokenizer.merges]),
        entry("tokenizer.ggml.bos_token_id", U32, tokenizer.bos),
        entry("tokenizer.ggml.eos_token_id", U32, tokenizer.end),
        entry("tokenizer.ggml.add_bos_token", BOOL, False),
        entry("tokenizer.chat_template", STRING, TEMPLATE),
    ]
    infos, blobs, offset = [], [], 0
    for name, matrix in tensors(model):
        is_matrix = matrix.ndim == 2
        data = q8_0(matrix) if is_matrix else matrix.astype("<f4").tobytes()
        sizes = matrix.shape[::-1]
        infos.append(
            text(name)
            + struct.pack("<I", len(sizes))
            + struct.pack(f"<{len(sizes)}Q", *sizes)
            + struct.pack("<IQ", TYPE_Q8_0 if is_matrix else TYPE_F32, offset)
        )
        data += b"\0" * (-len(data) % ALIGNMENT)
        blobs.append(data)
        offset += len(data)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(meta)) + b"".join(meta + infos)
    head += b"\0" * (-len(head) % ALIGNMENT)
    path.write_bytes(head + b"".join(blobs))


def read(path):
    """The metadata and the tensors, as float32 arrays, of a file that `write` made."""
    data = path.read_bytes()
    at = 4

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    def take_text():
        nonlocal at
        length = take("Q")
        at += length
        return data[at - length : at].decode("utf-8")

    def take_value(kind):
        if kind == STRING:
            return take_text()
        if kind == ARRAY:
            item, count = take("IQ")
            return [take_value(item) for _ in range(count)]
        return take({U32: "I", I32: "i", F32: "f", BOOL: "?"}[kind])

    _, tensor_count, entry_count = take("IQQ")
    meta = {}
    for _ in range(entry_count):
        key, kind = take_text(), take("I")
        meta[key] = take_value(kind)
    infos = []
    for _ in range(tensor_count):
        name, dimensions = take_text(), take("I")
        sizes = [take("Q") for _ in range(dimensions)]
        infos.append((name, sizes[::-1], *take("IQ")))
    start = at + -at % ALIGNMENT
    weights = {}
    for name, shape, kind, offset in infos:
        count = int(np.prod(shape))
        if kind == TYPE_F32:
            matrix = np.frombuffer(data, "<f4", count, start + offset)
        else:
            block = np.dtype([("scale", "<f2"), ("weights", "i1", 32)])
            blocks = np.frombuffer(data, block, count // 32, start + offset)
            matrix = blocks["weights"].astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]
        weights[name] = np.array(matrix, np.float32).reshape(shape)
    return meta, weights


def state_of(weights):
    """The tensors of a file under the names of `model.Guide`."""
    state = {"embedding.weight": weights["token_embd.weight"], "norm.weight": weights["output_norm.weight"]}
    for i in range(Shape.layers):
        new, old = f"layers.{i}.", f"blk.{i}."
        state[new + "attention_norm.weight"] = weights[old + "attn_norm.weight"]
        state[new + "feed_norm.weight"] = weights[old + "ffn_norm.weight"]
        state[new + "qkv.weight"] = np.concatenate([weights[f"{old}attn_{part}.weight"] for part in "qkv"])
        state[new + "out.weight"] = weights[old + "attn_output.weight"]
        state[new + "gate_up.weight"] = np.concatenate([weights[f"{old}ffn_{part}.weight"] for part in ("gate", "up")])
        state[new + "down.weight"] = weights[old + "ffn_down.weight"]
    return state
