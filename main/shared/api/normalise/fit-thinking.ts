/** Fits how much a program lets a model think to what the chat template of the model offers. */
import type { Thinking, ThinkingControls } from '../../contract/engine.ts';
import { ApiFault } from '../fault.ts';
import type { ApiConversation } from '../request.ts';

/** The levels that programs name, least first. */
const levels = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** How much a level is, from 0; `null` if it is not one that is known. */
const amount = (level: string): number | null => {
  const at = levels.indexOf(level.toLowerCase());
  return at < 0 ? null : at;
};

/**
 * The level of a template that comes closest: the same name, or else the nearest in the order of all levels, the lower one of two. Levels
 * that nobody knows are taken to be spread evenly.
 */
const nearest = (asked: string, efforts: readonly string[]): string | null => {
  const same = efforts.find((effort) => effort.toLowerCase() === asked.toLowerCase());
  if (same !== undefined) return same;
  const wanted = amount(asked);
  if (wanted === null) return null;
  const placed = efforts.map((effort, index) => ({
    effort,
    at: amount(effort) ?? ((index + 1) * (levels.length - 1)) / (efforts.length + 1),
  }));
  return (
    placed.toSorted((one, other) => Math.abs(one.at - wanted) - Math.abs(other.at - wanted))[0]?.effort ??
    null
  );
};

/** How the model thinks then, and a phrase for each wish that could not be met as it was. */
export interface FittedThinking {
  thinking: Thinking;
  told: string[];
}

/**
 * `controls`: what the template offers; `null` if it has no thoughts. Throws `ApiFault` if the model would think although it must not: the
 * client would wait and pay for what it ruled out.
 */
export const fitThinking = (
  asked: ApiConversation['thinking'],
  controls: ThinkingControls | null,
): FittedThinking => {
  const told: string[] = [];
  const thinking: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };
  const { switchable = false, onByDefault = false, efforts = [], bounded = false } = controls ?? {};
  const thinks = controls !== null && (switchable || onByDefault || bounded || efforts.length > 0);
  const isOff = asked.on === false || asked.effort?.toLowerCase() === 'none' || asked.budget === 0;
  if (!thinks) {
    if (asked.on === true || (asked.effort !== null && !isOff))
      told.push('the model cannot think before it answers');
    return { thinking, told };
  }
  if (isOff) {
    const least = efforts.find((effort) => effort.toLowerCase() === 'none');
    if (switchable) thinking.on = false;
    else if (least !== undefined) thinking.effort = least;
    else if (bounded) {
      thinking.budget = 0;
      told.push('the thoughts were ended at once, because the chat template cannot switch them off');
    } else if (onByDefault)
      throw new ApiFault('unsupported', 'The chat template of this model cannot switch its thoughts off.', {
        field: 'thinking',
      });
    return { thinking, told };
  }
  if (asked.on === true || asked.effort !== null || asked.budget !== null) {
    if (switchable) thinking.on = true;
    else if (!onByDefault && efforts.length === 0)
      told.push('the chat template cannot switch the thoughts on');
  }
  if (asked.effort !== null) {
    const effort = nearest(asked.effort, efforts);
    thinking.effort = effort;
    if (effort === null)
      told.push(`the model has no effort “${asked.effort.slice(0, 40)}”, so it thinks as much as it likes`);
    else if (effort.toLowerCase() !== asked.effort.toLowerCase())
      told.push(
        `the effort is “${effort}”, the nearest that the model has to “${asked.effort.slice(0, 40)}”`,
      );
  }
  if (asked.budget !== null) {
    if (bounded) thinking.budget = asked.budget;
    else told.push('the thoughts have no budget, because the chat template does not mark their end');
  }
  return { thinking, told };
};
