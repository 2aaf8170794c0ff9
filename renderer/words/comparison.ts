/** The texts about answers that are compared. */
import { count } from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const comparisonWords = translatable('comparisonWords', {
  panel: {
    aboutDraft: 'Your message is answered several times, and you keep one of the answers.',
    aboutLast: 'Your last message is answered again, and you keep one of the answers.',
    nothing: 'Write a message first. It will be answered several times.',
    running: 'An answer is being generated in this chat. Wait for it, or stop it first.',
    kind: 'Answered by',
    /** `model`: the name of the loaded model. */
    same: (model: string | null): string =>
      model === null ? 'This model, several times' : `${model}, several times`,
    sameHint: 'The prompt is processed once. Answers differ only at a temperature above 0.',
    models: 'Several models',
    modelsHint:
      'One after the other. Each model is loaded when its turn comes, and afterwards the present one again.',
    presets: 'Several presets',
    presetsHint: 'One after the other. If a preset asks for another installed model, that one is loaded.',
    presetList: 'Presets that answer',
    currentSettings: 'Current settings of this chat',
    count: 'Answers',
    modelList: 'Models that answer',
    reading: 'Looking for installed models…',
    noModels: 'No other model is installed.',
    most: (most: number): string => `Up to ${count(most)} answers can be compared.`,
    send: (answers: number): string =>
      answers < 2 ? 'Choose at least two' : `Send for ${count(answers)} answers`,
    again: (answers: number): string =>
      answers === 0
        ? 'Choose at least one'
        : answers === 1
          ? 'Get another answer'
          : `Get ${count(answers)} more answers`,
  },

  strip: {
    label: 'Answers side by side',
    /** `preset`: the name of the preset that the answer was asked for with. */
    withPreset: (model: string, preset: string): string => `${model}, ${preset}`,
    /** Screen readers hear it for each column. */
    answer: (index: number, all: number, model: string): string => `Answer ${index} of ${all}, ${model}`,
    title: (answers: number): string => `${count(answers)} answers`,
    index: (index: number, all: number): string => `${index} of ${all}`,
    keys: 'Scroll sideways to see all answers.',
    keep: 'Keep this one',
    close: 'Show one answer only',
    copy: 'Copy',
  },
} as const);
