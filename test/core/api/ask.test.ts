/** Tests how requests are answered: streams, figures, the line, clients that leave, and models on demand. */
import { describe, expect, it } from 'vitest';
import { useApiCores } from '../../fixtures/api/api-core.ts';
import { asking } from '../../fixtures/api/small-dialect.ts';

const { start } = useApiCores();

describe('a question of another program', () => {
  it('is answered whole, with the figures that the engine measured', async () => {
    const core = await start();
    const reply = (await (await core.ask(asking('Hi'))).json()) as {
      answers: { text: string; ending: string }[];
      figures: Record<string, unknown>;
    };
    expect(reply.answers).toMatchObject([{ text: 'Hello there.', ending: 'finished' }]);
    expect(reply.figures).toMatchObject({
      promptTokens: 15,
      cachedTokens: 5,
      newTokens: 10,
      prefillMs: 20,
      decodeTokens: 3,
      decodeMs: 30,
      drafted: null,
    });
    const [entry] = await core.window.call('apiRequests', {});
    expect(entry).toMatchObject({
      keyName: 'HEARTH_API_KEY',
      status: 200,
      content: null,
      figures: { promptTokens: 15, newTokens: 10 },
      wasLeft: false,
    });
  });
});
