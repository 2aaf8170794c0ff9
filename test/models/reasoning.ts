/**
 * Makes a model of random weights think before it answers: `<think>` after the newline that ends the prompt, `</think>`
 * some ten tokens later, an answer, and the end of the turn. What comes next is read off the last token by four numbers
 * of the embedding that are not random; which token of the many is still left to the network.
 */
export interface ReasoningTokens {
  newline: number;
  thinkStart: number;
  thinkEnd: number;
  /** The end of the turn. */
  end: number;
  /** Ordinary tokens are below it, special ones from it on. */
  firstSpecial: number;
  /** Its thoughts never end. */
  endless?: boolean;
}

/** Numbers of the embedding with a meaning of their own. */
const dimension = { phase: 0, startsThought: 1, endsThought: 2, endsAnswer: 3 } as const;

/** Against the spread of 1 that the other numbers begin with, and the layers' noise on top. */
const strong = 24;
const phaseStrength = 8;
const phaseWeight = 0.7;

/** One token in so many ends the thought or the answer that it is in. */
const every = { thought: 12, answer: 24 } as const;

const isThought = (token: number): boolean => token % 2 === 0;

type Fill = (bytes: Buffer) => void;

/** Wraps the random fill of the embeddings, rows of `width` numbers. */
export const reasoningEmbeddings =
  (random: Fill, width: number, tokens: ReasoningTokens): Fill =>
  (bytes) => {
    random(bytes);
    const set = (token: number, at: number, value: number): void => {
      bytes.writeFloatLE(value, (token * width + at) * 4);
    };
    const count = bytes.length / (width * 4);
    for (let token = 0; token < count; token++) {
      const thinks = token === tokens.thinkStart || (token !== tokens.thinkEnd && isThought(token));
      set(token, dimension.phase, thinks ? phaseStrength : -phaseStrength);
      set(token, dimension.startsThought, 0);
      const half = Math.floor(token / 2);
      const ordinary = token < tokens.firstSpecial;
      set(
        token,
        dimension.endsThought,
        ordinary && !tokens.endless && thinks && half % every.thought === 0 ? strong : 0,
      );
      set(token, dimension.endsAnswer, ordinary && !thinks && half % every.answer === 0 ? strong : 0);
    }
    for (const at of Object.values(dimension)) set(tokens.newline, at, 0);
    set(tokens.newline, dimension.startsThought, strong);
  };

/** Wraps the random fill of the output head. */
export const reasoningHead =
  (random: Fill, width: number, tokens: ReasoningTokens): Fill =>
  (bytes) => {
    random(bytes);
    const row = (token: number): Buffer => bytes.subarray(token * width * 4, (token + 1) * width * 4);
    const count = bytes.length / (width * 4);
    for (let token = 0; token < count; token++) {
      // A newline would begin another thought, and of the special tokens none comes by chance.
      if (token >= tokens.firstSpecial || token === tokens.newline) row(token).fill(0);
      else {
        for (const at of Object.values(dimension)) row(token).writeFloatLE(0, at * 4);
        row(token).writeFloatLE(isThought(token) ? phaseWeight : -phaseWeight, dimension.phase * 4);
      }
    }
    const closing = (token: number, at: number, phase: number): void => {
      row(token).writeFloatLE(1, at * 4);
      row(token).writeFloatLE(phase, dimension.phase * 4);
    };
    closing(tokens.thinkStart, dimension.startsThought, 0);
    closing(tokens.thinkEnd, dimension.endsThought, phaseWeight);
    closing(tokens.end, dimension.endsAnswer, -phaseWeight);
  };
