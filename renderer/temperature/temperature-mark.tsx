/** A chat's temperature in the list: hot, warm or cold; while its answer is running, a mark of that instead. */
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import { temperatureWords } from './temperature.ts';
import { chatWords } from '../words/chat.ts';

interface Props {
  warmth: ChatWarmth | undefined;
  isRunning: boolean;
}

/** The text of the mark; empty if nothing is known. It is the description of the chat's button, not its name. */
export const markWords = ({ warmth, isRunning }: Props): string =>
  isRunning ? chatWords.list.answering : warmth ? temperatureWords(warmth) : '';

/** Always takes up its space, so that titles do not move when it changes. */
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
