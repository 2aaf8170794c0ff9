import { expect, test } from 'vitest';
import type { MessagePart, WrittenKind } from '../../../main/shared/contract/parts.ts';
import {
  appended,
  areSameParts,
  lengthOf,
  promptTexts,
  textOf,
  withPiece,
} from '../../../main/shared/message/parts.ts';

const mixed: Extract<MessagePart, { kind: WrittenKind }>[] = [
  { kind: 'thoughts', text: 'Hm.' },
  { kind: 'text', text: 'First' },
  { kind: 'thoughts', text: 'So.' },
  { kind: 'text', text: 'Last' },
];

test('the texts of several parts of one kind are read as one, and a prompt gets the thoughts separately', () => {
  const message = { parts: mixed };
  expect(textOf(message)).toBe('First\n\nLast');
  expect(promptTexts(message)).toEqual({ text: 'First\n\nLast', reasoning: 'Hm.\n\nSo.' });
  expect(promptTexts({ parts: [] })).toEqual({ text: '', reasoning: '' });
  expect(lengthOf(message)).toBe(15);
});

test('an answer that is appended piece by piece is the same for everyone who receives the pieces', () => {
  let parts: readonly MessagePart[] = [];
  let told: readonly MessagePart[] = [];
  for (const { kind, text } of mixed)
    for (const letter of text) {
      const next = appended(parts, kind, letter);
      const before = parts;
      ({ parts } = next);
      // Parts that did not change remain the same objects.
      expect(parts.slice(0, -1).every((part, index) => part === before[index])).toBe(true);
      told = withPiece(told, next.piece)!;
      expect(withPiece(told, next.piece)).toBe(told);
    }
  expect(parts).toEqual(mixed);
  expect(told).toEqual(mixed);
  expect(areSameParts(parts, mixed)).toBe(true);
  expect(areSameParts(parts, mixed.slice(1))).toBe(false);
  expect(areSameParts(mixed, [...mixed.slice(0, 3), { kind: 'thoughts', text: 'Last' }])).toBe(false);
});
