import type { AnswerSplitter, Piece } from './answer-fields.ts';
import { shown } from './answer-marks.ts';

/** For answers to prompts without a chat template: all of it is text. */
export class PlainSplitter implements AnswerSplitter {
  readonly isThinking = false;
  readonly isUndecided = false;
  readonly isUnfinished = false;
  readonly isInText = true;
  readonly isPlain = true;
  body = '';

  push(input: string): Piece[] {
    const text = shown(input);
    this.body += text;
    return text === '' ? [] : [{ field: 'text', text }];
  }

  settle(): Piece[] {
    return [];
  }

  close(): Piece[] {
    return [];
  }

  finish(): Piece[] {
    return [];
  }
}
