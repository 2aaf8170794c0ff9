"""A small llama-architecture transformer with tied embeddings."""

import torch
import torch.nn.functional as F
from torch import nn


class Shape:
    width = 256
    layers = 4
    heads = 8
    inner = 640
    context = 4096
    rope_base = 10000.0
    epsilon = 1e-5


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(Shape.width))

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + Shape.epsilon) * self.weight


def drop(x, share, training):
    """Dropout with one mask for the whole batch: drawing a mask for each row took a seventh of the training time."""
    if not training or share == 0:
        return x
    mask = (torch.rand(x.shape[1:]) >= share) / (1 - share)
    return x * mask


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        w = Shape.width
        self.attention_norm, self.feed_norm = Norm(), Norm()
        self.qkv = nn.Linear(w, 3 * w, bias=False)
        self.out = nn.Linear(w, w, bias=False)
        self.gate_up = nn.Linear(w, 2 * Shape.inner, bias=False)
        self.down = nn.Linear(Shape.inner, w, bias=False)

    def forward(self, x, cos, sin, mask, dropout):
        b, t, w = x.shape
        q, k, v = self.qkv(self.attention_norm(x)).view(b, t, 3, Shape.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        scores = (q @ k.transpose(-1, -2)).float() * (q.shape[-1] ** -0.5) + mask
        mixed = torch.softmax(scores, -1).to(v.dtype) @ v
        x = x + drop(self.out(mixed.transpose(1, 2).reshape(b, t, w)).float(), dropout, self.training)
        gate, up = self.gate_up(self.feed_norm(x)).chunk(2, -1)
        return x + drop(self.down(F.silu(gate) * up).float(), dropout, self.training)


def rotate(x, cos, sin):
    """Rotary positions over neighbouring pairs, as llama.cpp does for llama models."""
    kind = x.dtype
    x = x.float()
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2).to(kind)


class Guide(nn.Module):
    def __init__(self, vocabulary, dropout=0.05):
        super().__init__()
        self.dropout = dropout
        self.embedding = nn.Embedding(vocabulary, Shape.width)
        self.layers = nn.ModuleList(Layer() for _ in range(Shape.layers))
        self.norm = Norm()
        for name, p in self.named_parameters():
            if p.dim() == 2:
                scale = 0.02 if "embedding" in name else Shape.width**-0.5
                if name.endswith(("out.weight", "down.weight")):
                    scale /= (2 * Shape.layers) ** 0.5
                nn.init.normal_(p, std=scale)
        half = Shape.width // Shape.heads // 2
        speed = Shape.rope_base ** (-torch.arange(half).float() / half)
        angles = torch.arange(Shape.context).float()[:, None] * speed
        self.cos, self.sin = angles.cos(), angles.sin()

    def hidden(self, tokens, positions):
        t = tokens.shape[1]
        x = drop(self.embedding(tokens), self.dropout, self.training)
        cos, sin = self.cos[positions][:, None], self.sin[positions][:, None]
        mask = torch.full((t, t), float("-inf")).triu(1)
        for layer in self.layers:
            x = layer(x, cos, sin, mask, self.dropout)
        return self.norm(x)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight)
