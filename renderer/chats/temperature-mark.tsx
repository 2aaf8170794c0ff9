/** A chat's temperature in the list: hot, warm or cold; while its answer is written, that instead. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import { temperatureWords } from './temperature.ts';
import { chatWords } from '../words/chat.ts';

interface Props {
  warmth: ChatWarmth | undefined;
  isRunning: boolean;
}

/** What the mark says; empty while nothing is known. The chat's button is described by it, not named. */
export const markWords = ({ warmth, isRunning }: Props): string =>
  isRunning ? chatWords.list.answering : warmth ? temperatureWords(warmth) : '';

/** Always takes its place, so that no title moves when it changes. */
export const TemperatureMark = (props: Props) => {
  const words = markWords(props);
  return (
    <span
      className="temperature"
      data-is={props.isRunning ? 'running' : props.warmth?.temperature}
      title={words === '' ? undefined : words}
      aria-hidden
    />
  );
};
