"""Trains the guide. Two kinds of batches alternate within each step: many single questions,
of whose answers only the first tokens count, and a few whole chats of several turns."""

import math
import time

import torch
import torch.nn.functional as F

from model import Guide, Shape

# The most questions that the chat template lets the guide see: three answered ones and the one it is asked.
WINDOW = 4


def batch(rows):
    """Pads rows on the right; causal attention never looks there."""
    longest = max(len(ids) for ids, _, _ in rows)
    tokens = torch.zeros(len(rows), longest, dtype=torch.long)
    weights = torch.zeros(len(rows), longest)
    positions = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, (ids, loss, at) in enumerate(rows):
        tokens[i, : len(ids)] = torch.tensor(ids)
        weights[i, : len(ids)] = torch.tensor(loss)
        positions[i, : len(ids)] = torch.tensor(at).clamp(max=Shape.context - 1)
    return tokens, weights, positions


def loss_of(model, rows):
    tokens, weights, positions = batch(rows)
    hidden = model.hidden(tokens[:, :-1], positions[:, :-1])
    wanted, weights = tokens[:, 1:], weights[:, 1:]
    picked = weights > 0
    logits = model.logits(hidden[picked]).float()
    each = F.cross_entropy(logits, wanted[picked], reduction="none")
    return (each * weights[picked]).sum() / weights[picked].sum()


def single_rows(questions, encoder, rng, count):
    rows = []
    for _ in range(count):
        if rng.random() < 0.06:
            text, key = questions.term(rng)
        else:
            key = questions.topic(rng, outside_share=0.3)
            text = questions.ask(key, rng)
        system = questions.system(rng) if rng.random() < 0.06 else ""
        rows.append(encoder.chat([(text, key)], rng, system, cut=4))
    return rows


def chat_rows(questions, encoder, rng, tokens):
    """Chats of like length, until about `tokens` are filled."""
    turns = rng.choices((2, 3, WINDOW), (40, 30, 30))[0]
    rows, used = [], 0
    while used < tokens:
        system = questions.system(rng) if rng.random() < 0.25 else ""
        row = encoder.chat(questions.chat(turns, rng), rng, system, gaps=rng.random() < 0.2)
        used += len(row[0])
        rows.append(row)
    return rows


def train(questions, encoder, rng, minutes, steps, report=print, singles=96, chat_tokens=2400, begin=None, peak=2e-3):
    """Runs `steps` steps, or fewer if `minutes` pass first (the rate then falls by the clock). `begin`: the weights to
    train further. `peak`: the highest learning rate."""
    torch.manual_seed(rng.randrange(2**31))
    model = Guide(len(encoder.tokenizer.tokens))
    if begin is not None:
        model.load_state_dict({name: torch.from_numpy(weights) for name, weights in begin.items()})
    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}],
        lr=peak,
        betas=(0.9, 0.98),
    )
    average = [p.detach().clone() for p in model.parameters()]
    report(f"{sum(p.numel() for p in model.parameters()):,} parameters")
    began = time.time()
    seen = [0.0, 0.0]
    step = 0
    while True:
        done = 1 if steps == 0 else max(step / steps, (time.time() - began) / (60 * minutes))
        if done >= 1:
            break
        rate = peak * min(1, (step + 1) / 60) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        # Short ones apart from long ones, for less padding.
        asked = sorted(single_rows(questions, encoder, rng, singles), key=lambda row: len(row[0]))
        for which, share, rows in (
            (0, 0.5, asked[: singles // 2]),
            (0, 0.5, asked[singles // 2 :]),
            (1, 1.0, chat_rows(questions, encoder, rng, chat_tokens)),
        ):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = share * loss_of(model, rows)
            loss.backward()
            seen[which] += loss.item() / 50
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        keep = 0.0 if done < 0.3 else 0.99
        with torch.no_grad():
            for old, new in zip(average, model.parameters()):
                old.lerp_(new, 1 - keep)
        step += 1
        if step % 50 == 0:
            report(f"step {step}  questions {seen[0]:.3f}  chats {seen[1]:.3f}  {time.time() - began:.0f} s")
            seen = [0.0, 0.0]
    with torch.no_grad():
        for old, new in zip(average, model.parameters()):
            new.copy_(old)
    model.eval()
    report(f"trained {step} steps in {(time.time() - began) / 60:.1f} minutes")
    return model
