"""Reads the text files a person edits: topics/*.txt, outside.txt and phrases.txt.

A line of a grammar is text with alternatives, `[a|b c|]`, which may nest, and with
`$name`, which stands for a list defined as `$name = [..|..]`.
"""

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


@dataclass
class Topic:
    """One thing the guide can talk about."""

    id: str
    answer: str = ""
    more: str = ""
    names: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    follows: list = field(default_factory=list)
    change: str = "more"
    slow: str = "why-slow"


def parse_grammar(text, macros):
    """Turns a line into a tree: a list of strings and of tuples of such lists."""
    for _ in range(4):
        text = re.sub(r"\$(\w+)", lambda m: macros[m.group(1)], text)
    position = 0

    def sequence(closing):
        nonlocal position
        options, current = [], []
        while position < len(text):
            letter = text[position]
            position += 1
            if letter == "[":
                current.append(sequence(True))
            elif letter == "]" and closing:
                options.append(current)
                return tuple(options)
            elif letter == "|" and closing:
                options.append(current)
                current = []
            elif current and isinstance(current[-1], str):
                current[-1] += letter
            else:
                current.append(letter)
        if closing:
            raise ValueError(f"unclosed bracket in: {text}")
        return current

    return sequence(False)


def expand(tree, rng):
    """One random sentence of a grammar."""
    out = []
    for part in tree:
        out.append(part if isinstance(part, str) else expand(rng.choice(part), rng))
    return "".join(out)


def tidy(text):
    return re.sub(r"\s+", " ", text).strip()


def say(tree, rng):
    return tidy(expand(tree, rng))


def normalise(text):
    """How two questions are compared: lower case, letters and digits only."""
    return tidy(re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("'", "")))


def sections(path):
    """Yields (heading, lines) for each `# heading` of a file."""
    heading, lines = None, []
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith("# "):
            if heading is not None:
                yield heading, lines
            heading, lines = raw[2:].strip(), []
        elif not raw.startswith("//"):
            lines.append(raw.rstrip())
    if heading is not None:
        yield heading, lines


def read_macros(lines, macros):
    for line in lines:
        match = re.match(r"\$(\w+) = (.*)$", line)
        if match:
            macros[match.group(1)] = match.group(2)


def read_topics(path, macros):
    """Reads a topic file; gives a dictionary from id to Topic."""
    topics = {}
    for heading, lines in sections(path):
        if heading == "macros":
            read_macros(lines, macros)
            continue
        topic = Topic(heading)
        target = None
        for line in lines:
            if line in ("answer:", "more:"):
                target = line[:-1]
            elif line.startswith("names: "):
                topic.names += [parse_grammar(p.strip(), macros) for p in line[7:].split(";")]
                target = None
            elif line.startswith("do: "):
                topic.actions += [parse_grammar(p.strip(), macros) for p in line[4:].split(";")]
                target = None
            elif line.startswith("? "):
                topic.lines.append(parse_grammar(line[2:], macros))
                target = None
            elif line.startswith("+ "):
                phrase, key = line[2:].rsplit("=>", 1)
                topic.follows.append((parse_grammar(phrase.strip(), macros), key.strip()))
                target = None
            elif line.startswith("change: "):
                topic.change = line[8:].strip()
            elif line.startswith("slow: "):
                topic.slow = line[6:].strip()
            elif target:
                setattr(topic, target, getattr(topic, target) + line + "\n")
            elif line:
                raise ValueError(f"{path.name}, {heading}: cannot read: {line}")
        topic.answer, topic.more = topic.answer.strip(), topic.more.strip()
        topics[heading] = topic
    return topics


@dataclass
class Sources:
    """Everything a person wrote."""

    topics: dict
    outside: dict
    phrases: dict
    answers: dict
    # Short names of the field, with the topic of each.
    terms: dict


def read_sources():
    macros = {}
    topics = {}
    for path in sorted((FOLDER / "topics").glob("*.txt")):
        topics |= read_topics(path, macros)
    outside = read_topics(FOLDER / "outside.txt", macros)
    phrases = {}
    for heading, lines in sections(FOLDER / "phrases.txt"):
        phrases[heading] = [parse_grammar(line, macros) for line in lines if line]
    answers = {}
    for topic in topics.values():
        answers[topic.id] = topic.answer
        if topic.more:
            answers[f"{topic.id}.more"] = topic.more
    for topic in topics.values():
        keys = [key for _, key in topic.follows] + [topic.change, topic.slow]
        for key in keys:
            if key != "more" and key not in answers:
                raise ValueError(f"{topic.id}: no answer is called {key}")
    terms = json.loads((FOLDER / "terms.json").read_text(encoding="utf-8"))
    return Sources(topics, outside, phrases, answers, terms)


def rng(seed):
    return random.Random(seed)
