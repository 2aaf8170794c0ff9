/** What a prompt has of the passages that were found. */
import { expect, it } from 'vitest';
import { attachedDocuments, passageTokens } from '../../../main/core/documents/attached.ts';
import type { FoundPassage } from '../../../main/core/documents/index/passage-index.ts';
import { chunksOf } from '../../../main/shared/documents/chunks.ts';
import type { DocumentText } from '../../../main/shared/documents/document-text.ts';
import { documentOf } from '../../fixtures/documents/samples.ts';

const title = 'A title that is rather long'.repeat(5);
const section = (nth: number): string =>
  `## Part ${nth}\n\n${`Passage ${nth} says more of it. `.repeat(42)}\n\n`;
const document = documentOf(`# ${title}\n\n${Array.from({ length: 12 }, (_, nth) => section(nth)).join('')}`);
const chunks = [...chunksOf(document)];

/** The part of a message with these passages, for a model with this context. A token has four characters. */
const partOf = async (found: readonly FoundPassage[], contextLength: number | null) => {
  const library = {
    find: () => ({ name: 'notes.md' }),
    text: (): DocumentText => document,
    used: () => undefined,
    whenExtracted: () => Promise.resolve(),
  };
  const countDocuments = (texts: readonly { text: string }[]): Promise<number[]> =>
    Promise.resolve(texts.map(({ text }) => Math.ceil(text.length / 4)));
  const engine = {
    can: { cache: { countDocuments } },
    status: { model: contextLength === null ? null : { contextLength } },
  };
  const attached = attachedDocuments(
    library as unknown as Parameters<typeof attachedDocuments>[0],
    { find: () => Promise.resolve([...found]) },
    engine as unknown as Parameters<typeof attachedDocuments>[2],
  );
  const before = () => ({ chatId: null, messages: [], thinking: null }) as never;
  const parts = await attached.complete(before, [
    { kind: 'document', documentId: 'a', name: 'notes.md', mode: 'passages', text: '' },
    { kind: 'text', text: 'What?' },
  ]);
  return parts[0] as Extract<(typeof parts)[number], { kind: 'document' }>;
};
const passage = (nth: number): FoundPassage => ({ documentId: 'a', ...chunks[nth]! });

it('has them in the order of the document with their places, neighbours as one, and marks gaps', async () => {
  const { text } = await partOf([passage(9), passage(3), passage(2)], null);
  expect(
    text.match(/\[l\. \d+\]|\[…\]|Passage \d+(?= says)/g)!.filter((one, nth, all) => one !== all[nth - 1]),
  ).toEqual(['[l. 11]', 'Passage 2', 'Passage 3', '[…]', '[l. 39]', 'Passage 9']);
  expect(text).toContain(`(${title})`);
});

it.each([2400, 3600, 16_384, null])(
  'fit into the tokens that a context of %j leaves for them',
  async (context) => {
    const all = [7, 3, 11, 2, 9, 5, 1, 8].map(passage);
    const { text, ranges } = await partOf(all, context);
    const most = passageTokens(context);
    expect(Math.ceil(text.length / 4)).toBeLessThanOrEqual(most);
    expect(ranges!.map(({ at }) => at)).toEqual(
      all
        .slice(0, ranges!.length)
        .map(({ at }) => at)
        .toSorted((a, b) => a - b),
    );
    // One more would not fit.
    expect(ranges!.length === all.length || Math.ceil(text.length / 4) + 380 > most).toBe(true);
  },
);

it('is the first one at least', async () => {
  expect((await partOf([passage(7), passage(3)], 512)).ranges).toHaveLength(1);
});
