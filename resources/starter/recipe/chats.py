"""Turns the written sources into training chats: questions, noise, turns, tokens."""

import re

from sources import normalise, say, tidy

SHORT = {
    "you": ["u"], "please": ["pls", "plz"], "what": ["wat", "wht"], "what is": ["whats", "what's", "wat is"],
    "because": ["cuz"], "the": ["teh"], "how do i": ["how do you", "how does one", "how i", "howto"],
    "cannot": ["cant", "can't"], "are": ["r"], "does": ["dose"], "i am": ["im", "i'm"], "do not": ["don't", "dont"],
}
# Terms that people write in capitals in an otherwise plain sentence.
TERMS = {
    term.lower(): term
    for term in ("TTFT", "KV", "GPU", "CPU", "VRAM", "RAM", "MoE", "GGUF", "LLM", "AI", "TPS", "TPOT", "ITL", "PP", "TG",
                 "LoRA", "FA", "SWA", "GQA", "MTP", "BPE", "EOS", "API", "PDF", "JSON", "CUDA", "MIT", "FP16", "BF16",
                 "Q4", "Q8", "Q4_K_M", "Q8_0", "DDR5", "SSD", "URL", "SHA-256", "RAG", "MCP", "CoT", "NGL", "PPL")
}
TERM = re.compile(r"\b(" + "|".join(sorted(map(re.escape, TERMS), key=len, reverse=True)) + r")(s?)\b", re.I)
SMALL = {"a", "an", "the", "is", "are", "do", "does", "i", "it", "to", "of", "in", "my", "this", "that", "for", "on",
         "me", "can", "be", "with", "and"}
NEAR = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
        "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
        "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x"}


def typo(word, rng):
    """One slip of the finger somewhere in a word of four letters or more."""
    if len(word) < 4 or not word.isalpha():
        return word
    i = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == 1:
        return word[:i] + word[i + 1 :]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    return word[:i] + rng.choice(NEAR.get(word[i].lower(), word[i].lower())) + word[i + 1 :]


def roughen(text, rng):
    """Writes a clean question the way people type."""
    if rng.random() < 0.15:
        for full, short in SHORT.items():
            if rng.random() < 0.5:
                text = re.sub(rf"\b{full}\b", rng.choice(short), text, flags=re.I)
    words = text.split(" ")
    if rng.random() < 0.12 and len(words) > 4:
        words = [w for w in words if w.lower() not in SMALL or rng.random() < 0.5] or words
    if rng.random() < 0.08 and len(words) > 4:
        words.pop(rng.randrange(len(words)))
    if rng.random() < 0.18:
        for _ in range(rng.choice((1, 1, 2))):
            i = rng.randrange(len(words))
            words[i] = typo(words[i], rng)
    text = " ".join(words)
    style = rng.random()
    if style < 0.5:
        text = text[:1].upper() + text[1:]
    elif style < 0.9:
        text = text.lower()
    if style < 0.9 and rng.random() < 0.6:
        text = TERM.sub(lambda match: TERMS[match[1].lower()] + match[2], text)
    if 0.9 <= style < 0.94:
        text = text.upper()
    if text[-1:].isalnum() or text[-1:] in ")'\"`":
        text += rng.choice(("?", "?", "?", "", "", "", ".", "??", "...", " ?", "!"))
    return text


def rough_word(rng, syllables=("ka", "lo", "mi", "ter", "bran", "su", "vel", "qui", "zor", "pan", "de", "fi", "gru",
                               "sha", "ol", "ent", "ist", "um", "ra", "plo", "ne", "wy", "chi", "dra", "bo", "tle")):
    return "".join(rng.choice(syllables) for _ in range(rng.randrange(1, 5)))


