/**
 * A byte-level BPE vocabulary of any size, made by rule: bytes, pairs of common bytes, and so on. It tokenises any
 * text, at about three bytes a token, and needs no file from elsewhere.
 */
import { byteCharacters } from '../../main/engine/process/generated-model.ts';
import { entry, type RawEntry } from '../../main/engine/process/gguf.ts';

const tokenType = { normal: 1, control: 3, userDefined: 4 } as const;

const common = [...'etaoinshrdlucmfwypvbgkqjxzETAOINSHRDLUCMFWYPVBGKQJXZ0123456789.,;:?!-()', '\u0120'];

interface Marks {
  /** Tokens that no text merges into; those that end a turn are known to llama.cpp by their names. */
  control: string[];
  /** Special as well, but part of the answer's text. */
  userDefined: string[];
  /** Also the padding. */
  bos: string;
  eos: string;
  /** Whether a prompt begins with `bos`; `null` leaves it to llama.cpp, whose default is no. */
  addBos: boolean | null;
}

const chatMlMarks: Marks = {
  control: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
  userDefined: ['<think>', '</think>'],
  bos: '<|endoftext|>',
  eos: '<|im_end|>',
  addBos: null,
};

export const gemmaMarks: Marks = {
  control: ['<bos>', '<eos>', '<start_of_turn>', '<end_of_turn>'],
  userDefined: [],
  bos: '<bos>',
  eos: '<eos>',
  addBos: true,
};

/** gpt-oss' marks; of those that llama.cpp knows as the end of a turn, `<|end|>` comes first. */
export const harmonyMarks: Marks = {
  control: [
    '<|startoftext|>',
    '<|return|>',
    '<|start|>',
    '<|end|>',
    '<|message|>',
    '<|channel|>',
    '<|constrain|>',
    '<|call|>',
  ],
  userDefined: [],
  bos: '<|startoftext|>',
  eos: '<|return|>',
  addBos: null,
};

/** The `tokenizer.*` entries of a vocabulary of `size` tokens; by default with the marks of ChatML and of reasoning. */
export const syntheticVocabulary = (size: number, marks = chatMlMarks): Map<string, RawEntry> => {
  const tokens = byteCharacters();
  const merges: string[] = [];
  const special = [...marks.control, ...marks.userDefined];
  const known = new Set(tokens);
  // Breadth first: every merge joins a token of the last round with a common byte.
  for (let round = common; tokens.length + special.length < size;) {
    const grown: string[] = [];
    for (const left of round)
      for (const right of common) {
        if (tokens.length + special.length >= size || known.has(left + right)) continue;
        known.add(left + right);
        tokens.push(left + right);
        merges.push(`${left} ${right}`);
        grown.push(left + right);
      }
    round = grown;
  }
  const first = tokens.length;
  const vocabulary = new Map([
    ['tokenizer.ggml.model', entry.string('gpt2')],
    ['tokenizer.ggml.pre', entry.string('gpt-2')],
    ['tokenizer.ggml.tokens', entry.strings([...tokens, ...special])],
    [
      'tokenizer.ggml.token_type',
      entry.int32s([
        ...tokens.map(() => tokenType.normal),
        ...marks.control.map(() => tokenType.control),
        ...marks.userDefined.map(() => tokenType.userDefined),
      ]),
    ],
    ['tokenizer.ggml.merges', entry.strings(merges)],
    ['tokenizer.ggml.bos_token_id', entry.uint32(first + special.indexOf(marks.bos))],
    ['tokenizer.ggml.eos_token_id', entry.uint32(first + special.indexOf(marks.eos))],
    ['tokenizer.ggml.padding_token_id', entry.uint32(first + special.indexOf(marks.bos))],
  ]);
  if (marks.addBos !== null) vocabulary.set('tokenizer.ggml.add_bos_token', entry.bool(marks.addBos));
  return vocabulary;
};
