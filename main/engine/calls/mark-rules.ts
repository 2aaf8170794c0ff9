/** The rules of marks. */
import { call, literal, type Item } from '../../shared/grammar/rules.ts';

/**
 * A mark, with any white space where the template has some. `exact`: the white space at its start or end is beside a text, and
 * is the template's own to the letter.
 */
export const markOf = (text: string, exact: 'start' | 'end' | null = null): Item[] => {
  const parts = text.split(/(\s+)/).filter((part) => part !== '');
  return parts.flatMap((part, index) => {
    const isExact = (exact === 'start' && index === 0) || (exact === 'end' && index === parts.length - 1);
    return part.trim() !== '' || isExact ? literal(part) : [call('space')];
  });
};
