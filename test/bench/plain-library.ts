/**
 * The third side: node-llama-cpp's own chat loop with its default settings, in a process of its own. Its default
 * thread count can be hundreds of times too slow, so it answers a few tokens only.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { getLlama, LlamaChatSession, LlamaLogLevel } from 'node-llama-cpp';
import type { Measured, Subject, Workload } from './workload.ts';

/** Tokens to answer. */
const answerTokens = 12;

/** Starts a process that runs this file. */
export const plainLibrary = async (workload: Workload): Promise<Subject> => {
  const env = { ...process.env };
  delete env['UV_THREADPOOL_SIZE'];
  const child = fork(fileURLToPath(import.meta.url), [workload.modelPath, String(workload.contextLength)], {
    env,
  });
  const answer = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as Message));
      child.once('exit', (code) => reject(new Error(`the plain library ended with ${code}`)));
    });
  await answer();
  return {
    run: (prompt) => {
      child.send(prompt);
      return answer<Measured>();
    },
    close: async () => void child.kill('SIGKILL'),
  };
};

const serve = async (modelPath: string, contextLength: number): Promise<void> => {
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.disabled });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: contextLength });
  const sequence = context.getSequence();
  process.on('message', (prompt: string) => {
    void (async () => {
      const session = new LlamaChatSession({ contextSequence: sequence });
      const startedAt = performance.now();
      const tokenTimes: number[] = [];
      await session.prompt(prompt, {
        maxTokens: answerTokens,
        temperature: 0,
        onToken: () => tokenTimes.push(performance.now()),
      });
      const first = tokenTimes[0] ?? performance.now();
      const measured: Measured = {
        newTokens: sequence.nextTokenIndex - tokenTimes.length,
        prefillMs: first - startedAt,
        decodeTokens: tokenTimes.length - 1,
        decodeMs: (tokenTimes.at(-1) ?? first) - first,
      };
      session.dispose({ disposeSequence: false });
      // Waits for what still runs, which would slow the other side.
      await sequence.clearHistory();
      process.send!(measured);
    })();
  });
  process.send!('ready');
};

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send)
  void serve(process.argv[2]!, Number(process.argv[3]));
