/** What a new version has to do before the earlier one may go: load the guide in an engine of its own, and generate a token. */
import { randomUUID } from 'node:crypto';
import type { EngineConfig } from '../../shared/engine/config.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Answering } from '../../shared/engine/request.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** A slow disk and a slow processor take a few seconds. */
const mostMs = 120_000;

export interface SelfTest {
  /** Another engine than the one that answers. */
  openEngine: () => Engine;
  /** How the guide is loaded and answers. */
  config: EngineConfig;
  answering: Answering;
  isStopped: AbortSignal;
}

/** The database is open by the time this runs. Throws `Refusal` with the reason if it fails. */
export const selfTest = async ({ openEngine, config, answering, isStopped }: SelfTest): Promise<void> => {
  const engine = openEngine();
  const stop = AbortSignal.any([isStopped, AbortSignal.timeout(mostMs)]);
  try {
    const stopped = new Promise<never>((_, reject) =>
      stop.addEventListener('abort', () => reject(new Refusal('updates.self-test-slow')), { once: true }),
    );
    await Promise.race([
      engine.load({ ...config, tunes: 'never', sequences: 1, draftModelPath: null }, 'Hearth guide'),
      stopped,
    ]);
    let hasToken = false;
    const { systemPrompt: _, ...asked } = answering;
    const message = { role: 'user' as const, text: 'What can you do?', reasoning: '', tokens: null };
    const run = engine.run(
      {
        ...asked,
        turnId: randomUUID(),
        chatId: null,
        messages: [{ ...message, id: randomUUID() }],
        longestAnswer: 1,
        overflow: 'stop',
      },
      (event) => {
        if (event.kind === 'first-token') hasToken = true;
      },
      stop,
    );
    const { problem } = await Promise.race([run, stopped]);
    if (problem !== null) throw Refusal.of(problem);
    if (!hasToken) throw new Refusal('updates.self-test-silent');
  } finally {
    await engine.close();
  }
};
