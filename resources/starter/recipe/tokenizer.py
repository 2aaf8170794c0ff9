"""A byte-level BPE tokenizer, the kind llama.cpp calls `gpt2`, small enough to read."""

import re
from collections import Counter, defaultdict

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

# llama.cpp's `gpt-2` pre-tokenizer.
WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_letters():
    """GPT-2's printable stand-in for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {}, 0
    for byte in range(256):
        if byte in plain:
            letters[byte] = chr(byte)
        else:
            letters[byte] = chr(256 + extra)
            extra += 1
    return letters


LETTERS = byte_letters()


def as_letters(word):
    return tuple(LETTERS[b] for b in word.encode("utf-8"))


def learn_merges(texts, count):
    """Learns up to `count` merges from (text, weight) pairs."""
    words = Counter()
    for text, weight in texts:
        for word in WORDS.findall(text):
            words[as_letters(word)] += weight
    spelled = [list(w) for w in words]
    weights = list(words.values())
    pairs, where = Counter(), defaultdict(set)
    for i, word in enumerate(spelled):
        for pair in zip(word, word[1:]):
            pairs[pair] += weights[i]
            where[pair].add(i)
    merges = []
    while len(merges) < count and pairs:
        best = max(pairs, key=lambda p: (pairs[p], p))
        if pairs[best] < 3:
            break
        merges.append(best)
        for i in list(where[best]):
            word = spelled[i]
            for pair in zip(word, word[1:]):
                pairs[pair] -= weights[i]
            merged, j = [], 0
            while j < len(word):
                if j + 1 < len(word) and (word[j], word[j + 1]) == best:
                    merged.append(word[j] + word[j + 1])
                    j += 2
                else:
                    merged.append(word[j])
                    j += 1
            spelled[i] = merged
            for pair in zip(merged, merged[1:]):
                pairs[pair] += weights[i]
                where[pair].add(i)
        del pairs[best], where[best]
    return merges


class Tokenizer:
    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.ranks = {pair: i for i, pair in enumerate(self.merges)}
        self.tokens = SPECIAL + [LETTERS[b] for b in range(256)] + ["".join(m) for m in self.merges]
        self.ids = {}
        for i, token in enumerate(self.tokens):
            self.ids.setdefault(token, i)
        self.bos, self.start, self.end = 0, 1, 2
        self.seen = {}

    def word(self, word, rng=None, dropout=0.0):
        """Token ids of one word; with `dropout`, some merges are left out at random."""
        if not dropout and word in self.seen:
            return self.seen[word]
        parts = list(as_letters(word))
        while len(parts) > 1:
            ranked = [
                (self.ranks[pair], i)
                for i, pair in enumerate(zip(parts, parts[1:]))
                if pair in self.ranks and not (dropout and rng.random() < dropout)
            ]
            if not ranked:
                break
            _, i = min(ranked)
            parts[i : i + 2] = [parts[i] + parts[i + 1]]
        ids = [self.ids[p] for p in parts]
        if not dropout:
            self.seen[word] = ids
        return ids

    def encode(self, text, rng=None, dropout=0.0):
        return [i for word in WORDS.findall(text) for i in self.word(word, rng, dropout)]

    def decode(self, ids):
        back = {letter: byte for byte, letter in LETTERS.items()}
        return bytes(back[c] for i in ids if i > 2 for c in self.tokens[i]).decode("utf-8", "replace")
