/** Why a model cannot be loaded, and what the engine does instead. `name`: of the model or its file. */
import { count, tokens } from '../format/figures.ts';
import { backendNames, type Backend } from '../settings/backends.ts';
import type { Sentences, Told } from './told.ts';

interface Name {
  name: string;
}
/** `reason`: as the template, llama.cpp or the operating system says it, without a full stop. */
interface Reason {
  reason: string;
}
type What = (told: Told) => string;

/** The name of the built-in model. */
export const guideName = 'Hearth guide';

/** A backend within a sentence. */
const named = (backend: Backend): string => (backend === 'cpu' ? 'the CPU' : backendNames[backend]);

const otherPrograms = 'Close other programs';

export const engineSentences = {
  'engine.failed': () => ['The engine met an unexpected error.', 'The details are in the log.'],
  'engine.other-text-model': ({ name }: { name: string }) =>
    `${name} cannot be used to find passages of documents.`,
  'engine.closing': () => 'Hearth is closing.',
  'engine.no-model': () => ['No model is loaded.', 'Choose one in the header.'],
  'engine.answer-running': () => [
    'An answer is being generated.',
    'Stop it first, or wait until it is complete.',
  ],
  'engine.no-drafts': () => 'This engine does not use draft models.',
  'engine.no-tuning': () => 'This engine cannot be tuned.',
  'engine.load-stopped': ({ name }: Name) => `Loading ${name} was stopped.`,
  'engine.unloaded-idle': ({ minutes }: { minutes: number }) => [
    `The model was unloaded after ${minutes} min without use.`,
    'Your next message loads it again.',
  ],
  'engine.unloaded-as-asked': () => [
    'The model was unloaded as another program asked.',
    'Your next message loads it again.',
  ],
  'engine.unloaded-moved': () => [
    'The model was unloaded because its file was moved.',
    'Your next message loads it again.',
  ],
  'engine.no-progress': ({ seconds }: { seconds: number }) => [
    `The model has made no progress for ${seconds} s.`,
    'Wait, or stop the answer.',
  ],
  'engine.gpu-silent': () => 'The GPU driver is not responding. Hearth runs on the CPU.',
  'engine.not-starting': () => [
    'llama.cpp does not start.',
    'Choose “Restart engine”; if that does not help, restart this computer.',
  ],
  /** `how`: the end of the process. */
  'engine.crashed-loading': ({ name, how }: Name & { how: string }) => [
    `llama.cpp crashed while loading ${name} (${how}).`,
    'Load it again; if that fails too, close other programs, or choose another file of this model.',
  ],
  'engine.crashed-often': ({ name, times }: Name & { times: number }) => [
    `The engine crashed ${times} times in a row with ${name}, so Hearth no longer restarts it.`,
    'Load another model, lower the context length, or choose “Restart engine”.',
  ],
  'engine.crashed-inspecting': () =>
    'llama.cpp crashed while reading this file. The file is damaged, not supported by this version, or on a disk that does not respond.',
  /** `why`: why the model did not load. `change`: what makes it fit. */
  'engine.load-failed-advice': ({ why, change }: { why: Told; change: Told }, what: What) => [
    what(why),
    what(change),
  ],

  'engine.file-not-permitted': ({ name }: Name) => [
    `Hearth has no permission to read ${name}.`,
    'Check the permissions of the file.',
  ],
  'engine.file-unreadable': ({ name }: Name) => [
    `${name} can no longer be read.`,
    'Check the disk that it is on.',
  ],
  'engine.is-a-folder': ({ path }: { path: string }) => [
    `${path} is a folder.`,
    'Enter the path of a GGUF file in it.',
  ],
  'engine.file-damaged': ({ name }: Name) => [`${name} is incomplete or damaged.`, 'Download it again.'],
  'engine.no-architecture': ({ name }: Name) =>
    `${name} does not name its architecture: it is incomplete, damaged or not a language model.`,
  'engine.no-template': ({ name }: Name) => [
    `${name} has no chat template, so it cannot chat.`,
    'Choose an “instruct” or “chat” version, or set a chat template for this model.',
  ],
  'engine.own-template-failed': ({ name, reason }: Name & Reason) => [
    `The chat template that you set for ${name} cannot be used (${reason}).`,
    'Change it, or reset it to the template of the file.',
  ],
  'engine.template-failed': ({ name, reason }: Name & Reason) => [
    `The chat template of ${name} cannot be used (${reason}).`,
    'Set another chat template for this model.',
  ],
  'engine.own-variable': ({ name }: Name) =>
    `The variable “${name}” of the chat template is set by Hearth and cannot be given.`,
  'engine.no-infill': () => [
    'This model cannot fill in a gap, because its vocabulary has no marks for it.',
    'Choose a model for code that was trained with them.',
  ],
  'engine.too-many-alternatives': ({ most }: { most: number }) =>
    `At most ${most} likely tokens can be told beside each sampled one.`,
  'engine.prompt-empty': () => 'The prompt is empty.',
  'engine.no-such-token': () => 'A token is not in the vocabulary of this model.',
  'engine.text-too-long': ({ nth, given, most }: { nth: number; given: number; most: number }) =>
    `Text ${nth + 1} has ${tokens(given)}, and this model takes at most ${count(most)} at a time.`,
  'engine.question-too-long': ({ given, most }: { given: number; most: number }) =>
    `The question has ${tokens(given)}, and this model takes at most ${count(most)}.`,
  'engine.prompt-too-large': () => 'The prompt is larger than any context can hold.',
  'engine.template-refuses-chat': ({ reason }: Reason) => [
    `The chat template of this model cannot format this chat (${reason}).`,
    'Set another chat template for this model.',
  ],
  'engine.no-memory': ({ name }: Name) => [
    `${name} does not fit in the free memory.`,
    `${otherPrograms}, lower the context length, or choose a smaller model.`,
  ],
  'engine.load-failed': ({ name, reason }: Name & Reason) => `llama.cpp could not load ${name}: ${reason}.`,
  'engine.other-vocabulary': ({ name, target }: Name & { target: string }) => [
    `${name} cannot draft for ${target} because it has a different vocabulary.`,
    'Choose a small model from the same family.',
  ],
  'engine.draft-cannot-rewind': ({ name }: Name) => [
    `${name} cannot be a draft model because it cannot discard rejected tokens.`,
    'Choose one without a sliding window or recurrent layers.',
  ],
  'engine.without-draft': ({ name }: Name) =>
    `${name} runs without the draft model because it cannot discard rejected tokens.`,
  /** `failures`: the backends that could not be used, and why. `used`: the one that is. */
  'engine.other-backend': (
    { failures, used }: { failures: { backend: Backend; reason: Told }[]; used: Backend },
    what: What,
  ) =>
    `${failures.map(({ backend, reason }) => `${named(backend)} could not be used (${what(reason)})`).join(', and ')}, so Hearth runs on ${named(used)}.`,
  /** Why a backend could not be used, within the sentence above. `reason`: as llama.cpp says it. */
  'engine.driver-crashed': () => 'it crashed; a newer driver for the GPU may help',
  'engine.no-driver': () => 'its driver was not found on this machine',
  'engine.no-device': () => 'no usable device was found',
  'engine.backend-failed': ({ reason }: Reason) => reason,
  'engine.no-layer-fits': ({ name, backend }: Name & { backend: Backend }) =>
    `No layer of ${name} fits in the free memory of ${named(backend)}, so it runs on the CPU.`,
} as const satisfies Sentences<'engine'>;
