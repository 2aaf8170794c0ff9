"""Makes hearth-guide.gguf from the text files beside this folder.

    python3 recipe/make.py [--minutes 46] [--steps 100000] [--out FILE] [--threads 2] [--from FILE] [--rate 0.002]

With `--from FILE --steps 0` only the answers and the template are written anew.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
from pathlib import Path

import torch

import gguf
import sources as written
from chats import Encoder, Questions
from model import Shape
from tokenizer import Tokenizer, learn_merges
from train import train

SEED = 20

# How much likelier the first token of the answer to everything else is made after training, so that the guide says
# sooner that it does not know. The largest tried (1.04, 1.08, 1.12) that cost dev.json's topics less than a point or so.
CAUTION = 1.08


def learn_tokenizer(source, questions, vocabulary):
    rng = written.rng(SEED)
    texts = [(answer, 40) for answer in source.answers.values()]
    for key in questions.topics:
        texts += [(questions.ask(key, rng), 1) for _ in range(250)]
    texts += [(questions.ask("outside", rng), 1) for _ in range(9000)]
    texts += [(questions.system(rng), 1) for _ in range(300)]
    return Tokenizer(learn_merges(texts, vocabulary - 3 - 256))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=46)
    options.add_argument("--steps", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--vocabulary", type=int, default=3072)
    options.add_argument("--rate", type=float, help="highest learning rate; default: 2e-3, and 1e-3 with --from")
    options.add_argument("--out", type=Path, default=written.FOLDER / "hearth-guide.gguf")
    options.add_argument("--from", dest="begin", type=Path, help="a guide to train further, with its tokenizer")
    options = options.parse_args()
    torch.set_num_threads(options.threads)

    source = written.read_sources()
    kept_out = []
    dev = written.FOLDER / "dev.json"
    if dev.exists():
        data = json.loads(dev.read_text(encoding="utf-8"))
        kept_out = [q["ask"] for q in data["questions"]]
    questions = Questions(source, kept_out)
    begin = None
    if options.begin:
        meta, weights = gguf.read(options.begin)
        begin = gguf.state_of(weights)
        tokenizer = Tokenizer([tuple(pair.split(" ")) for pair in meta["tokenizer.ggml.merges"]])
    else:
        tokenizer = learn_tokenizer(source, questions, options.vocabulary)
    encoder = Encoder(source, tokenizer, Shape.context)
    sizes = [len(a) for a in encoder.answers.values()]
    outside = encoder.answers["outside"][0]
    if begin is not None:
        begin["embedding.weight"][outside] /= CAUTION
    firsts = {tuple(a[:3]) for a in encoder.answers.values()}
    print(f"{len(source.answers)} answers, {sum(sizes)} tokens, {len(firsts)} different beginnings", flush=True)
    model = train(
        questions, encoder, written.rng(SEED + 1), options.minutes, options.steps,
        report=lambda line: print(line, flush=True), begin=begin,
        peak=options.rate or (2e-3 if begin is None else 1e-3),
    )
    with torch.no_grad():
        model.embedding.weight[outside] *= CAUTION
    gguf.write(options.out, model, tokenizer, list(source.answers.values()))
    print(f"{options.out.name}: {options.out.stat().st_size / 2**20:.2f} MiB")


if __name__ == "__main__":
    main()