def gibberish(rng):
    kind = rng.randrange(5)
    if kind == 0:
        return " ".join(rough_word(rng) for _ in range(rng.randrange(1, 6)))
    if kind == 1:
        return "".join(rng.choice("asdfghjklqwertyuiopzxcvbnm") for _ in range(rng.randrange(2, 14)))
    if kind == 2:
        return "".join(rng.choice("0123456789+-*/=(). ") for _ in range(rng.randrange(1, 10)))
    if kind == 3:
        return rng.choice(("?", "!", ".", ":", "#", "x", "ä", "…")) * rng.randrange(1, 5)
    return f"{rng.randrange(1, 999)} {rng.choice('+-*/x')} {rng.randrange(1, 999)}"


class Questions:
    """Draws questions for a topic, never one that the development set asks."""

    def __init__(self, sources, kept_out=()):
        self.sources = sources
        self.topics = [t for t in sources.topics if t not in ("outside", "that-is-all")]
        self.kept_out = {normalise(q) for q in kept_out}
        self.areas = [a for a in sources.outside.values()]
        self.area_weights = [len(a.lines) + 0.4 * len(a.names) + 0.4 * len(a.actions) for a in self.areas]

    def frame(self, kind, inner, rng):
        return say(rng.choice(self.sources.phrases[kind]), rng).replace("X", inner)

    def of(self, topic, rng, plain=False):
        """A question of a Topic (or of an area of outside.txt)."""
        choices = []
        if topic.lines:
            choices += ["line"] * max(2, min(6, len(topic.lines) // 3))
        if topic.names:
            choices += ["name"] * min(3, len(topic.names))
        if topic.actions:
            choices += ["action"] * min(3, len(topic.actions))
        kind = rng.choice(choices)
        if kind == "line":
            return say(rng.choice(topic.lines), rng)
        if kind == "name":
            inner = say(rng.choice(topic.names), rng)
            return self.frame("name frames", inner, rng)
        inner = say(rng.choice(topic.actions), rng)
        return self.frame("action frames", inner, rng)

    def outside(self, rng):
        draw = rng.random()
        if draw < 0.06:
            return gibberish(rng)
        if draw < 0.12:
            word = " ".join(rough_word(rng) for _ in range(rng.choice((1, 1, 2))))
            return self.frame(rng.choice(("name frames", "action frames")), word, rng)
        return self.of(rng.choices(self.areas, self.area_weights)[0], rng)

    def term(self, rng):
        """One of the field's short names, asked for as people do; gives (text, key)."""
        term, key = rng.choice(list(self.sources.terms.items()))
        term = rng.choice((term, term, term.lower(), term.upper()))
        text = rng.choice(("X", "X", "X", "what is X", "What is X", "what's X", "what does X mean", "What does X mean",
                           "define X", "X meaning", "what is a X", "explain X", "tell me about X")).replace("X", term)
        return text + rng.choice(("?", "?", "", "", ".")), key

    def ask(self, key, rng):
        """A question as typed; `key` is a topic's id."""
        while True:
            text = self.outside(rng) if key == "outside" else self.of(self.sources.topics[key], rng)
            if rng.random() < 0.16:
                text = self.frame("openings", text, rng)
            if rng.random() < 0.08:
                text = self.frame("endings", text, rng)
            text = roughen(tidy(text), rng)
            if text and normalise(text) not in self.kept_out:
                return text

    def follow(self, last, rng):
        """A follow-up that only makes sense after the answer `last`; gives (text, key)."""
        topic_id, _, is_more = last.partition(".")
        topic = self.sources.topics[topic_id]
        phrases = self.sources.phrases
        further = "that-is-all" if is_more or not topic.more else f"{topic_id}.more"
        draw = rng.random()
        own = lambda key: further if key == "more" else key
        if topic.follows and draw < 0.5:
            phrase, key = rng.choice(topic.follows)
            key = own(key)
        elif draw < 0.8 or topic_id in ("outside", "hello", "thanks-bye", "that-is-all"):
            phrase, key = rng.choice(phrases["more"]), further
        elif draw < 0.92:
            phrase, key = rng.choice(phrases["change"]), own(topic.change)
        else:
            phrase, key = rng.choice(phrases["slow"]), own(topic.slow)
        if key == last:
            key = "that-is-all"
        text = say(phrase, rng)
        if rng.random() < 0.15:
            text = rng.choice(("ok, ", "and ", "hm, ", "so ", "oh. ", "I see. ", "thanks, ")) + text
        return roughen(text, rng), key

    def topic(self, rng, outside_share=0.27):
        return "outside" if rng.random() < outside_share else rng.choice(self.topics)

    def chat(self, turns, rng):
        """A chat: a list of (question, key of its answer)."""
        out = []
        for _ in range(turns):
            # Where an answer never began, its question and the next one are joined.
            if rng.random() < 0.02:
                key = self.topic(rng)
                out.append((f"{self.ask(self.topic(rng), rng)}\n\n{self.ask(key, rng)}", key))
                continue
            if out and rng.random() < 0.45 and (pair := self.follow(out[-1][1], rng)):
                if normalise(pair[0]) not in self.kept_out:
                    out.append(pair)
                    continue
            if rng.random() < 0.06:
                out.append(self.term(rng))
                continue
            key = self.topic(rng)
            out.append((self.ask(key, rng), key))
        return out

    def system(self, rng):
        text = say(rng.choice(self.sources.phrases["system prompts"]), rng)
        while rng.random() < 0.3:
            text += " " + say(rng.choice(self.sources.phrases["system prompts"]), rng)
        return text


class Encoder:
    """Chats to token ids, loss weights and positions."""

    FIRST = (6.0, 3.0, 2.0)

    def __init__(self, sources, tokenizer, context):
        self.sources, self.tokenizer, self.context = sources, tokenizer, context
        self.newline = tokenizer.encode("\n")
        self.user = [tokenizer.start, *tokenizer.encode("user\n")]
        self.assistant = [tokenizer.start, *tokenizer.encode("assistant\n")]
        self.system = [tokenizer.start, *tokenizer.encode("system\n")]
        self.answers = {k: [*tokenizer.encode(v), tokenizer.end] for k, v in sources.answers.items()}

    def foreign(self, rng):
        """An earlier answer that is none of the written ones: stopped by the user, or of another model."""
        answer = rng.choice(list(self.answers.values()))[:-1]
        if rng.random() < 0.5:
            return answer[: rng.randrange(1, len(answer))]
        words = [word for key in rng.sample(sorted(self.answers), 4) for word in self.sources.answers[key].split(" ")]
        rng.shuffle(words)
        return self.tokenizer.encode(" ".join(words[: rng.randrange(2, 90)]))

    def chat(self, chat, rng, system="", cut=None, gaps=False):
        """`cut`: keep only so many tokens of the last answer. `gaps`: leave positions out between turns."""
        ids, weights, positions = [], [], []
        room = self.context
        at = 0

        def add(tokens, loss):
            nonlocal at
            ids.extend(tokens)
            weights.extend(loss)
            positions.extend(range(at, at + len(tokens)))
            at += len(tokens)

        def quiet(tokens):
            add(tokens, [0.0] * len(tokens))

        if rng.random() < 0.5:
            quiet([self.tokenizer.bos])
        if system:
            quiet([*self.system, *self.tokenizer.encode(system), self.tokenizer.end, *self.newline])
        for i, (question, key) in enumerate(chat):
            dropout = 0.12 if rng.random() < 0.3 else 0.0
            asked = self.tokenizer.encode(question, rng, dropout)
            quiet([*self.user, *asked, self.tokenizer.end, *self.newline, *self.assistant])
            if i < len(chat) - 1 and rng.random() < 0.06:
                quiet([*self.foreign(rng), self.tokenizer.end, *self.newline])
                continue
            answer = self.answers[key]
            if cut and i == len(chat) - 1:
                answer = answer[:cut]
            loss = [1.0] * len(answer)
            for j, w in enumerate(self.FIRST[: len(answer)]):
                loss[j] = w
            add(answer, loss)
            if i < len(chat) - 1:
                quiet(self.newline)
                if gaps:
                    left = room - at - 400 * (len(chat) - 1 - i)
                    if left > 1:
                        at += int(left * rng.random() ** 2)
        return ids, weights, positions
