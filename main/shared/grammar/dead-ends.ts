/** Leaves out of a grammar what no text can ever complete. */
import type { Grammar, Item, Sequence } from './rules.ts';

/** `null`: no text is complete. */
export const withoutDeadEnds = ({ rules, root }: Grammar): Grammar | null => {
  const living = new Set<string>();
  const isAlive = (item: Item): boolean => {
    switch (item.kind) {
      case 'chars':
        return true;
      case 'call':
        return living.has(item.rule);
      case 'choice':
        return item.of.some(isAliveAll);
      case 'repetition':
        return item.from === 0 || isAlive(item.item);
    }
  };
  const isAliveAll = (sequence: Sequence): boolean => sequence.every(isAlive);
  const callers = new Map<string, string[]>();
  for (const [name, alternatives] of rules)
    for (const rule of calledIn(alternatives)) callers.set(rule, [...(callers.get(rule) ?? []), name]);
  const open = [...rules.keys()];
  while (open.length > 0) {
    const name = open.pop()!;
    if (living.has(name) || !rules.get(name)!.some(isAliveAll)) continue;
    living.add(name);
    open.push(...(callers.get(name) ?? []));
  }
  if (!living.has(root)) return null;
  const cut = (item: Item): Item => {
    if (item.kind === 'choice') return { kind: 'choice', of: item.of.filter(isAliveAll).map(cutAll) };
    if (item.kind !== 'repetition') return item;
    return isAlive(item.item) ? { ...item, item: cut(item.item) } : { kind: 'choice', of: [[]] };
  };
  const cutAll = (sequence: Sequence): Sequence => sequence.map(cut);
  const cutRules = [...rules]
    .filter(([name]) => living.has(name))
    .map(([name, alternatives]): [string, Sequence[]] => [name, alternatives.filter(isAliveAll).map(cutAll)]);
  return { rules: new Map(cutRules), root };
};

const calledIn = (alternatives: readonly Sequence[]): Set<string> => {
  const called = new Set<string>();
  const open: Item[] = alternatives.flat();
  for (let item = open.pop(); item !== undefined; item = open.pop())
    if (item.kind === 'call') called.add(item.rule);
    else if (item.kind === 'choice') open.push(...item.of.flat());
    else if (item.kind === 'repetition') open.push(item.item);
  return called;
};
